"""What a frozen year holds of a unit's total: its points by module, bonus and penalty, the score, the grade and why."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal

from ..choices import SpecialKind
from ..totals import Counted, Module, Outcome, Special, UnitScores, outcome_of
from .snapshot_line_data import LineRow

# Quotients are kept to so many places: far beyond what is shown, and the same text everywhere.
PLACES = Decimal(1).scaleb(-12)
EXACT = Context(prec=160, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class CountedRow:
    """A line as it counts in the total: the marks and points it counts for, what moved to it, or why it falls out."""

    task: int
    marks: Decimal
    points: Decimal
    moved: Decimal
    counts: bool
    treatment: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ModuleRow:
    """`share` is what the module gives to the subtotal per hundred; `weight` None where points simply add up."""

    name: str
    earned: Decimal
    possible: Decimal
    weight: Decimal | None
    share: Decimal
    lines: tuple[CountedRow, ...]


@dataclass(frozen=True)
class SpecialRow:
    """A bonus, penalty, veto or missed gate entered for the unit; `counted` of `points` count."""

    kind: str
    text: str
    points: Decimal | None
    counted: Decimal
    grade: str


@dataclass(frozen=True)
class OutcomeRow:
    """`score` is per hundred and rounded by `rounding`; `raw_grade` is what it alone would give."""

    score: Decimal | None
    raw_grade: str
    grade: str
    is_complete: bool
    subtotal: Decimal | None
    bonus: Decimal
    penalty: Decimal
    ceiling: Decimal
    changes: tuple[str, ...]
    place: int | None
    class_size: int
    modules: tuple[ModuleRow, ...]
    specials: tuple[SpecialRow, ...]
    is_weighted: bool
    rounding: str

    @property
    def bonuses(self) -> tuple[SpecialRow, ...]:
        return self._of(SpecialKind.BONUS)

    @property
    def penalties(self) -> tuple[SpecialRow, ...]:
        return self._of(SpecialKind.PENALTY)

    @property
    def effects(self) -> tuple[SpecialRow, ...]:
        """Vetoes and missed conditions: they decide the grade and leave the score alone."""
        return self._of(SpecialKind.VETO) + self._of(SpecialKind.GATE)

    @property
    def is_lowered(self) -> bool:
        """Whether a veto, a gate or a quota left it with less than the score alone would give."""
        return self.grade != self.raw_grade

    def _of(self, kind: str) -> tuple[SpecialRow, ...]:
        return tuple(row for row in self.specials if row.kind == kind)


def outcome_row(outcome: Outcome) -> OutcomeRow:
    return OutcomeRow(
        score=outcome.score, raw_grade=outcome.raw_grade, grade=outcome.grade, is_complete=outcome.is_complete,
        subtotal=kept(outcome.subtotal), bonus=outcome.bonus, penalty=outcome.penalty, ceiling=outcome.method.ceiling,
        changes=outcome.changes, place=outcome.place, class_size=outcome.class_size,
        modules=tuple(_module(module) for module in outcome.modules),
        specials=tuple(_special(special) for special in outcome.specials),
        is_weighted=bool(outcome.method.weights), rounding=str(outcome.method.rounding),
    )


def outcome_before_grades(unit: int, lines: tuple[LineRow, ...], place: int | None, class_size: int) -> OutcomeRow:
    """For a snapshot taken before there were grades: its lines added up as they were then, without a grade."""
    scores = UnitScores(unit, "", tuple(line.as_score_line for line in lines))
    return outcome_row(replace(outcome_of(scores), place=place, class_size=class_size, raw_grade="", grade=""))


def _module(module: Module) -> ModuleRow:
    return ModuleRow(
        name=module.name, earned=kept(module.total.earned), possible=kept(module.total.possible),
        weight=module.weight, share=kept(module.share), lines=tuple(_counted(row) for row in module.lines),
    )


def _counted(row: Counted) -> CountedRow:
    return CountedRow(
        task=row.line.task, marks=kept(row.marks), points=kept(row.points), moved=kept(row.moved),
        counts=row.counts, treatment=row.absent.treatment if row.absent else "",
        reason=row.absent.reason if row.absent else "",
    )


def _special(special: Special) -> SpecialRow:
    return SpecialRow(special.kind, special.text, special.points, special.counted, special.grade)


def kept(value: Decimal | None) -> Decimal | None:
    if value is None or value.as_tuple().exponent >= PLACES.as_tuple().exponent:
        return value
    return value.quantize(PLACES, context=EXACT)

"""What a unit's year comes to: its points by module, bonus and penalty items, the score and the grade."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property

from indicators.rules.amounts import EXACT
from indicators.rules.grading import adjusted, decide
from indicators.rules.steps import Step

from ..choices import SpecialKind
from .absences import Absent, Counted, counted, total_of
from .explanation import explained
from .method import DEFAULT_METHOD, Method, Special, effects_of
from .points import HUNDRED, ZERO, ScoreLine, Total


@dataclass(frozen=True)
class UnitScores:
    """Everything that a unit's outcome is made of. Units without a class are not ranked."""

    unit: int
    unit_class: str
    lines: tuple[ScoreLine, ...]
    absences: tuple[Absent, ...] = ()
    specials: tuple[Special, ...] = ()


@dataclass(frozen=True)
class Module:
    """A top-level domain of the unit's lines; `share` is what it gives to the subtotal per hundred."""

    name: str
    lines: tuple[Counted, ...]
    total: Total
    weight: Decimal | None = None
    share: Decimal = ZERO


@dataclass(frozen=True)
class Outcome:
    """`score` is per hundred and rounded; None when no line applies. A grade waits until every line is scored.

    `subtotal` is exact. `raw_grade` is what the score alone would give; `changes` say what vetoes, gates, quotas did.
    """

    method: Method
    total: Total
    modules: tuple[Module, ...]
    specials: tuple[Special, ...]
    subtotal: Decimal | None
    bonus: Decimal
    penalty: Decimal
    score: Decimal | None
    raw_grade: str = ""
    grade: str = ""
    changes: tuple[str, ...] = ()
    is_over_quota: bool = False
    place: int | None = None
    # Units of the class that have a place.
    class_size: int = 0

    @property
    def is_complete(self) -> bool:
        return self.score is not None and self.total.is_complete

    @property
    def lines(self) -> list[Counted]:
        return [row for module in self.modules for row in module.lines]

    @property
    def bonuses(self) -> list[Special]:
        return self._of(SpecialKind.BONUS)

    @property
    def penalties(self) -> list[Special]:
        return self._of(SpecialKind.PENALTY)

    @property
    def is_barred(self) -> bool:
        """Whether a veto or a missed gate has a say in the grade."""
        return bool(self.grade and (self._of(SpecialKind.VETO) or self._of(SpecialKind.GATE)))

    @property
    def is_lowered(self) -> bool:
        """Whether a veto, a gate or a quota left it with less than the score alone would give."""
        return self.grade != self.raw_grade

    @cached_property
    def explanation(self) -> tuple[Step, ...]:
        return explained(self)

    def _of(self, kind: str) -> list[Special]:
        return [special for special in self.specials if special.kind == kind]


def outcome_of(scores: UnitScores, method: Method = DEFAULT_METHOD) -> Outcome:
    """A unit's score and the grade it has by itself; quotas and places need its whole class (`outcomes`)."""
    rows = counted(scores.lines, scores.absences)
    with localcontext(EXACT):
        modules = _modules(rows, method)
        total = total_of(rows)
        subtotal = _subtotal(modules, method)
        points = {kind: [special.counted for special in scores.specials if special.kind == kind]
                  for kind in (SpecialKind.BONUS, SpecialKind.PENALTY)}
        sums = adjusted(subtotal or ZERO, points[SpecialKind.BONUS], points[SpecialKind.PENALTY], method.max_bonus)
        parts = {
            "method": method, "total": total, "modules": modules, "specials": scores.specials, "subtotal": subtotal,
            "bonus": sums.bonus, "penalty": sums.penalty,
        }
        if subtotal is None:
            return Outcome(score=None, **parts)
        decision = decide(
            min(sums.total, method.ceiling), method.bands, effects_of(scores.specials, method), method.rounding
        )
    if not total.is_complete:
        return Outcome(score=decision.score, **parts)
    return Outcome(
        score=decision.score, raw_grade=decision.raw_grade, grade=decision.grade,
        changes=tuple(change.sentence for change in decision.changes), **parts,
    )


def _modules(rows: Iterable[Counted], method: Method) -> tuple[Module, ...]:
    """By module in the order of the lines, each with its share of the subtotal."""
    by_name: dict[str, list[Counted]] = {}
    for row in rows:
        by_name.setdefault(row.line.module, []).append(row)
    totals = {name: total_of(lines) for name, lines in by_name.items()}
    scale = _scale(totals, method)
    return tuple(
        Module(name, tuple(lines), totals[name], method.weights.get(name) if method.weights else None,
               _share(totals[name], scale.get(name)))
        for name, lines in by_name.items()
    )


def _scale(totals: dict[str, Total], method: Method) -> dict[str, Decimal]:
    """Points per hundred that each module can give: by its marks, or by its weight among those that count here."""
    worth = {
        name: method.weights.get(name, ZERO) if method.weights else total.possible
        for name, total in totals.items() if total.possible
    }
    whole = sum(worth.values(), ZERO)
    return {name: own * HUNDRED / whole for name, own in worth.items()} if whole else {}


def _share(total: Total, scale: Decimal | None) -> Decimal:
    return total.earned * scale / total.possible if scale is not None else ZERO


def _subtotal(modules: tuple[Module, ...], method: Method) -> Decimal | None:
    """Points add up before they are divided, so that a total without weights stays exact."""
    if method.weights:
        weighed = [module for module in modules if module.weight and module.total.possible]
        return sum((module.share for module in weighed), ZERO) if weighed else None
    possible = sum((module.total.possible for module in modules), ZERO)
    return sum((module.total.earned for module in modules), ZERO) * HUNDRED / possible if possible else None

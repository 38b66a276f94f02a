"""What a frozen year holds: everything that reports and the leaders' pages show, and nothing they must look up.

Amounts are points (Decimal); states and kinds are the codes of `choices`. `YearData` travels as canonical JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from eco_demo.lib import frozen_json
from tasks.choices import LedgerStatus

from ..choices import Met
from .snapshot_line_data import LineRow, TargetRow
from .snapshot_outcome import OutcomeRow, outcome_before_grades

SCHEMA = 1


@dataclass(frozen=True)
class PlanFacts:
    """`place` is the territory whose year this is; `office` writes and hands in, `receiver` is the city."""

    id: int
    title: str
    year: int
    doc_no: str
    place: str
    office: str
    receiver: str
    indicator_set: str
    support_weight: Decimal
    issued_on: date | None
    work_from: date
    work_to: date
    self_check_from: date
    self_check_to: date
    report_due: date
    # How points became totals and grades, as a regulation would say it; empty before there were grades.
    method: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    earned: Decimal
    possible: Decimal
    percent: Decimal | None
    scored: int
    lines: int


@dataclass(frozen=True)
class MetCount:
    met: int
    not_met: int
    unknown: int

    @property
    def total(self) -> int:
        return self.met + self.not_met + self.unknown


@dataclass(frozen=True)
class DomainResult:
    name: str
    result: Result
    met: MetCount


@dataclass(frozen=True)
class IndicatorRow:
    """One task of the year as the district answers for it; the score is the mean of its lead units.

    One that applies to none of its lead units (`counts` is False) has no score, and its marks count nowhere.
    """

    task: int
    number: str
    title: str
    domain: str
    group: str
    attribute: str
    threshold: str
    unit_of_measure: str
    full_marks: Decimal
    score: Decimal | None
    met: str
    targets: tuple[TargetRow, ...]
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    counts: bool = True


@dataclass(frozen=True)
class UnitRow:
    id: int
    name: str
    short_name: str
    unit_class: str
    rank: int | None
    class_size: int
    result: Result
    domains: tuple[DomainResult, ...]
    met: MetCount
    lines: tuple[LineRow, ...]
    # None in snapshots taken before there were grades; `explained` reads for both.
    outcome: OutcomeRow | None = None

    @property
    def explained(self) -> OutcomeRow:
        """The unit's total with its modules, bonus, penalty and grade."""
        return self.outcome or outcome_before_grades(self.id, self.lines, self.rank, self.class_size)

    @property
    def absent(self) -> frozenset[int]:
        """Tasks that do not apply to the unit."""
        return frozenset(row.task for module in self.explained.modules for row in module.lines if row.treatment)

    @property
    def leads(self) -> int:
        return sum(line.is_lead for line in self.lines)

    @property
    def supports(self) -> int:
        return len(self.lines) - self.leads


@dataclass(frozen=True)
class Counts:
    """`states`: ledger state → lines. `files`: different files; `catalogued`: entries of all catalogues."""

    units: int
    leads: int
    lines: int
    states: Mapping[str, int]
    handed_in: int
    on_time: int
    rounds: int
    returned: int
    catalogued: int
    files: int


@dataclass(frozen=True)
class YearData:
    schema: int
    plan: PlanFacts
    result: Result
    binding: MetCount
    reference: MetCount
    domains: tuple[DomainResult, ...]
    indicators: tuple[IndicatorRow, ...]
    units: tuple[UnitRow, ...]
    counts: Counts
    # Why the year was frozen although lines were still open; empty when none was.
    open_reason: str

    @property
    def open_lines(self) -> int:
        return self.counts.lines - self.counts.states.get(LedgerStatus.ACCEPTED, 0)

    @property
    def not_met(self) -> tuple[IndicatorRow, ...]:
        return tuple(row for row in self.indicators if row.met == Met.NOT_MET)

    def unit(self, unit_id: int) -> UnitRow | None:
        return next((unit for unit in self.units if unit.id == unit_id), None)


def to_json(year: YearData) -> str:
    return frozen_json.dump(year)


@lru_cache(maxsize=4)
def from_json(text: str) -> YearData:
    """A snapshot's text never changes, so the last few read ones are kept."""
    return frozen_json.load(YearData, text)

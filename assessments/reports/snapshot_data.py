"""What a frozen year holds: everything that reports and the leaders' pages show, and nothing they must look up.

Amounts are points (Decimal); states and kinds are the codes of `choices`. `YearData` travels as canonical JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from eco_demo.lib import frozen_json
from tasks.choices import LedgerStatus, TaskRole

from ..choices import Met
from ..totals import ScoreLine

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
class Actual:
    unit: str
    text: str


@dataclass(frozen=True)
class TargetRow:
    """One number or condition of a task, with what each lead unit (or the one unit of a line) reports for it."""

    name: str
    requirement: str
    baseline: str
    actuals: tuple[Actual, ...]

    @property
    def actual(self) -> str:
        texts = dict.fromkeys(actual.text for actual in self.actuals if actual.text)
        if len(texts) < 2:
            return next(iter(texts), "")
        return "；".join(f"{actual.text}（{actual.unit}）" for actual in self.actuals if actual.text)


@dataclass(frozen=True)
class IndicatorRow:
    """One task of the year as the district answers for it; the score is the mean of its lead units."""

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


@dataclass(frozen=True)
class DeductionRow:
    points: Decimal
    reason: str
    rule_text: str
    item_no: int | None
    file_title: str


@dataclass(frozen=True)
class EvidenceRow:
    item_no: int
    title: str
    doc_no: str
    issuer: str
    formed_on: date | None
    pages: int | None
    kind: str
    file_name: str
    content_type: str
    size: int
    sha256: str
    verdict: str
    verdict_reason: str


@dataclass(frozen=True)
class LineRow:
    """One unit's part in one task: what it handed in last and what the office made of it."""

    task: int
    number: str
    title: str
    domain: str
    role: str
    weight: Decimal
    full_marks: Decimal
    state: str
    self_score: Decimal | None
    score: Decimal | None
    met: str
    targets: tuple[TargetRow, ...]
    narrative: str
    problems: str
    next_steps: str
    comment: str
    deductions: tuple[DeductionRow, ...]
    evidence: tuple[EvidenceRow, ...]
    rounds: int
    first_submitted: date | None
    is_on_time: bool

    @property
    def is_lead(self) -> bool:
        return self.role == TaskRole.LEAD

    @property
    def is_open(self) -> bool:
        return self.state != LedgerStatus.ACCEPTED

    @property
    def lost(self) -> Decimal | None:
        return None if self.score is None else self.full_marks - self.score

    @property
    def as_score_line(self) -> ScoreLine:
        return ScoreLine(self.task, self.full_marks, self.score, self.weight, self.is_lead)


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

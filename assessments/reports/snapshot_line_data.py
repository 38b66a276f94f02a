"""What a frozen year holds of one line: what the unit handed in, what the office made of it, and how.

Fields with a default came later than the first snapshots, which are read without them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tasks.choices import LedgerStatus, TaskRole

from ..totals import ScoreLine


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

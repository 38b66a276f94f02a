"""What a frozen year holds of one line: what the unit handed in, what the office made of it, and how.

Fields with a default came later than the first snapshots, which are read without them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.rules.steps import FACT
from tasks.choices import LedgerStatus, TaskRole

from ..choices import Origin, ReasonCode
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
    """Points taken off. One that an appeal lifted stays, with the answer that lifted it, and counts no more."""

    points: Decimal
    reason: str
    rule_text: str
    item_no: int | None
    file_title: str
    code: str = ReasonCode.OTHER
    origin: str = Origin.HAND
    by: str = ""
    on: date | None = None
    is_lifted: bool = False
    lifted_on: date | None = None
    # The handed-in version of the file; a page links to it for those who may read it.
    file: int | None = None


@dataclass(frozen=True)
class StepRow:
    """One line of a calculation, kept with the score as `indicators.rules.Step.as_json` wrote it."""

    text: str
    value: Decimal
    role: str = FACT
    steps: tuple["StepRow", ...] = ()


@dataclass(frozen=True)
class InputRow:
    """What the rule worked with: its name, the value in words, and whose word it is."""

    name: str
    text: str
    source: str


@dataclass(frozen=True)
class CertifiedRow:
    """The certifying unit's word on a number, beside what was reported."""

    name: str
    unit: str
    verdict: str
    reported: str
    certified: str
    reason: str
    on: date | None


@dataclass(frozen=True)
class MarkRow:
    """What one reviewer gave the line in one stage."""

    stage: str
    score: Decimal
    reason: str
    by: str
    on: date | None


@dataclass(frozen=True)
class AppealRow:
    status: str
    claim: str
    answer: str
    before: Decimal
    after: Decimal | None
    filed_on: date | None
    decided_on: date | None


@dataclass(frozen=True)
class ReopeningRow:
    """An accepted line taken up again: the score it had until then, and why."""

    before: Decimal
    reason: str
    by: str
    on: date | None


@dataclass(frozen=True)
class ChangeRow:
    """A score that changed after it was accepted: what it was, what it became, and why."""

    cause: str
    before: Decimal
    after: Decimal
    reason: str
    by: str
    on: date | None


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
    bonus: Decimal = Decimal(0)
    rule_number: int | None = None
    rule_sentence: str = ""
    suggested: Decimal | None = None
    steps: tuple[StepRow, ...] = ()
    inputs: tuple[InputRow, ...] = ()
    certified: tuple[CertifiedRow, ...] = ()
    override_reason: str = ""
    reviewer: str = ""
    decided_on: date | None = None
    marks: tuple[MarkRow, ...] = ()
    reopenings: tuple[ReopeningRow, ...] = ()
    appeals: tuple[AppealRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()

    @property
    def in_force(self) -> tuple[DeductionRow, ...]:
        """The deductions that count."""
        return tuple(row for row in self.deductions if not row.is_lifted)

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
        return ScoreLine(
            self.task, self.full_marks, self.score, self.weight, self.is_lead, title=f"{self.number} {self.title}",
            module=self.domain, deductions=len(self.in_force),
        )

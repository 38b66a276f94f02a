"""One handed-in line as it lies before the reviewer: the round, its files, its marks, and the rounds before it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from assessments import access, totals
from assessments.choices import Decision, Met
from assessments.models import Appeal, Deduction, LineReview, ReviewReopening, ReviewStage, ScoreChange, StageMark
from assessments.suggestion import Comparison, doubts, missing_evidence, suggested_met
from indicators.models import ScoringRule
from tasks.choices import LedgerStatus, Line, PlanStatus
from tasks.models import Certification, ReturnReason, Submission, SubmittedEvidence, TaskTarget

from .rule_score import RuleScore, apart, rule_score
from .stages import StageRow, current_stage, stage_rows

_FILES = SubmittedEvidence.objects.select_related("version__file", "evidence", "verdict__by").order_by("item_no", "id")
_REASONS = ReturnReason.objects.select_related("evidence")
# Everything beside the round itself, one query each whatever its length.
_ASIDE = (
    "ledger__task_unit__task__plan__review_stages",
    Prefetch("ledger__task_unit__task__targets", queryset=TaskTarget.objects.select_related("certifier")),
    Prefetch("ledger__task_unit__task__indicator__rules", queryset=ScoringRule.objects.current()),
    Prefetch("certifications", queryset=Certification.objects.select_related("certifier", "by")),
    Prefetch("evidence", queryset=_FILES),
    Prefetch("return_reasons", queryset=_REASONS),
    Prefetch("review__deductions", queryset=Deduction.objects.select_related("evidence", "by", "lifted_by")),
    Prefetch("review__marks", queryset=StageMark.objects.select_related("by", "stage")),
    Prefetch("review__reopenings", queryset=ReviewReopening.objects.select_related("by")),
    Prefetch("review__appeals", queryset=Appeal.objects.select_related("filed_by", "decided_by")),
    Prefetch("review__changes", queryset=ScoreChange.objects.select_related("by")),
)


@dataclass(frozen=True)
class FileRow:
    """A handed-in file with the office's verdict and where else the same bytes were handed in."""

    submitted: SubmittedEvidence
    duplicates: list[str]

    @property
    def verdict(self):
        return getattr(self.submitted, "verdict", None)

    @property
    def is_pdf(self) -> bool:
        return self.submitted.version.file.content_type == "application/pdf"

    @property
    def is_picture(self) -> bool:
        return self.submitted.version.file.has_preview


@dataclass(frozen=True)
class RoundRow:
    """An earlier round: what the office asked for, and what changed in the round after it."""

    submission: Submission
    review: LineReview | None
    changes: list[str]


@dataclass(frozen=True)
class DeskLine:
    submission: Submission
    review: LineReview | None
    comparison: Comparison
    rule: RuleScore | None
    stages: list[StageRow]
    files: list[FileRow]
    missing: list[str]
    deductions: list[Deduction]
    earlier: list[RoundRow]
    may_decide: bool
    may_reopen: bool
    # Why this person can only look, in a sentence; empty for who may act.
    only_looks: str

    @property
    def part(self):
        return self.submission.ledger.task_unit

    @property
    def version(self) -> int:
        return self.review.version if self.review else 1

    @property
    def full_marks(self) -> Decimal:
        return self.review.full_marks if self.review else self.part.task.full_marks

    @property
    def stage(self) -> StageRow | None:
        """The stage the line stands in; None for a review of one step, or when all are passed."""
        return next((row for row in self.stages if row.is_current), None)

    @property
    def is_panel(self) -> bool:
        return self.stage is not None and self.stage.is_panel

    @property
    def may_deduct(self) -> bool:
        return self.may_decide and not self.is_panel

    @property
    def my_mark(self) -> StageMark | None:
        """The reader's own mark in a stage that waits for others'."""
        return self.stage.marks[0] if self.is_panel and self.stage.marks else None

    @property
    def in_force(self) -> list[Deduction]:
        return [deduction for deduction in self.deductions if not deduction.lifted_by_id]

    @property
    def deducted(self) -> Decimal:
        return sum((deduction.points for deduction in self.in_force), totals.ZERO)

    @property
    def bonus(self) -> Decimal:
        if self.review and self.review.decision == Decision.ACCEPTED:
            return self.review.bonus
        return self.rule.bonus if self.rule else totals.ZERO

    @property
    def score(self) -> Decimal:
        """What the line gets as it stands now."""
        return totals.line_score(self.full_marks + self.bonus, [deduction.points for deduction in self.in_force])

    @property
    def differs(self) -> bool:
        """Whether the score as it stands is another than the rule's."""
        return self.rule is not None and self.rule.is_ready and self._standing != self.rule.suggested

    @property
    def beside_rule(self) -> str:
        return apart("规则得分", self._standing - self.rule.suggested) if self.differs else ""

    @property
    def _standing(self) -> Decimal:
        return self.review.score if self.review and self.review.score is not None else self.score

    @property
    def unjudged(self) -> int:
        return sum(row.verdict is None for row in self.files)

    @property
    def met(self) -> str:
        return self.review.met if self.review else Met.UNKNOWN

    @property
    def doubts(self) -> list[str]:
        """What whoever accepts now must confirm; several scorers are asked without a look at the deductions."""
        return doubts(unjudged=self.unjudged, is_lead=self.part.is_lead, met=self.met, suggested=self.comparison.met,
                      is_deducted=self.is_panel or self.score < self.full_marks,
                      unanswered=self.rule.missing if self.rule else ())


def line_on_desk(pk: int, user) -> DeskLine:
    """Raises `Submission.DoesNotExist` for a round that is not on this person's desk. Fourteen queries."""
    submission = (
        Submission.objects.visible_to(user).filter(access.submissions_to_review(user))
        .select_related("review__reviewer", "review__rule", "ledger__task_unit__unit",
                        "ledger__task_unit__task__plan", "ledger__task_unit__task__indicator",
                        "ledger__task_unit__task__domain", "submitted_by")
        .prefetch_related(*_ASIDE).get(pk=pk)
    )
    review = getattr(submission, "review", None)
    part = submission.ledger.task_unit
    stages = list(part.task.plan.review_stages.all())
    only_looks = _only_looks(review, part, stages, user)
    is_open = part.task.plan.status != PlanStatus.CLOSED
    decision = review.decision if review else Decision.PENDING
    return DeskLine(
        submission=submission, review=review, comparison=suggested_met(submission),
        rule=rule_score(submission, review), stages=stage_rows(review, stages, user),
        files=_files(submission, user), missing=missing_evidence(submission),
        deductions=list(review.deductions.all()) if review else [], earlier=_earlier(submission),
        may_decide=not only_looks and is_open and submission.is_current and decision == Decision.PENDING
        and submission.ledger.status == LedgerStatus.SUBMITTED,
        may_reopen=is_open and access.can_reopen(user, part) and submission.is_current
        and decision == Decision.ACCEPTED and not part.task.plan.scores_published_at,
        only_looks=only_looks,
    )


def _only_looks(review: LineReview | None, part, stages: list[ReviewStage], user) -> str:
    if part.unit_id in access.scope_of(user).unit_ids:
        return f"您是{part.unit.label}人员，按回避规定不参加这一项的评分，只能查看。"
    if not access.can_review(user, part):
        return "这个单位不在您的审核范围内，只能查看。"
    if review and review.decision != Decision.PENDING:
        return ""
    marks = review.marks.all() if review else ()
    return access.stage_refusal(user, current_stage(review, stages), marks, part)


def _files(submission: Submission, user) -> list[FileRow]:
    files = list(submission.evidence.all())
    others = (
        SubmittedEvidence.objects.filter(
            access.scope_of(user).where(*access.OFFICE, prefix="submission__ledger__task_unit__"),
            version__file__in={row.version.file_id for row in files},
        )
        .exclude(evidence__in=[row.evidence_id for row in files])
        .order_by("evidence__year", "evidence__unit__position", "id")
        .values_list("version__file_id", "evidence__unit_id", "evidence__year", "evidence__unit__name",
                     "submission__ledger__task_unit__task__number")
    )
    found: dict[int, list[tuple]] = {}
    for file, *where in others:
        found.setdefault(file, []).append(tuple(where))
    return [FileRow(row, _duplicates(row, found.get(row.version.file_id, []))) for row in files]


def _duplicates(row: SubmittedEvidence, where: list[tuple]) -> list[str]:
    """One sentence per unit and year: 同市水利局第2、5项."""
    numbers: dict[tuple, list[str]] = {}
    for unit, year, name, number in where:
        if (unit, year) != (row.evidence.unit_id, row.evidence.year):
            numbers.setdefault((name, year), []).append(number)
    return [
        f"同{name}第{'、'.join(dict.fromkeys(found))}项" + (f"（{year}年度）" if year != row.evidence.year else "")
        for (name, year), found in numbers.items()
    ]


def _earlier(submission: Submission) -> list[RoundRow]:
    """Newest first; each beside what the unit changed after it."""
    if submission.round == 1:
        return []
    rounds = list(
        Submission.objects.filter(ledger=submission.ledger_id, round__lt=submission.round)
        .select_related("review__reviewer")
        .prefetch_related("evidence", Prefetch("return_reasons", queryset=_REASONS)).order_by("-round")
    )
    followers = [submission, *rounds]
    return [
        RoundRow(old, getattr(old, "review", None), changes_between(old, new))
        for old, new in zip(rounds, followers, strict=False)
    ]


def changes_between(old: Submission, new: Submission) -> list[str]:
    """What a unit changed from one round to the next, in words."""
    changes = [
        f"{value['name'] or Line.ACTUAL.label}：{_value(before)} → {_value(value)}"
        for before, value in zip(old.values, new.values, strict=False) if _value(before) != _value(value)
    ]
    if old.self_score != new.self_score:
        changes.append(f"自评分：{_or_dash(old.self_score)} → {_or_dash(new.self_score)}")
    for line in (Line.NARRATIVE, Line.PROBLEMS, Line.NEXT_STEPS):
        if getattr(old, line) != getattr(new, line):
            changes.append(f"改写了{line.label}")
    return changes + _file_changes(old, new)


def _file_changes(old: Submission, new: Submission) -> list[str]:
    before = {row.evidence_id: row for row in old.evidence.all()}
    after = {row.evidence_id: row for row in new.evidence.all()}
    changes = [f"新增佐证《{row.title}》" for key, row in after.items() if key not in before]
    changes += [f"去掉佐证《{row.title}》" for key, row in before.items() if key not in after]
    changes += [
        f"更换佐证《{row.title}》" for key, row in after.items()
        if key in before and before[key].version_id != row.version_id
    ]
    return changes


def _value(value: dict) -> str:
    return value.get("text") or value.get("actual") or "—"


def _or_dash(value) -> str:
    return "—" if value is None else str(value)

"""Taking a line on the desk: the lock every change of a review goes through, and what it may be refused for.

The ledger is locked before its review, in the same order as the unit's submit and recall, so that nobody waits
for anybody in a circle.
"""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments import access, totals
from assessments.choices import Decision
from assessments.models import LineReview, ReviewStage
from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.choices import LedgerStatus, PlanStatus
from tasks.errors import LedgerLocked, Refused
from tasks.models import Ledger, Submission
from tasks.services.ledger import begin_review, lock


class ReviewRefused(Refused):
    """A step that the state of the line does not allow; the sentence is for the reviewer."""


class StaleReview(ReviewRefused):
    """Somebody changed the line meanwhile: `now` says how it stands, `yours` what was about to be written."""

    def __init__(self, now: str, yours: str):
        self.now, self.yours = now, yours
        super().__init__(f"这一项刚被别人改动，您的操作没有写入。现在：{now}。您的操作：{yours}。")


class NeedsReason(ReviewRefused):
    """The score differs from the rule's, and nobody has written why."""

    def __init__(self, score: Decimal, suggested: Decimal):
        super().__init__(f"审核得分{score}分与规则得分{suggested}分不同，请写明改判理由。")


class NeedsConfirmation(ReviewRefused):
    """The line may be accepted, but only by somebody who has read these doubts."""

    def __init__(self, doubts: list[str]):
        self.doubts = doubts
        super().__init__("通过前请确认：" + "；".join(doubts) + "。")


@transaction.atomic
def open_review(submission: Submission, by: User) -> LineReview:
    """The review of this round, made on the office's first step; from then on the unit cannot recall the round."""
    ledger = _locked_ledger(submission.ledger, by)
    found = LineReview.objects.filter(submission=submission).first()
    if found:
        return found
    try:
        submission = begin_review(submission)
    except LedgerLocked as refusal:
        raise ReviewRefused(str(refusal)) from refusal
    review = LineReview.objects.create(submission=submission, full_marks=ledger.task_unit.task.full_marks)
    audit.record("review.open", review, by=by, round=submission.round)
    return review


def locked(review: LineReview, by: User) -> LineReview:
    """The review as it stands now, locked together with its ledger, for somebody who may review it."""
    ledger = _locked_ledger(review.submission.ledger, by)
    fresh = LineReview.objects.select_for_update(of=("self",)).select_related("submission", "reviewer").get(
        pk=review.pk
    )
    fresh.submission.ledger = ledger
    return fresh


def check_version(review: LineReview, version: int | None, yours: str) -> None:
    """`version` is the one the reviewer looked at; None where the caller showed none."""
    if version is not None and review.version != version:
        raise StaleReview(standing(review), yours)


def check_undecided(review: LineReview, by: User) -> None:
    """The round is still under review, and it is this person's turn."""
    if review.decision != Decision.PENDING:
        raise ReviewRefused(f"这一项{review.get_decision_display()}，不能再改；确需改动请环委办主任退回重新审核。")
    if review.submission.ledger.status != LedgerStatus.SUBMITTED or not review.submission.is_current:
        raise ReviewRefused("这次提交已被单位撤回或已有新的提交，请刷新页面后再审核。")
    refusal = access.stage_refusal(by, stage_of(review), review.marks.all(), review.submission.ledger.task_unit)
    if refusal:
        raise ReviewRefused(refusal)


def stage_of(review: LineReview) -> ReviewStage | None:
    """The stage the line stands in; None where the plan has none, or all are passed."""
    stages = review.submission.ledger.task_unit.task.plan.review_stages.all()
    return stages[review.stages_passed] if review.stages_passed < len(stages) else None


def score_of(review: LineReview) -> Decimal:
    """What the line gets as it stands: full marks and bonus less the deductions that count."""
    points = [deduction.points for deduction in review.deductions.in_force()]
    return totals.line_score(review.full_marks + review.bonus, points)


def save(review: LineReview, *fields: str) -> None:
    """Write the named fields and the next version."""
    review.version += 1
    review.save(update_fields=[*fields, "version"])


def close(review: LineReview, decision: str, by: User, *fields: str) -> None:
    """The round is decided; comment, note and the named fields are written with it."""
    review.decision, review.reviewer, review.decided_at = decision, by, clock.now()
    save(review, "decision", "comment", "internal_note", "reviewer", "decided_at", *fields)


def is_repeated(review: LineReview, decision: str, comment: str, by: User) -> bool:
    """The second of two clicks."""
    return review.decision == decision and review.reviewer_id == by.pk and review.comment == comment


def standing(review: LineReview) -> str:
    """How the line stands, in words for the one who comes second."""
    points = [deduction.points for deduction in review.deductions.in_force()]
    taken = f"已扣{sum(points)}分（{len(points)}条）" if points else "没有扣分"
    if review.decision == Decision.PENDING:
        stage = stage_of(review)
        return f"{stage or '审核'}中，{review.get_met_display()}，{taken}，按此得{score_of(review)}分"
    who = f"由{review.reviewer}" if review.reviewer else ""
    result = f"得{review.score}分" if review.score is not None else "没有得分"
    return f"{who}{review.get_decision_display()}，{taken}，{result}"


def _locked_ledger(ledger: Ledger, by: User) -> Ledger:
    ledger = lock(ledger)
    if not access.can_review(by, ledger.task_unit):
        raise PermissionDenied("您不能审核这一项：不在您的审核范围内，或者您是被考核单位人员，应当回避。")
    if ledger.task_unit.task.plan.status == PlanStatus.CLOSED:
        raise ReviewRefused("本年度已归档，审核结果只能查看。")
    return ledger

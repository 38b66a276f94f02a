"""Taking a line on the desk: the lock every change of a review goes through, and what it may be refused for.

The ledger is locked before its review, in the same order as the unit's submit and recall, so that nobody waits
for anybody in a circle.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments import access, totals
from assessments.choices import Decision
from assessments.models import LineReview
from departments.models import User
from departments.services import audit
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


def check_undecided(review: LineReview) -> None:
    if review.decision != Decision.PENDING:
        raise ReviewRefused(f"这一项{review.get_decision_display()}，不能再改；确需改动请环委办主任退回重新审核。")
    if review.submission.ledger.status != LedgerStatus.SUBMITTED or not review.submission.is_current:
        raise ReviewRefused("这次提交已被单位撤回或已有新的提交，请刷新页面后再审核。")


def save(review: LineReview, *fields: str) -> None:
    """Write the named fields and the next version."""
    review.version += 1
    review.save(update_fields=[*fields, "version"])


def standing(review: LineReview) -> str:
    """How the line stands, in words for the one who comes second."""
    points = [deduction.points for deduction in review.deductions.all()]
    score = totals.line_score(review.full_marks, points)
    taken = f"已扣{sum(points)}分（{len(points)}条）" if points else "没有扣分"
    if review.decision == Decision.PENDING:
        return f"审核中，{review.get_met_display()}，{taken}，按此得{score}分"
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

"""The end of a round: returned with reasons, accepted with a score, or taken up again after acceptance."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments import access, totals
from assessments.choices import Decision, Met
from assessments.models import LineReview, ReviewReopening
from assessments.suggestion import doubts, suggested_met
from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.choices import Line
from tasks.models import ReturnReason, SubmittedEvidence
from tasks.services.ledger import mark_accepted, mark_reopened, mark_returned

from .desk import NeedsConfirmation, ReviewRefused, check_undecided, check_version, locked, save

Reason = tuple[str, SubmittedEvidence | None, str]


@transaction.atomic
def return_ledger(review: LineReview, reasons: Iterable[Reason], comment: str, by: User, version: int, *,
                  internal_note: str | None = None) -> LineReview:
    """Back to the unit, which sees what to mend line by line: `reasons` are (line, file or None, text)."""
    review, reasons = locked(review, by), list(reasons)
    if _is_repeated(review, Decision.RETURNED, comment, by):
        return review
    check_version(review, version, f"退回补正（{len(reasons)}条意见）")
    check_undecided(review)
    _check_reasons(review, reasons)
    now = clock.now()
    ReturnReason.objects.bulk_create(
        ReturnReason(submission=review.submission, line=line, evidence=evidence, text=text.strip(), by=by, at=now)
        for line, evidence, text in reasons
    )
    _decide(review, Decision.RETURNED, comment, internal_note, by)
    mark_returned(review.submission.ledger, by)
    audit.record("review.return", review, by=by, round=review.submission.round,
                 reasons=[f"{Line(line).label}：{text}" for line, _, text in reasons])
    return review


@transaction.atomic
def accept_ledger(review: LineReview, comment: str, by: User, version: int, *, confirmed: bool = False,
                  internal_note: str | None = None) -> LineReview:
    """Accept with full marks less the deductions. Doubts must be confirmed by the one who accepts."""
    review = locked(review, by)
    if _is_repeated(review, Decision.ACCEPTED, comment, by):
        return review
    points = [deduction.points for deduction in review.deductions.all()]
    score = totals.line_score(review.full_marks, points)
    check_version(review, version, f"通过并计{score}分")
    check_undecided(review)
    open_doubts = _doubts(review)
    if open_doubts and not confirmed:
        raise NeedsConfirmation(open_doubts)
    review.score = score
    if review.met == Met.UNKNOWN:
        review.met = suggested_met(review.submission).met
    _decide(review, Decision.ACCEPTED, comment, internal_note, by)
    mark_accepted(review.submission.ledger, by)
    audit.record("review.accept", review, by=by, score=score, deducted=sum(points), met=review.met, doubts=open_doubts)
    return review


@transaction.atomic
def reopen_line(review: LineReview, reason: str, by: User) -> LineReview:
    """The office chief takes an accepted line up again; the reason and the score it had are kept."""
    review = locked(review, by)
    plan = review.submission.ledger.task_unit.task.plan
    if not access.can_reopen(by, review.submission.ledger.task_unit):
        raise PermissionDenied("只有环委办主任可以把已通过的项目退回重新审核。")
    if review.decision != Decision.ACCEPTED:
        raise ReviewRefused("只有已通过的项目可以重新审核。")
    if plan.scores_published_at:
        raise ReviewRefused("得分已经公布，不能再改。")
    if not reason.strip():
        raise ReviewRefused("请写明重新审核的理由。")
    ReviewReopening.objects.create(review=review, reason=reason.strip(), score_before=review.score, by=by,
                                   at=clock.now())
    before, review.decision, review.score, review.decided_at = review.score, Decision.PENDING, None, None
    save(review, "decision", "score", "decided_at")
    mark_reopened(review.submission.ledger, by)
    audit.record("review.reopen", review, by=by, reason=reason, score_before=before)
    return review


@transaction.atomic
def keep_note(review: LineReview, comment: str, internal_note: str, by: User, version: int) -> LineReview:
    """Save what has been written so far; the unit sees the comment with the decision, the note never."""
    review = locked(review, by)
    if (review.comment, review.internal_note) == (comment, internal_note):
        return review
    check_version(review, version, "保存审核意见和内部备注")
    check_undecided(review)
    review.comment, review.internal_note = comment, internal_note
    save(review, "comment", "internal_note")
    audit.record("review.note", review, by=by)
    return review


def _doubts(review: LineReview) -> list[str]:
    submission = review.submission
    return doubts(
        unjudged=submission.evidence.filter(verdict=None).count(), is_lead=submission.ledger.task_unit.is_lead,
        met=review.met, suggested=suggested_met(submission).met, is_deducted=review.deductions.exists(),
    )


def _decide(review: LineReview, decision: str, comment: str, internal_note: str | None, by: User) -> None:
    review.decision, review.comment, review.reviewer, review.decided_at = decision, comment, by, clock.now()
    if internal_note is not None:
        review.internal_note = internal_note
    save(review, "decision", "comment", "internal_note", "reviewer", "decided_at", "score", "met")


def _is_repeated(review: LineReview, decision: str, comment: str, by: User) -> bool:
    return review.decision == decision and review.reviewer_id == by.pk and review.comment == comment


def _check_reasons(review: LineReview, reasons: list[Reason]) -> None:
    if not reasons:
        raise ReviewRefused("请至少勾选一处并写明退回意见，单位才知道要改什么。")
    for line, evidence, text in reasons:
        if not text.strip():
            raise ReviewRefused(f"“{evidence.title if evidence else Line(line).label}”已勾选，请写明退回意见。")
        if evidence is not None and evidence.submission_id != review.submission_id:
            raise ReviewRefused("所选佐证不属于这次提交，请刷新页面后重新勾选。")

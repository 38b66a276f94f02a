"""Back to the unit with reasons, taken up again after acceptance, and the words kept on the way."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments import access
from assessments.choices import Decision
from assessments.models import LineReview, ReviewReopening
from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.choices import Line
from tasks.models import ReturnReason, SubmittedEvidence
from tasks.services.ledger import mark_reopened, mark_returned

from .desk import ReviewRefused, check_undecided, check_version, close, is_repeated, locked, save

Reason = tuple[str, SubmittedEvidence | None, str]


@transaction.atomic
def return_ledger(review: LineReview, reasons: Iterable[Reason], comment: str, by: User, version: int, *,
                  internal_note: str | None = None) -> LineReview:
    """Back to the unit, which sees what to mend line by line: `reasons` are (line, file or None, text)."""
    review, reasons = locked(review, by), list(reasons)
    if is_repeated(review, Decision.RETURNED, comment, by):
        return review
    check_version(review, version, f"退回补正（{len(reasons)}条意见）")
    check_undecided(review, by)
    _check_reasons(review, reasons)
    now = clock.now()
    ReturnReason.objects.bulk_create(
        ReturnReason(submission=review.submission, line=line, evidence=evidence, text=text.strip(), by=by, at=now)
        for line, evidence, text in reasons
    )
    review.comment = comment
    if internal_note is not None:
        review.internal_note = internal_note
    close(review, Decision.RETURNED, by)
    mark_returned(review.submission.ledger, by)
    audit.record("review.return", review, by=by, round=review.submission.round,
                 reasons=[f"{Line(line).label}：{text}" for line, _, text in reasons])
    return review


@transaction.atomic
def reopen_line(review: LineReview, reason: str, by: User) -> LineReview:
    """The office chief takes an accepted line up again, from its first stage; reason and old score are kept."""
    review = locked(review, by)
    plan = review.submission.ledger.task_unit.task.plan
    if not access.can_reopen(by, review.submission.ledger.task_unit):
        raise PermissionDenied("只有环委办主任可以把已通过的项目退回重新审核。")
    if review.decision != Decision.ACCEPTED:
        raise ReviewRefused("只有已通过的项目可以重新审核。")
    if plan.scores_published_at:
        raise ReviewRefused("得分已经公布，不能再改。")
    if review.appeals.open().exists():
        raise ReviewRefused("这一项有待复核的申诉，请先办结申诉。")
    if not reason.strip():
        raise ReviewRefused("请写明重新审核的理由。")
    ReviewReopening.objects.create(review=review, reason=reason.strip(), score_before=review.score, by=by,
                                   at=clock.now())
    before, review.decision, review.score, review.decided_at = review.score, Decision.PENDING, None, None
    marks, review.stages_passed = [str(mark) for mark in review.marks.all()], 0
    review.marks.all().delete()
    save(review, "decision", "score", "decided_at", "stages_passed")
    mark_reopened(review.submission.ledger, by)
    audit.record("review.reopen", review, by=by, reason=reason, score_before=before, stages=marks)
    return review


@transaction.atomic
def keep_note(review: LineReview, comment: str, internal_note: str, by: User, version: int) -> LineReview:
    """Save what has been written so far; the unit sees the comment with the decision, the note never."""
    review = locked(review, by)
    if (review.comment, review.internal_note) == (comment, internal_note):
        return review
    check_version(review, version, "保存审核意见和内部备注")
    check_undecided(review, by)
    review.comment, review.internal_note = comment, internal_note
    save(review, "comment", "internal_note")
    audit.record("review.note", review, by=by)
    return review


def _check_reasons(review: LineReview, reasons: list[Reason]) -> None:
    if not reasons:
        raise ReviewRefused("请至少勾选一处并写明退回意见，单位才知道要改什么。")
    for line, evidence, text in reasons:
        if not text.strip():
            raise ReviewRefused(f"“{evidence.title if evidence else Line(line).label}”已勾选，请写明退回意见。")
        if evidence is not None and evidence.submission_id != review.submission_id:
            raise ReviewRefused("所选佐证不属于这次提交，请刷新页面后重新勾选。")

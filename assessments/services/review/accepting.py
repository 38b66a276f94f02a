"""From the reviewer's desk to an accepted line: one person's acceptance, or several people's marks joined."""

from decimal import Decimal

from django.db import transaction

from assessments.choices import Decision, Met
from assessments.models import LineReview, StageMark
from assessments.suggestion import suggested_met
from departments.models import User
from departments.services import audit
from tasks.services.ledger import mark_accepted

from .desk import (
    NeedsConfirmation,
    ReviewRefused,
    check_undecided,
    check_version,
    close,
    is_repeated,
    locked,
    save,
    score_of,
    stage_of,
)
from .settling import Settlement, doubts_about, settle, write_rule
from .stages import check_single, is_last, join_marks, keep_mark


@transaction.atomic
def accept_ledger(review: LineReview, comment: str, by: User, version: int, *, confirmed: bool = False,
                  internal_note: str | None = None, override_reason: str = "") -> LineReview:
    """Accept with full marks less the deductions, or pass on to the plan's next stage.

    Doubts must be confirmed by the one who accepts; a score other than the rule's needs `override_reason`.
    """
    review = locked(review, by)
    if is_repeated(review, Decision.ACCEPTED, comment, by) or _has_passed_on(review, by, version):
        return review
    check_version(review, version, f"通过并计{score_of(review)}分")
    check_undecided(review, by)
    check_single(review)
    settlement = settle(review, override_reason)
    settlement.require_reason()
    open_doubts = _confirmed(review, settlement, settlement.score, confirmed)
    stage = stage_of(review)
    if stage is not None:
        keep_mark(review, stage, settlement.score, settlement.override_reason, by)
    review.comment = comment
    if internal_note is not None:
        review.internal_note = internal_note
    return _conclude(review, settlement, by, open_doubts)


@transaction.atomic
def mark_line(review: LineReview, score: Decimal, reason: str, by: User, version: int, *,
              confirmed: bool = False) -> LineReview:
    """One reviewer's own score where several give one; the last of them completes the stage.

    Another's mark is nothing this person could have seen, so it makes no version stale.
    """
    review, reason = locked(review, by), reason.strip()
    mine = review.marks.filter(by=by).order_by("-id").first()
    if mine and (mine.score, mine.reason) == (score, reason):
        return review
    check_version(review, version, f"评{score}分")
    check_undecided(review, by)
    stage = stage_of(review)
    if stage is None or stage.scorers == 1:
        raise ReviewRefused("这一项现在不是多人评分，请刷新页面。")
    settlement = settle(review, reason)
    _check_mark(review, settlement, score, reason)
    open_doubts = _confirmed(review, settlement, score, confirmed)
    keep_mark(review, stage, score, reason, by)
    if review.marks.filter(stage=stage).count() < stage.scorers:
        audit.record("review.mark", review, by=by, stage=stage.name, score=score, reason=reason,
                     before=mine.score if mine else None)
        return review
    joined = join_marks(review, stage, by)
    return _conclude(review, settle(review, joined), by, open_doubts, own_mark=score, joined=joined)


def _conclude(review: LineReview, settlement: Settlement, by: User, doubts: list[str], **facts) -> LineReview:
    """The stage is done: accepted where it was the last, on to the next where it was not."""
    stage = stage_of(review)
    facts |= {"score": settlement.score, "override_reason": settlement.override_reason if settlement.differs else "",
              "suggested": settlement.suggestion.score if settlement.is_ready else None, "doubts": doubts}
    if stage is not None:
        facts["stage"] = stage.name
        is_done = is_last(review)
        review.stages_passed += 1
        if not is_done:
            save(review, "stages_passed", "comment", "internal_note", *write_rule(review, settlement))
            audit.record("review.pass", review, by=by, **facts)
            return review
    review.score = settlement.score
    if review.met == Met.UNKNOWN:
        review.met = suggested_met(review.submission).met
    close(review, Decision.ACCEPTED, by, "stages_passed", "score", "met", *write_rule(review, settlement))
    mark_accepted(review.submission.ledger, by)
    audit.record("review.accept", review, by=by, deducted=review.full_marks + review.bonus - settlement.score,
                 met=review.met, **facts)
    return review


def _confirmed(review: LineReview, settlement: Settlement, score: Decimal, confirmed: bool) -> list[str]:
    found = doubts_about(review, settlement, score)
    if found and not confirmed:
        raise NeedsConfirmation(found)
    return found


def _check_mark(review: LineReview, settlement: Settlement, score: Decimal, reason: str) -> None:
    suggestion = settlement.suggestion if settlement.is_ready else None
    most = review.full_marks + (suggestion.bonus if suggestion else 0)
    if not 0 <= score <= most:
        raise ReviewRefused(f"评分要在0到{most}分之间。")
    if reason:
        return
    if suggestion and score != suggestion.score:
        raise ReviewRefused(f"您的评分与规则得分{suggestion.score}分不同，请写明理由。")
    if suggestion is None and score < review.full_marks:
        raise ReviewRefused("您的评分低于满分，请写明扣分的理由。")


def _has_passed_on(review: LineReview, by: User, version: int) -> bool:
    """The second of two clicks that passed a line on to the next stage."""
    if review.decision != Decision.PENDING or not review.stages_passed or review.version != version + 1:
        return False
    last: StageMark = review.marks.order_by("-at", "-id").first()
    return last is not None and last.by_id == by.pk

"""Return, resubmit, accept, take up again: every round is kept."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.choices import Decision, Met
from assessments.models import LineReview
from assessments.services.review import (
    NeedsConfirmation,
    ReviewRefused,
    StaleReview,
    accept_ledger,
    deduct,
    judge_file,
    judge_met,
    keep_note,
    open_review,
    reopen_line,
    return_ledger,
)
from departments.models import AuditEvent
from tasks.choices import LedgerStatus, Line
from tests.assessments.desk import hand_in, hand_in_again

MEND = [(Line.NARRATIVE, None, "请补充数据来源")]


def status_of(review):
    review.submission.ledger.refresh_from_db()
    return review.submission.ledger.status


def test_accepting_gives_full_marks_less_the_deductions(world, judged):
    deduct(judged, world.reviewer, Decimal("0.30"), "缺一月数据", "", version=judged.version)
    accepted = accept_ledger(judged, "情况属实", world.reviewer, judged.version + 1)
    assert (accepted.decision, accepted.score, accepted.met) == (Decision.ACCEPTED, Decimal("9.70"), Met.MET)
    assert status_of(judged) == LedgerStatus.ACCEPTED
    assert AuditEvent.objects.order_by("seq").last().action == "review.accept"


def test_a_second_accept_is_the_same_answer(world, judged):
    accept_ledger(judged, "", world.reviewer, judged.version)
    before = AuditEvent.objects.count()
    assert accept_ledger(judged, "", world.reviewer, judged.version).score == Decimal(10)
    assert AuditEvent.objects.count() == before


def test_another_reviewers_accept_is_told_who_was_first(world, judged):
    accept_ledger(judged, "", world.reviewer, judged.version)
    with pytest.raises(StaleReview, match=r"已通过.*得10"):
        accept_ledger(judged, "", world.chief, judged.version)


def test_one_returns_while_the_other_accepts(world, judged):
    accept_ledger(judged, "", world.reviewer, judged.version)
    with pytest.raises(StaleReview):
        return_ledger(judged, MEND, "", world.chief, judged.version)
    assert status_of(judged) == LedgerStatus.ACCEPTED


def test_unjudged_files_must_be_confirmed(world, review):
    with pytest.raises(NeedsConfirmation, match="1份佐证没有评价"):
        accept_ledger(review, "", world.reviewer, 1)
    assert accept_ledger(review, "", world.reviewer, 1, confirmed=True).score == Decimal(10)


def test_full_marks_for_a_missed_target_must_be_confirmed(world, plan):
    review = open_review(hand_in(world, plan, world.water, actual="80"), world.reviewer)
    judge_file(review.submission.evidence.get(), "valid", "", world.reviewer)
    with pytest.raises(NeedsConfirmation, match="未达标，但没有扣分"):
        accept_ledger(review, "", world.reviewer, 2)


def test_deductions_never_lead_below_nothing(world, judged):
    for version in (2, 3):
        deduct(judged, world.reviewer, Decimal(6), f"缺数据{version}", "", version=version)
    assert accept_ledger(judged, "", world.reviewer, 4).score == Decimal(0)


def test_a_return_needs_a_reason_in_words(world, judged):
    with pytest.raises(ReviewRefused, match="至少勾选一处"):
        return_ledger(judged, [], "", world.reviewer, judged.version)
    with pytest.raises(ReviewRefused, match="自评分"):
        return_ledger(judged, [(Line.SELF_SCORE, None, " ")], "", world.reviewer, judged.version)
    assert status_of(judged) == LedgerStatus.SUBMITTED


def test_return_and_resubmit_keep_every_round(world, judged):
    submitted = judged.submission.evidence.get()
    reasons = [*MEND, (Line.EVIDENCE, submitted, "缺盖章页")]
    return_ledger(judged, reasons, "补正后再报", world.reviewer, judged.version)
    assert status_of(judged) == LedgerStatus.RETURNED
    second = hand_in_again(world, judged.submission, narrative="数据取自国控断面。")
    review = open_review(second, world.reviewer)
    judge_file(second.evidence.get(), "valid", "", world.reviewer)
    accept_ledger(review, "", world.reviewer, 2)
    assert list(LineReview.objects.order_by("submission__round").values_list("decision", "comment", "score")) == [
        (Decision.RETURNED, "补正后再报", None), (Decision.ACCEPTED, "", Decimal(10)),
    ]
    assert list(judged.submission.return_reasons.values_list("line", "text")) == [
        (Line.NARRATIVE, "请补充数据来源"), (Line.EVIDENCE, "缺盖章页"),
    ]


def test_a_second_return_writes_no_reason_twice(world, judged):
    for _ in range(2):
        return_ledger(judged, MEND, "", world.reviewer, judged.version)
    assert judged.submission.return_reasons.count() == 1


def test_nothing_is_changed_after_the_decision(world, judged):
    accepted = accept_ledger(judged, "", world.reviewer, judged.version)
    with pytest.raises(ReviewRefused, match="已通过"):
        deduct(accepted, world.reviewer, Decimal(1), "缺数据", "", version=accepted.version)
    with pytest.raises(ReviewRefused):
        judge_met(accepted, Met.NOT_MET, world.reviewer)


def test_the_chief_takes_an_accepted_line_up_again_and_the_old_score_is_kept(world, judged):
    accepted = accept_ledger(judged, "", world.reviewer, judged.version)
    reopened = reopen_line(accepted, "复核发现数据有误", world.chief)
    assert (reopened.decision, reopened.score) == (Decision.PENDING, None)
    assert status_of(judged) == LedgerStatus.SUBMITTED
    kept = reopened.reopenings.get()
    assert (kept.reason, kept.score_before, kept.by) == ("复核发现数据有误", Decimal(10), world.chief)


def test_a_reviewer_does_not_take_up_again(world, judged):
    accepted = accept_ledger(judged, "", world.reviewer, judged.version)
    with pytest.raises(PermissionDenied):
        reopen_line(accepted, "看错了", world.reviewer)


def test_published_scores_are_not_taken_up_again(world, plan, judged):
    accepted = accept_ledger(judged, "", world.reviewer, judged.version)
    plan.scores_published_at = timezone.now()
    plan.save()
    with pytest.raises(ReviewRefused, match="已经公布"):
        reopen_line(accepted, "复核", world.chief)


def test_comment_and_note_are_kept_while_reviewing(world, review):
    keep_note(review, "数据完整", "与去年口径不同，会上再议", world.reviewer, 1)
    review.refresh_from_db()
    assert (review.comment, review.internal_note) == ("数据完整", "与去年口径不同，会上再议")
    with pytest.raises(StaleReview):
        keep_note(review, "另一意见", "", world.chief, 1)

"""Answering an appeal: what is lifted, what stays, both scores kept, and nothing twice."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.choices import AppealStatus, ChangeCause, Decision, Origin
from assessments.models import Deduction, LineReview, ReviewStage, ScoreChange, StageMark
from assessments.services.appeal import AppealRefused, StaleAppeal, decide_appeal
from departments.models import AuditEvent
from eco_demo.lib import clock
from tasks.choices import PlanStatus
from tasks.models import Plan
from tests.assessments.appeals import filed, second_deduction

UPHELD, PARTLY, REJECTED = AppealStatus.UPHELD, AppealStatus.PARTLY, AppealStatus.REJECTED


@pytest.fixture
def appeal(world, plan):
    """Against a line of 10 marks that lost 2."""
    return filed(world, plan)


@pytest.fixture
def deduction(appeal):
    return appeal.review.deductions.get()


def state(review) -> list[tuple[str, str, bool]]:
    return [(str(row.points), row.origin, row.lifted_by_id is not None) for row in review.deductions.all()]


def test_an_upheld_appeal_lifts_the_deduction_and_keeps_both_scores(world, appeal, deduction):
    decided = decide_appeal(appeal, world.chief, 1, UPHELD, {deduction.pk: Decimal(0)}, "材料属实，予以撤销。")
    review = LineReview.objects.get(pk=appeal.review_id)
    assert (decided.score_before, decided.score_after, review.score) == (Decimal("8.00"), Decimal(10), Decimal(10))
    assert state(review) == [("2.00", Origin.HAND, True)]
    change = ScoreChange.objects.get()
    assert (change.cause, change.appeal, change.score_before, change.score_after, change.reason) == (
        ChangeCause.APPEAL, decided, Decimal("8.00"), Decimal(10), "材料属实，予以撤销。"
    )
    assert (review.reviewer, review.decision) == (world.reviewer, Decision.ACCEPTED)


def test_a_part_given_back_leaves_a_smaller_row_of_the_recheck(world, appeal, deduction):
    decide_appeal(appeal, world.chief, 1, PARTLY, {deduction.pk: Decimal("0.75")}, "部分属实。")
    review = LineReview.objects.get(pk=appeal.review_id)
    assert state(review) == [("2.00", Origin.HAND, True), ("0.75", Origin.RECHECK, False)]
    smaller = review.deductions.in_force().get()
    assert (review.score, smaller.code, smaller.evidence, smaller.by) == (
        Decimal("9.25"), deduction.code, deduction.evidence, world.chief
    )
    assert "由扣2分改为扣0.75分" in smaller.reason


def test_a_deduction_that_is_not_named_stays_whole(world, appeal, deduction):
    other = second_deduction(world, appeal.review)
    decide_appeal(appeal, world.chief, 1, PARTLY, {other.pk: Decimal(0)}, "会议记录已补。")
    assert state(appeal.review) == [("2.00", Origin.HAND, False), ("1.00", Origin.HAND, True)]
    assert LineReview.objects.get(pk=appeal.review_id).score == Decimal("8.00")


def test_a_rejected_appeal_changes_nothing(world, appeal, deduction):
    decided = decide_appeal(appeal, world.chief, 1, REJECTED, {deduction.pk: deduction.points}, "扣分属实。")
    assert (decided.score_after, LineReview.objects.get(pk=appeal.review_id).score) == (Decimal("8.00"),) * 2
    assert state(appeal.review) == [("2.00", Origin.HAND, False)]
    assert not ScoreChange.objects.exists()


def test_the_trail_keeps_what_was_lifted_and_both_scores(world, appeal, deduction):
    decide_appeal(appeal, world.chief, 1, PARTLY, {deduction.pk: Decimal("0.50")}, "部分属实。")
    entry = AuditEvent.objects.get(action="appeal.decide")
    assert entry.detail["lifted"] == [f"−2.00 {deduction.reason}，改扣0.50分"]
    assert (entry.detail["score_before"], entry.detail["score_after"]) == ("8.00", "9.50")


def test_a_score_never_rises_above_full_marks_and_bonus(world, appeal, deduction):
    LineReview.objects.filter(pk=appeal.review_id).update(bonus=Decimal(1), score=Decimal(9))
    decided = decide_appeal(appeal, world.chief, 1, UPHELD, {deduction.pk: Decimal(0)}, "撤销。")
    assert decided.score_after == Decimal(11)


@pytest.mark.parametrize(("status", "kept", "words"), [
    (REJECTED, "0", "维持原分"), (UPHELD, "2", "没有撤销或减少任何扣分"), (PARTLY, "2.5", "应在0到2.00之间"),
    (PARTLY, "-1", "应在0到2.00之间"), (AppealStatus.WITHDRAWN, "0", "请选择复核结论"),
])
def test_a_conclusion_that_does_not_fit_is_refused(world, appeal, deduction, status, kept, words):
    with pytest.raises(AppealRefused, match=words):
        decide_appeal(appeal, world.chief, 1, status, {deduction.pk: Decimal(kept)}, "意见。")
    assert state(appeal.review) == [("2.00", Origin.HAND, False)]


def test_an_answer_is_required(world, appeal, deduction):
    with pytest.raises(AppealRefused, match="请写明复核意见"):
        decide_appeal(appeal, world.chief, 1, UPHELD, {deduction.pk: Decimal(0)}, "  ")


def test_a_deduction_of_another_line_is_refused(world, plan, appeal):
    from tests.assessments.appeals import lost_line

    foreign = lost_line(world, plan, "2").deductions.get()
    with pytest.raises(AppealRefused, match="扣分已经变动"):
        decide_appeal(appeal, world.chief, 1, UPHELD, {foreign.pk: Decimal(0)}, "撤销。")
    assert Deduction.objects.get(pk=foreign.pk).lifted_by is None


def test_who_gave_the_score_does_not_recheck_it(world, appeal, deduction):
    with pytest.raises(PermissionDenied, match="参加过这一项的评分"):
        decide_appeal(appeal, world.reviewer, 1, UPHELD, {deduction.pk: Decimal(0)}, "撤销。")


def test_the_chief_rechecks_when_everybody_had_a_hand_in_the_score(world, appeal, deduction):
    """An office of two with two stages: somebody must answer, or the year is never frozen."""
    plan = appeal.review.submission.ledger.task_unit.task.plan
    stage = ReviewStage.objects.create(plan=plan, position=1, name="审定")
    StageMark.objects.create(review=appeal.review, stage=stage, stage_name="审定", score=appeal.score_before,
                             by=world.chief, at=clock.now())
    with pytest.raises(PermissionDenied, match="参加过这一项的评分"):
        decide_appeal(appeal, world.reviewer, 1, REJECTED, {}, "维持。")
    assert decide_appeal(appeal, world.chief, 1, UPHELD, {deduction.pk: Decimal(0)}, "撤销。").status == UPHELD


@pytest.mark.parametrize("name", ["water_head", "housing_head", "leader", "city_receiver", "stranger_staff"])
def test_nobody_else_rechecks(world, appeal, deduction, name):
    with pytest.raises(PermissionDenied, match="不能复核"):
        decide_appeal(appeal, world.people[name], 1, UPHELD, {deduction.pk: Decimal(0)}, "撤销。")


def test_the_second_of_two_clicks_changes_nothing(world, appeal, deduction):
    facts = (world.chief, 1, UPHELD, {deduction.pk: Decimal(0)}, "撤销。")
    first = decide_appeal(appeal, *facts)
    assert decide_appeal(appeal, *facts).version == first.version
    assert ScoreChange.objects.count() == 1


def test_a_stale_page_is_told_how_the_appeal_stands(world, appeal, deduction):
    decide_appeal(appeal, world.chief, 1, REJECTED, {}, "扣分属实。")
    with pytest.raises(StaleAppeal) as stale:
        decide_appeal(appeal, world.chief, 1, UPHELD, {deduction.pk: Decimal(0)}, "撤销。")
    assert "维持原分" in stale.value.now and "复核得分10.00分" in stale.value.yours


def test_a_decided_appeal_is_not_decided_again(world, appeal, deduction):
    decide_appeal(appeal, world.chief, 1, REJECTED, {}, "扣分属实。")
    with pytest.raises(AppealRefused, match="不能再改"):
        decide_appeal(appeal, world.chief, 2, UPHELD, {deduction.pk: Decimal(0)}, "撤销。")


def test_a_line_under_review_again_waits(world, appeal, deduction):
    LineReview.objects.filter(pk=appeal.review_id).update(decision=Decision.PENDING, score=None)
    with pytest.raises(AppealRefused, match="正在重新审核"):
        decide_appeal(appeal, world.chief, 1, REJECTED, {}, "维持。")


def test_an_archived_year_is_not_rechecked(world, plan, appeal):
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.CLOSED)
    with pytest.raises(AppealRefused, match="已归档"):
        decide_appeal(appeal, world.chief, 1, REJECTED, {}, "维持。")

"""Deductions, verdicts and met: what the reviewer writes before deciding."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.choices import Met, Verdict
from assessments.models import FileVerdict, LineReview
from assessments.services.review import (
    ReviewRefused,
    StaleReview,
    change_deduction,
    deduct,
    judge_file,
    judge_met,
    open_review,
    remove_deduction,
)
from departments.access import forget_scope
from departments.choices import Role
from departments.models import AuditEvent
from departments.services.membership import open_membership
from tasks.choices import PlanStatus
from tasks.errors import ReviewBegun
from tasks.services.ledger import recall

HALF = Decimal("0.50")


def trail():
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


def test_the_first_step_of_the_office_ends_the_units_right_to_recall(world, submission):
    open_review(submission, world.reviewer)
    with pytest.raises(ReviewBegun):
        recall(submission.ledger, world.water_head)


def test_a_recalled_round_cannot_be_reviewed(world, submission):
    recall(submission.ledger, world.water_head)
    with pytest.raises(ReviewRefused, match="撤回"):
        open_review(submission, world.reviewer)
    assert not LineReview.objects.exists()


def test_opening_twice_gives_the_same_review(world, review):
    before = trail()
    assert open_review(review.submission, world.chief) == review
    assert trail() == before


@pytest.mark.parametrize("name", ["water_head", "water_staff", "leader", "city_receiver", "sysadmin", "auditor"])
def test_only_the_office_reviews(world, submission, name):
    with pytest.raises(PermissionDenied):
        open_review(submission, world.people[name])


def test_a_reviewer_of_the_assessed_unit_steps_back(world, submission):
    open_membership(world.reviewer, world.water, Role.UNIT_STAFF, by=None)
    forget_scope(world.reviewer)
    with pytest.raises(PermissionDenied, match="回避"):
        open_review(submission, world.reviewer)


def test_a_deduction_keeps_reason_rule_and_file(world, review):
    submitted = review.submission.evidence.get()
    deduction = deduct(review, world.reviewer, HALF, "报告缺两个月数据", "每缺一月扣0.25分", submitted, version=1)
    assert (deduction.points, deduction.reason, deduction.rule_text, deduction.evidence, deduction.by) == (
        HALF, "报告缺两个月数据", "每缺一月扣0.25分", submitted, world.reviewer
    )
    assert trail()[-1] == "review.deduct"


def test_a_double_click_deducts_once(world, review):
    for _ in range(2):
        deduct(review, world.reviewer, HALF, "缺数据", "", version=1)
    assert review.deductions.count() == 1


@pytest.mark.parametrize("points", ["0", "-1", "10.01"])
def test_points_outside_the_marks_are_refused(world, review, points):
    with pytest.raises(ReviewRefused, match="扣分要大于0，且不超过本项分值10"):
        deduct(review, world.reviewer, Decimal(points), "缺数据", "", version=1)


def test_a_deduction_without_a_reason_is_refused(world, review):
    with pytest.raises(ReviewRefused, match="扣分原因"):
        deduct(review, world.reviewer, HALF, "  ", "", version=1)


def test_the_second_of_two_reviewers_sees_both_values(world, review):
    deduct(review, world.reviewer, HALF, "缺数据", "", version=1)
    with pytest.raises(StaleReview) as refusal:
        deduct(review, world.chief, Decimal(2), "未达标", "", version=1)
    assert "已扣0.50分" in refusal.value.now
    assert "扣2分（未达标）" in refusal.value.yours
    assert review.deductions.count() == 1


def test_a_deduction_is_changed_and_removed_with_the_version_seen(world, review):
    deduction = deduct(review, world.reviewer, HALF, "缺数据", "", version=1)
    change_deduction(deduction, world.reviewer, Decimal(1), "缺四个月数据", "", version=2)
    deduction.refresh_from_db()
    assert (deduction.points, deduction.reason) == (Decimal(1), "缺四个月数据")
    with pytest.raises(StaleReview):
        remove_deduction(deduction, world.chief, version=2)
    remove_deduction(deduction, world.chief, version=3)
    assert not review.deductions.exists()


def test_a_file_of_another_round_cannot_carry_a_deduction(world, plan, review):
    from tests.assessments.desk import hand_in

    foreign = hand_in(world, plan, world.water, "2").evidence.get()
    with pytest.raises(ReviewRefused, match="不属于"):
        deduct(review, world.reviewer, HALF, "缺数据", "", foreign, version=1)


@pytest.mark.parametrize("verdict", [Verdict.INVALID, Verdict.NEEDS_MORE])
def test_a_bad_verdict_needs_a_reason(world, submission, verdict):
    submitted = submission.evidence.get()
    with pytest.raises(ReviewRefused, match="写明理由"):
        judge_file(submitted, verdict, "", world.reviewer)
    judge_file(submitted, verdict, "没有盖章", world.reviewer)
    assert FileVerdict.objects.get().reason == "没有盖章"


def test_judging_a_file_the_same_again_changes_nothing(world, submission):
    submitted = submission.evidence.get()
    judge_file(submitted, Verdict.VALID, "", world.reviewer)
    before = trail()
    judge_file(submitted, Verdict.VALID, "", world.reviewer)
    assert trail() == before


def test_two_reviewers_do_not_overwrite_a_verdict_unseen(world, review):
    submitted = review.submission.evidence.get()
    judge_file(submitted, Verdict.VALID, "", world.reviewer, version=1)
    with pytest.raises(StaleReview):
        judge_file(submitted, Verdict.INVALID, "没有盖章", world.chief, version=1)
    assert FileVerdict.objects.get().verdict == Verdict.VALID


def test_met_is_the_reviewers_word(world, review):
    judge_met(review, Met.NOT_MET, world.reviewer, version=1)
    review.refresh_from_db()
    assert review.met == Met.NOT_MET


def test_an_archived_year_is_only_read(world, plan, review):
    plan.status = PlanStatus.CLOSED
    plan.save()
    with pytest.raises(ReviewRefused, match="归档"):
        deduct(review, world.reviewer, HALF, "缺数据", "", version=1)

"""Filing and withdrawing an appeal: the window, the line, the claim, the files, and who."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from assessments.choices import AppealStatus, Decision
from assessments.models import Appeal, LineReview
from assessments.services.appeal import AppealRefused, decide_appeal, file_appeal, withdraw_appeal
from departments.models import AuditEvent
from eco_demo.lib import clock
from tasks.choices import PlanStatus
from tasks.models import Evidence, EvidenceVersion, Plan
from tests.assessments.appeals import CLAIM, appeal_on, catalogued, fed_back_line, feed_back, filed, lost_line
from tests.world import make_plan, part_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_unit_objects_to_a_score(world, plan):
    appeal = filed(world, plan, wanted=Decimal(10))
    assert (appeal.status, appeal.score_before, appeal.wanted) == (AppealStatus.FILED, Decimal("8.00"), Decimal(10))
    entry = AuditEvent.objects.get(action="appeal.file")
    assert (entry.detail["claim"], entry.detail["score_before"]) == (CLAIM, "8.00")


def test_a_double_click_is_one_appeal(world, plan):
    appeal = filed(world, plan)
    assert appeal_on(world, appeal.review) == appeal
    assert AuditEvent.objects.filter(action="appeal.file").count() == 1


def test_a_second_appeal_on_the_same_line_is_refused(world, plan):
    appeal = filed(world, plan)
    with pytest.raises(AppealRefused, match="已有申诉等待复核"):
        appeal_on(world, appeal.review, claim="另有理由")
    assert Appeal.objects.count() == 1


def test_files_of_the_catalogue_become_readable_to_the_office(world, plan):
    piece = catalogued(world)
    assert not EvidenceVersion.objects.visible_to(world.reviewer).filter(pk=piece.current_id).exists()
    appeal = filed(world, plan, evidence=[piece])
    assert [(row.version_id, row.title) for row in appeal.evidence.all()] == [(piece.current_id, piece.title)]
    assert EvidenceVersion.objects.visible_to(world.reviewer).filter(pk=piece.current_id).exists()
    assert Evidence.objects.get(pk=piece.pk).was_submitted


def test_another_units_file_is_refused(world, plan):
    review = fed_back_line(world, plan)
    with pytest.raises(AppealRefused, match="佐证库中的材料"):
        appeal_on(world, review, evidence=[catalogued(world, unit=world.housing)])
    assert not Appeal.objects.exists()


def test_a_withdrawn_file_is_refused(world, plan):
    piece = catalogued(world)
    Evidence.objects.filter(pk=piece.pk).update(withdrawn_at=clock.now())
    with pytest.raises(AppealRefused, match="已撤回"):
        filed(world, plan, evidence=[piece])


@pytest.mark.parametrize(("wanted", "claim", "words"), [
    (None, "  ", "请写明申诉理由"), (Decimal("8"), CLAIM, "高于现得分8.00分"),
    (Decimal("10.01"), CLAIM, "不超过10.00分"),
])
def test_a_claim_that_makes_no_sense_is_refused(world, plan, wanted, claim, words):
    with pytest.raises(AppealRefused, match=words):
        filed(world, plan, claim=claim, wanted=wanted)


def test_a_line_without_deductions_is_refused(world, plan):
    lost_line(world, plan, "1", points="1")
    review = fed_back_line(world, plan, "2", points=None)
    with pytest.raises(AppealRefused, match="没有扣分"):
        appeal_on(world, review)


def test_a_line_without_a_score_is_refused(world, plan):
    review = fed_back_line(world, plan)
    LineReview.objects.filter(pk=review.pk).update(decision=Decision.PENDING, score=None)
    with pytest.raises(AppealRefused, match="还没有审核得分"):
        appeal_on(world, review)


def test_a_line_that_does_not_apply_is_refused(world, plan):
    review = fed_back_line(world, plan)
    part = part_of(plan, world.water)
    type(part).objects.filter(pk=part.pk).update(applies=False)
    with pytest.raises(AppealRefused, match="不适用"):
        appeal_on(world, review)


def test_before_feedback_there_is_nothing_to_object_to(world, plan):
    with pytest.raises(AppealRefused, match="得分还没有反馈。环委办反馈得分后5个工作日内"):
        appeal_on(world, lost_line(world, plan))


def test_an_archived_year_is_refused(world, plan):
    review = fed_back_line(world, plan)
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.CLOSED)
    with pytest.raises(AppealRefused, match="已归档"):
        appeal_on(world, review)


def test_the_window_ends_with_its_last_workday(world):
    """Fed back before the Spring Festival of 2022: the fifth workday is 7 February, to its last minute."""
    with clock.at(datetime(2022, 1, 26, 9, tzinfo=SHANGHAI)):
        plan = make_plan(world, opens=-30, closes=-3)
        first, second = lost_line(world, plan, "1"), lost_line(world, plan, "2")
        feed_back(world, plan)
    with clock.at(datetime(2022, 2, 7, 23, 59, tzinfo=SHANGHAI)):
        assert appeal_on(world, first).status == AppealStatus.FILED
    with clock.at(datetime(2022, 2, 8, 0, 1, tzinfo=SHANGHAI)), pytest.raises(AppealRefused, match="2022-02-07截止"):
        appeal_on(world, second)


def test_the_window_may_begin_later_than_the_feedback(world, plan):
    review = lost_line(world, plan)
    feed_back(world, plan)
    later = clock.today().replace(year=clock.today().year + 1)
    Plan.objects.filter(pk=plan.pk).update(appeals_from=later, appeals_to=later)
    with pytest.raises(AppealRefused, match="现在还不能提出"):
        appeal_on(world, review)


@pytest.mark.parametrize("name", ["water_staff", "housing_head", "reviewer", "chief", "leader", "stranger_staff"])
def test_only_the_units_head_files(world, plan, name):
    with pytest.raises(PermissionDenied):
        file_appeal(fed_back_line(world, plan), world.people[name], CLAIM)


def test_a_withdrawn_appeal_may_be_filed_anew(world, plan):
    appeal = withdraw_appeal(filed(world, plan), world.water_head)
    assert appeal.status == AppealStatus.WITHDRAWN
    assert withdraw_appeal(appeal, world.water_head).decided_at == appeal.decided_at
    assert appeal_on(world, appeal.review).pk != appeal.pk
    assert AuditEvent.objects.filter(action="appeal.withdraw").count() == 1


@pytest.mark.parametrize("name", ["water_staff", "housing_head", "reviewer"])
def test_only_the_units_head_withdraws(world, plan, name):
    with pytest.raises(PermissionDenied):
        withdraw_appeal(filed(world, plan), world.people[name])


def test_a_decided_appeal_is_final(world, plan):
    appeal = decide_appeal(filed(world, plan), world.chief, 1, AppealStatus.REJECTED, {}, "扣分属实。")
    with pytest.raises(AppealRefused, match="已经办结，不能撤回"):
        withdraw_appeal(appeal, world.water_head)
    with pytest.raises(AppealRefused, match="复核得分为最终得分"):
        appeal_on(world, appeal.review)


def test_a_line_reviewed_anew_after_its_appeal_may_be_appealed_again(world, plan):
    appeal = decide_appeal(filed(world, plan), world.chief, 1, AppealStatus.REJECTED, {}, "扣分属实。")
    LineReview.objects.filter(pk=appeal.review_id).update(decided_at=clock.now())
    assert appeal_on(world, appeal.review, claim="重新审核后仍有异议").status == AppealStatus.FILED


def test_a_line_recomputed_after_its_appeal_may_be_appealed_again(world, plan):
    appeal = decide_appeal(filed(world, plan), world.chief, 1, AppealStatus.REJECTED, {}, "扣分属实。")
    LineReview.objects.filter(pk=appeal.review_id).update(score=Decimal("7.5"))
    assert appeal_on(world, appeal.review, claim="新规则下的扣分不成立").score_before == Decimal("7.5")

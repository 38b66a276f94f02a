"""The plan: made by the office chief, changed while current, archived, and re-opened for one unit."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from eco_demo.lib import clock
from tasks.choices import PlanStatus
from tasks.models import Plan, ReopenWindow
from tasks.services.plan import PlanChanged, PlanRefused, change_plan, close_plan, create_plan, remove_plan, reopen
from tests.world import make_indicator_set, part_of, some_day

DATES = {
    "issued_on": some_day(-90), "work_from": some_day(-90), "work_to": some_day(30), "self_check_from": some_day(31),
    "self_check_to": some_day(50), "report_due": some_day(60), "city_review_due": some_day(90),
    "publish_due": some_day(180),
}


def make(world, **overrides):
    indicator_set = make_indicator_set(world.office, code="set-2031", published=overrides.pop("published", True))
    by = overrides.pop("by", world.chief)
    return create_plan(by, world.office, 2031, "丙区2031年度计划", indicator_set, **(DATES | overrides))


def test_the_chief_makes_a_draft_in_the_offices_scope(world):
    plan = make(world)
    assert (plan.status, plan.district, plan.city, plan.version) == (PlanStatus.DRAFT, world.district, world.city, 1)


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "city_receiver"])
def test_others_do_not_make_plans(world, name):
    with pytest.raises(PermissionDenied):
        make(world, by=world.people[name])


def test_one_plan_per_year(world):
    plan = make(world)
    with pytest.raises(PlanRefused, match="已有2031年度计划"):
        create_plan(world.chief, world.office, 2031, "又一个", plan.indicator_set, **DATES)


def test_dates_out_of_order_are_named(world):
    with pytest.raises(PlanRefused, match="“上报市环委办”不能早于“自查填报截止”"):
        make(world, report_due=some_day(49))


def test_what_a_column_does_not_hold_is_refused_in_words(world):
    with pytest.raises(PlanRefused, match="文号"):
        make(world, doc_no="文" * 61)


def test_a_draft_set_carries_no_plan(world):
    with pytest.raises(PlanRefused, match="还没有发布"):
        make(world, published=False)


def test_moving_the_closing_date_moves_the_tasks_that_hung_on_it(world, plan):
    own = plan.tasks.get(number="2")
    own.due = some_day(3)
    own.save(update_fields=["due"])
    part_of(plan, world.water, "2").__class__.objects.filter(task=own).update(due=own.due)
    change_plan(plan, world.chief, 1, self_check_to=some_day(15))
    assert part_of(plan, world.water, "1").due == some_day(15)
    assert part_of(plan, world.water, "2").due == some_day(3)


def test_two_people_saving_at_once_lose_nothing(world, plan):
    change_plan(plan, world.chief, 1, title="先保存")
    with pytest.raises(PlanChanged) as refusal:
        change_plan(plan, world.chief, 1, title="后保存")
    assert refusal.value.current.title == "先保存"


def test_an_unchanged_plan_leaves_no_trace(world, plan):
    change_plan(plan, world.chief, 1, title=plan.title)
    assert not AuditEvent.objects.filter(action="plan.change").exists()


def test_year_and_set_stay_once_there_are_tasks(world, plan):
    with pytest.raises(PlanRefused, match="不能再改"):
        change_plan(plan, world.chief, 1, year=2032)


def test_closing_twice_is_closing_once_and_ends_all_changes(world, plan):
    close_plan(plan, world.chief)
    close_plan(plan, world.chief)
    assert AuditEvent.objects.filter(action="plan.close").count() == 1
    with pytest.raises(PlanRefused, match="已归档"):
        change_plan(plan, world.chief, 2, title="晚了")


def test_only_a_draft_can_be_thrown_away(world, plan):
    with pytest.raises(PlanRefused, match="已经发布"):
        remove_plan(plan, world.chief)
    draft = make(world)
    remove_plan(draft, world.chief)
    assert not Plan.objects.filter(pk=draft.pk).exists()


def test_reopening_needs_a_reason_and_a_future_moment(world, plan):
    soon = clock.now() + timedelta(days=3)
    with pytest.raises(PlanRefused, match="理由"):
        reopen(plan, world.water, soon, "  ", world.chief)
    with pytest.raises(PlanRefused, match="晚于现在"):
        reopen(plan, world.water, clock.now() - timedelta(minutes=1), "补报", world.chief)
    with pytest.raises(PlanRefused, match="没有任务"):
        reopen(plan, world.statistics, soon, "补报", world.chief)
    assert not ReopenWindow.objects.exists()


def test_a_double_click_reopens_once(world, plan):
    until = clock.now() + timedelta(days=3)
    first = reopen(plan, world.water, until, "断网未能提交", world.chief)
    assert reopen(plan, world.water, until, "断网未能提交", world.chief) == first
    assert AuditEvent.objects.filter(action="plan.reopen").count() == 1


def test_one_line_can_be_reopened_alone(world, plan):
    part = part_of(plan, world.water, "2")
    window = reopen(plan, world.water, clock.now() + timedelta(days=1), "补正", world.chief, task_unit=part)
    assert window.task_unit == part
    with pytest.raises(PlanRefused, match="没有这项任务"):
        reopen(plan, world.housing, clock.now() + timedelta(days=1), "补正", world.chief, task_unit=part)


def test_a_reviewer_does_not_reopen(world, plan):
    with pytest.raises(PermissionDenied):
        reopen(plan, world.water, clock.now() + timedelta(days=1), "补报", world.reviewer)


def test_the_days_to_object_are_fixed_once_scores_were_fed_back(world, plan):
    plan = change_plan(plan, world.chief, 1, objection_days=7)
    Plan.objects.filter(pk=plan.pk).update(appeals_from=clock.today(), appeals_to=clock.today())
    with pytest.raises(PlanRefused, match="申诉期按7个工作日定到"):
        change_plan(plan, world.chief, 2, objection_days=5)


@pytest.mark.parametrize("days", [0, 61])
def test_the_days_to_object_are_one_to_sixty(world, plan, days):
    with pytest.raises(PlanRefused, match="1至60个工作日"):
        change_plan(plan, world.chief, 1, objection_days=days)

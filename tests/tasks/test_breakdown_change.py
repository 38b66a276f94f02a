"""Tasks and their units: made from the set, changed while current, assigned without contradictions."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from indicators.choices import Comparator
from indicators.models import Indicator
from tasks.choices import TaskRole
from tasks.models import AnnualTask, LedgerValue
from tasks.services.breakdown import (
    BreakdownRefused,
    TaskChanged,
    add_task,
    add_tasks_from_set,
    assign,
    change_task,
    remove_task,
)
from tests.world import make_indicator_set, make_plan, part_of, some_day


@pytest.fixture
def draft(world):
    """A draft plan whose set has three indicators, the third made of two parts, and no tasks yet."""
    indicator_set = make_indicator_set(world.office)
    third = indicator_set.indicators.get(number="3")
    for position, name in enumerate(("秸秆", "粪便"), 1):
        Indicator.objects.create(indicator_set=indicator_set, domain=third.domain, parent=third, name=name,
                                 unit_of_measure="%", threshold=Decimal(95), threshold_text="≥95%", position=position)
    plan = make_plan(world, published=False, indicator_set=indicator_set)
    plan.tasks.all().delete()
    return plan


def cells(task, role):
    return [str(cell) for cell in task.assignments.filter(role=role)]


def test_each_indicator_becomes_a_task_and_its_parts_targets(world, draft):
    add_tasks_from_set(draft, world.chief)
    assert list(draft.tasks.values_list("number", "full_marks", "due")) == [
        (number, Decimal(10), draft.self_check_to) for number in "123"
    ]
    third = draft.tasks.get(number="3")
    assert list(third.targets.values_list("name", "target")) == [("秸秆", Decimal(95)), ("粪便", Decimal(95))]


def test_adding_again_adds_only_what_is_missing(world, draft):
    add_tasks_from_set(draft, world.chief)
    draft.tasks.get(number="2").delete()
    assert [task.number for task in add_tasks_from_set(draft, world.chief)] == ["2"]
    assert add_tasks_from_set(draft, world.chief) == []
    assert AuditEvent.objects.filter(action="breakdown.add_from_set").count() == 2


def test_a_task_of_its_own_needs_a_free_number_and_a_due_date_inside_the_year(world, draft):
    targets = [{"comparator": Comparator.QUALITATIVE, "text": "建立"}]
    add_task(draft, world.chief, number="9", title="专项行动", targets=targets)
    with pytest.raises(BreakdownRefused, match="序号“9”已经用过"):
        add_task(draft, world.chief, number="9", title="另一项", targets=targets)
    with pytest.raises(BreakdownRefused, match="填报截止应在"):
        add_task(draft, world.chief, number="10", title="太晚", targets=targets, due=some_day(900))


def test_a_change_bumps_the_version_and_moves_the_due_date_of_the_units(world, plan):
    task = plan.tasks.get(number="1")
    changed = change_task(task, world.chief, 1, title="新名称", due=some_day(5))
    assert (changed.version, part_of(plan, world.water).due) == (2, some_day(5))


def test_a_stale_change_is_refused(world, plan):
    task = plan.tasks.get(number="1")
    change_task(task, world.chief, 1, title="先保存")
    with pytest.raises(TaskChanged):
        change_task(task, world.chief, 1, title="后保存")
    with pytest.raises(TaskChanged):
        assign(task, world.chief, lead=[world.water], version=1)


def test_targets_without_ids_take_over_in_order(world, plan):
    task = plan.tasks.get(number="1")
    target = task.targets.get()
    change_task(task, world.chief, 1, targets=[{"target": Decimal(92), "text": "≥92%"}])
    target.refresh_from_db()
    assert (target.target, target.text, target.baseline) == (Decimal(92), "≥92%", Decimal("88.5"))


def test_a_new_target_reaches_the_ledgers_of_a_published_plan(world, plan):
    task = plan.tasks.get(number="1")
    old = {"id": task.targets.get().pk}
    change_task(task, world.chief, 1, targets=[old, {"name": "总量", "comparator": "<=", "target": Decimal(4)}])
    assert LedgerValue.objects.filter(ledger__task_unit__task=task, target__name="总量").count() == 4


def test_a_target_that_was_reported_on_stays(world, plan):
    task = plan.tasks.get(number="1")
    LedgerValue.objects.filter(target__task=task).update(actual=Decimal(91))
    with pytest.raises(BreakdownRefused, match="已有单位填报"):
        change_task(task, world.chief, 1, targets=[])


def test_a_numeric_comparison_needs_its_number(world, plan):
    with pytest.raises(BreakdownRefused, match="请填写年度目标的数值"):
        change_task(plan.tasks.get(number="1"), world.chief, 1, targets=[{"target": None}])


def test_assigning_replaces_the_cells_in_order(world, draft):
    task = add_tasks_from_set(draft, world.chief)[0]
    assign(task, world.chief, lead=[world.water, world.housing], support=[world.towns, world.statistics])
    assert cells(task, TaskRole.LEAD) == ["区水利局", "区住房和城乡建设局"]
    assert cells(task, TaskRole.SUPPORT) == ["各镇(办、区)", "区统计局"]
    assign(task, world.chief, lead=[world.housing])
    assert (cells(task, TaskRole.LEAD), cells(task, TaskRole.SUPPORT)) == (["区住房和城乡建设局"], [])


def test_assigning_the_same_again_leaves_no_trace(world, plan):
    task = plan.tasks.get(number="1")
    assign(task, world.chief, lead=[world.water], support=[world.housing, world.towns])
    assert not AuditEvent.objects.filter(action="breakdown.assign").exists()


def test_a_unit_cannot_lead_and_support(world, plan):
    with pytest.raises(BreakdownRefused, match="区水利局不能既牵头又配合"):
        assign(plan.tasks.get(number="1"), world.chief, lead=[world.water], support=[world.water])


def test_a_unit_of_another_district_is_refused_by_name(world, plan):
    with pytest.raises(BreakdownRefused, match="丁区水利局不在"):
        assign(plan.tasks.get(number="1"), world.chief, lead=[world.stranger])


def test_a_task_is_removed_only_before_units_take_part(world, plan):
    with pytest.raises(BreakdownRefused, match="已下达给单位"):
        remove_task(plan.tasks.get(number="1"), world.chief)


def test_a_task_of_a_draft_is_removed(world, draft):
    task = add_tasks_from_set(draft, world.chief)[0]
    remove_task(task, world.chief)
    assert not AnnualTask.objects.filter(pk=task.pk).exists()


@pytest.mark.parametrize("name", ["reviewer", "water_head", "leader"])
def test_others_do_not_touch_the_breakdown(world, plan, name):
    with pytest.raises(PermissionDenied):
        assign(plan.tasks.get(number="1"), world.people[name], lead=[world.housing])

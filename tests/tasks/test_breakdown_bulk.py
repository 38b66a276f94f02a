"""Many tasks at once follow the rules of a single one, in few queries however many they are."""

from decimal import Decimal

import pytest

from indicators.choices import Comparator, ValueType
from indicators.models import Indicator
from tasks.models import AnnualTask, Assignment, TaskTarget
from tasks.services.breakdown import BreakdownRefused
from tasks.services.breakdown_bulk import NewTask, create_tasks
from tests.world import make_plan

SHARE = {"value_type": ValueType.PERCENT, "comparator": Comparator.AT_LEAST, "target": Decimal(25), "text": "≥25%"}


@pytest.fixture
def plan(world):
    return make_plan(world, tasks=2, published=False)


def new(plan, number, **rest):
    extra = rest.pop("fields", {})
    return NewTask({"number": number, "title": f"任务{number}", "due": plan.self_check_to, **extra}, **rest)


def test_tasks_stand_at_the_end_with_their_targets_and_units(world, plan):
    indicator = Indicator.objects.with_parts().get(indicator_set=plan.indicator_set, number="1")
    create_tasks(plan, [
        new(plan, "7", targets=[SHARE], lead=[world.water], support=[world.towns, world.housing]),
        new(plan, "8", indicator=indicator, lead=[world.housing]),
    ])
    first, second = plan.tasks.order_by("position")[2:]
    assert (first.number, first.position, second.position) == ("7", 3, 4)
    assert [str(cell) for cell in first.assignments.all()] == ["区水利局", "各镇(办、区)", "区住房和城乡建设局"]
    assert (first.targets.get().target, second.targets.get().indicator) == (Decimal(25), indicator)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"number": "1"}, "序号“1”已经用过"),
    ({"title": ""}, "请填写任务的序号和名称"),
    ({"title": "长" * 161}, "160"),
    ({"full_marks": Decimal("-1")}, "第9项"),
])
def test_one_bad_task_refuses_all(world, plan, change, sentence):
    bad = new(plan, "9", fields=change, targets=[SHARE])
    with pytest.raises(BreakdownRefused, match=sentence):
        create_tasks(plan, [new(plan, "8", targets=[SHARE]), bad])
    assert AnnualTask.objects.count() == 2


@pytest.mark.parametrize(("side", "sentence"), [
    ({"lead": ["water"], "support": ["water"]}, "第9项“任务9”：区水利局不能既牵头又配合"),
    ({"lead": ["stranger"]}, "丁区水利局不在本计划可以分解的单位之内"),
])
def test_units_are_the_plans_own_and_on_one_side(world, plan, side, sentence):
    named = {role: [getattr(world, unit) for unit in units] for role, units in side.items()}
    with pytest.raises(BreakdownRefused, match=sentence):
        create_tasks(plan, [new(plan, "9", **named)])


def test_a_number_twice_is_refused(plan):
    with pytest.raises(BreakdownRefused, match="序号“9”已经用过"):
        create_tasks(plan, [new(plan, "9"), new(plan, "9")])


def test_a_target_without_its_number_is_refused(plan):
    with pytest.raises(BreakdownRefused, match="第9项“任务9”：“目标”：选了“不低于”"):
        create_tasks(plan, [new(plan, "9", targets=[SHARE | {"target": None}])])


def test_three_hundred_cost_few_queries(world, plan, django_assert_max_num_queries):
    for start, count in ((10, 3), (100, 300)):
        wanted = [new(plan, str(n), targets=[SHARE], lead=[world.water]) for n in range(start, start + count)]
        with django_assert_max_num_queries(20):
            create_tasks(plan, wanted)
    assert (AnnualTask.objects.count(), TaskTarget.objects.count(), Assignment.objects.count()) == (305, 305, 309)

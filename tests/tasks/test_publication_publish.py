"""Publication: what the breakdown says becomes participations, once, however often it is repeated."""

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from tasks.choices import LedgerStatus, PlanStatus, TaskRole
from tasks.models import Ledger, LedgerValue, TaskUnit
from tasks.services.breakdown import assign
from tasks.services.publication import PublicationRefused, preview, publish
from tests.world import make_plan, part_of

NOTHING = {"new": 0, "same": 0, "changed": 0, "removed": 0, "kept": 0}


@pytest.fixture
def draft(world):
    return make_plan(world, published=False)


def roles(task):
    return {row.unit.code: (row.role, row.via_group) for row in task.participations.select_related("unit")}


def test_the_preview_expands_groups_and_writes_nothing(world, draft):
    found = preview(draft)
    assert (found.counts, found.unit_count, found.problems) == (NOTHING | {"new": 12}, 4, [])
    assert [(part.unit.name, part.via_group) for part in found.tasks[0].supports] == [
        ("区住房和城乡建设局", ""), ("东镇", "各镇(办、区)"), ("西街道办事处", "各镇(办、区)")
    ]
    assert not TaskUnit.objects.filter(task__plan=draft).exists()


def test_publishing_makes_participations_with_scope_and_empty_ledgers(world, draft):
    publish(draft, world.chief)
    draft.refresh_from_db()
    row = part_of(draft, world.water)
    assert (draft.status, row.role, row.district, row.year, row.due, row.unit_name) == (
        PlanStatus.PUBLISHED, TaskRole.LEAD, world.district, draft.year, draft.self_check_to, "区水利局"
    )
    assert Ledger.objects.filter(task_unit__task__plan=draft).count() == 12
    assert LedgerValue.objects.filter(ledger__task_unit__task__plan=draft).count() == 12


def test_publishing_again_changes_nothing_and_leaves_no_entry(world, draft):
    publish(draft, world.chief)
    again = publish(draft, world.chief)
    assert again.counts == NOTHING | {"same": 12}
    assert AuditEvent.objects.filter(action="plan.publish").count() == 1


def test_repeating_adds_only_what_is_missing(world, plan):
    part_of(plan, world.town).delete()
    Ledger.objects.filter(task_unit=part_of(plan, world.street)).delete()
    assert publish(plan, world.chief).counts == NOTHING | {"new": 1, "same": 11}
    assert Ledger.objects.filter(task_unit__task__plan=plan).count() == 12
    assert LedgerValue.objects.filter(ledger__task_unit__task__plan=plan).count() == 12


def test_a_unit_named_and_in_a_group_counts_once_and_the_name_wins(world, draft):
    task = draft.tasks.get(number="1")
    assign(task, world.chief, lead=[world.water, world.town], support=[world.towns])
    publish(draft, world.chief)
    assert roles(task) == {
        "d-water": ("lead", ""), "d-town": ("lead", ""), "d-street": ("support", "各镇(办、区)")
    }


def test_a_role_that_changed_is_changed_in_place(world, plan):
    task = plan.tasks.get(number="1")
    before = part_of(plan, world.housing).pk
    assign(task, world.chief, lead=[world.housing], support=[world.water, world.towns])
    assert publish(plan, world.chief).counts == NOTHING | {"changed": 2, "same": 10}
    assert (part_of(plan, world.housing).pk, part_of(plan, world.housing).role) == (before, TaskRole.LEAD)


def test_a_withdrawn_unit_leaves_only_while_nothing_is_filled(world, plan):
    task = plan.tasks.get(number="1")
    Ledger.objects.filter(task_unit=part_of(plan, world.town)).update(status=LedgerStatus.DRAFT, narrative="已开展")
    assign(task, world.chief, lead=[world.water])
    done = publish(plan, world.chief)
    assert done.counts == NOTHING | {"same": 9, "removed": 2, "kept": 1}
    assert done.warnings == ["第1项：东镇已从分工中去掉，但已有填报内容，仍保留"]
    assert set(roles(task)) == {"d-water", "d-town"}


def test_a_task_without_a_lead_stands_in_the_way(world, draft):
    assign(draft.tasks.get(number="2"), world.chief, support=[world.water])
    with pytest.raises(PublicationRefused, match="第2项“污水处理率2”没有牵头单位"):
        publish(draft, world.chief)
    assert not TaskUnit.objects.filter(task__plan=draft).exists()


def test_an_empty_group_stands_in_the_way(world, draft):
    world.towns.members.clear()
    assert "第1项：单位组“各镇(办、区)”没有成员" in preview(draft).all_problems


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head"])
def test_only_the_chief_publishes(world, draft, name):
    with pytest.raises(PermissionDenied):
        publish(draft, world.people[name])


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_preview_costs_the_same_whatever_the_size(world, tasks, django_assert_num_queries):
    plan = make_plan(world, published=False, tasks=tasks)
    with django_assert_num_queries(6):
        preview(plan)

"""Signing for tasks, handing them back, and the office's answer."""

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from tasks.choices import Receipt, TaskRole
from tasks.models import Ledger, TaskUnit
from tasks.services.publication import publish
from tasks.services.receipt import ReceiptRefused, hand_back, reassign, release, sign, sign_all
from tests.world import part_of


@pytest.fixture
def fresh(plan):
    """The plan as it is right after publication: nobody has signed."""
    TaskUnit.objects.filter(task__plan=plan).update(receipt=Receipt.WAITING)
    return plan


@pytest.fixture
def returned(world, fresh):
    return hand_back(part_of(fresh, world.water), "应由住建局牵头", world.water_head)


def test_staff_sign_once_however_often_they_click(world, fresh):
    part = part_of(fresh, world.water)
    sign(part, world.water_staff)
    signed = sign(part, world.water_staff)
    assert (signed.receipt, signed.receipt_by) == (Receipt.SIGNED, world.water_staff)
    assert AuditEvent.objects.filter(action="task.sign").count() == 1


def test_a_foreign_unit_does_not_sign(world, fresh):
    with pytest.raises(PermissionDenied):
        sign(part_of(fresh, world.water), world.housing_head)


def test_sign_all_takes_what_waits_in_one_entry(world, fresh):
    sign(part_of(fresh, world.water), world.water_head)
    rows = sign_all(TaskUnit.objects.filter(unit=world.water), world.water_head)
    assert len(rows) == 2 and sign_all(TaskUnit.objects.filter(unit=world.water), world.water_head) == []
    assert AuditEvent.objects.filter(action="task.sign_all").count() == 1


def test_sign_all_with_a_foreign_row_signs_nothing(world, fresh):
    with pytest.raises(PermissionDenied):
        sign_all(TaskUnit.objects.filter(task__plan=fresh), world.water_head)
    assert not TaskUnit.objects.filter(receipt=Receipt.SIGNED).exists()


def test_handing_back_needs_a_reason_and_comes_before_signing(world, fresh):
    part = part_of(fresh, world.water)
    with pytest.raises(ReceiptRefused, match="理由"):
        hand_back(part, " ", world.water_head)
    sign(part, world.water_head)
    with pytest.raises(ReceiptRefused, match="已经签收"):
        hand_back(part, "不归我局", world.water_head)


def test_what_was_handed_back_waits_for_the_office(world, returned):
    with pytest.raises(ReceiptRefused, match="等环委办答复"):
        sign(returned, world.water_head)


def test_the_office_insists_with_an_answer(world, returned):
    row = reassign(returned, None, world.chief, "职责依据见三定方案")
    assert (row.receipt, row.office_answer, row.return_reason) == (
        Receipt.WAITING, "职责依据见三定方案", "应由住建局牵头"
    )


def test_another_unit_takes_over_and_the_breakdown_follows(world, fresh, returned):
    row = reassign(returned, world.statistics, world.chief, "改由统计局牵头")
    assert (row.unit, row.role, row.receipt) == (world.statistics, TaskRole.LEAD, Receipt.WAITING)
    assert not TaskUnit.objects.filter(pk=returned.pk).exists() and Ledger.objects.filter(task_unit=row).exists()
    assert publish(fresh, world.chief).counts["same"] == 12


def test_a_supporting_unit_may_be_raised_to_lead(world, fresh, returned):
    before = part_of(fresh, world.housing).pk
    row = reassign(returned, world.housing, world.chief, "同意")
    assert (row.pk, row.role) == (before, TaskRole.LEAD)
    assert publish(fresh, world.chief).counts == {"new": 0, "same": 11, "changed": 0, "removed": 0, "kept": 0}


def test_a_member_of_a_group_leaves_it_for_one_task_only(world, fresh):
    town = hand_back(part_of(fresh, world.town), "辖区内没有这项工作", world.town_head)
    release(town, world.chief, "同意")
    assert publish(fresh, world.chief).counts == {"new": 0, "same": 11, "changed": 0, "removed": 0, "kept": 0}
    assert TaskUnit.objects.filter(unit=world.town).count() == 2


def test_the_only_lead_is_not_released(world, returned):
    with pytest.raises(ReceiptRefused, match="唯一的牵头单位"):
        release(returned, world.chief, "同意")


def test_content_is_never_thrown_away_by_an_answer(world, returned):
    Ledger.objects.filter(task_unit=returned).update(narrative="已经写了")
    with pytest.raises(ReceiptRefused, match="已经填报"):
        reassign(returned, world.statistics, world.chief, "改派")


def test_the_same_answer_twice_is_told_so(world, returned):
    reassign(returned, None, world.chief, "请按计划办理")
    with pytest.raises(ReceiptRefused, match="已经办理过"):
        reassign(returned, None, world.chief, "请按计划办理")


@pytest.mark.parametrize("name", ["reviewer", "water_head", "leader"])
def test_only_the_chief_answers(world, returned, name):
    with pytest.raises(PermissionDenied):
        reassign(returned, None, world.people[name], "请办理")

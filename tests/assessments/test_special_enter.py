"""Bonus, penalty, veto and gate of a unit: entered by the office, revoked by its chief, kept either way."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import SpecialEntry, SpecialItem
from assessments.reading.special import effect_of
from assessments.services.special import AlreadyEntered, SpecialRefused, enter, revoke
from departments.choices import Role
from departments.models import AuditEvent
from eco_demo.lib import clock
from tasks.choices import PlanStatus
from tests.world import make_person


@pytest.fixture
def bonus(plan):
    return SpecialItem.objects.create(plan=plan, kind="bonus", name="水质提升类别", max_points=Decimal(5))


@pytest.fixture
def veto(plan):
    return SpecialItem.objects.create(plan=plan, kind="veto", name="重大污染事件", grade="不合格")


def test_a_reviewer_enters_a_bonus(world, bonus):
    entry = enter(bonus, world.water, world.reviewer, points=Decimal(2), reason="东河断面由Ⅳ类升Ⅲ类", proof="监测报告")
    assert (entry.points, entry.by, entry.at.date()) == (Decimal(2), world.reviewer, clock.now().date())
    trail = AuditEvent.objects.get(action="special.enter")
    assert trail.detail == {"unit": "区水利局", "item": "水质提升类别", "points": "2", "reason": "东河断面由Ⅳ类升Ⅲ类",
                            "effect": "总分加2分"}


def test_the_same_entry_twice_is_one(world, bonus):
    enter(bonus, world.water, world.reviewer, points=Decimal(2), reason="升类")
    with pytest.raises(AlreadyEntered, match="没有重复登记"):
        enter(bonus, world.water, world.chief, points=Decimal("2.00"), reason="升类 ")
    assert SpecialEntry.objects.count() == AuditEvent.objects.filter(action="special.enter").count() == 1


def test_another_reason_is_another_entry(world, bonus):
    enter(bonus, world.water, world.reviewer, points=Decimal(2), reason="东河升类")
    enter(bonus, world.water, world.reviewer, points=Decimal(2), reason="西河升类")
    assert SpecialEntry.objects.count() == 2


@pytest.mark.parametrize("person", ["leader", "water_head", "sysadmin", "stranger_staff"])
def test_only_the_office_enters(world, bonus, person):
    with pytest.raises(PermissionDenied):
        enter(bonus, world.water, world.people[person], points=Decimal(1), reason="升类")


def test_nobody_enters_for_the_own_unit(world, bonus):
    both = make_person("both", world.water, Role.OFFICE_REVIEWER)
    enter(bonus, world.housing, both, points=Decimal(1), reason="升类")
    with pytest.raises(PermissionDenied, match="回避"):
        enter(bonus, world.water, both, points=Decimal(1), reason="升类")


@pytest.mark.parametrize(("points", "sentence"), [
    (None, "应大于0"), (Decimal(0), "应大于0"), (Decimal(-1), "应大于0"), (Decimal("5.01"), "每次最多加分5分"),
])
def test_points_keep_to_the_item(world, bonus, points, sentence):
    with pytest.raises(SpecialRefused, match=sentence) as refusal:
        enter(bonus, world.water, world.reviewer, points=points, reason="升类")
    assert refusal.value.field == "points"


def test_a_veto_takes_no_points_and_needs_a_reason(world, veto):
    with pytest.raises(SpecialRefused, match="只影响等次"):
        enter(veto, world.water, world.reviewer, points=Decimal(1), reason="泄漏")
    with pytest.raises(SpecialRefused, match="写明事由"):
        enter(veto, world.water, world.reviewer, reason="  ")
    enter(veto, world.water, world.reviewer, reason="泄漏")
    assert effect_of(veto) == "一票否决：定为不合格，原始得分保留"


def test_a_unit_outside_the_plan_gets_none(world, bonus):
    with pytest.raises(SpecialRefused, match="不参加"):
        enter(bonus, world.statistics, world.reviewer, points=Decimal(1), reason="升类")


def test_the_chief_revokes_with_a_reason_and_the_entry_stays(world, veto):
    entry = enter(veto, world.water, world.reviewer, reason="泄漏")
    with pytest.raises(PermissionDenied):
        revoke(entry, world.reviewer, "误登")
    with pytest.raises(SpecialRefused, match="写明撤销的理由"):
        revoke(entry, world.chief, " ")
    revoke(entry, world.chief, "误登")
    assert revoke(entry, world.chief, "再撤一次").revoke_reason == "误登"
    assert not SpecialEntry.objects.in_force().exists()
    assert SpecialEntry.objects.get().revoked_by == world.chief
    assert AuditEvent.objects.filter(action="special.revoke").count() == 1


def test_a_revoked_entry_can_be_made_again(world, veto):
    revoke(enter(veto, world.water, world.reviewer, reason="泄漏"), world.chief, "误登")
    enter(veto, world.water, world.reviewer, reason="泄漏")
    assert SpecialEntry.objects.in_force().count() == 1


def test_after_publication_nothing_is_entered_or_revoked(world, plan, veto):
    entry = enter(veto, world.water, world.reviewer, reason="泄漏")
    plan.scores_published_at = clock.now()
    plan.save()
    with pytest.raises(SpecialRefused, match="已经公布"):
        enter(veto, world.housing, world.reviewer, reason="泄漏")
    with pytest.raises(SpecialRefused, match="已经公布"):
        revoke(entry, world.chief, "误登")


def test_before_the_plan_is_out_nothing_is_entered(world, plan, veto):
    plan.status = PlanStatus.DRAFT
    plan.save()
    with pytest.raises(SpecialRefused, match="还没有下达"):
        enter(veto, world.water, world.reviewer, reason="泄漏")


def test_an_archived_year_is_closed(world, plan, veto):
    plan.status = PlanStatus.CLOSED
    plan.save()
    with pytest.raises(SpecialRefused, match="已归档"):
        enter(veto, world.water, world.reviewer, reason="泄漏")


def test_a_unit_sees_its_own_entries_from_feedback_on(world, plan, veto):
    enter(veto, world.water, world.reviewer, reason="泄漏")
    enter(veto, world.housing, world.reviewer, reason="泄漏")
    assert not SpecialEntry.objects.visible_to(world.water_staff).exists()
    assert SpecialEntry.objects.visible_to(world.leader).count() == 2
    plan.feedback_at = clock.now()
    plan.save()
    assert [entry.unit for entry in SpecialEntry.objects.visible_to(world.water_staff)] == [world.water]

"""The bonus, penalty, veto and gate items of a plan: set by the chief, fixed once they have been used."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import SpecialItem
from assessments.reading.special import effect_of, presets_left
from assessments.services.special import (
    ItemChanged,
    SpecialRefused,
    add_presets,
    change_item,
    content_of,
    create_item,
    enter,
    remove_item,
)
from assessments.special_presets import PRESETS
from departments.models import AuditEvent
from eco_demo.lib import clock


@pytest.fixture
def item(world, plan):
    return create_item(plan, world.chief, kind="bonus", name="水质提升类别", max_points=Decimal(5))


def test_a_bonus_keeps_its_bound(item):
    assert effect_of(item) == "总分加分，每次最多5分"
    assert AuditEvent.objects.get(action="special.create").detail["item"] == "加分：水质提升类别"


def test_the_same_item_twice_is_one(world, plan, item):
    assert create_item(plan, world.chief, kind="bonus", name="水质提升类别", max_points=Decimal("5.00")) == item
    with pytest.raises(SpecialRefused, match="加分中已有"):
        create_item(plan, world.chief, kind="bonus", name="水质提升类别", max_points=Decimal(3))


@pytest.mark.parametrize("person", ["reviewer", "leader", "water_head"])
def test_only_the_chief_sets_items(world, plan, person):
    with pytest.raises(PermissionDenied):
        create_item(plan, world.people[person], kind="bonus", name="水质提升类别")


@pytest.mark.parametrize(("content", "field", "sentence"), [
    ({"kind": "bonus", "grade": "优秀"}, "grade", "不涉及等次"),
    ({"kind": "penalty", "max_points": Decimal(0)}, "max_points", "应大于0"),
    ({"kind": "veto", "grade": ""}, "grade", "请从良好、合格、不合格中选择"),
    ({"kind": "veto", "grade": "优秀"}, "grade", "请从良好、合格、不合格中选择"),
    ({"kind": "gate", "grade": "不合格"}, "grade", "请从良好、合格中选择"),
    ({"kind": "gate", "grade": "良好", "max_points": Decimal(1)}, "max_points", "不涉及分数"),
    ({"kind": "prize"}, "kind", "prize"),
])
def test_an_item_that_decides_nothing_is_refused(world, plan, content, field, sentence):
    with pytest.raises(SpecialRefused, match=sentence) as refusal:
        create_item(plan, world.chief, name="某事项", **content)
    assert refusal.value.field == field


def test_an_item_without_a_name_is_refused(world, plan):
    with pytest.raises(SpecialRefused) as refusal:
        create_item(plan, world.chief, kind="bonus", name=" ")
    assert refusal.value.field == "name"


def test_presets_take_the_grades_of_the_plan(world, plan):
    items = add_presets(plan, world.chief, ["accident", "no_event", "degraded"])
    assert [(item.kind, item.grade, item.max_points) for item in items] == [
        ("penalty", "", Decimal(2)), ("veto", "不合格", None), ("gate", "良好", None),
    ]
    assert add_presets(plan, world.chief, ["accident"]) == []
    assert len(presets_left(plan)) == len(PRESETS) - 3
    assert AuditEvent.objects.filter(action="special.create").count() == 1


def test_an_unused_item_may_be_changed_and_removed(world, item):
    change_item(item, world.chief, content_of(item), kind="bonus", name="水质升类", max_points=Decimal(3))
    item.refresh_from_db()
    assert content_of(item) == "bonus·水质升类··3·"
    assert AuditEvent.objects.get(action="special.change").detail["after"] == {
        "事项": "加分：水质升类", "效果": "总分加分，每次最多3分",
    }
    remove_item(item, world.chief)
    assert not SpecialItem.objects.exists()


def test_a_change_on_an_older_page_is_refused(world, item):
    seen = content_of(item)
    change_item(item, world.chief, seen, name="水质升类")
    with pytest.raises(ItemChanged) as refusal:
        change_item(item, world.chief, seen, name="断面升类")
    assert refusal.value.current.name == "水质升类"


def test_a_used_item_stays_as_it_is(world, item):
    enter(item, world.water, world.reviewer, points=Decimal(1), reason="升类")
    with pytest.raises(SpecialRefused, match="已经有单位登记"):
        change_item(item, world.chief, content_of(item), max_points=Decimal(1))
    with pytest.raises(SpecialRefused, match="已经有单位登记"):
        remove_item(item, world.chief)


def test_after_publication_items_stay(world, plan, item):
    plan.scores_published_at = clock.now()
    plan.save()
    with pytest.raises(SpecialRefused, match="已经公布"):
        remove_item(item, world.chief)

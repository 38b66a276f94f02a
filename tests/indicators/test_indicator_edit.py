"""Domains and indicators of a draft are written by the office that owns it, and only there."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from indicators.models import Indicator
from indicators.services.indicator import (
    IndicatorChanged,
    change_indicator,
    create_domain,
    create_indicator,
    move_indicator,
    remove_domain,
    remove_indicator,
)
from indicators.services.indicator_set import SetIsPublished, SetRefused
from tests.world import make_indicator_set


@pytest.fixture
def draft(world):
    return make_indicator_set(world.office, published=False)


def names(indicator_set):
    return list(indicator_set.indicators.top_level().order_by("position").values_list("number", flat=True))


def test_an_indicator_is_added_at_the_end(world, draft):
    group = draft.domains.get(name="人居环境")
    created = create_indicator(draft, world.chief, domain=group, number="9", name="绿色出行率", threshold=Decimal(50))
    assert (created.position, names(draft)) == (4, ["1", "2", "3", "9"])


def test_a_number_is_used_once(world, draft):
    with pytest.raises(SetRefused, match="序号“1”已经用过"):
        create_indicator(draft, world.chief, domain=draft.domains.get(name="人居环境"), number="1", name="重复")


def test_a_change_names_what_changed(world, draft):
    indicator = draft.indicators.get(number="1")
    changed = change_indicator(indicator, world.chief, 1, full_marks=Decimal(12), name=indicator.name)
    assert (changed.full_marks, changed.version) == (Decimal(12), 2)
    assert AuditEvent.objects.get(action="indicator.change").detail["after"] == {"full_marks": "12"}


def test_a_stale_change_is_refused_and_nothing_is_written(world, draft):
    indicator = draft.indicators.get(number="1")
    change_indicator(indicator, world.chief, 1, name="先保存的名称")
    with pytest.raises(IndicatorChanged) as refusal:
        change_indicator(indicator, world.chief, 1, name="后保存的名称")
    assert refusal.value.current.name == "先保存的名称"


def test_a_range_must_be_in_order(world, draft):
    indicator = draft.indicators.get(number="1")
    with pytest.raises(SetRefused, match="上限"):
        change_indicator(indicator, world.chief, 1, threshold=Decimal(90), threshold_upper=Decimal(80))


def test_moving_exchanges_neighbours_and_stops_at_the_end(world, draft):
    first = draft.indicators.get(number="1")
    move_indicator(first, world.chief, "down")
    assert names(draft) == ["2", "1", "3"]
    move_indicator(draft.indicators.get(number="2"), world.chief, "up")
    assert names(draft) == ["2", "1", "3"]


def test_removing_takes_the_parts_along(world, draft):
    parent = draft.indicators.get(number="1")
    create_indicator(draft, world.chief, domain=parent.domain, parent=parent, name="分项")
    remove_indicator(parent, world.chief)
    assert names(draft) == ["2", "3"] and not Indicator.objects.filter(name="分项").exists()


def test_a_domain_with_content_stays(world, draft):
    with pytest.raises(SetRefused, match="下面还有内容"):
        remove_domain(draft.domains.get(name="人居环境"), world.chief)
    remove_domain(create_domain(draft, world.chief, name="生态文化"), world.chief)


@pytest.mark.parametrize("name", ["reviewer", "water_head", "leader"])
def test_others_do_not_write(world, draft, name):
    with pytest.raises(PermissionDenied):
        change_indicator(draft.indicators.get(number="1"), world.people[name], 1, name="改")


def test_a_published_set_refuses_every_change(world):
    published = make_indicator_set(world.office)
    indicator = published.indicators.get(number="1")
    for act in (
        lambda: change_indicator(indicator, world.chief, 1, name="改"),
        lambda: remove_indicator(indicator, world.chief),
        lambda: move_indicator(indicator, world.chief, "down"),
        lambda: create_domain(published, world.chief, name="新领域"),
    ):
        with pytest.raises(SetIsPublished):
            act()

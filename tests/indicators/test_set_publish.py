"""An edition is written as a draft, published once, and copied for the next one."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from indicators.choices import SetLevel, SetStatus
from indicators.models import Indicator
from indicators.services.indicator_set import (
    SetIsPublished,
    SetRefused,
    change_set,
    copy_set,
    create_set,
    load_set,
    problems,
    publish_set,
    remove_set,
)

ZAOYANG = json.loads(
    (Path(__file__).resolve().parents[2] / "fixtures/indicators/zaoyang_2021.json").read_text(encoding="utf-8")
)


@pytest.fixture
def loaded(world):
    return load_set(ZAOYANG, by=None, owner=world.office, code="zaoyang-2021")


def test_the_file_becomes_a_draft_with_its_tree(loaded):
    assert loaded.status == SetStatus.DRAFT
    assert loaded.domains.filter(parent=None).count() == 6
    assert loaded.domains.exclude(parent=None).count() == 10
    assert loaded.indicators.top_level().count() == 37
    energy = loaded.indicators.get(number="21")
    assert [part.name for part in energy.parts.all()] == ["单位地区生产总值能耗", "能源消耗总量"]
    assert problems(loaded) == []


def test_publishing_twice_is_publishing_once(world, loaded):
    first = publish_set(loaded, by=world.chief)
    again = publish_set(loaded, by=world.chief)
    assert (again.status, again.published_at) == (SetStatus.PUBLISHED, first.published_at)
    assert AuditEvent.objects.filter(action="indicator_set.publish").count() == 1


def test_marks_must_add_up_to_the_stated_total(world, loaded):
    Indicator.objects.filter(indicator_set=loaded, number="2").update(full_marks=Decimal("2.5"))
    with pytest.raises(SetRefused, match=r"各项分值合计99\.5分，与总分100分不符"):
        publish_set(loaded, by=world.chief)


def test_a_missing_threshold_is_named(world, loaded):
    Indicator.objects.filter(indicator_set=loaded, number="12").update(threshold=None)
    with pytest.raises(SetRefused, match="第12项“森林覆盖率”没有填指标值"):
        publish_set(loaded, by=world.chief)


def test_an_empty_set_is_not_published(world):
    empty = create_set(world.chief, "empty", "空表", "2021", SetLevel.COUNTY, world.office)
    with pytest.raises(SetRefused, match="还没有指标"):
        publish_set(empty, by=world.chief)


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "stranger_staff", "sysadmin"])
def test_only_the_office_chief_publishes(world, loaded, name):
    with pytest.raises(PermissionDenied):
        publish_set(loaded, by=world.people[name])


def test_a_published_edition_never_changes(world, loaded):
    published = publish_set(loaded, by=world.chief)
    with pytest.raises(SetIsPublished):
        change_set(published, world.chief, name="别的名称")
    with pytest.raises(SetIsPublished):
        remove_set(published, world.chief)


def test_a_copy_holds_everything_and_remembers_its_origin(world, loaded):
    published = publish_set(loaded, by=world.chief)
    copy = copy_set(published, world.chief, "2022")
    assert (copy.status, copy.based_on, copy.edition) == (SetStatus.DRAFT, published, "2022")
    fields = ("number", "name", "comparator", "threshold", "full_marks", "domain__name", "parent__name", "position")
    assert list(copy.indicators.order_by("position", "name").values_list(*fields)) == list(
        published.indicators.order_by("position", "name").values_list(*fields)
    )
    assert set(copy.domains.exclude(parent=None).values_list("parent__name", "label", "name")) == set(
        published.domains.exclude(parent=None).values_list("parent__name", "label", "name")
    )
    assert not copy.indicators.filter(domain__indicator_set=published).exists()


def test_the_same_edition_cannot_be_made_twice(world, loaded):
    copy_set(loaded, world.chief, "2022")
    with pytest.raises(SetRefused, match="已经存在"):
        copy_set(loaded, world.chief, "2022")


def test_a_unit_cannot_copy_a_set(world, loaded):
    with pytest.raises(PermissionDenied):
        copy_set(loaded, world.water_head, "2022")


def test_a_draft_can_be_thrown_away(world, loaded):
    remove_set(loaded, world.chief)
    assert not Indicator.objects.filter(indicator_set_id=loaded.pk).exists()

"""The matcher of a plan: a district's or a city's units, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.choices import Level
from departments.models import UnitGroup
from departments.services.unit import change_unit, open_unit, set_group
from eco_demo.lib import clock
from tasks.known_names import matcher_for
from tasks.models import NameChoice, Plan, PlanImport
from tasks.unit_names import plain_name

from .matching import found

QUERIES = 7  # the place and its aliases, units and their aliases, groups and their members, choices


@pytest.fixture
def batch(world):
    return PlanImport(office=world.office, city=world.city, district=world.district, title="方案")


@pytest.fixture
def city_batch(world):
    return PlanImport(office=world.city_office, city=world.city, title="方案")


def queries(place, office) -> int:
    with CaptureQueriesContext(connection) as caught:
        matcher_for(place, office)
    return len(caught)


@pytest.mark.parametrize(("name", "meant"), [
    ("区水利局", "区水利局"), ("水利局", "区水利局"), ("丙区水利局", "区水利局"), ("乙市丙区水利局", "区水利局"),
    ("区住建局", "区住房和城乡建设局"), ("西街道", "西街道办事处"), ("各镇(办、区)", "各镇(办、区)"),
    ("区环委办", "区环委会办公室"),
])
def test_a_district_knows_its_units(world, batch, name, meant):
    matcher = matcher_for(batch, world.office)
    assert matcher.match(name).is_sure and found(matcher, name)[0] == meant


@pytest.mark.parametrize("name", ["丁区水利局", "市水利局", "乙市环委会办公室"])
def test_units_of_other_territories_are_unknown(world, batch, name):
    assert found(matcher_for(batch, world.office), name)[0] == ""


def test_a_city_knows_its_departments_and_districts(world, city_batch):
    group = UnitGroup.objects.create(district=world.city, code="districts", name="各县(市、区)")
    group.members.set([world.district, world.other_district])
    matcher = matcher_for(city_batch, world.city_office)
    names = ("丙区", "丁区人民政府", "市环委办", "各县区", "丙区水利局", "区水利局")
    assert [found(matcher, name)[0] for name in names] == ["丙区", "丁区", "乙市环委会办公室", "各县(市、区)", "", ""]


def test_a_plan_serves_as_the_place_too(world, plan):
    assert found(matcher_for(Plan.objects.get(pk=plan.pk), world.office), "水利局")[0] == "区水利局"


def test_closed_units_are_no_longer_meant(world, batch):
    change_unit(world.statistics, by=world.sysadmin, valid_to=clock.today() - timedelta(days=1))
    assert found(matcher_for(batch, world.office), "统计局")[0] == ""


def test_choices_of_the_office_are_remembered(world, batch):
    for name, target in (("水 务", {"unit": world.water}), ("各 街 镇", {"group": world.towns}), ("农办", {})):
        NameChoice.objects.create(office=world.office, name=plain_name(name), chosen_by=world.chief, **target)
    NameChoice.objects.create(office=world.city_office, name="统计", chosen_by=world.chief)
    matcher = matcher_for(batch, world.office)
    assert [found(matcher, name) for name in ("水务", "各街镇")] == [("区水利局", 1.0), ("各镇(办、区)", 1.0)]
    assert [matcher.match(name).is_ignored for name in ("农办", "统计")] == [True, False]


def test_reading_takes_the_same_queries_for_one_unit_and_thirty(world, batch, city_batch):
    few = [queries(place, place.office) for place in (batch, city_batch)]
    towns = [open_unit(by=None, code=f"d-t{number}", name=f"某{number}镇", level=Level.TOWNSHIP, parent=world.district,
                       aliases=[f"某{number}"]) for number in range(30)]
    set_group(by=None, district=world.district, code="more", name="各街道", members=towns)
    for number in range(30):
        open_unit(by=None, code=f"c-d{number}", name=f"县{number}", level=Level.DISTRICT, parent=world.city)
        NameChoice.objects.create(office=world.office, name=f"名{number}", unit=towns[number], chosen_by=world.chief)
    assert [queries(place, place.office) for place in (batch, city_batch)] == few
    assert max(few) <= QUERIES

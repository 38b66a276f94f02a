"""Units and groups that a plan names are opened by the office chief, and taken back while nothing refers to them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from departments.choices import Level, Role, UnitClass
from departments.models import AuditEvent, Unit, UnitGroup
from departments.services.unit import (
    change_unit,
    make_group,
    open_named_unit,
    take_back_groups,
    take_back_units,
)
from eco_demo.lib import clock
from tests.world import make_person

OUTSIDERS = (
    "reviewer", "leader", "water_head", "water_admin", "secadmin", "auditor", "city_receiver", "stranger_staff",
)


@pytest.fixture
def chief(world):
    return world.chief


def test_the_chief_opens_a_unit_a_plan_names(world, chief):
    bureau = open_named_unit(chief, world.district, " 丙区林业局", Level.DEPARTMENT)
    town = open_named_unit(chief, world.district, "南镇", Level.TOWNSHIP)
    assert [(u.name, u.parent, u.district, u.unit_class, u.position, u.code) for u in (bureau, town)] == [
        ("丙区林业局", world.district, world.district, UnitClass.DEPARTMENT, 7, "d-1"),
        ("南镇", world.district, world.district, UnitClass.TOWNSHIP, 8, "d-2"),
    ]
    assert AuditEvent.objects.filter(action="unit.open", actor=chief).count() == 2


def test_the_system_administrator_may_too(world):
    assert open_named_unit(world.sysadmin, world.other_district, "丁区林业局", Level.DEPARTMENT).code == "d2-1"


def test_a_unit_of_that_very_name_is_not_doubled(world, chief):
    assert open_named_unit(chief, world.district, "区水利局", Level.DEPARTMENT) == world.water
    first = open_named_unit(chief, world.district, "南镇", Level.TOWNSHIP)
    assert open_named_unit(chief, world.district, "南镇", Level.TOWNSHIP) == first


def test_a_closed_unit_of_that_name_is_not_woken(world, chief):
    change_unit(world.town, by=world.sysadmin, valid_to=clock.today().replace(year=2020, day=1))
    assert open_named_unit(chief, world.district, "东镇", Level.TOWNSHIP) != world.town


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.CITY, Level.SECTION, "", "x"])
def test_only_departments_and_townships_are_opened(world, chief, level):
    with pytest.raises(ValidationError, match="部门或街道"):
        open_named_unit(chief, world.district, "某地", level)


def test_a_name_too_long_is_refused_in_words(world, chief):
    with pytest.raises(ValidationError, match="100"):
        open_named_unit(chief, world.district, "某" * 101, Level.DEPARTMENT)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_others_open_and_take_back_nothing(world, chief, name):
    other = world.people[name]
    unit = open_named_unit(chief, world.district, "南镇", Level.TOWNSHIP)
    group = make_group(chief, world.district, "各部门", [unit])
    for act in (
        lambda: open_named_unit(other, world.district, "北镇", Level.TOWNSHIP),
        lambda: make_group(other, world.district, "各镇", [world.town]),
        lambda: take_back_units(other, [unit]),
        lambda: take_back_groups(other, [group]),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_another_districts_chief_opens_nothing_here(world):
    neighbour = make_person("chief2", world.stranger, Role.OFFICE_CHIEF)
    with pytest.raises(PermissionDenied):
        open_named_unit(neighbour, world.district, "南镇", Level.TOWNSHIP)


def test_a_group_is_made_once_and_of_own_units(world, chief):
    group = make_group(chief, world.district, "各相关部门", [world.water, world.housing])
    assert (group.code, set(group.members.all())) == ("group-1", {world.water, world.housing})
    assert make_group(chief, world.district, "各相关部门", [world.town]) == group
    assert set(group.members.all()) == {world.water, world.housing}
    with pytest.raises(ValidationError, match="不属于丙区：丁区水利局"):
        make_group(chief, world.district, "各局", [world.stranger])


def test_a_citys_chief_opens_departments_and_makes_groups_of_its_own(world):
    chief = make_person("city_chief", world.city_office, Role.OFFICE_CHIEF)
    bureau = open_named_unit(chief, world.city, "乙市林业局", Level.DEPARTMENT)
    group = make_group(chief, world.city, "各区", [world.district, world.other_district])
    assert (bureau.city, bureau.district, group.members.count()) == (world.city, None, 2)
    with pytest.raises(ValidationError, match="部门或街道"):
        open_named_unit(chief, world.city, "南镇", Level.TOWNSHIP)
    with pytest.raises(PermissionDenied):
        open_named_unit(chief, world.district, "南镇", Level.TOWNSHIP)
    assert take_back_groups(chief, [group]) == take_back_units(chief, [bureau]) == []


def test_what_nothing_refers_to_is_taken_back(world, chief):
    unit = open_named_unit(chief, world.district, "南镇", Level.TOWNSHIP)
    group = make_group(chief, world.district, "南片各镇", [unit, world.town])
    assert take_back_groups(chief, [group]) == []
    assert take_back_units(chief, [unit]) == []
    assert not Unit.objects.filter(name="南镇").exists()
    assert not UnitGroup.objects.filter(name="南片各镇").exists()
    assert list(AuditEvent.objects.order_by("-seq").values_list("action", "object_text")[:2]) == [
        ("unit.take_back", "南镇"), ("unit_group.take_back", "南片各镇"),
    ]


def test_a_unit_with_people_a_group_or_an_alias_stays(world, chief):
    served = open_named_unit(chief, world.district, "南镇", Level.TOWNSHIP)
    make_person("south", served, Role.UNIT_STAFF)
    grouped = open_named_unit(chief, world.district, "北镇", Level.TOWNSHIP)
    make_group(chief, world.district, "北片各镇", [grouped])
    known = open_named_unit(chief, world.district, "中镇", Level.TOWNSHIP)
    change_unit(known, by=world.sysadmin, aliases=["中心镇"])
    free = open_named_unit(chief, world.district, "西镇", Level.TOWNSHIP)
    assert take_back_units(chief, [served, grouped, known, free]) == [served, grouped, known]
    assert not Unit.objects.filter(pk=free.pk).exists()


def test_what_a_plan_uses_stays(world, chief, plan):
    assert take_back_units(chief, [world.water, world.town]) == [world.water, world.town]
    assert take_back_groups(chief, [world.towns]) == [world.towns]
    assert plan.tasks.first().assignments.count() == 3


def test_many_units_are_looked_up_table_by_table(world, chief, django_assert_max_num_queries):
    units = [open_named_unit(chief, world.district, f"{n}镇", Level.TOWNSHIP) for n in range(5)]
    for unit in units:
        make_person(f"staff-{unit.pk}", unit, Role.UNIT_STAFF)
    with django_assert_max_num_queries(60):
        assert take_back_units(chief, units) == units

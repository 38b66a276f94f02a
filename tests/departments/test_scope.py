"""The scope read from memberships and guardian grants, and that guardian itself gives the same answers."""

from datetime import timedelta

import pytest

from departments.access import forget_scope, scope_of
from departments.choices import Power, Role
from departments.models import Unit
from departments.services.membership import end_membership
from eco_demo.lib import clock
from tasks.models import TaskUnit
from tests.world import PEOPLE, make_person, part_of


def test_a_unit_account_reaches_its_own_unit_only(world, plan):
    rows = TaskUnit.objects.visible_to(world.water_staff)
    assert set(rows.values_list("unit", flat=True)) == {world.water.pk}


def test_office_and_leader_reach_the_district_through_one_column(world):
    for person in (world.reviewer, world.chief, world.leader):
        assert {column for places in scope_of(person).places.values() for column in places} == {"district"}


def test_administrators_reach_no_business_rows(world, plan):
    for person in (world.sysadmin, world.secadmin, world.auditor, world.water_admin):
        assert not TaskUnit.objects.visible_to(person).exists()


def test_a_stranger_reaches_nothing_here(world, plan):
    assert not TaskUnit.objects.visible_to(world.stranger_staff).exists()


def test_a_limited_leader_reads_the_listed_units_only(world, plan):
    leader = make_person("leader2", world.district, Role.DISTRICT_LEADER, limited_to=[world.water])
    assert set(TaskUnit.objects.visible_to(leader).values_list("unit", flat=True)) == {world.water.pk}


def test_an_ended_membership_ends_the_right_at_once(world, plan):
    end_membership(world.water_staff.memberships.get(), by=world.secadmin)
    forget_scope(world.water_staff)
    assert not TaskUnit.objects.visible_to(world.water_staff).exists()
    assert not world.water_staff.groups.exists()


def test_a_membership_that_begins_tomorrow_gives_nothing_today(world, plan):
    person = make_person("later", world.water, Role.UNIT_STAFF, valid_from=clock.today() + timedelta(days=1))
    assert not TaskUnit.objects.visible_to(person).exists()


def test_a_disabled_person_has_no_scope(world, plan):
    world.water_staff.is_active = False
    assert not TaskUnit.objects.visible_to(world.water_staff).exists()


@pytest.mark.parametrize("name", PEOPLE)
def test_guardian_and_scope_agree_on_every_unit_and_power(world, name):
    person = world.people[name]
    scope = scope_of(person)
    for unit in Unit.objects.all():
        for power in Power.values:
            direct = unit.pk in {i for ids in scope.places.get(power, {}).values() for i in ids}
            assert person.has_perm(f"departments.{power}", unit) == direct


def test_the_scope_costs_two_queries(world, django_assert_num_queries):
    with django_assert_num_queries(2):
        scope_of(world.water_staff)


def test_covers_follows_the_scope_columns(world, plan):
    own, foreign = part_of(plan, world.water), part_of(plan, world.housing)
    assert scope_of(world.water_staff).covers(own, Power.FILL)
    assert not scope_of(world.water_staff).covers(foreign, Power.FILL)
    assert scope_of(world.chief).covers(foreign, Power.DIRECT)

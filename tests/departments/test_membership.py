from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from departments.access import forget_scope, scope_of
from departments.choices import SEPARATED_ROLES, Power, Role
from departments.models import AuditEvent, RoleGroup, UnitGroupGrant, User
from departments.services import membership as service
from eco_demo.lib import clock
from tasks.models import TaskUnit
from tests.world import make_person


@pytest.mark.parametrize("role", SEPARATED_ROLES)
def test_the_three_administrators_hold_no_second_role(world, role):
    holder = {Role.SYSTEM_ADMIN: "sysadmin", Role.SECURITY_ADMIN: "secadmin", Role.AUDITOR: "auditor"}[role]
    other = world.secadmin if holder != "secadmin" else None
    for second in (Role.UNIT_STAFF, *(r for r in SEPARATED_ROLES if r != role)):
        with pytest.raises(ValidationError, match="互斥"):
            service.open_membership(world.people[holder], world.water, second, by=other)


@pytest.mark.parametrize("role", SEPARATED_ROLES)
def test_a_person_with_a_role_becomes_none_of_the_three(world, role):
    with pytest.raises(ValidationError, match="互斥"):
        service.open_membership(world.water_staff, world.office, role, by=world.secadmin)


def test_only_the_security_administrator_gives_office_roles(world):
    person = make_person("new", world.water, Role.UNIT_STAFF)
    for name in ("sysadmin", "auditor", "chief", "water_admin", "leader"):
        with pytest.raises(PermissionDenied):
            service.open_membership(person, world.office, Role.OFFICE_REVIEWER, by=world.people[name])
    service.open_membership(person, world.office, Role.OFFICE_REVIEWER, by=world.secadmin)
    assert scope_of(person).has(Power.REVIEW)


def test_a_units_administrator_gives_the_units_own_roles(world):
    person = make_person("new", world.water, Role.UNIT_STAFF)
    service.open_membership(person, world.water, Role.UNIT_HEAD, by=world.water_admin)
    for unit, role in ((world.housing, Role.UNIT_STAFF), (world.water, Role.UNIT_ADMIN)):
        with pytest.raises(PermissionDenied):
            service.open_membership(person, unit, role, by=world.water_admin)


def test_nobody_gives_a_role_to_oneself_or_ends_the_own(world):
    with pytest.raises(PermissionDenied):
        service.open_membership(world.secadmin, world.water, Role.UNIT_STAFF, by=world.secadmin)
    with pytest.raises(PermissionDenied):
        service.end_membership(world.secadmin.memberships.get(), by=world.secadmin)


def test_the_same_role_twice_is_refused_in_words(world, as_user):
    form = {"unit": "水利局", "role": Role.UNIT_STAFF}
    answer = as_user(world.secadmin).post(reverse("membership_open", args=[world.water_staff.pk]), form)
    assert answer.status_code == 422
    assert world.water_staff.memberships.count() == 1


def test_ending_twice_is_said_once(world):
    membership = world.water_staff.memberships.get()
    service.end_membership(membership, by=world.secadmin)
    service.end_membership(membership, by=world.secadmin)
    assert AuditEvent.objects.filter(action="membership.end").count() == 1


def test_listed_units_narrow_a_reviewer_and_never_widen(world, plan):
    person = make_person("limited", world.office, Role.OFFICE_REVIEWER, limited_to=[world.housing])
    assert set(TaskUnit.objects.visible_to(person).values_list("unit", flat=True)) == {world.housing.pk}
    with pytest.raises(ValidationError, match="不在丙区之内：丁区水利局"):
        service.open_membership(person, world.office, Role.OFFICE_CHIEF, by=None, limited_to=[world.stranger])
    with pytest.raises(ValidationError, match="可以限定所列单位"):
        service.open_membership(person, world.water, Role.UNIT_STAFF, by=None, limited_to=[world.water])


def test_listed_units_are_typed_as_in_documents(world, as_user):
    person = make_person("leader2", world.water, Role.UNIT_STAFF)
    browser, url = as_user(world.secadmin), reverse("membership_open", args=[person.pk])
    form = {"unit": "丙区", "role": Role.DISTRICT_LEADER, "limited_to": "水利局、住建局，东镇"}
    assert browser.post(url, form | {"limited_to": "水利局、渔业局"}).status_code == 422
    browser.post(url, form)
    limited = person.memberships.get(role=Role.DISTRICT_LEADER).limited_to
    assert set(limited.values_list("name", flat=True)) == {"区水利局", "区住房和城乡建设局", "东镇"}


def test_a_period_that_ends_before_it_begins_is_refused(world, as_user):
    form = {"unit": "水利局", "role": Role.UNIT_HEAD, "valid_from": "2026-05-01", "valid_to": "2026-04-01"}
    answer = as_user(world.secadmin).post(reverse("membership_open", args=[world.water_staff.pk]), form)
    assert "截止日期不能早于起始日期。" in answer.content.decode()


def test_expired_people_leave_their_auth_group(world):
    membership = world.water_staff.memberships.get()
    membership.valid_to = clock.today() - timedelta(days=1)
    membership.save()
    assert service.leave_expired_groups(clock.today()) == 1
    assert not world.water_staff.groups.exists()


def test_the_security_administrator_changes_a_groups_grants(world, plan):
    group = RoleGroup.objects.get(unit=world.water, role=Role.UNIT_STAFF)
    service.set_grants(group, world.housing, [Power.FILL], by=world.secadmin)
    forget_scope(world.water_staff)
    assert TaskUnit.objects.visible_to(world.water_staff).filter(unit=world.housing).exists()
    service.set_grants(group, world.housing, [], by=world.secadmin)
    forget_scope(world.water_staff)
    assert not TaskUnit.objects.visible_to(world.water_staff).filter(unit=world.housing).exists()
    assert AuditEvent.objects.first().detail == {"on": "区住房和城乡建设局", "before": ["fill_work"], "after": []}


def test_others_change_no_grants(world):
    group = RoleGroup.objects.get(unit=world.water, role=Role.UNIT_STAFF)
    for name in ("sysadmin", "auditor", "chief", "water_admin", "water_staff"):
        with pytest.raises(PermissionDenied):
            service.set_grants(group, world.water, [Power.READ], by=world.people[name])


def test_the_three_administrators_get_no_business_power(world):
    group = RoleGroup.objects.get(unit=world.office, role=Role.SECURITY_ADMIN)
    with pytest.raises(ValidationError, match="不得持有业务权限"):
        service.set_grants(group, world.district, [Power.READ], by=world.secadmin)
    assert not UnitGroupGrant.objects.filter(group=group.group).exists()


def test_the_grant_form_shows_and_saves(world, as_user):
    group = RoleGroup.objects.get(unit=world.water, role=Role.UNIT_STAFF)
    browser, url = as_user(world.secadmin), reverse("grant_detail", args=[group.pk])
    assert browser.get(url, {"on": world.water.pk}).context["form"].initial == {
        "unit": "区水利局（丙区）", "powers": ["fill_work"],
    }
    browser.post(url, {"unit": "区水利局（丙区）", "powers": ["fill_work", "sign_work"]})
    assert UnitGroupGrant.objects.filter(group=group.group, content_object=world.water).count() == 2


@pytest.mark.parametrize("on", ["x", "0", "9" * 30, "-1"])
def test_a_bad_unit_in_the_address_is_no_unit(world, as_user, on):
    group = RoleGroup.objects.get(unit=world.water, role=Role.UNIT_STAFF)
    assert as_user(world.secadmin).get(reverse("grant_detail", args=[group.pk]), {"on": on}).status_code == 200


def test_the_grant_list_costs_the_same_for_one_and_three(world, as_user, django_assert_num_queries):
    browser = as_user(world.secadmin)
    for query in ({"unit": "住建局", "role": "unit_staff"}, {"unit": "水利局"}, {}):
        with django_assert_num_queries(8):
            browser.get(reverse("grant_list"), query)


@pytest.mark.parametrize("role", [Role.OFFICE_REVIEWER, Role.OFFICE_CHIEF, Role.DISTRICT_LEADER])
def test_an_office_role_at_the_city_lies_on_the_office_and_reaches_no_district(world, role):
    person = User.objects.create(username="city2", display_name="市级人员")
    membership = service.open_membership(person, world.city_office, role, by=world.secadmin)
    granted = UnitGroupGrant.objects.filter(group=membership.role_group.group)
    assert set(granted.values_list("content_object", flat=True)) == {world.city_office.pk}
    assert not any(scope_of(person).covers_unit(unit, *Power.values) for unit in (world.district, world.water))


def test_a_city_leaders_role_on_the_city_itself_would_reach_every_district_and_is_refused(world):
    person = User.objects.create(username="city2", display_name="市级人员")
    with pytest.raises(ValidationError, match="只能授在县（市、区）及以下"):
        service.open_membership(person, world.city, Role.DISTRICT_LEADER, by=world.secadmin)
    assert not person.memberships.exists()

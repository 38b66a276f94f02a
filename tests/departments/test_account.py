import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from departments.choices import Role
from departments.models import AuditEvent, Membership, User
from departments.services import account
from tests.world import make_person

NEW = {"username": "Water.New", "display_name": "水利局第二填报员"}


def last_actions(count):
    return list(AuditEvent.objects.values_list("action", flat=True)[:count])


def test_the_system_administrator_opens_an_account_without_a_role(world):
    person, password = account.open_account(by=world.sysadmin, unit=world.water, **NEW)
    assert (person.username, person.must_change_password, person.memberships.count()) == ("water.new", True, 0)
    assert person.check_password(password) and len(password) == 12
    assert last_actions(1) == ["account.open"]


def test_a_units_administrator_opens_one_with_a_role_of_the_unit(world):
    person, _ = account.open_account(by=world.water_admin, unit=world.water, role=Role.UNIT_STAFF, **NEW)
    assert person.memberships.get().unit == world.water


@pytest.mark.parametrize(("name", "unit", "role"), [
    ("water_admin", "housing", Role.UNIT_STAFF), ("water_admin", "water", Role.UNIT_ADMIN),
    ("secadmin", "water", ""), ("chief", "water", ""), ("water_head", "water", Role.UNIT_STAFF),
])
def test_others_open_none(world, name, unit, role):
    with pytest.raises(PermissionDenied):
        account.open_account(by=world.people[name], unit=getattr(world, unit), role=role, **NEW)
    assert not User.objects.filter(username="water.new").exists()


def test_a_name_is_taken_whatever_its_case(world):
    with pytest.raises(ValidationError):
        account.open_account(by=world.sysadmin, unit=world.water, username="WATER_STAFF", display_name="x")


def test_a_reset_password_ends_the_logins(world, as_user):
    browser = as_user(world.water_staff)
    password = account.reset_password(world.water_staff, by=world.water_admin)
    world.water_staff.refresh_from_db()
    assert world.water_staff.check_password(password) and world.water_staff.must_change_password
    assert browser.get(reverse("my_account")).status_code == 302


def test_disabling_ends_the_logins_and_is_said_once(world, as_user):
    browser = as_user(world.water_staff)
    account.set_active(world.water_staff, False, by=world.water_admin)
    account.set_active(world.water_staff, False, by=world.water_admin)
    assert browser.get(reverse("my_account")).status_code == 302
    assert AuditEvent.objects.filter(action="account.disable").count() == 1


@pytest.mark.parametrize("act", [
    lambda person, by: account.reset_password(person, by=by),
    lambda person, by: account.set_active(person, False, by=by),
    lambda person, by: account.unlock(person, by=by),
])
def test_nobody_manages_the_own_account_or_a_foreign_one(world, act):
    for person, by in (
        (world.sysadmin, world.sysadmin), (world.housing_staff, world.water_admin), (world.water_staff, world.secadmin),
    ):
        with pytest.raises(PermissionDenied):
            act(person, by)


def test_a_person_who_serves_elsewhere_too_is_not_the_units_alone(world):
    both = make_person("both", world.water, Role.UNIT_STAFF)
    from departments.services.membership import open_membership

    open_membership(both, world.housing, Role.UNIT_STAFF, by=None)
    with pytest.raises(PermissionDenied):
        account.reset_password(both, by=world.water_admin)


def test_the_first_password_is_shown_once_and_not_stored(world, as_user):
    browser = as_user(world.sysadmin)
    answer = browser.post(reverse("person_open"), {"unit": "水利局", **NEW})
    password = answer.context["password"]
    assert (answer.status_code, password in answer.content.decode()) == (200, True)
    assert "no-store" in answer["Cache-Control"]
    again = browser.post(reverse("person_open"), {"unit": "水利局", **NEW})
    assert "这个登录名已经有人使用" in again.content.decode()


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("unit", "没有的局", "没有“没有的局”这个单位"), ("username", "中文名", "登录名只能用"),
    ("display_name", "", "必填"), ("unit", "住建局", "不在您管理的范围内"), ("username", "a" * 100, "登录名只能用"),
    ("role", "auditor", "auditor"),
])
def test_a_bad_form_is_answered_with_sentences(world, as_user, field, value, sentence):
    form = {"unit": "水利局", "role": Role.UNIT_STAFF, "username": "w2", "display_name": "二"} | {field: value}
    answer = as_user(world.water_admin).post(reverse("person_open"), form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_units_administrator_lists_the_units_people_only(world, as_user):
    people = as_user(world.water_admin).get(reverse("people_list")).context["people"]
    assert {person.username for person in people} == {"water_staff", "water_head", "water_admin"}


@pytest.mark.parametrize(("query", "names"), [
    ({"q": "住建局填报"}, {"housing_staff"}), ({"q": "WATER_H"}, {"water_head"}),
    ({"unit": "住建"}, {"housing_staff", "housing_head"}),
    ({"role": "auditor"}, {"auditor"}), ({"state": "disabled"}, {"town_staff"}), ({"state": "idle"}, {"town_head"}),
])
def test_people_are_found_by_each_part(world, as_user, query, names):
    account.set_active(world.town_staff, False, by=world.sysadmin)
    Membership.objects.filter(user=world.town_head).delete()
    people = as_user(world.secadmin).get(reverse("people_list"), query).context["people"]
    assert {person.username for person in people} == names


def test_the_list_costs_the_same_for_one_and_three(world, as_user, django_assert_num_queries):
    browser = as_user(world.water_admin)
    for name in ("", "more1", "more2"):
        if name:
            make_person(name, world.water, Role.UNIT_STAFF)
        with django_assert_num_queries(8):
            browser.get(reverse("people_list"))


def test_the_own_page_tells_why_one_can_see(world, as_user):
    paths = as_user(world.chief).get(reverse("my_account")).context["paths"]
    assert [(path.powers, path.granted_on, path.reach) for path in paths] == [
        (("审核台账并评分", "编制计划、汇总评分、组织上报"), "丙区", "丙区及所辖全部单位"),
    ]

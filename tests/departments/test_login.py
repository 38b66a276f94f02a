from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from departments.models import AuditEvent
from departments.services import account
from tests.world import PASSWORD

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/tasks/?year=2021"}


def sign_in(client, username="water_staff", password=PASSWORD, **extra):
    return client.post(reverse("login"), {"username": username, "password": password}, **extra)


def trail(count: int) -> list[str]:
    return list(AuditEvent.objects.values_list("action", flat=True)[:count])


def test_the_right_password_opens_the_home_page_and_leaves_an_entry(world, client):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert AuditEvent.objects.first().actor == world.water_staff
    assert trail(1) == ["login.succeed"]


@pytest.mark.parametrize("typed", ["WATER_STAFF", " water_staff ", "ｗａｔｅｒ_ｓｔａｆｆ", "Water_Staff"])
def test_the_name_is_found_whatever_its_case_and_width(world, client, typed):
    assert sign_in(client, typed).status_code == 302


def test_wrong_name_wrong_password_and_disabled_account_read_the_same(world, client):
    account.set_active(world.housing_staff, False, by=world.sysadmin)
    pages = [
        sign_in(client, "nobody", "x").context["form"].non_field_errors(),
        sign_in(client, password="x").context["form"].non_field_errors(),
        sign_in(client, "housing_staff").context["form"].non_field_errors(),
    ]
    assert pages == [["账号或密码不正确，请重新输入。"]] * 3
    assert trail(3) == ["login.fail"] * 3


def test_what_was_typed_as_an_unknown_name_is_not_kept(world, client):
    sign_in(client, "My-Secret-Password", "x")
    assert AuditEvent.objects.first().detail == {"username": "my…"}


def test_five_wrong_passwords_lock_the_account_alone(world, client):
    answers = [sign_in(client, password="wrong").status_code for _ in range(5)]
    locked = sign_in(client)
    assert answers == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert "30 分钟" in locked.content.decode()
    assert trail(1) == ["login.lock"]
    assert sign_in(client, "housing_staff").status_code == 302


def test_locked_reads_the_same_for_a_name_that_does_not_exist(world, client):
    for _ in range(6):
        answer = sign_in(client, "nobody", "wrong")
    assert answer.status_code == 429


def test_an_unlocked_account_comes_in_again(world, client):
    for _ in range(5):
        sign_in(client, password="wrong")
    assert account.is_locked(world.water_staff)
    account.unlock(world.water_staff, by=world.water_admin)
    assert not account.is_locked(world.water_staff)
    assert sign_in(client).status_code == 302


def test_the_last_login_and_wrong_tries_since_are_told(world, client):
    sign_in(client)
    client.post(reverse("logout"))
    assert trail(1) == ["login.end"]
    sign_in(client, password="wrong")
    sign_in(client)
    notice = str(next(iter(client.get(reverse("my_account")).context["messages"])))
    assert notice.startswith("上次登录：") and "此后有 1 次密码输错" in notice


def test_the_first_password_opens_only_the_page_that_changes_it(world, client):
    world.water_staff.must_change_password = True
    world.water_staff.save()
    sign_in(client)
    for name in ("home", "unit_list", "my_account"):
        assert client.get(reverse(name))["Location"] == reverse("password_change")
    fragment = client.get(reverse("unit_list"), headers=HTMX)
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, reverse("password_change"))
    new = "Lvshui-2022-ok"
    client.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get(reverse("my_account")).status_code == 200


@pytest.mark.parametrize(("new", "sentence"), [
    (PASSWORD, "新密码不能与现在的密码相同。"), ("short-1A", "至少"), ("onlylowercaseletters", "三类"),
    ("Water_staff1", "相似"),
])
def test_a_poor_new_password_is_refused_with_a_reason(world, as_user, new, sentence):
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = as_user(world.water_staff).post(reverse("password_change"), form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_changing_the_password_ends_the_other_logins(world, as_user):
    here, elsewhere = as_user(world.water_staff), as_user(world.water_staff)
    new = "Lvshui-2022-ok"
    here.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert here.get(reverse("my_account")).status_code == 200
    assert elsewhere.get(reverse("my_account")).status_code == 302


def test_a_fragment_after_the_session_ended_sends_the_page_to_the_login(world, client):
    answer = client.get(reverse("job_list"), headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login/?next=%2Ftasks%2F%3Fyear%3D2021")


def test_a_foreign_address_after_the_login_is_not_followed(world, client):
    answer = sign_in(client, query_params={"next": "https://example.org/"})
    assert answer["Location"] == reverse("home")


def test_the_session_ends_twelve_hours_after_the_login(world, as_user):
    browser = as_user(world.water_staff)
    assert browser.get(reverse("my_account")).status_code == 200
    session = browser.session
    session["began_at"] -= 13 * 60 * 60
    session.save()
    assert browser.get(reverse("my_account")).status_code == 302


def test_work_prolongs_the_session_and_polling_does_not(world, as_user):
    browser = as_user(world.water_staff)
    session = browser.session
    session["seen_at"] -= 600
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=10))
    browser.get(reverse("job_list"), headers={"X-Polling": "1"})
    assert Session.objects.get().expire_date < timezone.now() + timedelta(minutes=11)
    browser.get(reverse("my_account"))
    assert Session.objects.get().expire_date > timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)


def test_the_login_checks_have_nothing_to_say():
    assert [message for message in run_checks() if message.id.startswith("axes")] == []

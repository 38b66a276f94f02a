from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse
from openpyxl import load_workbook

from departments.models import AuditEvent
from departments.reports import trail
from departments.services import audit
from eco_demo.lib import clock


@pytest.fixture
def auditor(world, as_user):
    return as_user(world.auditor)


def test_a_refused_page_leaves_an_entry(world, as_user):
    as_user(world.water_staff).get(reverse("trail_list"))
    entry = AuditEvent.objects.first()
    assert (entry.action, entry.actor, entry.detail["path"], entry.get_result_display()) == (
        "access.refused", world.water_staff, "/trail/", "拒绝",
    )


def test_a_foreign_id_leaves_an_entry_too(world, as_user):
    answer = as_user(world.water_staff).get(reverse("unit_detail", args=[world.housing.pk]))
    assert (answer.status_code, AuditEvent.objects.first().detail["status"]) == (404, 404)


def test_an_anonymous_visit_leaves_none(world, client):
    before = AuditEvent.objects.count()
    client.get(reverse("trail_list"))
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(("query", "finds"), [
    ({}, True),
    ({"person": "系统管理员"}, True), ({"person": "审计员"}, False),
    ({"unit": "环委会"}, True), ({"unit": "水利局"}, False),
    ({"action": "unit.change"}, True), ({"action": "unit.open"}, False),
    ({"object": "区住房"}, True), ({"object": "区统计"}, False),
    ({"result": "1"}, True), ({"result": "2"}, False),
    ({"first": 0, "last": 0}, True), ({"last": -1}, False), ({"first": 1}, False),
])
def test_the_trail_is_searched_by_each_part(world, auditor, query, finds):
    audit.record("unit.change", world.housing, by=world.sysadmin)
    days = {k: clock.today() + timedelta(days=v) if isinstance(v, int) else v for k, v in query.items()}
    shown = [entry.action for entry in auditor.get(reverse("trail_list"), days).context["entries"]]
    assert ("unit.change" in shown) == finds


@pytest.mark.parametrize("query", [
    {"first": "not a day"}, {"first": "0001-01-01"}, {"last": "9999-12-31"}, {"result": "9"}, {"action": "x"},
    {"first": "2026-02-01", "last": "2026-01-01"},
])
def test_a_bad_condition_is_said_and_finds_nothing(auditor, query):
    answer = auditor.get(reverse("trail_list"), query)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not answer.context["entries"]


def test_pages_follow_each_other(world, auditor):
    for n in range(30):
        audit.record("unit.change", world.water, n=n)
    first = auditor.get(reverse("trail_list")).context
    second = auditor.get(reverse("trail_list") + first["page"]["next_url"]).context
    assert first["entries"][-1].seq == second["entries"][0].seq + 1
    assert second["page"]["previous_url"]


def test_one_entry_is_shown_with_words(world, auditor):
    entry = audit.record("grant.set", world.water, by=world.secadmin, before=["fill_work"], after=[])
    page = auditor.get(reverse("trail_detail", args=[entry.pk])).content.decode()
    assert "调整授权" in page and "填报台账与佐证" in page and entry.hash in page


def test_the_export_holds_what_was_found_and_is_recorded(world, auditor):
    audit.record("unit.change", world.water, by=world.sysadmin, name="=1+1")
    answer = auditor.get(reverse("trail_export"), {"action": "unit.change"})
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[5] for row in rows[2:]] == ["修改单位"] * AuditEvent.objects.filter(action="unit.change").count()
    last = AuditEvent.objects.first()
    assert (last.action, last.detail["filters"]) == ("trail.export", {"action": "unit.change"})


def test_too_long_an_export_is_refused_with_a_sentence(auditor, monkeypatch):
    monkeypatch.setattr("departments.views.trail.EXPORT_LIMIT", 3)
    answer = auditor.get(reverse("trail_export"))
    assert answer.status_code == 422
    assert "请缩小日期范围" in answer.content.decode()


def test_the_list_costs_the_same_for_few_and_many(world, auditor, django_assert_num_queries):
    for rows in (1, 3):
        for _ in range(rows):
            audit.record("unit.change", world.water, by=world.sysadmin)
        with django_assert_num_queries(7):
            auditor.get(reverse("trail_list"))


def test_every_app_registers_its_words():
    assert trail.action_label("login.succeed") == "登录成功"
    assert trail.action_label("no.such_word") == "no.such_word"
    assert trail.object_label("departments.unit") == "单位"
    assert trail.object_label("gone.model") == "gone.model"
    assert all(apps.is_installed(name) for name in ("departments", "tasks"))

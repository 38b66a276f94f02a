"""What comes with a request beside the form: the way back, headers, the session, and what an answer may be kept as."""

import pytest

from departments.models import AuditEvent
from tests.assessments.year import shelved


def test_a_query_the_trail_cannot_keep_is_not_kept(world, as_user):
    answer = as_user(world.auditor).get("/trail/export/", {"unknown": "\x00"})
    assert answer.status_code == 200


@pytest.mark.parametrize("target", [
    "task_list", "2199-13-45", "//evil.example/", "https://evil.example/", "/\\evil.example",
])
def test_going_back_leads_nowhere_else(target, world, plan, as_user):
    answer = as_user(world.water_staff).post("/year/", {"year": "9" * 5000, "next": target})
    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.parametrize("headers", [
    {"Upload-Length": "9" * 5000}, {"Upload-Length": "９"}, {"Upload-Length": "10", "Upload-Metadata": "filename !!"},
    {"Upload-Length": "10", "Upload-Metadata": "filename " + "gA=="},
])
def test_an_upload_with_nonsense_in_its_headers_is_refused(headers, world, plan, as_user):
    answer = as_user(world.water_staff).post("/uploads/", headers={"Tus-Resumable": "1.0.0", **headers})
    assert answer.status_code in (400, 413, 422)


def test_nothing_of_a_person_is_kept_by_a_browser(world, plan, as_user):
    client = as_user(world.water_staff)
    answers = [client.get(path) for path in ("/", "/tasks/", "/tasks/export/", "/evidence/", "/tasks/9999/")]
    world.water_staff.must_change_password = True
    world.water_staff.save(update_fields=["must_change_password"])
    answers.append(client.get("/"))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404, 302]
    assert all("no-store" in answer.get("Cache-Control", "") for answer in answers)


@pytest.mark.parametrize("path", ["/uploads/", "/year/", "/evidence/add/", "/ledgers/submit/"])
def test_a_change_asked_for_from_elsewhere_is_refused_and_written_down_once(path, world, as_user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(world.water_staff, backend="django.contrib.auth.backends.ModelBackend")
    before = AuditEvent.objects.count()
    answer = client.post(path, headers={"Tus-Resumable": "1.0.0", "Upload-Length": "3"})
    assert answer.status_code == 403 and "页面已过期" in answer.content.decode()
    assert list(AuditEvent.objects.order_by("seq").values_list("action", flat=True)[before:]) == ["access.refused"]


@pytest.mark.parametrize("later", [61 * 60, 12 * 60 * 60 + 1])
def test_a_session_ends_when_idle_and_after_twelve_hours(later, world, as_user):
    client = as_user(world.water_staff)
    session = client.session
    assert session.get_expiry_age() <= 60 * 60
    session["began_at"] -= later
    session.save()
    assert client.get("/").status_code == (302 if later > 12 * 60 * 60 else 200)


@pytest.mark.parametrize("name", ["pdf", "xlsx"])
def test_a_report_goes_out_as_a_file_and_nothing_else(name, world, plan, as_user):
    report = shelved(world, plan).reports.get(unit=world.water)
    answer = as_user(world.chief).get(f"/reports/{report.pk}/{name}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]

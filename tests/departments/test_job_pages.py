import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from departments.choices import JobStatus
from departments.models import Job
from departments.services import job as service

HTMX = {"HX-Request": "true"}


def make_job(world, by, status=JobStatus.QUEUED, key="k", **fields):
    unit = world.water
    return Job.objects.create(
        kind="unit_report", key=key, title="区水利局考核报告", status=status, requested_by=by, queued_at=timezone.now(),
        province_id=unit.province_id, city_id=unit.city_id, district_id=unit.district_id, unit=unit, **fields,
    )


def test_an_open_job_polls_and_a_finished_one_stops(world, as_user):
    browser, job = as_user(world.water_head), make_job(world, world.water_head, JobStatus.RUNNING, percent=40)
    url = reverse("job_detail", args=[job.pk])
    fragment = browser.get(url, headers=HTMX)
    assert 'hx-trigger="every 2s"' in fragment.content.decode() and "<html" not in fragment.content.decode()
    Job.objects.update(status=JobStatus.DONE, percent=100)
    fragment = browser.get(url, headers=HTMX)
    assert "hx-trigger" not in fragment.content.decode()
    assert fragment["HX-Trigger"] == "job-finished"


def test_who_asked_may_cancel_and_retry(world, as_user):
    browser, job = as_user(world.water_head), make_job(world, world.water_head)
    browser.post(reverse("job_cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    browser.post(reverse("job_retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.status == JobStatus.QUEUED


def test_cancelling_a_finished_job_changes_nothing(world, as_user):
    job = make_job(world, world.water_head, JobStatus.DONE)
    answer = as_user(world.water_head).post(reverse("job_cancel", args=[job.pk]), follow=True)
    assert "已经结束" in answer.content.decode()
    assert Job.objects.get().status == JobStatus.DONE


def test_retry_returns_the_same_work_that_is_open_already(world):
    failed = make_job(world, world.water_head, JobStatus.FAILED)
    other = make_job(world, world.water_head)
    assert service.retry_job(failed, by=world.water_head) == other


def test_a_colleague_may_not_cancel(world):
    with pytest.raises(PermissionDenied):
        service.cancel_job(make_job(world, world.water_head), by=world.housing_head)


def test_the_system_administrator_sees_states_without_titles(world, as_user):
    job = make_job(world, world.water_head, JobStatus.FAILED)
    page = as_user(world.sysadmin).get(reverse("job_list")).content.decode()
    assert f"第 {job.pk} 号" in page and job.title not in page and "/retry/" not in page


def test_a_broker_that_is_away_does_not_stop_the_page(world, as_user, monkeypatch, django_capture_on_commit_callbacks):
    def away(*args, **options):
        raise ConnectionError

    monkeypatch.setattr(service, "QUIET_SECONDS", 0)
    monkeypatch.setattr("departments.jobs.run_job.apply_async", away)
    job = make_job(world, world.water_head, JobStatus.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_user(world.water_head).post(reverse("job_retry", args=[job.pk]), {"next": "/jobs/"})
    assert (answer.status_code, answer["Location"], Job.objects.get().status) == (302, "/jobs/", JobStatus.QUEUED)


def test_a_foreign_address_to_go_back_to_is_ignored(world, as_user):
    job = make_job(world, world.water_head)
    answer = as_user(world.water_head).post(reverse("job_cancel", args=[job.pk]), {"next": "https://example.org/"})
    assert answer["Location"] == reverse("job_detail", args=[job.pk])


def test_the_list_costs_the_same_for_one_and_three(world, as_user, django_assert_num_queries):
    browser = as_user(world.water_head)
    for key in ("1", "2", "3"):
        make_job(world, world.water_head, key=key)
        if key != "2":
            with django_assert_num_queries(8):
                browser.get(reverse("job_list"))

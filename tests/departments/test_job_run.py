"""The job row is the truth: asked for once, run with a lease, found again when a worker or the queue is lost."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from departments.choices import JobStatus
from departments.models import Job
from departments.services import job as service

KIND = "test"
handled: list[int] = []


def succeed(job):
    handled.append(job.pk)


def refuse(job):
    raise service.JobFailed("没有可用的数据，请先发布计划。")


def crash(job):
    raise ZeroDivisionError


def cancelled_meanwhile(job):
    """What a handler sees when somebody cancels while it works: it may not write its result."""
    service.report_progress(job, 40, "正在排版")
    service.cancel_job(job, by=job.requested_by)
    service.finish(job)
    handled.append(job.pk)


def overtaken(job):
    Job.objects.filter(pk=job.pk).update(attempt=job.attempt + 1)
    service.report_progress(job, 50, "太晚了")
    handled.append(job.pk)


@pytest.fixture(autouse=True)
def quiet_queue(settings, monkeypatch):
    """The bell is heard by nobody; handlers are this module's."""
    handled.clear()
    rung = []
    monkeypatch.setattr(service, "_broker", service._Broker())
    monkeypatch.setattr("departments.jobs.run_job.apply_async", lambda args, **options: rung.append(args[0]))
    settings.JOB_HANDLERS = {KIND: "tests.departments.test_job_run.succeed"}
    return rung


@pytest.fixture
def ask(world):
    def request(key="k"):
        return service.request_job(KIND, key=key, title="考核报告", by=world.water_head, scope_row=world.water)

    return request


def handler(settings, function):
    settings.JOB_HANDLERS = {KIND: f"tests.departments.test_job_run.{function.__name__}"}


def test_asking_twice_gives_one_row(ask):
    assert ask() == ask()
    assert Job.objects.count() == 1


def test_the_request_carries_the_scope_of_its_row(ask, world):
    job = ask()
    assert (job.district, job.requested_by, job.status) == (world.district, world.water_head, JobStatus.QUEUED)


def test_the_bell_rings_after_the_commit(ask, quiet_queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        assert quiet_queue == []
    assert quiet_queue == [job.pk]


def test_a_broker_that_is_away_leaves_the_row_queued(ask, monkeypatch, django_capture_on_commit_callbacks):
    def away(*args, **options):
        raise ConnectionError

    monkeypatch.setattr("departments.jobs.run_job.apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
    job.refresh_from_db()
    assert job.status == JobStatus.QUEUED


def test_a_job_runs_once_however_often_the_bell_rings(ask):
    job = ask()
    service.run(job.pk)
    service.run(job.pk)
    job.refresh_from_db()
    assert (handled, job.status, job.percent, job.attempt) == ([job.pk], JobStatus.DONE, 100, 1)


def test_a_failure_is_told_in_the_handlers_sentence(ask, settings):
    handler(settings, refuse)
    job = ask()
    service.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.message) == (JobStatus.FAILED, "没有可用的数据，请先发布计划。")


def test_a_crash_is_told_without_the_inside(ask, settings):
    handler(settings, crash)
    job = ask()
    service.run(job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.FAILED
    assert "程序错误" in job.message and "ZeroDivision" not in job.message


def test_a_job_cancelled_while_running_writes_nothing(ask, settings):
    handler(settings, cancelled_meanwhile)
    job = ask()
    service.run(job.pk)
    job.refresh_from_db()
    assert (job.status, handled) == (JobStatus.CANCELLED, [])


def test_finish_after_a_cancel_raises(ask):
    job = service._claim(ask().pk)
    service.cancel_job(job, by=job.requested_by)
    with pytest.raises(service.JobGone):
        service.finish(job)


def test_a_late_worker_is_stopped_by_the_attempt(ask, settings):
    handler(settings, overtaken)
    job = ask()
    service.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.percent, handled) == (JobStatus.RUNNING, 0, [])


def test_a_lease_that_holds_is_not_taken(ask):
    job = service._claim(ask().pk)
    assert service._claim(job.pk) is None


def test_a_lease_that_ran_out_is_claimed_again(ask):
    job = dead(service._claim(ask().pk))
    service.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt, handled) == (JobStatus.DONE, 2, [job.pk])


def test_three_deaths_end_in_failure(ask):
    job = ask()
    for _ in range(3):
        dead(service._claim(job.pk))
    service.sweep()
    job.refresh_from_db()
    assert (job.status, job.message) == (JobStatus.FAILED, "连续 3 次中断，已停止。请检查内存与磁盘后重试。")


def test_the_sweep_rings_again_for_what_was_left_behind(ask, quiet_queue):
    old, fresh, died = ask("old"), ask("fresh"), dead(service._claim(ask("died").pk))
    Job.objects.filter(pk=old.pk).update(queued_at=timezone.now() - timedelta(minutes=1))
    assert service.sweep() == 2
    assert quiet_queue == [old.pk, died.pk]
    assert fresh.pk not in quiet_queue


def test_the_command_sweeps(ask, quiet_queue, capsys):
    Job.objects.filter(pk=ask().pk).update(queued_at=timezone.now() - timedelta(minutes=1))
    call_command("sweep_jobs")
    assert capsys.readouterr().out == "重新排队 1 项后台任务。\n"


def dead(job):
    """A worker that was killed: its lease is over and nobody renews it."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    return job

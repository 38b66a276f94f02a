"""The bell and its broker: what happens when it is away, asked for by two at once, or behind."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from departments.choices import JobStatus
from departments.models import Job
from departments.services import job as service
from eco_demo.celery import app


@pytest.fixture
def bell(monkeypatch):
    """Rings that were tried; the broker refuses while `bell.is_away`."""

    class Bell(list):
        is_away = False

    tried = Bell()

    def apply_async(args, **options):
        tried.append(args[0])
        if tried.is_away:
            raise ConnectionRefusedError("away")

    monkeypatch.setattr("departments.jobs.run_job.apply_async", apply_async)
    return tried


@pytest.fixture
def queued(world):
    """`queued(3)`: so many jobs left behind in the queue for a minute."""
    ago = timezone.now() - timedelta(minutes=1)

    def make(count):
        rows = [Job(kind="test", key=f"k{n}", title="考核报告", requested_by=world.water_head, queued_at=ago)
                for n in range(count)]
        return [job.pk for job in Job.objects.bulk_create(rows)]

    return make


def ask(world, key="k"):
    return service.request_job("test", key=key, title="考核报告", by=world.water_head, scope_row=world.water)


def test_absent_broker_is_asked_once_for_many_jobs(world, bell, django_capture_on_commit_callbacks):
    bell.is_away = True
    with django_capture_on_commit_callbacks(execute=True):
        jobs = [ask(world, f"k{n}") for n in range(60)]
    assert bell == [jobs[0].pk]
    assert Job.objects.filter(status=JobStatus.QUEUED).count() == 60


def test_broker_is_asked_again_after_a_while(bell, monkeypatch):
    bell.is_away = True
    assert service.ring(1) is False
    now = service.time.monotonic()
    monkeypatch.setattr(service.time, "monotonic", lambda: now + service.QUIET_SECONDS)
    bell.is_away = False
    assert service.ring(2) is True


def test_sweep_rings_for_the_oldest_only(bell, queued):
    waiting = queued(service.RUNG_PER_SWEEP + 5)
    assert service.sweep() == service.RUNG_PER_SWEEP
    assert bell == waiting[:service.RUNG_PER_SWEEP]
    service.sweep()
    assert bell[service.RUNG_PER_SWEEP:] == waiting[service.RUNG_PER_SWEEP:]


def test_same_request_at_the_same_moment_is_one_job(world, bell, monkeypatch):
    first = ask(world)
    looks = iter([None, first])  # the other's row was not there yet when we looked
    monkeypatch.setattr(service, "_open_job", lambda kind, key: next(looks))
    assert ask(world) == first
    assert Job.objects.count() == 1


def test_handler_that_was_overtaken_ends_in_peace(world, bell, settings):
    settings.JOB_HANDLERS = {"test": "tests.departments.test_job_queue.lose_the_row"}
    job = ask(world)
    service.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.RUNNING, 2)


def lose_the_row(job):
    Job.objects.filter(pk=job.pk).update(attempt=2)


def test_lease_outlives_a_database_that_is_away_for_a_moment(world, monkeypatch):
    def refuse(job):
        raise OperationalError("restarting")

    monkeypatch.setattr(service, "_held", refuse)
    monkeypatch.setattr(service, "connection", Closable())
    monkeypatch.setattr(service, "close_old_connections", lambda: None)
    assert service._LeaseKeeper(ask(world))._extend() is True


class Closable:
    def close(self):
        pass


def test_sweep_does_not_stand_behind_the_reports():
    route = app.amqp.router.route({}, "departments.jobs.sweep_jobs")["queue"]
    others = app.amqp.router.route({}, "departments.jobs.run_job")["queue"]
    assert (route.name, route.routing_key) != (others.name, others.routing_key)
    assert {"celery", "sweep"} <= set(app.amqp.queues.consume_from)

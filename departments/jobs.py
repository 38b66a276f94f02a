"""Celery entry points: an id in, a service called."""

from celery import shared_task


@shared_task(name="departments.jobs.run_job")
def run_job(job_id: int) -> None:
    from .services import job

    job.run(job_id)


@shared_task(name="departments.jobs.sweep_jobs")
def sweep_jobs() -> None:
    from .services import job

    job.sweep()


@shared_task(name="departments.jobs.end_expired_memberships")
def end_expired_memberships() -> None:
    from eco_demo.lib import clock

    from .services import membership

    membership.leave_expired_groups(clock.today())

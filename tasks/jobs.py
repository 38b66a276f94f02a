"""Celery entry points: an id in, a service called."""

from celery import shared_task


@shared_task(name="tasks.jobs.sweep_uploads")
def sweep_uploads() -> None:
    from .services import upload

    upload.sweep()

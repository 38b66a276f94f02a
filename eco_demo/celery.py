"""The Celery app. Jobs live in each app's `jobs.py`; the `Job` table, not the broker, is the truth about them."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eco_demo.settings")

app = Celery("eco_demo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")

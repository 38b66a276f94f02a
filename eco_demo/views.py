"""Pages of the roof: the year switch and the two health answers."""

import shutil
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from departments.choices import JobStatus
from departments.models import Job
from tasks.years import years_of

from .lib.posted import own_address, whole_number

LATE = timedelta(minutes=2)
LEAST_FREE_BYTES = 500 * 1024 * 1024


@require_POST
def choose_year(request):
    """Keep the chosen year in the session; only years of plans the person may read."""
    chosen = whole_number(request.POST.get("year"))
    if chosen in years_of(request):
        request.session["year"] = chosen
    return own_address(request) or redirect("home")


@login_not_required
@require_GET
def healthz(request):
    ok = _database_answers()
    return JsonResponse({"status": "ok" if ok else "down", "database": ok}, status=200 if ok else 503)


@login_not_required
@require_GET
def readyz(request):
    """Adds the queue (no job waits long), the worker's last sweep, and room on the disk."""
    facts = {"database": _database_answers(), "queue": False, "disk": False}
    if facts["database"]:
        waiting = Job.objects.filter(status=JobStatus.QUEUED, requested_at__lt=timezone.now() - LATE)
        facts["queue"] = not waiting.exists()
    facts["disk"] = shutil.disk_usage(settings.MEDIA_ROOT).free > LEAST_FREE_BYTES
    ready = all(facts.values())
    return JsonResponse({"status": "ok" if ready else "down", **facts}, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False

"""Background work on the `Job` table: ask, ring, run with a lease, sweep, retry, cancel.

The row is committed with the request for it; the queue message may be lost or doubled without harm. A worker
claims the row by raising `attempt`, renews the lease while it works, and may only finish while it still holds
that attempt, so a frozen or late worker writes nothing.
"""

import logging
import threading
import time
from collections.abc import Mapping
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from .. import access
from ..choices import JOB_OPEN, JobStatus
from ..models import Job, User
from . import audit

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 5
RING_AGAIN_AFTER = timedelta(seconds=10)
MAX_ATTEMPTS = 3
# A sweep rings for the oldest only, or a long queue would be rung for again and again, faster than it is worked off.
RUNG_PER_SWEEP = 20
# After a failed ring the next ones are left to the sweep: sixty reports asked for at once wait for a mute broker once.
QUIET_SECONDS = 5


class JobFailed(Exception):
    """A failure with a sentence for the person who asked."""


class JobGone(Exception):
    """Another worker took the row, or it was cancelled; stop without writing."""


@transaction.atomic
def request_job(kind: str, *, key: str, title: str, by: User, scope_row, arguments: Mapping | None = None) -> Job:
    """The open job of this kind and key, made now if there is none. `scope_row` gives the scope columns."""
    if found := _open_job(kind, key):
        return found
    job = Job(kind=kind, key=key, title=title, arguments=dict(arguments or {}), requested_by=by,
              queued_at=timezone.now())
    for column in ("province", "city", "district", "unit"):
        setattr(job, f"{column}_id", getattr(scope_row, f"{column}_id", None))
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:  # asked for by somebody else at the same moment
        if found := _open_job(kind, key):
            return found
        raise
    audit.record("job.request", job, by=by, kind=kind)
    transaction.on_commit(lambda: ring(job.pk))
    return job


def ring(job_id: int) -> bool:
    """Put the job's number on the queue. A broker that is away is no error: the sweep rings again."""
    from ..jobs import run_job

    if _broker.is_quiet():
        return False
    try:
        run_job.apply_async([job_id], retry=False)
    except Exception as error:  # any broker fault; the row is safe
        log.warning("job %s waits for the sweep: %s", job_id, error)
        _broker.failed()
        return False
    return True


class _Broker:
    """Remembers, for this process, that the broker did not answer just now."""

    def __init__(self):
        self._quiet_until = 0.0

    def is_quiet(self) -> bool:
        return time.monotonic() < self._quiet_until

    def failed(self) -> None:
        self._quiet_until = time.monotonic() + QUIET_SECONDS


_broker = _Broker()


def run(job_id: int) -> None:
    """Claim the job and run its handler; safe to call twice, on any number of workers."""
    job = _claim(job_id)
    if job is None:
        return
    with _LeaseKeeper(job):
        try:
            import_string(settings.JOB_HANDLERS[job.kind])(job)
        except JobGone:
            log.info("job %s attempt %s was overtaken", job.pk, job.attempt)
        except JobFailed as failure:
            _finish(job, JobStatus.FAILED, str(failure))
        except SoftTimeLimitExceeded:
            _finish(job, JobStatus.FAILED, "用时过长，已停止。请稍后重试；仍如此请联系系统管理员。")
        except Exception:
            log.exception("job %s attempt %s", job.pk, job.attempt)
            _finish(job, JobStatus.FAILED, "生成时出现程序错误，已记入日志，请重试；仍失败请联系系统管理员。")
        else:
            _finish(job, JobStatus.DONE, "")  # nothing happens where the handler did so with its output


def report_progress(job: Job, percent: int, message: str) -> None:
    """Show how far the work is; raises `JobGone` when the row is no longer this attempt's."""
    held = _held(job).update(percent=percent, message=message, lease_until=timezone.now() + LEASE)
    if not held:
        raise JobGone


def finish(job: Job) -> None:
    """Mark the job done; called in the transaction that stores its output, so both happen or neither."""
    if not _finish(job, JobStatus.DONE, ""):
        raise JobGone


@transaction.atomic
def cancel_job(job: Job, *, by: User) -> Job:
    """Stop an open job; a worker in the middle of it writes nothing more."""
    job = _lock_steered(job, by)
    if job.status in JOB_OPEN:
        job.status, job.finished_at, job.message = JobStatus.CANCELLED, timezone.now(), f"已由{by}取消"
        job.save(update_fields=["status", "finished_at", "message"])
        audit.record("job.cancel", job, by=by)
    return job


@transaction.atomic
def retry_job(job: Job, *, by: User) -> Job:
    """Queue a failed or cancelled job again, unless the same work is open already."""
    job = _lock_steered(job, by)
    if job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
        return job
    if other := _open_job(job.kind, job.key):
        return other
    job.status, job.attempt, job.percent, job.message = JobStatus.QUEUED, 0, 0, ""
    job.queued_at, job.finished_at, job.lease_until = timezone.now(), None, None
    try:
        with transaction.atomic():
            job.save(update_fields=[
                "status", "attempt", "percent", "message", "queued_at", "finished_at", "lease_until"
            ])
    except IntegrityError:  # asked for anew at the same moment
        if other := _open_job(job.kind, job.key):
            return other
        raise
    audit.record("job.retry", job, by=by)
    transaction.on_commit(lambda: ring(job.pk))
    return job


def sweep() -> int:
    """Ring again for jobs left behind by a dead worker or a lost queue; give up on those that keep dying."""
    now = timezone.now()
    rung = 0
    left_behind = Job.objects.left_behind(now, queued_before=now - RING_AGAIN_AFTER)
    for job in left_behind.order_by("id")[:RUNG_PER_SWEEP]:
        if job.status == JobStatus.RUNNING and job.attempt >= MAX_ATTEMPTS:
            message = f"连续 {job.attempt} 次中断，已停止。请检查内存与磁盘后重试。"
            Job.objects.filter(pk=job.pk, attempt=job.attempt, status=JobStatus.RUNNING, lease_until__lt=now).update(
                status=JobStatus.FAILED, message=message, finished_at=now
            )
        else:
            Job.objects.filter(pk=job.pk, status=JobStatus.QUEUED).update(queued_at=now)
            rung += ring(job.pk)
    return rung


def _open_job(kind: str, key: str) -> Job | None:
    return Job.objects.filter(kind=kind, key=key, status__in=JOB_OPEN).first()


def _claim(job_id: int) -> Job | None:
    """Take a queued row, or a running one whose lease ran out; one UPDATE, so two workers cannot both win."""
    now = timezone.now()
    claim = {"status": JobStatus.RUNNING, "attempt": F("attempt") + 1, "lease_until": now + LEASE, "percent": 0,
             "message": "开始生成"}
    taken = Job.objects.filter(pk=job_id, status=JobStatus.QUEUED).update(**claim) or Job.objects.filter(
        pk=job_id, status=JobStatus.RUNNING, lease_until__lt=now, attempt__lt=MAX_ATTEMPTS
    ).update(**claim)
    return Job.objects.select_related("requested_by").get(pk=job_id) if taken else None


def _held(job: Job):
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, status=JobStatus.RUNNING)


def _finish(job: Job, status: str, message: str) -> bool:
    return bool(_held(job).update(
        status=status, message=message[:300], finished_at=timezone.now(), lease_until=None,
        **({"percent": 100} if status == JobStatus.DONE else {}),
    ))


def _lock_steered(job: Job, by: User) -> Job:
    found = Job.objects.select_for_update(of=("self",)).filter(pk=job.pk).first()
    if found is None or not access.can_steer_job(by, found):
        raise PermissionDenied("您不能操作这项后台任务。")
    return found


class _LeaseKeeper:
    """Renews the lease from a thread of its own, so a long render does not look like a dead worker."""

    def __init__(self, job: Job):
        self.job = job
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self):
        if not connection.in_atomic_block:  # inside a test's transaction another connection could not see the row
            self._thread.start()
        return self

    def __exit__(self, *exc):
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=RENEW_SECONDS)

    def _renew(self):
        try:
            while not self._stop.wait(RENEW_SECONDS):
                if not self._extend():
                    return
        finally:
            connection.close()

    def _extend(self) -> bool:
        try:
            close_old_connections()
            return bool(_held(self.job).update(lease_until=timezone.now() + LEASE))
        except Error as error:  # restarting, or busy with another's write; the lease outlasts several tries
            log.warning("lease of job %s not renewed: %s", self.job.pk, error)
            connection.close()
            return True

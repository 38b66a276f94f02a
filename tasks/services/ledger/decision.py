"""What the review, one floor up, does to a ledger. It asks who may, and it writes the trail entry."""

from datetime import datetime

from django.db import transaction

from eco_demo.lib import clock
from eco_demo.lib.workdays import add_workdays, end_of_day

from ...choices import LedgerStatus
from ...errors import LedgerLocked
from ...models import Ledger, ReopenWindow, Submission
from ..opening import openness_of
from .door import lock, move

# A return after the closing date opens the line again for this long, unless the office says until when.
MENDING_WORKDAYS = 5


@transaction.atomic
def begin_review(submission: Submission) -> Submission:
    """From now on the unit cannot recall this round. Safe to repeat; raises LedgerLocked if it was recalled."""
    ledger = lock(submission.ledger)
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if not submission.is_current or ledger.status not in (LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED):
        raise LedgerLocked("这份台账已被单位撤回或退回，请刷新后查看最新状态。")
    if submission.review_started_at is None:
        submission.review_started_at = clock.now()
        submission.save(update_fields=["review_started_at"])
    return submission


@transaction.atomic
def mark_returned(ledger: Ledger, by, *, until: datetime | None = None) -> Ledger:
    """The unit mends and hands in again; after the closing date the line is re-opened until `until`."""
    ledger = _decide(ledger, LedgerStatus.RETURNED, by)
    task_unit = ledger.task_unit
    if not openness_of(task_unit).may_submit:
        ReopenWindow.objects.create(
            plan=task_unit.task.plan, unit=task_unit.unit, task_unit=task_unit, opened_at=clock.now(),
            until=until or end_of_day(add_workdays(clock.today(), MENDING_WORKDAYS)), reason="审核退回补正",
            opened_by=by,
        )
    return ledger


@transaction.atomic
def mark_accepted(ledger: Ledger, by) -> Ledger:
    return _decide(ledger, LedgerStatus.ACCEPTED, by)


@transaction.atomic
def mark_reopened(ledger: Ledger, by) -> Ledger:
    """An accepted line goes back under review; what was handed in stays as it is."""
    ledger = lock(ledger)
    move(ledger, LedgerStatus.SUBMITTED, None)
    ledger.submissions.filter(is_current=True).update(decided_at=None, decided_by=None)
    return ledger


def _decide(ledger: Ledger, status: str, by) -> Ledger:
    ledger = lock(ledger)
    if ledger.status == status:
        return ledger
    move(ledger, status, None)
    ledger.submissions.filter(is_current=True).update(decided_at=clock.now(), decided_by=by)
    return ledger

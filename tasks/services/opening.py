"""Whether a unit's ledger is open at a moment: the plan's dates and the unit's re-opened windows."""

from datetime import datetime, timedelta

from django.db.models import Q

from eco_demo.lib import clock

from ..choices import Receipt
from ..deadlines import Openness, openness
from ..errors import NotSignedFor, SelfCheckClosed
from ..models import ReopenWindow, TaskUnit

# An upload that was on its way when the ledger closed may still arrive this much later.
UPLOAD_GRACE = timedelta(minutes=10)
NOT_APPLICABLE = Openness(False, False, "环委办已批准这项任务对本单位不适用，不用填报。")


def openness_of(task_unit: TaskUnit, at: datetime | None = None) -> Openness:
    """`task_unit` with its task and plan loaded; one query for the windows."""
    if not task_unit.applies:
        return NOT_APPLICABLE
    plan, at = task_unit.task.plan, at or clock.now()
    windows = ReopenWindow.objects.filter(
        Q(task_unit=None) | Q(task_unit=task_unit), plan=plan, unit=task_unit.unit_id, opened_at__lte=at, until__gte=at
    )
    return openness(plan, task_unit.due, windows.values_list("until", flat=True), at)


def require_fillable(task_unit: TaskUnit, began: datetime | None = None) -> None:
    """Raises NotSignedFor or SelfCheckClosed. `began`: when an upload that ends now was begun."""
    if task_unit.receipt != Receipt.SIGNED:
        raise NotSignedFor("请先签收这项任务，再填报台账。")
    state = openness_of(task_unit)
    if not state.may_fill and began and began <= clock.now():
        # Judged as of ten minutes ago, but never later than the upload was begun.
        state = openness_of(task_unit, max(began, clock.now() - UPLOAD_GRACE))
    if not state.may_fill:
        raise SelfCheckClosed(state.reason)


def require_submittable(task_unit: TaskUnit) -> None:
    if task_unit.receipt != Receipt.SIGNED:
        raise NotSignedFor("请先签收这项任务，再提交台账。")
    state = openness_of(task_unit)
    if not state.may_submit:
        raise SelfCheckClosed(state.reason)

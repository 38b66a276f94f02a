"""The one door through which a ledger's state changes, and the questions asked before it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch

from eco_demo.lib import clock
from indicators.models import ScoringRule

from ... import access
from ...choices import LEDGER_EDITABLE, LEDGER_MOVES, LedgerStatus
from ...errors import LedgerLocked
from ...models import Ledger
from ..opening import require_fillable


def lock(ledger: Ledger) -> Ledger:
    """The row as it is now, held until the transaction ends, with its task, plan, unit and scoring rule."""
    return (
        Ledger.objects.select_for_update(of=("self",))
        .select_related("task_unit__task__plan", "task_unit__task__indicator", "task_unit__unit", "updated_by")
        .prefetch_related(Prefetch("task_unit__task__indicator__rules", ScoringRule.objects.current()))
        .get(pk=ledger.pk)
    )


def move(ledger: Ledger, status: str, by, *fields: str) -> None:
    """The one door through which a ledger's state changes. `by`: who of the unit did it, None for the office."""
    if status not in LEDGER_MOVES[ledger.status]:
        was, wanted = ledger.get_status_display(), LedgerStatus(status).label
        raise LedgerLocked(f"台账当前为“{was}”，不能改为“{wanted}”。请刷新后查看最新状态。")
    ledger.status = status
    touch(ledger, by, "status", *fields)


def touch(ledger: Ledger, by, *fields: str) -> None:
    ledger.version += 1
    if by:
        ledger.updated_by, ledger.updated_at = by, clock.now()
    ledger.save(update_fields=["version", "updated_by", "updated_at", *fields])


def require_editable(ledger: Ledger, by, began: datetime | None = None) -> None:
    """`began`: when an upload that ends now was begun."""
    if not access.can_fill(by, ledger.task_unit):
        raise PermissionDenied("您不能填报这个单位的台账。")
    require_open_state(ledger)
    require_fillable(ledger.task_unit, began)


def require_open_state(ledger: Ledger) -> None:
    if ledger.status not in LEDGER_EDITABLE:
        raise LedgerLocked(f"台账{ledger.get_status_display()}，内容已锁定，不能修改。")

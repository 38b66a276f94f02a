"""What the unit's people type, kept as they go."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from departments.services import audit

from ...choices import LedgerStatus
from ...errors import StaleLedger
from ...models import Ledger
from ...reported import read_score, read_value
from .door import lock, require_editable, touch

TEXTS = ("narrative", "problems", "next_steps")


@transaction.atomic
def save_draft(ledger: Ledger, *, by, version: int, values: Mapping[int, str], self_score: str | Decimal | None,
               narrative: str, problems: str, next_steps: str) -> Ledger:
    """Keep what has been typed so far; `values` is {target id: as typed}, a target left out stays as it is.

    Raises ValueRefused for a number that is none, StaleLedger when somebody saved after `version`.
    Saving the same again changes nothing.
    """
    ledger = lock(ledger)
    require_editable(ledger, by)
    if ledger.version != version:
        raise StaleLedger(ledger)
    before = {name: getattr(ledger, name) for name in ("self_score", *TEXTS)}
    after = {
        "self_score": read_score(self_score, ledger.task_unit.task.full_marks),
        "narrative": narrative.strip(), "problems": problems.strip(), "next_steps": next_steps.strip(),
    }
    changed = _save_values(ledger, values) + [name for name in before if before[name] != after[name]]
    if not changed:
        return ledger
    for name, value in after.items():
        setattr(ledger, name, value)
    if ledger.status == LedgerStatus.NOT_STARTED:
        ledger.status = LedgerStatus.DRAFT
    touch(ledger, by, "status", *after)
    audit.record("ledger.save", ledger, by=by, version=ledger.version, changed=changed)
    return ledger


def _save_values(ledger: Ledger, values: Mapping[int, str]) -> list[str]:
    """The names of targets whose value changed."""
    changed = []
    for row in ledger.values.select_related("target"):
        if row.target_id not in values:
            continue
        actual, text = read_value(row.target, values[row.target_id])
        if (row.actual, row.text) != (actual, text):
            row.actual, row.text = actual, text
            row.save(update_fields=["actual", "text"])
            changed.append(str(row.target))
    return changed

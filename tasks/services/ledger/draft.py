"""What the unit's people type, kept as they go."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from departments.services import audit

from ...choices import LedgerStatus
from ...errors import StaleLedger
from ...models import Ledger, LedgerValue
from ...reported import read_score, read_value
from ...rule_facts import asked_in, changed_facts, with_facts
from .door import lock, require_editable, touch

TEXTS = ("narrative", "problems", "next_steps")


@transaction.atomic
def save_draft(ledger: Ledger, *, by, version: int, values: Mapping[int, str], self_score: str | Decimal | None,
               narrative: str, problems: str, next_steps: str, rule_facts: Mapping[str, Any] | None = None) -> Ledger:
    """Keep what has been typed so far; what is left out of the two maps stays as it is.

    `values` is {target id: as typed}, `rule_facts` {input path of the scoring rule: as typed}.

    Raises ValueRefused for a number that is none, StaleLedger when somebody saved after `version`.
    Saving the same again changes nothing, whatever its version: an answer may have been lost on the way.
    """
    ledger = lock(ledger)
    require_editable(ledger, by)
    typed = {
        "self_score": read_score(self_score, ledger.task_unit.task.full_marks), "narrative": _clean(narrative),
        "problems": _clean(problems), "next_steps": _clean(next_steps),
    }
    asked = asked_in(ledger.task_unit)
    rows, facts = _changed_values(ledger, values), changed_facts(asked, ledger.rule_facts, rule_facts or {})
    changed = [str(row.target) for row in rows] + [name for name in typed if typed[name] != getattr(ledger, name)]
    changed += [leaf.full_label for leaf in asked if leaf.path in facts]
    if not changed:
        return ledger
    if ledger.version != version:
        raise StaleLedger(ledger)
    LedgerValue.objects.bulk_update(rows, ["actual", "text"])
    for name, value in typed.items():
        setattr(ledger, name, value)
    ledger.rule_facts = with_facts(ledger.rule_facts, facts)
    if ledger.status == LedgerStatus.NOT_STARTED:
        ledger.status = LedgerStatus.DRAFT
    touch(ledger, by, "status", "rule_facts", *typed)
    audit.record("ledger.save", ledger, by=by, version=ledger.version, changed=changed)
    return ledger


def _changed_values(ledger: Ledger, values: Mapping[int, str]) -> list[LedgerValue]:
    """Rows that now hold something else, not saved yet."""
    changed = []
    for row in ledger.values.select_related("target"):
        kept = row.actual, row.text
        if row.target_id in values:
            row.actual, row.text = read_value(row.target, values[row.target_id])
        if (row.actual, row.text) != kept:
            changed.append(row)
    return changed


def _clean(text: str) -> str:
    """A form sends line ends as CRLF, a script as LF; the difference is nobody's change."""
    return text.replace("\r\n", "\n").strip()

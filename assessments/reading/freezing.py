"""What the office looks at before it freezes a year: which lines are still open, and whose they are."""

from dataclasses import dataclass

from django.db.models import Count, Q

from tasks.choices import LedgerStatus
from tasks.models import Ledger, Plan, TaskUnit

_KINDS = {LedgerStatus.ACCEPTED: "ok", LedgerStatus.SUBMITTED: "info", LedgerStatus.RETURNED: "warn"}


@dataclass(frozen=True)
class OpenUnit:
    """A unit with lines that are not accepted yet."""

    name: str
    to_fill: int
    to_review: int
    returned: int

    @property
    def total(self) -> int:
        return self.to_fill + self.to_review + self.returned


def state_cells(plan: Plan) -> list[dict]:
    """Ledgers by state, for the strip of numbers."""
    found = dict(
        Ledger.objects.filter(task_unit__task__plan=plan).order_by().values_list("status").annotate(Count("pk"))
    )
    return [
        {"label": state.label, "value": found.get(state, 0), "kind": _KINDS.get(state, "") if found.get(state) else ""}
        for state in LedgerStatus
    ]


def open_units(plan: Plan) -> list[OpenUnit]:
    """Units with open lines, in official order."""
    reviewing, returned = Q(ledger__status=LedgerStatus.SUBMITTED), Q(ledger__status=LedgerStatus.RETURNED)
    rows = (
        TaskUnit.objects.filter(task__plan=plan).exclude(ledger__status=LedgerStatus.ACCEPTED)
        .values("unit__name", "unit__position", "unit_id").order_by("unit__position", "unit_id")
        .annotate(
            to_review=Count("pk", filter=reviewing), returned=Count("pk", filter=returned),
            to_fill=Count("pk", filter=~reviewing & ~returned),
        )
    )
    return [OpenUnit(row["unit__name"], row["to_fill"], row["to_review"], row["returned"]) for row in rows]

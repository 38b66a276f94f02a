"""What the chief looks at before the scores are fed back: how much there is to tell, and to how many."""

from dataclasses import dataclass

from django.db.models import Count, Q

from tasks.choices import LedgerStatus
from tasks.models import Plan, TaskUnit


@dataclass(frozen=True)
class Coverage:
    """Units with at least one score, lines that have one, and lines that have none yet."""

    units: int
    scored: int
    open: int


def coverage_of(plan: Plan) -> Coverage:
    """Lines that do not apply to their unit are left out. One query."""
    accepted = Q(ledger__status=LedgerStatus.ACCEPTED)
    counts = TaskUnit.objects.applying().filter(task__plan=plan).aggregate(
        units=Count("unit", distinct=True, filter=accepted), scored=Count("pk", filter=accepted),
        open=Count("pk", filter=~accepted),
    )
    return Coverage(**counts)

"""What the office looks at before it freezes a year: what is still open, and what changed since it was last frozen."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from assessments.models import Appeal, LineReview, ScoreChange, Snapshot
from assessments.reports.snapshot_data import from_json
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


@dataclass(frozen=True)
class Changed:
    """A line whose score is not what the snapshot says: 签后变更."""

    unit: str
    number: str
    title: str
    frozen: Decimal | None
    live: Decimal | None
    causes: tuple[str, ...] = ()


def open_appeals(plan: Plan) -> int:
    return Appeal.objects.of_plan(plan).open().count()


def changes_since(snapshot: Snapshot) -> list[Changed]:
    """Lines scored otherwise than frozen, in the snapshot's order. Three queries, whatever the number of lines."""
    year = from_json(Snapshot.objects.values_list("data", flat=True).get(pk=snapshot.pk))
    line = "submission__ledger__task_unit"
    live = {
        (unit, task): score
        for unit, task, score in LineReview.objects.accepted().filter(
            submission__is_current=True, **{f"{line}__task__plan": snapshot.plan_id}
        ).values_list(f"{line}__unit_id", f"{line}__task_id", "score")
    }
    changed = [
        (unit, row, live.get((unit.id, row.task)))
        for unit in year.units for row in unit.lines if live.get((unit.id, row.task)) != row.score
    ]
    causes = _causes(snapshot) if changed else {}
    return [
        Changed(unit.short_name, row.number, row.title, row.score, score, causes.get((unit.id, row.task), ()))
        for unit, row, score in changed
    ]


def _causes(snapshot: Snapshot) -> dict[tuple[int, int], tuple[str, ...]]:
    """Why scores changed after the snapshot was taken, by unit and task."""
    line = "review__submission__ledger__task_unit"
    rows = ScoreChange.objects.filter(at__gt=snapshot.taken_at, **{f"{line}__task__plan": snapshot.plan_id})
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for change in rows.select_related(line).order_by("id"):
        part = change.review.submission.ledger.task_unit
        key = (part.unit_id, part.task_id)
        found[key] = (*found.get(key, ()), change.get_cause_display())
    return {key: tuple(dict.fromkeys(words)) for key, words in found.items()}


def state_cells(plan: Plan) -> list[dict]:
    """Ledgers by state, for the strip of numbers."""
    found = dict(
        Ledger.objects.filter(task_unit__task__plan=plan, task_unit__applies=True)
        .order_by().values_list("status").annotate(Count("pk"))
    )
    return [
        {"label": state.label, "value": found.get(state, 0), "kind": _KINDS.get(state, "") if found.get(state) else ""}
        for state in LedgerStatus
    ]


def open_units(plan: Plan) -> list[OpenUnit]:
    """Units with open lines, in official order."""
    reviewing, returned = Q(ledger__status=LedgerStatus.SUBMITTED), Q(ledger__status=LedgerStatus.RETURNED)
    rows = (
        TaskUnit.objects.applying().filter(task__plan=plan).exclude(ledger__status=LedgerStatus.ACCEPTED)
        .values("unit__name", "unit__position", "unit_id").order_by("unit__position", "unit_id")
        .annotate(
            to_review=Count("pk", filter=reviewing), returned=Count("pk", filter=returned),
            to_fill=Count("pk", filter=~reviewing & ~returned),
        )
    )
    return [OpenUnit(row["unit__name"], row["to_fill"], row["to_review"], row["returned"]) for row in rows]

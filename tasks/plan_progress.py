"""How far a plan is: tasks, units, signatures; and the next step for the office."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from .choices import PlanStatus, Receipt
from .models import Plan, TaskUnit


@dataclass(frozen=True)
class Signing:
    """Counts over the participations a person may see."""

    tasks: int = 0
    units: int = 0
    parts: int = 0
    signed: int = 0
    waiting: int = 0
    returned: int = 0


_COUNTS = {
    "tasks": Count("task", distinct=True),
    "units": Count("unit", distinct=True),
    "parts": Count("id"),
    "signed": Count("id", filter=Q(receipt=Receipt.SIGNED)),
    "waiting": Count("id", filter=Q(receipt=Receipt.WAITING)),
    "returned": Count("id", filter=Q(receipt=Receipt.RETURNED)),
}


def signing_of(plan: Plan, user) -> Signing:
    return Signing(**TaskUnit.objects.visible_to(user).filter(task__plan=plan).aggregate(**_COUNTS))


def signing_of_plans(plans: Iterable[Plan], user) -> dict[int, Signing]:
    """One query for a whole list."""
    plans = list(plans)
    rows = (
        TaskUnit.objects.visible_to(user).filter(task__plan__in=plans).order_by().values("task__plan")
        .annotate(**{f"n_{name}": count for name, count in _COUNTS.items()})
    )
    found = {
        row["task__plan"]: Signing(**{name.removeprefix("n_"): row[name] for name in row if name != "task__plan"})
        for row in rows
    }
    return {plan.pk: found.get(plan.pk, Signing()) for plan in plans}


def signing_by_unit(plan: Plan, user) -> list[dict]:
    """One row per unit in official order."""
    counts = {name: _COUNTS[name] for name in ("parts", "signed", "waiting", "returned")}
    rows = (
        TaskUnit.objects.visible_to(user).filter(task__plan=plan)
        .values("unit_id", "unit__name", "unit__unit_class", "unit__position")
        .annotate(leads=Count("id", filter=Q(role="lead")), **counts)
    )
    return list(rows.order_by("unit__position", "unit_id"))


def next_step(plan: Plan) -> str:
    """A word for the template: fill, assign, publish or nothing to do."""
    if plan.status != PlanStatus.DRAFT:
        return ""
    tasks = plan.tasks.aggregate(all=Count("id", distinct=True), led=Count(
        "id", filter=Q(assignments__role="lead"), distinct=True
    ))
    if not tasks["all"]:
        return "fill"
    return "assign" if tasks["led"] < tasks["all"] else "publish"

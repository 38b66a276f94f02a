"""What is the person's own to change, and saying how a change went."""

from django.contrib import messages
from django.shortcuts import get_object_or_404

from departments.models import Unit

from .. import access
from ..errors import Refused
from ..models import Ledger, TaskUnit


def own_units(user) -> list[Unit]:
    """Units whose evidence the person keeps, in official order."""
    mine = access.scope_of(user).where(*access.OWN_WORK, unit_field="id")
    return list(Unit.objects.filter(mine).order_by("position", "id"))


def own_ledger(request, pk) -> Ledger:
    """Of a unit the person works in, whatever else the person oversees."""
    ledgers = Ledger.objects.filter(task_unit__in=TaskUnit.objects.own_of(request.user))
    ledgers = ledgers.select_related("task_unit__task__plan", "task_unit__task__indicator", "task_unit__unit")
    return get_object_or_404(ledgers, pk=pk)


def say(request, act, done: str = "") -> None:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)

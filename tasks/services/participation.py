"""Participation rows in bulk: made with their empty ledgers, completed, withdrawn while nothing is in them."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q

from departments.models import Unit

from ..choices import LedgerStatus
from ..models import AnnualTask, EvidenceUse, Ledger, LedgerValue, TaskTarget, TaskUnit, Upload

_BATCH = 500


def new_participation(task: AnnualTask, unit: Unit, role: str, *, year: int, via_group: str = "") -> TaskUnit:
    """An unsaved row, with the unit's scope, name and the task's date as they are now."""
    return TaskUnit(
        task=task, unit=unit, role=role, province_id=unit.province_id, city_id=unit.city_id,
        district_id=unit.district_id, year=year, due=task.due, unit_name=unit.name, via_group=via_group,
    )


def save_new(rows: Sequence[TaskUnit]) -> None:
    """Participations with an empty ledger each; the values follow by `add_missing_values`."""
    TaskUnit.objects.bulk_create(rows, batch_size=_BATCH)
    Ledger.objects.bulk_create([Ledger(task_unit=row) for row in rows], batch_size=_BATCH)


def add_missing_ledgers(task_ids: Iterable[int]) -> None:
    bare = TaskUnit.objects.filter(task_id__in=task_ids, ledger=None).only("pk")
    Ledger.objects.bulk_create([Ledger(task_unit=row) for row in bare], batch_size=_BATCH)


def add_missing_values(task_ids: Iterable[int]) -> int:
    """An empty value for every target that a ledger of these tasks does not have yet."""
    task_ids = list(task_ids)
    targets: dict[int, list[int]] = {}
    for target_id, task_id in TaskTarget.objects.filter(task_id__in=task_ids).values_list("id", "task_id"):
        targets.setdefault(task_id, []).append(target_id)
    present = set(
        LedgerValue.objects.filter(ledger__task_unit__task_id__in=task_ids).values_list("ledger_id", "target_id")
    )
    ledgers = Ledger.objects.filter(task_unit__task_id__in=task_ids).values_list("id", "task_unit__task_id")
    missing = [
        LedgerValue(ledger_id=ledger_id, target_id=target_id)
        for ledger_id, task_id in ledgers for target_id in targets.get(task_id, ())
        if (ledger_id, target_id) not in present
    ]
    LedgerValue.objects.bulk_create(missing, batch_size=_BATCH)
    return len(missing)


def with_content(rows):
    """`rows` with `has_content`: something was written, reported, attached, sent up or handed in."""
    ledger = {"ledger__task_unit": OuterRef("pk")}
    return rows.annotate(
        has_content=Exists(
            Ledger.objects.filter(task_unit=OuterRef("pk")).exclude(
                status=LedgerStatus.NOT_STARTED, round=0, self_score=None, narrative="", problems="", next_steps=""
            )
        )
        | Exists(LedgerValue.objects.filter(**ledger).filter(~Q(actual=None) | ~Q(text="")))
        | Exists(EvidenceUse.objects.filter(**ledger))
        | Exists(Upload.objects.filter(**ledger))
    )


def set_applies(task_unit: TaskUnit, applies: bool) -> None:
    """Whether the task counts for the unit: the office decides it one floor up, and writes the trail entry."""
    task_unit.applies = applies
    task_unit.save(update_fields=["applies"])


def remove_empty(rows: Iterable[TaskUnit]) -> None:
    """Rows known to hold nothing, with their empty ledgers."""
    TaskUnit.objects.filter(pk__in=[row.pk for row in rows]).delete()

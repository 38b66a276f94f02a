"""Units sign for their tasks or hand them back with a reason; the office answers a task handed back."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.models import Unit
from departments.services import audit
from eco_demo.lib import clock

from .. import access
from ..choices import PlanStatus, Receipt, TaskRole
from ..models import Assignment, TaskUnit
from . import participation
from .breakdown import units_of
from .plan import PlanRefused, lock_plan

_RECEIPT_FIELDS = ["receipt", "receipt_by", "receipt_at", "return_reason"]


class ReceiptRefused(PlanRefused):
    """The task cannot be signed for, handed back or answered that way."""


@transaction.atomic
def sign(task_unit: TaskUnit, by) -> TaskUnit:
    """Take the task on; signing what is signed already changes nothing."""
    task_unit = _lock_own(task_unit, by)
    if task_unit.receipt == Receipt.SIGNED:
        return task_unit
    if task_unit.receipt == Receipt.RETURNED:
        raise ReceiptRefused("这项任务已经退回，请等环委办答复。")
    _stamp(task_unit, Receipt.SIGNED, by)
    task_unit.save(update_fields=_RECEIPT_FIELDS)
    audit.record("task.sign", task_unit, by=by)
    return task_unit


@transaction.atomic
def sign_all(task_units: Iterable[TaskUnit], by) -> list[TaskUnit]:
    """Take on all of these that still wait; the others are left alone."""
    ids = [row.pk for row in task_units]
    rows = list(
        TaskUnit.objects.select_for_update(of=("self",)).select_related("task__plan")
        .filter(pk__in=ids, receipt=Receipt.WAITING, task__plan__status=PlanStatus.PUBLISHED).order_by("id")
    )
    if any(not access.can_sign(by, row) for row in rows):
        raise PermissionDenied("您只能签收本单位的任务。")
    for row in rows:
        _stamp(row, Receipt.SIGNED, by)
    TaskUnit.objects.bulk_update(rows, _RECEIPT_FIELDS)
    if rows:
        audit.record("task.sign_all", rows[0].task.plan, by=by, tasks=[str(row) for row in rows])
    return rows


@transaction.atomic
def hand_back(task_unit: TaskUnit, reason: str, by) -> TaskUnit:
    """Return the task to the office with a reason, instead of signing for it."""
    task_unit = _lock_own(task_unit, by)
    reason = reason.strip()
    if not reason:
        raise ReceiptRefused("请写明退回的理由。")
    if task_unit.receipt == Receipt.RETURNED:
        return task_unit
    if task_unit.receipt == Receipt.SIGNED:
        raise ReceiptRefused("这项任务已经签收，不能再退回。")
    _stamp(task_unit, Receipt.RETURNED, by)
    task_unit.return_reason, task_unit.office_answer = reason[:500], ""
    task_unit.save(update_fields=[*_RECEIPT_FIELDS, "office_answer"])
    audit.record("task.hand_back", task_unit, by=by, reason=reason)
    return task_unit


@transaction.atomic
def reassign(task_unit: TaskUnit, to_unit: Unit | None, by, reason: str) -> TaskUnit:
    """The answer to a task handed back: another unit takes it, or (None) the unit must sign after all."""
    task_unit = _lock_returned(task_unit, by)
    reason = reason.strip()
    if not reason:
        raise ReceiptRefused("请写明答复意见。")
    if to_unit is None or to_unit.pk == task_unit.unit_id:
        return _insist(task_unit, reason, by)
    _refuse_content(task_unit)
    if not units_of(task_unit.task.plan).filter(pk=to_unit.pk).exists():
        raise ReceiptRefused(f"{to_unit}不在本计划可以分解的单位之内。")
    _name_members(task_unit)
    taken_over = _hand_over(task_unit, to_unit, reason)
    audit.record("task.reassign", task_unit, by=by, to=to_unit.name, reason=reason)
    participation.remove_empty([task_unit])
    participation.add_missing_ledgers([taken_over.task_id])
    participation.add_missing_values([taken_over.task_id])
    return taken_over


@transaction.atomic
def release(task_unit: TaskUnit, by, reason: str) -> None:
    """The office agrees: the unit no longer takes part. The last lead unit is never released."""
    task_unit = _lock_returned(task_unit, by)
    if not reason.strip():
        raise ReceiptRefused("请写明答复意见。")
    _refuse_content(task_unit)
    others = TaskUnit.objects.filter(task=task_unit.task, role=TaskRole.LEAD).exclude(pk=task_unit.pk)
    if task_unit.role == TaskRole.LEAD and not others.exists():
        raise ReceiptRefused("这是唯一的牵头单位，请改派给其他单位。")
    _name_members(task_unit)
    Assignment.objects.filter(task=task_unit.task, unit=task_unit.unit).delete()
    audit.record("task.release", task_unit, by=by, reason=reason.strip())
    participation.remove_empty([task_unit])


def _lock_own(task_unit: TaskUnit, by) -> TaskUnit:
    locked = TaskUnit.objects.select_for_update(of=("self",)).select_related("task__plan").get(pk=task_unit.pk)
    if not access.can_fill(by, locked):
        raise PermissionDenied("您只能签收或退回本单位的任务。")
    if locked.task.plan.status != PlanStatus.PUBLISHED:
        raise ReceiptRefused("计划不在执行中，不能签收或退回任务。")
    return locked


def _lock_returned(task_unit: TaskUnit, by) -> TaskUnit:
    lock_plan(task_unit.task.plan, by)
    locked = (
        TaskUnit.objects.select_for_update(of=("self",)).select_related("task__plan", "unit")
        .filter(pk=task_unit.pk).first()
    )
    if locked is None or locked.receipt != Receipt.RETURNED:
        raise ReceiptRefused("这项任务的退回已经办理过了。")
    return locked


def _stamp(task_unit: TaskUnit, receipt: str, by) -> None:
    task_unit.receipt, task_unit.receipt_by, task_unit.receipt_at = receipt, by, clock.now()


def _insist(task_unit: TaskUnit, reason: str, by) -> TaskUnit:
    task_unit.receipt, task_unit.receipt_by, task_unit.receipt_at = Receipt.WAITING, None, None
    task_unit.office_answer = reason[:500]
    task_unit.save(update_fields=["receipt", "receipt_by", "receipt_at", "office_answer"])
    audit.record("task.insist", task_unit, by=by, reason=reason)
    return task_unit


def _refuse_content(task_unit: TaskUnit) -> None:
    if participation.with_content(TaskUnit.objects.filter(pk=task_unit.pk)).filter(has_content=True).exists():
        raise ReceiptRefused(f"{task_unit.unit}已经填报了内容，不能改派。")


def _name_members(task_unit: TaskUnit) -> None:
    """A unit that leaves its group for one task: the group's cell becomes its members by name."""
    task = task_unit.task
    cell = task.assignments.filter(group__name=task_unit.via_group).select_related("group").first()
    if not task_unit.via_group or cell is None:
        return
    named = set(task.assignments.exclude(unit=None).values_list("unit_id", flat=True))
    last = task.assignments.count()
    Assignment.objects.bulk_create([
        Assignment(task=task, role=cell.role, unit=unit, position=last + n)
        for n, unit in enumerate(cell.group.members.order_by("position", "id"), 1) if unit.pk not in named
    ])
    TaskUnit.objects.filter(task=task, via_group=task_unit.via_group).update(via_group="")
    cell.delete()


def _hand_over(task_unit: TaskUnit, to_unit: Unit, reason: str) -> TaskUnit:
    """The other unit gets the role; a supporting unit may be raised to lead, otherwise nobody takes part twice."""
    task = task_unit.task
    present = TaskUnit.objects.filter(task=task, unit=to_unit).first()
    if present and (present.role == TaskRole.LEAD or task_unit.role == TaskRole.SUPPORT):
        raise ReceiptRefused(f"{to_unit}已经是这项任务的{present.get_role_display()}单位，请选别的单位。")
    cell = Assignment.objects.filter(task=task, unit=task_unit.unit).first()
    Assignment.objects.filter(task=task, unit=to_unit).delete()
    if cell:
        cell.unit = to_unit
        cell.save(update_fields=["unit"])
    else:
        Assignment.objects.create(task=task, unit=to_unit, role=task_unit.role, position=task.assignments.count() + 1)
    if present is None:
        present = participation.new_participation(task, to_unit, task_unit.role, year=task_unit.year)
        present.office_answer = reason[:500]
        participation.save_new([present])
        return present
    present.role, present.via_group, present.receipt, present.office_answer = (
        task_unit.role, "", Receipt.WAITING, reason[:500]
    )
    present.save(update_fields=["role", "via_group", "receipt", "office_answer"])
    return present

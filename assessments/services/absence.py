"""不适用: the unit's head asks with a reason, the office chief approves, refuses, or later takes the approval back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.choices import Receipt
from tasks.errors import Refused
from tasks.models import AnnualTask, Plan, TaskUnit
from tasks.services.participation import set_applies

from .. import access
from ..choices import ABSENCE_OPEN, AbsenceStatus, Treatment
from ..models import Absence
from ..reading.absence import absent_of, lines_of, open_on, receivers_of, refusal_of

_DECISION = ["status", "answer", "decided_by", "decided_at"]


class AbsenceRefused(Refused):
    """It cannot be asked, approved or taken back that way; the sentence says why."""


@transaction.atomic
def ask(task_unit: TaskUnit, by: User, reason: str, treatment: str, transfer_to: AnnualTask | None = None) -> Absence:
    """The unit says that the task does not apply to it; asking the same again changes nothing."""
    part = _locked_part(task_unit)
    if not access.can_ask_absence(by, part):
        raise PermissionDenied("只有单位负责人可以申请不适用。")
    absence = _opened(part, by, reason, treatment, transfer_to)
    if absence.pk is None:
        absence.save()
        audit.record("absence.ask", absence, by=by, **_facts(absence))
    return absence


@transaction.atomic
def declare(task_unit: TaskUnit, by: User, reason: str, treatment: str,
            transfer_to: AnnualTask | None = None) -> Absence:
    """The office chief finds that a task does not apply to a unit: asked and approved in one."""
    part = _locked_part(task_unit)
    if not access.can_decide_absence(by, part):
        raise PermissionDenied("只有环委办主任可以认定不适用，本单位的项目应当回避。")
    absence = _opened(part, by, reason, treatment, transfer_to)
    if absence.pk is not None:
        return absence
    absence.status, absence.decided_by, absence.decided_at = AbsenceStatus.APPROVED, by, absence.asked_at
    absence.save()
    set_applies(part, False)
    audit.record("absence.approve", absence, by=by, **_facts(absence))
    return absence


@transaction.atomic
def approve(absence: Absence, by: User, answer: str = "", *, treatment: str = "",
            transfer_to: AnnualTask | None = None) -> Absence:
    """The line no longer counts as asked for, or as the chief says by `treatment`; the unit need not fill it."""
    absence = _locked(absence, by)
    if absence.status == AbsenceStatus.APPROVED:
        return absence
    _require_asked(absence)
    if treatment:
        absence.treatment, absence.transfer_to = treatment, transfer_to
    _check_points(absence.task_unit, absence.treatment, absence.transfer_to)
    _decide(absence, AbsenceStatus.APPROVED, answer, by, "treatment", "transfer_to")
    set_applies(absence.task_unit, False)
    audit.record("absence.approve", absence, by=by, **_facts(absence), comment=absence.answer)
    return absence


@transaction.atomic
def refuse(absence: Absence, by: User, answer: str) -> Absence:
    """The task applies after all; the unit reads why."""
    absence = _locked(absence, by)
    if absence.status == AbsenceStatus.REFUSED:
        return absence
    _require_asked(absence)
    if not answer.strip():
        raise AbsenceRefused("请写明不批准的理由。")
    _decide(absence, AbsenceStatus.REFUSED, answer, by)
    audit.record("absence.refuse", absence, by=by, reason=absence.answer)
    return absence


@transaction.atomic
def withdraw(absence: Absence, by: User) -> Absence:
    """The unit takes its request back before it is answered."""
    absence = _fresh(absence, _locked_part(absence.task_unit))
    if not access.can_withdraw_absence(by, absence):
        raise PermissionDenied("只有单位负责人可以撤回申请。")
    if absence.status == AbsenceStatus.WITHDRAWN:
        return absence
    _require_asked(absence)
    absence.status = AbsenceStatus.WITHDRAWN
    absence.save(update_fields=["status"])
    audit.record("absence.withdraw", absence, by=by)
    return absence


@transaction.atomic
def revoke(absence: Absence, by: User, reason: str) -> Absence:
    """The chief takes an approval back, until scores are fed back; the line counts again and is to be filled."""
    absence = _locked(absence, by)
    if absence.status == AbsenceStatus.WITHDRAWN:
        return absence
    if absence.status != AbsenceStatus.APPROVED:
        raise AbsenceRefused(f"这项申请{absence.get_status_display()}，没有可以撤销的批准。")
    if absence.task_unit.task.plan.feedback_at:
        raise AbsenceRefused("得分已经反馈，不能再撤销不适用。")
    if not reason.strip():
        raise AbsenceRefused("请写明撤销的理由。")
    _decide(absence, AbsenceStatus.WITHDRAWN, reason, by)
    set_applies(absence.task_unit, True)
    audit.record("absence.revoke", absence, by=by, reason=absence.answer)
    return absence


def _locked_part(task_unit: TaskUnit) -> TaskUnit:
    """The line with its plan locked: absences of one plan are decided one after another, and never while it freezes."""
    plan = Plan.objects.select_for_update(of=("self",)).get(tasks=task_unit.task_id)
    part = TaskUnit.objects.select_for_update(of=("self",)).select_related("task", "unit").get(pk=task_unit.pk)
    part.task.plan = plan
    return part


def _locked(absence: Absence, by: User) -> Absence:
    part = _locked_part(absence.task_unit)
    if not access.can_decide_absence(by, part):
        raise PermissionDenied("只有环委办主任可以办理不适用，本单位的项目应当回避。")
    return _fresh(absence, part)


def _fresh(absence: Absence, part: TaskUnit) -> Absence:
    if refusal := refusal_of(part.task.plan):
        raise AbsenceRefused(refusal)
    absence = Absence.objects.select_related("transfer_to").get(pk=absence.pk)
    absence.task_unit = part
    return absence


def _opened(part: TaskUnit, by: User, reason: str, treatment: str, transfer_to: AnnualTask | None) -> Absence:
    """An unsaved absence after every check; the open one when it says the same."""
    reason, transfer_to = reason.strip(), transfer_to if treatment == Treatment.TRANSFER else None
    if refusal := refusal_of(part.task.plan):
        raise AbsenceRefused(refusal)
    found = open_on(part)
    if found:
        if (found.reason, found.treatment, found.transfer_to) == (reason, treatment, transfer_to):
            return found
        raise AbsenceRefused(f"这项任务的不适用申请{found.get_status_display()}，不能再申请。")
    if part.receipt != Receipt.SIGNED:
        raise AbsenceRefused("这项任务还没有签收，请先签收，或退回分工。")
    if not reason:
        raise AbsenceRefused("请写明不适用的理由。")
    _check_points(part, treatment, transfer_to)
    return Absence(task_unit=part, treatment=treatment, transfer_to=transfer_to, reason=reason[:300], asked_by=by,
                   asked_at=clock.now())


def _check_points(part: TaskUnit, treatment: str, transfer_to: AnnualTask | None) -> None:
    if treatment not in Treatment:
        raise AbsenceRefused("请选择分值怎样处理。")
    receives = Absence.objects.filter(
        transfer_to=part.task_id, task_unit__unit=part.unit_id, status__in=ABSENCE_OPEN
    ).select_related("task_unit__task").first()
    if receives:
        raise AbsenceRefused(f"第{receives.task_unit.task.number}项的分值并入了本项，请先撤回那一项的不适用。")
    if treatment == Treatment.TRANSFER and (
        transfer_to is None or not receivers_of(part).filter(pk=transfer_to.pk).exists()
    ):
        raise AbsenceRefused("请选择分值并入本单位的哪一项适用的任务。")
    if not lines_of(part).leaves_something(absent_of(part, treatment, transfer_to)):
        raise AbsenceRefused("本单位没有其他有分值的适用项目，不能折算，请改用“按满分计”。")


def _require_asked(absence: Absence) -> None:
    if absence.status != AbsenceStatus.ASKED:
        raise AbsenceRefused(f"这项申请{absence.get_status_display()}，请刷新后查看。")


def _decide(absence: Absence, status: str, answer: str, by: User, *fields: str) -> None:
    absence.status, absence.answer = status, answer.strip()[:300]
    absence.decided_by, absence.decided_at = by, clock.now()
    absence.save(update_fields=[*_DECISION, *fields])


def _facts(absence: Absence) -> dict:
    return {
        "reason": absence.reason, "treatment": absence.get_treatment_display(),
        "to": str(absence.transfer_to) if absence.transfer_to else "",
    }

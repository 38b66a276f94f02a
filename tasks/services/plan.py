"""The year's plan: written, changed, closed; one unit's ledgers re-opened after the closing date."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from departments.access import scope_of
from departments.choices import Power
from departments.models import Unit
from departments.services import audit
from eco_demo.lib import clock
from indicators.choices import SetStatus
from indicators.models import IndicatorSet

from .. import access, cycle
from ..choices import PlanStatus
from ..errors import Refused
from ..models import AnnualTask, Plan, ReopenWindow, TaskUnit

DATE_FIELDS = tuple(cycle.LABELS)


class PlanRefused(Refused):
    """The plan cannot be changed that way; the message says why, in the office's words."""


class PlanChanged(PlanRefused):
    """Somebody saved the plan in the meantime; `current` is what stands there now."""

    def __init__(self, current: Plan):
        self.current = current
        super().__init__(f"“{current}”刚刚被别人修改过，请核对后再保存。")


@transaction.atomic
def create_plan(by, office: Unit, year: int, title: str, indicator_set: IndicatorSet, **fields) -> Plan:
    """A draft plan with its dates; `fields` are the other columns of `Plan`."""
    if not (access.can_create_plan(by) and scope_of(by).covers_unit(office, Power.DIRECT)):
        raise PermissionDenied("只有环委办主任可以为本单位编制年度计划。")
    _check_set(indicator_set)
    Unit.objects.select_for_update(no_key=True).get(pk=office.pk)  # two plans of one year are made one after the other
    if Plan.objects.filter(office=office, year=year).exists():
        raise PlanRefused(f"{office}已有{year}年度计划，请在原计划上修改。")
    plan = Plan(office=office, province_id=office.province_id, city_id=office.city_id,
                district_id=office.district_id, year=year, title=title, indicator_set=indicator_set, **fields)
    _check_values(plan)
    plan.save()
    audit.record("plan.create", plan, by=by, year=year)
    return plan


@transaction.atomic
def change_plan(plan: Plan, by, version: int, **fields) -> Plan:
    """New title, dates or rules, if the plan is still the `version` the person looked at.

    Tasks that were due on the old closing date move with it; those with a date of their own stay.
    """
    plan = lock_plan(plan, by)
    if plan.version != version:
        raise PlanChanged(plan)
    before = {name: getattr(plan, name) for name in fields}
    changed = {name: value for name, value in fields.items() if value != before[name]}
    if not changed:
        return plan
    _check_may_change(plan, changed)
    for name, value in changed.items():
        setattr(plan, name, value)
    _check_values(plan)
    plan.version += 1
    plan.save(update_fields=[*changed, "version"])
    if "self_check_to" in changed:
        _move_due(plan, before["self_check_to"])
    audit.record("plan.change", plan, by=by, before={name: before[name] for name in changed}, after=changed)
    return plan


@transaction.atomic
def close_plan(plan: Plan, by) -> Plan:
    """Archive the year: from now on everything can only be read."""
    locked = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if locked.status == PlanStatus.CLOSED and access.directs_plan(by, locked):
        return locked
    plan = lock_plan(locked, by)
    if plan.status == PlanStatus.DRAFT:
        raise PlanRefused("计划还没有发布，不能归档。")
    plan.status = PlanStatus.CLOSED
    plan.version += 1
    plan.save(update_fields=["status", "version"])
    audit.record("plan.close", plan, by=by)
    return plan


@transaction.atomic
def remove_plan(plan: Plan, by) -> None:
    """Throw away a draft that was never published."""
    plan = lock_plan(plan, by)
    if plan.status != PlanStatus.DRAFT:
        raise PlanRefused("计划已经发布，不能删除。")
    audit.record("plan.remove", plan, by=by)
    plan.delete()


@transaction.atomic
def reopen(plan: Plan, unit: Unit, until: datetime, reason: str, by, task_unit: TaskUnit | None = None) -> ReopenWindow:
    """Let one unit fill again until a moment, for all its tasks or for one; the same window twice is one window."""
    plan = lock_plan(plan, by)
    if plan.status != PlanStatus.PUBLISHED:
        raise PlanRefused("计划还没有发布，不需要重新开放。")
    if until <= clock.now():
        raise PlanRefused("截止时间应晚于现在。")
    reason = reason.strip()
    if not reason:
        raise PlanRefused("请写明重新开放的理由。")
    parts = TaskUnit.objects.filter(task__plan=plan, unit=unit)
    if task_unit is not None:
        parts = parts.filter(pk=task_unit.pk)
    if not parts.exists():
        raise PlanRefused(f"{unit}在这个计划中没有{'这项' if task_unit else ''}任务。")
    window = ReopenWindow.objects.filter(plan=plan, unit=unit, task_unit=task_unit, until=until, reason=reason).first()
    if window:
        return window
    window = ReopenWindow.objects.create(plan=plan, unit=unit, task_unit=task_unit, until=until, reason=reason,
                                         opened_by=by)
    audit.record("plan.reopen", window, by=by, unit=unit.name, until=until, reason=reason,
                 task=str(task_unit.task) if task_unit else "全部任务")
    return window


def lock_plan(plan: Plan, by) -> Plan:
    """The plan, locked for a change by `by`; every change of a plan or its breakdown goes through here."""
    locked = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if not access.directs_plan(by, locked):
        raise PermissionDenied("只有编制单位的环委办主任可以改动年度计划。")
    if locked.status == PlanStatus.CLOSED:
        raise PlanRefused(f"{locked.year}年度已归档，只能查看。")
    return locked


def _check_set(indicator_set: IndicatorSet) -> None:
    if indicator_set.status != SetStatus.PUBLISHED:
        raise PlanRefused(f"指标体系“{indicator_set}”还没有发布，请先发布。")


def _check_may_change(plan: Plan, changed: dict) -> None:
    fixed = {"office", "year", "indicator_set"} & set(changed)
    if fixed and AnnualTask.objects.filter(plan=plan).exists():
        raise PlanRefused("计划中已有任务，编制单位、年度和指标体系不能再改。")
    if "objection_days" in changed and plan.appeals_from:
        days, end = plan.objection_days, f"{plan.appeals_to:%Y-%m-%d}"
        raise PlanRefused(f"得分已经反馈，申诉期按{days}个工作日定到{end}，不能再改。")
    if "indicator_set" in changed:
        _check_set(changed["indicator_set"])
    if "year" in changed and Plan.objects.filter(office=plan.office, year=changed["year"]).exists():
        raise PlanRefused(f"{plan.office}已有{changed['year']}年度计划。")


def _check_values(plan: Plan) -> None:
    missing = [label for name, label in cycle.LABELS.items() if name != "issued_on" and getattr(plan, name) is None]
    if missing:
        raise PlanRefused(f"请填写日期：{'、'.join(missing)}。")
    found = cycle.problems({name: getattr(plan, name) for name in cycle.LABELS})
    if found:
        raise PlanRefused("".join(found.values()))
    if not 0 <= Decimal(plan.support_weight) <= 1:
        raise PlanRefused("配合折算系数应在0和1之间。")
    if not 1 <= plan.objection_days <= 60:
        raise PlanRefused("申诉期应为1至60个工作日。")
    try:
        plan.clean_fields(exclude=["office", "province", "city", "district", "indicator_set"])
    except ValidationError as error:
        raise PlanRefused("；".join(
            f"{Plan._meta.get_field(name).verbose_name}：{''.join(words)}" for name, words in error.message_dict.items()
        )) from error


def _move_due(plan: Plan, old: datetime) -> None:
    TaskUnit.objects.filter(task__plan=plan, task__due=old).update(due=plan.self_check_to)
    AnnualTask.objects.filter(plan=plan, due=old).update(due=plan.self_check_to)

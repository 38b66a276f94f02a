"""The breakdown of a plan: its tasks with their targets, and which units lead or support each."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q

from departments.models import Unit, UnitGroup
from departments.services import audit
from eco_demo.lib import clock
from indicators.choices import NEEDS_TARGET
from indicators.models import Indicator

from .. import access
from ..choices import PlanStatus, TaskRole
from ..models import AnnualTask, Assignment, LedgerValue, Plan, TaskTarget, TaskUnit
from .participation import add_missing_values
from .plan import PlanRefused, lock_plan

TARGET_FIELDS = (
    "name", "value_type", "unit_of_measure", "comparator", "target", "upper", "text", "baseline", "certifier_id",
)


class BreakdownRefused(PlanRefused):
    """The breakdown cannot be changed that way."""


class TaskChanged(BreakdownRefused):
    """Somebody saved the task in the meantime; `current` is what stands there now."""

    def __init__(self, current: AnnualTask):
        self.current = current
        super().__init__(f"“{current}”刚刚被别人修改过，请核对后再保存。")


@transaction.atomic
def add_tasks_from_set(plan: Plan, by) -> list[AnnualTask]:
    """One task for each indicator of the set that has none yet; sub-indicators become its targets."""
    plan = lock_plan(plan, by)
    present = set(plan.tasks.exclude(indicator=None).values_list("indicator_id", flat=True))
    numbers = set(plan.tasks.values_list("number", flat=True))
    wanted = [
        indicator for indicator in plan.indicator_set.indicators.top_level().with_parts()
        if indicator.pk not in present
    ]
    clashing = [indicator.number for indicator in wanted if indicator.number in numbers]
    if clashing:
        raise BreakdownRefused(f"序号{'、'.join(clashing)}已被计划中的其他任务使用，请先改号。")
    tasks = AnnualTask.objects.bulk_create([_task_of(plan, indicator) for indicator in wanted])
    TaskTarget.objects.bulk_create(
        chain.from_iterable(targets_of(task, indicator) for task, indicator in zip(tasks, wanted, strict=True))
    )
    if tasks:
        audit.record("breakdown.add_from_set", plan, by=by, tasks=len(tasks), indicator_set=str(plan.indicator_set))
    return tasks


@transaction.atomic
def add_task(plan: Plan, by, *, number: str, title: str, targets: Sequence[dict] = (),
             indicator: Indicator | None = None, **fields) -> AnnualTask:
    """A task at the end of the plan, with or without an indicator; due on the plan's closing date by default."""
    plan = lock_plan(plan, by)
    task = create_task(plan, number=number, title=title, targets=targets, indicator=indicator, **fields)
    audit.record("breakdown.add_task", task, by=by)
    return task


@transaction.atomic
def change_task(task: AnnualTask, by, version: int, *, targets: Sequence[dict] | None = None, **fields) -> AnnualTask:
    """New content of a task, if it is still the `version` the person looked at.

    `targets`: all targets in order, dicts with keys of TARGET_FIELDS and, for those that stay, `id`. Targets without
    any id take over the present ones in order.
    """
    plan = lock_plan(task.plan, by)
    task = _lock_version(task, version)
    before = {name: getattr(task, name) for name in fields}
    changed = {name: value for name, value in fields.items() if value != before[name]}
    if not write_task(plan, task, changed, targets):
        return task
    audit.record("breakdown.change_task", task, by=by, before={name: before[name] for name in changed},
                 after=changed, targets=targets)
    return task


@transaction.atomic
def remove_task(task: AnnualTask, by) -> None:
    """Only while no unit took part in it."""
    lock_plan(task.plan, by)
    if task.participations.exists():
        raise BreakdownRefused(f"“{task}”已下达给单位，不能删除。")
    audit.record("breakdown.remove_task", task, by=by)
    try:
        task.delete()
    except ProtectedError as error:
        raise BreakdownRefused(f"有单位的不适用项目分值并入了“{task}”，不能删除。") from error


@transaction.atomic
def assign(task: AnnualTask, by, lead: Sequence[Unit | UnitGroup] = (), support: Sequence[Unit | UnitGroup] = (),
           version: int | None = None) -> AnnualTask:
    """These units and groups lead and support the task from now on, in this order; units hear of it on publication."""
    plan = lock_plan(task.plan, by)
    task = _lock_version(task, version)
    before = assigned_names(task)
    if not replace_assignments(plan, task, lead, support):
        return task
    task.version += 1
    task.save(update_fields=["version"])
    audit.record("breakdown.assign", task, by=by, before=before, after=assigned_names(task))
    return task


# --- parts the import uses too; the caller holds the plan and writes the trail ---------------------------------------

def create_task(plan: Plan, *, number: str, title: str, targets: Sequence[dict] = (),
                indicator: Indicator | None = None, **fields) -> AnnualTask:
    last = plan.tasks.order_by("-position").values_list("position", flat=True).first()
    fields.setdefault("due", plan.self_check_to)
    if indicator:
        fields.setdefault("domain", indicator.domain)
        fields.setdefault("full_marks", indicator.full_marks)
    task = AnnualTask(plan=plan, indicator=indicator, number=number.strip(), title=title.strip(),
                      position=(last or 0) + 1, **fields)
    _check_number_is_free(plan, task)
    check_task(plan, task)
    task.save()
    if targets:
        _write_targets(task, targets)
    elif indicator:
        TaskTarget.objects.bulk_create(targets_of(task, indicator))
    return task


def write_task(plan: Plan, task: AnnualTask, changed: dict, targets: Sequence[dict] | None) -> bool:
    """Write what is different; says whether anything was."""
    for name, value in changed.items():
        setattr(task, name, value)
    _check_number_is_free(plan, task)
    check_task(plan, task)
    targets_changed = targets is not None and _write_targets(task, targets)
    if not changed and not targets_changed:
        return False
    task.version += 1
    task.save(update_fields=[*changed, "version"])
    if "due" in changed:
        TaskUnit.objects.filter(task=task).update(due=task.due)
    if targets_changed and plan.status == PlanStatus.PUBLISHED:
        add_missing_values([task.pk])
    return True


def replace_assignments(plan: Plan, task: AnnualTask, lead: Sequence, support: Sequence) -> bool:
    """Write the wanted cells; says whether anything changed."""
    wanted = _wanted_cells(plan, lead, support)
    present = [(row.role, row.unit_id, row.group_id) for row in task.assignments.order_by("position", "id")]
    if present == [(role, unit and unit.pk, group and group.pk) for role, unit, group in wanted]:
        return False
    task.assignments.all().delete()
    Assignment.objects.bulk_create([
        Assignment(task=task, role=role, unit=unit, group=group, position=position)
        for position, (role, unit, group) in enumerate(wanted, 1)
    ])
    return True


def units_of(plan: Plan):
    """Units that may be named in the breakdown, in official order."""
    return Unit.objects.filter(access.units_assignable(plan)).in_force(clock.today()).order_by("position", "id")


def groups_of(plan: Plan):
    return UnitGroup.objects.filter(district=plan.district_id or plan.city_id).order_by("id")


def assigned_names(task: AnnualTask) -> dict[str, list[str]]:
    rows = list(task.assignments.select_related("unit", "group").order_by("position", "id"))
    return {role.label: [str(row) for row in rows if row.role == role] for role in TaskRole}


def targets_of(task: AnnualTask, indicator: Indicator) -> list[TaskTarget]:
    """The year's targets as the set has them: of the parts, else of the indicator itself."""
    parts = list(indicator.parts.all())
    return [
        TaskTarget(task=task, indicator=part, name=part.name if parts else "", value_type=part.value_type,
                   unit_of_measure=part.unit_of_measure, comparator=part.comparator, target=part.threshold,
                   upper=part.threshold_upper, text=part.threshold_text, position=position)
        for position, part in enumerate(parts or [indicator], 1)
    ]


def _task_of(plan: Plan, indicator: Indicator) -> AnnualTask:
    return AnnualTask(plan=plan, indicator=indicator, domain=indicator.domain, number=indicator.number,
                      title=indicator.name, full_marks=indicator.full_marks, due=plan.self_check_to,
                      position=indicator.position)


def _lock_version(task: AnnualTask, version: int | None) -> AnnualTask:
    """The plan's lock keeps others out already; this reads the row afresh."""
    task = AnnualTask.objects.select_related("plan", "domain").get(pk=task.pk)
    if version is not None and task.version != version:
        raise TaskChanged(task)
    return task


def _check_number_is_free(plan: Plan, task: AnnualTask) -> None:
    if plan.tasks.filter(number=task.number).exclude(pk=task.pk).exists():
        raise BreakdownRefused(f"序号“{task.number}”已经用过，请换一个。")


def check_task(plan: Plan, task: AnnualTask) -> None:
    """What holds for its own fields, whatever other tasks there are."""
    if not task.number or not task.title:
        raise BreakdownRefused("请填写任务的序号和名称。")
    if not plan.work_from <= task.due <= plan.report_due:
        raise BreakdownRefused(
            f"填报截止应在{plan.work_from:%Y-%m-%d}（实施开始）至{plan.report_due:%Y-%m-%d}（上报市环委办）之间。"
        )
    if task.domain_id and task.domain.indicator_set_id != plan.indicator_set_id:
        raise BreakdownRefused("所选领域不属于本计划的指标体系。")
    try:
        task.clean_fields(exclude=["plan", "indicator", "domain"])
    except ValidationError as error:
        raise BreakdownRefused("；".join(error.messages)) from error


def _write_targets(task: AnnualTask, wanted: Sequence[dict]) -> bool:
    """Make the task's targets these; a target that a unit has reported on is never removed."""
    present = {target.pk: target for target in task.targets.order_by("position", "id")}
    by_order = list(present.values()) if not any(row.get("id") for row in wanted) else []
    named = [row["id"] for row in wanted if row.get("id") in present]
    is_reordered = named != [pk for pk in present if pk in named]
    kept, changed = set(), False
    for position, row in enumerate(wanted, 1):
        target = present.get(row.get("id")) or (by_order[position - 1] if position <= len(by_order) else None)
        target = target or TaskTarget(task=task)
        values = {name: row[name] for name in TARGET_FIELDS if name in row}
        if target.pk is None or is_reordered:
            values["position"] = position
        if target.pk is None or any(_differs(getattr(target, name), value) for name, value in values.items()):
            if values.get("certifier_id") not in (None, target.certifier_id):
                _refuse_strange_certifier(task.plan, values["certifier_id"])
            _save_target(target, values)
            changed = True
        kept.add(target.pk)
    dropped = [target for pk, target in present.items() if pk not in kept]
    if dropped:
        _refuse_reported(dropped)
        TaskTarget.objects.filter(pk__in=[target.pk for target in dropped]).delete()
    return changed or bool(dropped)


def _save_target(target: TaskTarget, values: dict) -> None:
    for name, value in values.items():
        setattr(target, name, value)
    check_target(target)
    target.save()


def check_target(target: TaskTarget) -> None:
    label = target.name or "目标"
    if target.comparator in NEEDS_TARGET and target.target is None:
        raise BreakdownRefused(f"“{label}”：选了“{target.get_comparator_display()}”，请填写年度目标的数值。")
    if target.upper is not None and (target.target is None or target.upper < target.target):
        raise BreakdownRefused(f"“{label}”：目标上限应不小于年度目标。")
    if not target.text and target.target is None:
        raise BreakdownRefused(f"“{label}”：请填写年度目标的数值或表述。")
    try:
        target.clean_fields(exclude=["task", "indicator"])
    except ValidationError as error:
        raise BreakdownRefused(f"“{label}”：{'；'.join(error.messages)}") from error


def _refuse_strange_certifier(plan: Plan, unit_id: int) -> None:
    if not units_of(plan).filter(pk=unit_id).exists():
        raise BreakdownRefused("认定部门应是本计划可以分解的单位，请重新选择。")


def _refuse_reported(targets: Iterable[TaskTarget]) -> None:
    reported = LedgerValue.objects.filter(target__in=targets).filter(~Q(actual=None) | ~Q(text=""))
    names = list(dict.fromkeys(reported.order_by("target_id").values_list("target__name", flat=True)))
    if names:
        raise BreakdownRefused(f"已有单位填报了“{'、'.join(name or '本目标' for name in names)}”，不能删除这个目标。")


def _differs(present, wanted) -> bool:
    if isinstance(present, Decimal) and isinstance(wanted, Decimal | int):
        return present != Decimal(wanted)
    return present != wanted


def _wanted_cells(plan: Plan, lead: Sequence, support: Sequence) -> list[tuple]:
    cells = cells_of(lead, support)
    refuse_strangers(plan, [unit or group for _, unit, group in cells])
    return cells


def cells_of(lead: Sequence, support: Sequence) -> list[tuple]:
    """(role, unit, group), one of both None, in order; each on one side only."""
    leads, supports = list(dict.fromkeys(lead)), list(dict.fromkeys(support))
    both = [each for each in leads if each in supports]
    if both:
        raise BreakdownRefused(f"{'、'.join(map(str, both))}不能既牵头又配合，请只保留一处。")
    return [
        (role, each if isinstance(each, Unit) else None, each if isinstance(each, UnitGroup) else None)
        for role, cells in ((TaskRole.LEAD, leads), (TaskRole.SUPPORT, supports)) for each in cells
    ]


def refuse_strangers(plan: Plan, cells: Sequence) -> None:
    units = [each for each in cells if isinstance(each, Unit)]
    groups = [each for each in cells if isinstance(each, UnitGroup)]
    own_units = set(units_of(plan).filter(pk__in=[unit.pk for unit in units]).values_list("pk", flat=True))
    own_groups = set(groups_of(plan).filter(pk__in=[group.pk for group in groups]).values_list("pk", flat=True))
    strangers = [unit for unit in units if unit.pk not in own_units]
    strangers += [group for group in groups if group.pk not in own_groups]
    if strangers:
        raise BreakdownRefused(f"{'、'.join(map(str, strangers))}不在本计划可以分解的单位之内，或已经停用。")


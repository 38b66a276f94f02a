"""Many new tasks of a plan at once, by the checks of `breakdown`, in few queries however many they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from departments.models import Unit, UnitGroup
from indicators.models import Indicator

from ..models import AnnualTask, Assignment, Plan, TaskTarget
from .breakdown import BreakdownRefused, cells_of, check_target, check_task, refuse_strangers, targets_of

_BATCH = 500


@dataclass(frozen=True)
class NewTask:
    """`fields`: columns of AnnualTask; `targets`: columns of TaskTarget, none for those of the indicator.

    `indicator` comes with its parts and domain read already.
    """

    fields: Mapping
    indicator: Indicator | None = None
    targets: Sequence[Mapping] = ()
    lead: Sequence[Unit | UnitGroup] = field(default=())
    support: Sequence[Unit | UnitGroup] = field(default=())


def create_tasks(plan: Plan, wanted: Sequence[NewTask]) -> list[AnnualTask]:
    """The tasks in order at the end of the plan; the caller holds the plan and writes the trail."""
    last = plan.tasks.order_by("-position").values_list("position", flat=True).first() or 0
    tasks = [
        AnnualTask(plan=plan, indicator=new.indicator, position=position, **new.fields)
        for position, new in enumerate(wanted, last + 1)
    ]
    _refuse_used_numbers(plan, tasks)
    refuse_strangers(plan, list(chain.from_iterable((*new.lead, *new.support) for new in wanted)))
    rows = [_checked(plan, task, new) for task, new in zip(tasks, wanted, strict=True)]
    AnnualTask.objects.bulk_create(tasks, batch_size=_BATCH)
    TaskTarget.objects.bulk_create(chain.from_iterable(targets for targets, _ in rows), batch_size=_BATCH)
    Assignment.objects.bulk_create(chain.from_iterable(cells for _, cells in rows), batch_size=_BATCH)
    return tasks


def _checked(plan: Plan, task: AnnualTask, new: NewTask) -> tuple[list[TaskTarget], list[Assignment]]:
    try:
        check_task(plan, task)
        targets = [TaskTarget(task=task, position=place, **values) for place, values in enumerate(new.targets, 1)]
        for target in targets:
            check_target(target)
        cells = cells_of(new.lead, new.support)
    except BreakdownRefused as error:
        raise BreakdownRefused(f"第{task.number}项“{task.title}”：{error}") from error
    if not targets and new.indicator:
        targets = targets_of(task, new.indicator)
    return targets, [
        Assignment(task=task, role=role, unit=unit, group=group, position=place)
        for place, (role, unit, group) in enumerate(cells, 1)
    ]


def _refuse_used_numbers(plan: Plan, tasks: Sequence[AnnualTask]) -> None:
    used = set(plan.tasks.values_list("number", flat=True))
    for task in tasks:
        if task.number in used:
            raise BreakdownRefused(f"序号“{task.number}”已经用过，请换一个。")
        used.add(task.number)

"""Publication: assignments, with groups expanded, become participations; in one step and safe to repeat."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Prefetch

from departments.models import Unit
from departments.services import audit
from eco_demo.lib import clock

from ..choices import PlanStatus, TaskRole
from ..expansion import expand, members_of
from ..models import AnnualTask, Assignment, Plan, TaskUnit
from . import participation
from .plan import PlanRefused, lock_plan

NEW, SAME, CHANGED, REMOVED, KEPT = "new", "same", "changed", "removed", "kept"


class PublicationRefused(PlanRefused):
    """Something in the breakdown stands in the way; `preview` shows what."""

    def __init__(self, found: "Preview"):
        self.preview = found
        super().__init__("还不能发布：" + "；".join(found.all_problems[:5]) + "。")


@dataclass(frozen=True)
class Part:
    """One unit's part in a task as it will be after publication.

    `state`: new, same, changed (role or group), removed (withdrawn and empty), kept (withdrawn but has content).
    """

    unit: Unit
    role: str
    via_group: str
    state: str
    present: TaskUnit | None = None

    @property
    def is_news(self) -> bool:
        return self.state != SAME


@dataclass
class TaskPreview:
    task: AnnualTask
    parts: list[Part] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def leads(self) -> list[Part]:
        return [part for part in self.parts if part.role == TaskRole.LEAD]

    @property
    def supports(self) -> list[Part]:
        return [part for part in self.parts if part.role == TaskRole.SUPPORT]

    @property
    def news(self) -> list[Part]:
        return [part for part in self.parts if part.is_news]


@dataclass
class Preview:
    """What publishing now would do. `warnings` do not stand in the way, `problems` do."""

    plan: Plan
    tasks: list[TaskPreview]
    problems: list[str] = field(default_factory=list)

    def parts(self, state: str) -> list[Part]:
        return [part for task in self.tasks for part in task.parts if part.state == state]

    @property
    def counts(self) -> dict[str, int]:
        counts = dict.fromkeys((NEW, SAME, CHANGED, REMOVED, KEPT), 0)
        for task in self.tasks:
            for part in task.parts:
                counts[part.state] += 1
        return counts

    @property
    def unit_count(self) -> int:
        return len({part.unit.pk for task in self.tasks for part in task.parts if part.state != REMOVED})

    @property
    def all_problems(self) -> list[str]:
        return self.problems + [problem for task in self.tasks for problem in task.problems]

    @property
    def warnings(self) -> list[str]:
        return [
            f"第{each.task.number}项：{part.unit}已从分工中去掉，但已有填报内容，仍保留"
            for each in self.tasks for part in each.parts if part.state == KEPT
        ]

    @property
    def is_publishable(self) -> bool:
        return not self.all_problems

    @property
    def has_news(self) -> bool:
        return self.plan.status == PlanStatus.DRAFT or any(task.news for task in self.tasks if task.news)


def preview(plan: Plan) -> Preview:
    """What publication would do now, task by task; reads only, in a fixed number of queries."""
    tasks = list(
        AnnualTask.objects.filter(plan=plan).order_by("position", "id").select_related("domain__parent")
        .prefetch_related(Prefetch("assignments", Assignment.objects.select_related("unit", "group")), "targets")
    )
    members = members_of(tasks)
    present = _present(plan)
    found = Preview(plan, [_preview_task(task, members, present.get(task.pk, [])) for task in tasks])
    if not tasks:
        found.problems.append("计划中还没有任务")
    return found


@transaction.atomic
def publish(plan: Plan, by) -> Preview:
    """Make the participations what the breakdown says, and open the plan to the units.

    Adds what is missing, changes roles, withdraws empty participations; one with content stays and is reported.
    """
    plan = lock_plan(plan, by)
    done = preview(plan)
    if not done.is_publishable:
        raise PublicationRefused(done)
    _write(done)
    first_time = plan.status == PlanStatus.DRAFT
    if first_time:
        plan.status, plan.published_at = PlanStatus.PUBLISHED, clock.now()
        plan.version += 1
        plan.save(update_fields=["status", "published_at", "version"])
    if first_time or any(count for state, count in done.counts.items() if state not in (SAME, KEPT)):
        audit.record("plan.publish", plan, by=by, tasks=len(done.tasks), units=done.unit_count, counts=done.counts)
    return done


def _preview_task(task: AnnualTask, members: dict[int, list[Unit]], present: list[TaskUnit]) -> TaskPreview:
    wanted = expand(task.assignments.all(), members)
    by_unit = {row.unit_id: row for row in present}
    parts = [
        Part(unit, role, group, _state(by_unit.get(unit.pk), role, group), by_unit.get(unit.pk))
        for unit, role, group in wanted.values()
    ]
    parts += [
        Part(row.unit, row.role, row.via_group, KEPT if row.has_content else REMOVED, row)
        for row in present if row.unit_id not in wanted
    ]
    parts.sort(key=lambda part: (part.role != TaskRole.LEAD, part.via_group != "", part.unit.position, part.unit.pk))
    return TaskPreview(task, parts, _problems(task, wanted, members))


def _state(row: TaskUnit | None, role: str, via_group: str) -> str:
    if row is None:
        return NEW
    return SAME if (row.role, row.via_group) == (role, via_group) else CHANGED


def _problems(task: AnnualTask, wanted: dict, members: dict[int, list[Unit]]) -> list[str]:
    found = []
    if not any(role == TaskRole.LEAD for _, role, _ in wanted.values()):
        found.append(f"第{task.number}项“{task.title}”没有牵头单位")
    found += [
        f"第{task.number}项：单位组“{cell.group}”没有成员" for cell in task.assignments.all()
        if cell.group_id and not members.get(cell.group_id)
    ]
    closed = [unit.name for unit, _, _ in wanted.values() if _is_closed(unit)]
    if closed:
        found.append(f"第{task.number}项：{'、'.join(closed)}已经停用")
    if not task.targets.all():
        found.append(f"第{task.number}项“{task.title}”没有年度目标")
    return found


def _is_closed(unit: Unit) -> bool:
    return unit.valid_to is not None and unit.valid_to < clock.today()


def _present(plan: Plan) -> dict[int, list[TaskUnit]]:
    rows = participation.with_content(TaskUnit.objects.filter(task__plan=plan).select_related("unit"))
    present: dict[int, list[TaskUnit]] = {}
    for row in rows.order_by("id"):
        present.setdefault(row.task_id, []).append(row)
    return present


def _write(done: Preview) -> None:
    task_ids = [each.task.pk for each in done.tasks]
    participation.save_new([
        participation.new_participation(each.task, part.unit, part.role, year=done.plan.year, via_group=part.via_group)
        for each in done.tasks for part in each.parts if part.state == NEW
    ])
    changed = done.parts(CHANGED)
    for part in changed:
        part.present.role, part.present.via_group = part.role, part.via_group
    TaskUnit.objects.bulk_update([part.present for part in changed], ["role", "via_group"], batch_size=500)
    participation.remove_empty(part.present for part in done.parts(REMOVED))
    participation.add_missing_ledgers(task_ids)
    participation.add_missing_values(task_ids)

"""The three annexes of a plan: tasks by unit, indicators to be assessed, who answers for each. Read only."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from departments.choices import Level
from departments.models import Unit

from ..choices import TaskRole
from ..expansion import expand, members_of
from ..models import AnnualTask, Assignment, Plan
from ..reported import requirement_text

TITLES = ("重点工作任务分解表", "指标体系考核指标分解表", "指标体系达标责任分解表")
_NOTICE = re.compile(r".*(?:印发|下达)[《“](?P<inner>.+)[》”]的?通知")
_KIND = re.compile(r"(?:工作)?(?:计划|方案|要点|任务清单|安排意见)$|(?:实施|推进)方案$")


@dataclass(frozen=True)
class Duty:
    """One unit's part in one task."""

    task_number: str
    title: str
    role: str
    requirement: str
    deadline: str
    leader: str


@dataclass(frozen=True)
class UnitDuties:
    """What a unit leads comes first, each in the order of the plan."""

    name: str
    duties: tuple[Duty, ...]

    @property
    def leads(self) -> int:
        return sum(duty.role == TaskRole.LEAD.label for duty in self.duties)

    @property
    def supports(self) -> int:
        return len(self.duties) - self.leads


@dataclass(frozen=True)
class TargetLine:
    threshold: str
    baseline: Decimal | None
    unit: str
    text: str
    certifier: str


@dataclass(frozen=True)
class IndicatorLine:
    number: str
    domain: str
    group: str
    title: str
    attribute: str
    full_marks: Decimal
    targets: tuple[TargetLine, ...]
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    leader: str
    deadline: str


@dataclass(frozen=True)
class Annexes:
    """`titles` in the order of the annexes; `dated` is the plan's day of issue, or the day this was made."""

    plan_title: str
    titles: tuple[str, str, str]
    office: str
    dated: date
    work_to: date
    units: tuple[UnitDuties, ...]
    indicators: tuple[IndicatorLine, ...]

    @property
    def leads(self) -> int:
        return sum(unit.leads for unit in self.units)

    @property
    def supports(self) -> int:
        return sum(unit.supports for unit in self.units)

    @property
    def total_marks(self) -> Decimal:
        return sum((line.full_marks for line in self.indicators), Decimal(0))


def collect(plan: Plan, today: date) -> Annexes:
    """In a fixed number of queries; groups expanded as publication does, departments before townships."""
    tasks = list(
        AnnualTask.objects.filter(plan=plan).order_by("position", "id")
        .select_related("domain__parent", "indicator")
        .prefetch_related(
            "targets__indicator", "targets__certifier",
            Prefetch("assignments", Assignment.objects.select_related("unit", "group")),
        )
    )
    stem = _stem(plan.title)
    return Annexes(
        plan.title, tuple(f"{stem}{title}" for title in TITLES), plan.office.name, plan.issued_on or today,
        plan.work_to, _units(tasks, plan), tuple(_indicator_line(task, plan) for task in tasks if task.indicator_id),
    )


def _stem(title: str) -> str:
    """枣阳市2021年度工作计划 → 枣阳市2021年度; a notice gives the name of what it hands out."""
    notice = _NOTICE.fullmatch(title.strip())
    return _KIND.sub("", notice["inner"] if notice else title.strip())


def _units(tasks: Sequence[AnnualTask], plan: Plan) -> tuple[UnitDuties, ...]:
    members = members_of(tasks)
    by_unit: dict[int, list[tuple[str, Duty]]] = {}
    units: dict[int, Unit] = {}
    for task in tasks:
        for unit, role, _ in expand(task.assignments.all(), members).values():
            units[unit.pk] = unit
            by_unit.setdefault(unit.pk, []).append((role, _duty(task, role, plan)))
    ordered = sorted(units.values(), key=lambda unit: (unit.level != Level.DEPARTMENT, unit.position, unit.pk))
    return tuple(
        UnitDuties(unit.name, tuple(duty for wanted in TaskRole for role, duty in by_unit[unit.pk] if role == wanted))
        for unit in ordered
    )


def _duty(task: AnnualTask, role: str, plan: Plan) -> Duty:
    words = [_target_words(target) for target in task.targets.all()]
    if not task.indicator_id and task.requirement.strip():
        words.append(task.requirement.strip())
    return Duty(task.number, task.title, TaskRole(role).label, "；".join(dict.fromkeys(words)),
                _deadline(task, plan), task.leader)


def _indicator_line(task: AnnualTask, plan: Plan) -> IndicatorLine:
    domain, cells = task.domain, list(task.assignments.all())
    return IndicatorLine(
        number=task.number,
        domain=(domain.parent or domain).name if domain else "",
        group=domain.name if domain and domain.parent else "",
        title=task.title,
        attribute=task.indicator.get_attribute_display(),
        full_marks=task.full_marks,
        targets=tuple(
            TargetLine(target.indicator.threshold_text if target.indicator else "", target.baseline,
                       target.unit_of_measure, _target_words(target),
                       target.certifier.label if target.certifier else "")
            for target in task.targets.all()
        ),
        leads=_names(cells, TaskRole.LEAD), supports=_names(cells, TaskRole.SUPPORT),
        leader=task.leader, deadline=_deadline(task, plan),
    )


def _names(cells: Iterable[Assignment], role: str) -> tuple[str, ...]:
    return tuple(str(cell) for cell in cells if cell.role == role)


def _target_words(target) -> str:
    words = requirement_text(target)
    return f"{target.name} {words}" if target.name and target.name not in words else words


def _deadline(task: AnnualTask, plan: Plan) -> str:
    """As the plan writes it, else the end of the year's work."""
    return task.deadline_text or f"{plan.work_to:%Y-%m-%d}"

"""The breakdown table (任务分解表) with the office's own columns; an import of it changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch

from eco_demo.lib.numbers import format_number
from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter

from ..choices import TaskRole
from ..models import AnnualTask, Assignment, Plan
from ..reported import requirement_text

COLUMNS = (
    Column("序号", 6, align="center"),
    Column("领域", 10, align="center"),
    Column("任务", 12, align="center"),
    Column("指标名称", 26),
    Column("分项", 20),
    Column("单位", 11, align="center"),
    Column("指标值", 16),
    Column("现状值", 10, align="right"),
    Column("年度目标", 18),
    Column("指标属性", 9, align="center"),
    Column("分值", 7, "0.##", "right"),
    Column("牵头单位", 18),
    Column("配合单位", 34),
    Column("牵头领导", 12, align="center"),
    Column("完成时限", 14, align="center"),
    Column("填报截止", 12, align="center"),
    Column("认定部门", 16),
    Column("工作要求", 48),
)
_DOMAIN, _GROUP = 1, 2
_TARGET_COLUMNS = (*range(4, 9), 16)


@dataclass(frozen=True)
class TargetLine:
    name: str
    unit: str
    threshold: str
    baseline: Decimal | None
    target: str
    certifier: str = ""


@dataclass(frozen=True)
class TaskLine:
    number: str
    domain: str
    group: str
    title: str
    attribute: str
    full_marks: Decimal
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    leader: str
    deadline_text: str
    due: date
    requirement: str
    targets: tuple[TargetLine, ...]


@dataclass(frozen=True)
class BreakdownTable:
    title: str
    office: str
    year: int
    lines: tuple[TaskLine, ...]

    @property
    def total_marks(self) -> Decimal:
        return sum((line.full_marks for line in self.lines), Decimal(0))


def collect(plan: Plan) -> BreakdownTable:
    """The plan's breakdown as it stands, in a fixed number of queries."""
    tasks = (
        AnnualTask.objects.filter(plan=plan).order_by("position", "id")
        .select_related("domain__parent", "indicator")
        .prefetch_related(
            "targets__indicator", "targets__certifier",
            Prefetch("assignments", Assignment.objects.select_related("unit", "group")),
        )
    )
    return BreakdownTable(plan.title, plan.office.name, plan.year, tuple(_line(task) for task in tasks))


def render_workbook(table: BreakdownTable, made_at: datetime) -> bytes:
    writer = WorkbookWriter(made_at=made_at, title=f"{table.title}任务分解表", author=table.office)
    totals = [None] * len(COLUMNS)
    totals[0], totals[10] = "合计", table.total_marks
    writer.add_sheet(
        "任务分解表", COLUMNS, _rows(table), title=f"{table.title}任务分解表", totals=totals, merged=_merged(table)
    )
    return writer.to_bytes()


def _line(task: AnnualTask) -> TaskLine:
    domain = task.domain
    cells = list(task.assignments.all())
    return TaskLine(
        number=task.number,
        domain=(domain.parent or domain).name if domain else "",
        group=domain.name if domain and domain.parent else "",
        title=task.title,
        attribute=task.indicator.get_attribute_display() if task.indicator else "",
        full_marks=task.full_marks,
        leads=tuple(str(cell) for cell in cells if cell.role == TaskRole.LEAD),
        supports=tuple(str(cell) for cell in cells if cell.role == TaskRole.SUPPORT),
        leader=task.leader,
        deadline_text=task.deadline_text,
        due=task.due,
        requirement=task.requirement,
        targets=tuple(
            TargetLine(target.name, target.unit_of_measure,
                       target.indicator.threshold_text if target.indicator else "", target.baseline,
                       requirement_text(target), str(target.certifier or ""))
            for target in task.targets.all()
        ),
    )


def _rows(table: BreakdownTable) -> Iterator[list]:
    """One row for each target; what belongs to the whole task stands in its first row, under merged cells."""
    for line in table.lines:
        for n, target in enumerate(line.targets or (TargetLine("", "", "", None, ""),)):
            baseline = None if target.baseline is None else format_number(target.baseline)
            own = [target.name or None, target.unit or None, target.threshold or None, baseline, target.target]
            if n:
                yield [None] * 4 + own + [None] * 7 + [target.certifier or None, None]
                continue
            yield [
                line.number, line.domain, line.group, line.title, *own, line.attribute, line.full_marks,
                "、".join(line.leads), "、".join(line.supports), line.leader, line.deadline_text, line.due,
                target.certifier or None, line.requirement,
            ]


def _merged(table: BreakdownTable) -> Iterator[tuple[int, int, int]]:
    first = 0
    for line in table.lines:
        last = first + max(len(line.targets), 1) - 1
        if last > first:
            whole = (n for n in range(len(COLUMNS)) if n not in _TARGET_COLUMNS and n not in (_DOMAIN, _GROUP))
            yield from ((column, first, last) for column in whole)
        first = last + 1
    for column, key in ((_DOMAIN, lambda line: line.domain), (_GROUP, lambda line: (line.domain, line.group))):
        first = 0
        for _, lines in groupby(table.lines, key):
            last = first + sum(max(len(line.targets), 1) for line in lines) - 1
            if last > first:
                yield column, first, last
            first = last + 1

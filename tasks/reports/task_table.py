"""Rows of the task list and of its workbook: read only, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from departments.models import Unit
from eco_demo.lib import clock
from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter
from indicators.models import Domain

from .. import access
from ..choices import LedgerStatus
from ..lamps import Lamp, lamp_of, step_of
from ..models import TaskUnit
from ..reported import requirement_text

EXPORT_ROWS = 5000
COLUMNS = (
    Column("序号", 8, align="center"), Column("任务名称", 36), Column("领域", 14), Column("单位", 22),
    Column("角色", 8), Column("年度目标", 24), Column("分值", 8, "0.00", "right"), Column("自评分", 8, "0.00", "right"),
    Column("佐证", 8, "0", "right"), Column("状态", 16), Column("填报截止", 12),
)


@dataclass(frozen=True)
class TaskRow:
    part: TaskUnit
    targets: str
    files: int
    # Only the unit itself reads a score that has not been handed in.
    self_score: Decimal | None
    lamp: Lamp
    step: str
    is_urgent: bool


def parts_of(user, year: int):
    """The unit's tasks of a year, or those of the units one oversees."""
    return TaskUnit.objects.visible_to(user).for_year(year)


def with_row_facts(parts):
    """Everything a row shows; the count is the working copy's for the unit, which equals what was handed in."""
    return (
        parts.select_related("task__plan", "task__domain__parent", "unit", "ledger")
        .prefetch_related("task__targets").annotate(files=Count("ledger__evidence_uses"))
    )


def rows_of(parts: Iterable[TaskUnit], user, on: date) -> list[TaskRow]:
    return [_row(part, user, on) for part in parts]


def domains_of(plans) -> list[Domain]:
    """The domains of the plans' indicator sets, in their order."""
    domains = Domain.objects.filter(indicator_set__in=plans.values("indicator_set"), parent=None)
    return list(domains.order_by("position", "id"))


def units_in(parts) -> list[Unit]:
    """Units to choose from, in official order; none when there is only one."""
    units = list(Unit.objects.filter(pk__in=parts.order_by().values("unit")).order_by("position", "id"))
    return units if len(units) > 1 else []


def workbook(rows: Iterable[TaskRow], title: str) -> bytes:
    writer = WorkbookWriter(made_at=clock.now(), title=title)
    writer.add_sheet("任务与台账", COLUMNS, (_cells(row) for row in rows), title=title)
    return writer.to_bytes()


def _row(part: TaskUnit, user, on: date) -> TaskRow:
    is_own = access.can_fill(user, part)
    is_shown = is_own or part.ledger.status in (LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED)
    lamp = lamp_of(part, on)
    return TaskRow(
        part=part, files=part.files, lamp=lamp, is_urgent=is_own and lamp.kind == "bad",
        self_score=part.ledger.self_score if is_shown else None,
        targets="；".join(_target_line(target) for target in part.task.targets.all()),
        step=step_of(part, may_submit=access.can_submit(user, part)) if is_own else "查看",
    )


def _cells(row: TaskRow) -> tuple:
    part, task = row.part, row.part.task
    domain = task.domain and (task.domain.parent or task.domain)
    return (
        task.number, task.title, domain.name if domain else "", part.unit_name, part.get_role_display(), row.targets,
        task.full_marks, row.self_score, row.files, row.lamp.word, part.due,
    )


def _target_line(target) -> str:
    name = f"{target.name} " if target.name else ""
    return f"{name}{requirement_text(target)}"

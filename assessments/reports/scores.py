"""The year's scores as a workbook: totals by unit and domain, and every line with its deductions (审核评分表)."""

from dataclasses import dataclass
from datetime import datetime

from assessments import reading
from assessments.reading import HeatMap, LineRow
from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter
from tasks.models import Plan

_NUMBER = "0.00"


@dataclass(frozen=True)
class Scores:
    plan: Plan
    heat: HeatMap
    lines: list[LineRow]


def collect_scores(plan: Plan, user) -> Scores:
    """What this person oversees."""
    return Scores(plan, reading.heat_map(plan, reading.unit_totals(plan, user)), reading.line_tables(plan, user))


def render_scores(scores: Scores, *, made_at: datetime) -> bytes:
    title = f"{scores.plan.year}年度得分汇总"
    writer = WorkbookWriter(made_at=made_at, title=title)
    writer.add_sheet("得分汇总", _total_columns(scores.heat), map(_total_row, scores.heat.rows), title=title)
    writer.add_sheet("逐项得分", _LINE_COLUMNS, map(_line_row, scores.lines), title=f"{scores.plan.year}年度审核评分表")
    return writer.to_bytes()


def _total_columns(heat: HeatMap) -> list[Column]:
    domains = [
        Column(domain.name, 10, _NUMBER, "right", group=domain.parent.name if domain.parent else "")
        for domain in heat.columns
    ]
    return [
        Column("单位", 24), Column("类别", 12), *domains, Column("得分", 10, _NUMBER, "right"),
        Column("应得", 10, _NUMBER, "right"), Column("百分制", 10, _NUMBER, "right"), Column("名次", 8, align="right"),
        Column("已审", 10, align="right"),
    ]


def _total_row(pair) -> list:
    row, cells = pair
    domains = [cell.total.percent if cell.total and cell.total.scored else None for cell in cells]
    unit_class, scored = row.unit.get_unit_class_display(), f"{row.scored}/{row.lines}"
    return [row.unit.name, unit_class, *domains, row.earned, row.possible, row.percent, row.place, scored]


_LINE_COLUMNS = [
    Column("单位", 20), Column("序号", 8), Column("指标", 30), Column("角色", 8), Column("分值", 8, _NUMBER, "right"),
    Column("自评分", 9, _NUMBER, "right"), Column("审核分", 9, _NUMBER, "right"), Column("扣分原因", 48),
    Column("审核意见", 36), Column("审核人", 16),
]


def _line_row(row: LineRow) -> list:
    task = row.task_unit.task
    reasons = "；".join(f"扣{deduction.points}分：{deduction.reason}" for deduction in row.reasons)
    scored = row.review if row.is_scored else None
    return [
        row.task_unit.unit.name, task.number, task.title, row.task_unit.get_role_display(), row.full_marks,
        row.submission.self_score if row.submission else None, row.score, reasons,
        scored.comment if scored else "", str(scored.reviewer) if scored else "",
    ]

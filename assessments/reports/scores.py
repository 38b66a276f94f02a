"""The year's scores as a workbook: totals by unit and domain, and every line with its deductions (审核评分表)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assessments import reading
from assessments.choices import SpecialKind
from assessments.reading import HeatMap, LineRow
from assessments.totals import Method, rounded
from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter
from indicators.rules import Rounding, Step
from tasks.models import Plan

_NUMBER = "0.00"
_SIX_PLACES = Rounding(6)


@dataclass(frozen=True)
class Scores:
    plan: Plan
    method: Method
    heat: HeatMap
    lines: list[LineRow]


def collect_scores(plan: Plan, user) -> Scores:
    """What this person oversees."""
    scores = reading.scores_of(plan)
    return Scores(
        plan, scores.method, reading.heat_map(plan, scores.rows_for(user)), reading.line_tables(plan, user)
    )


def render_scores(scores: Scores, *, made_at: datetime) -> bytes:
    year = scores.plan.year
    writer = WorkbookWriter(made_at=made_at, title=f"{year}年度得分汇总")
    writer.add_sheet(
        "得分汇总", _total_columns(scores), (_total_row(pair, scores) for pair in scores.heat.rows),
        title=f"{year}年度得分汇总",
    )
    writer.add_sheet("逐项得分", _LINE_COLUMNS, map(_line_row, scores.lines), title=f"{year}年度审核评分表")
    writer.add_sheet("计算过程", _STEP_COLUMNS, _step_rows(scores.heat), title=f"{year}年度得分计算过程")
    if any(row.outcome.specials for row in scores.heat.units):
        writer.add_sheet("加分扣分与否决", _SPECIAL_COLUMNS, _special_rows(scores.heat),
                         title=f"{year}年度加分、扣分与一票否决")
    writer.add_sheet("评分办法", [Column("内容", 100)], ([text] for text in scores.method.sentences),
                     title=f"{year}年度评分办法")
    return writer.to_bytes()


def _total_columns(scores: Scores) -> list[Column]:
    domains = [
        Column(domain.name, 10, _NUMBER, "right", group=domain.parent.name if domain.parent else "")
        for domain in scores.heat.columns
    ]
    return [
        Column("单位", 24), Column("类别", 12), *domains, Column("实得", 10, _NUMBER, "right"),
        Column("应得", 10, _NUMBER, "right"), Column("小计（百分制）", 10, _NUMBER, "right"),
        Column("加分", 8, _NUMBER, "right"), Column("扣分", 8, _NUMBER, "right"),
        Column("总分", 10, _places(scores.method), "right"), Column("等次", 9, align="center"),
        Column("等次说明", 40), Column("名次", 8, align="right"), Column("已审", 10, align="right"),
    ]


def _places(method: Method) -> str:
    places = method.rounding.places
    return "0." + "0" * places if places else "0"


def _total_row(pair, scores: Scores) -> list:
    row, cells = pair
    outcome = row.outcome
    domains = [cell.total.percent if cell.total and cell.total.scored else None for cell in cells]
    subtotal = None if outcome.subtotal is None else rounded(outcome.subtotal)
    return [
        row.unit.name, row.unit.get_unit_class_display(), *domains, rounded(row.earned), rounded(row.possible),
        subtotal, outcome.bonus or None, -outcome.penalty or None, outcome.score, outcome.grade or _waiting(row),
        "；".join(outcome.changes), row.place, f"{row.scored}/{row.lines}",
    ]


def _waiting(row) -> str:
    return "" if row.total.is_complete else "待定"


_STEP_COLUMNS = [Column("单位", 24), Column("计算过程", 90), Column("数值", 12, align="right")]


def _step_rows(heat: HeatMap) -> Iterable[list]:
    return ([row.unit.name, *step] for row in heat.units for step in _written(row.outcome.explanation))


def _written(steps: Iterable[Step], depth: int = 0) -> Iterable[tuple]:
    """Each step above those it rests on, set in by its depth."""
    for step in steps:
        yield "　" * depth + step.text, _SIX_PLACES.apply(step.value)
        yield from _written(step.steps, depth + 1)


_SPECIAL_COLUMNS = [
    Column("单位", 24), Column("种类", 12), Column("事项", 36), Column("事由", 48), Column("计分", 9, _NUMBER, "right"),
    Column("等次", 10),
]


def _special_rows(heat: HeatMap) -> Iterable[list]:
    for row in heat.units:
        for special in row.outcome.specials:
            sign = -1 if special.kind == SpecialKind.PENALTY else 1
            yield [
                row.unit.name, SpecialKind(special.kind).label, special.name, special.reason,
                None if special.points is None else sign * special.counted, special.grade,
            ]


_LINE_COLUMNS = [
    Column("单位", 20), Column("序号", 8), Column("指标", 30), Column("角色", 8), Column("分值", 8, _NUMBER, "right"),
    Column("自评分", 9, _NUMBER, "right"), Column("审核分", 9, _NUMBER, "right"), Column("扣分说明", 48),
    Column("审核意见", 36), Column("审核人", 16),
]


def _line_row(row: LineRow) -> list:
    task = row.task_unit.task
    reasons = "；".join(f"扣{deduction.points}分：{deduction.reason}" for deduction in row.in_force)
    if row.absence:
        reasons = f"不适用：{row.absence.reason}（{row.absence.get_treatment_display()}）"
    scored = row.review if row.is_scored else None
    return [
        row.task_unit.unit.name, task.number, task.title, row.task_unit.get_role_display(), row.full_marks,
        row.submission.self_score if row.submission else None, row.score, reasons,
        scored.comment if scored else "", str(scored.reviewer) if scored else "",
    ]

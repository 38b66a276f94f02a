"""An indicator set as a workbook with the columns that offices file it with."""

from collections.abc import Iterator
from datetime import datetime

from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter

from ..models import Indicator, IndicatorSet
from ..outline import Outline, outline_of, threshold_text

COLUMNS = (
    Column("领域", 10, align="center"),
    Column("任务", 14, align="center"),
    Column("序号", 6, align="center"),
    Column("指标名称", 26),
    Column("分项", 22),
    Column("单位", 11, align="center"),
    Column("指标值", 20),
    Column("指标属性", 9, align="center"),
    Column("分值", 7, "0.##", "right"),
    Column("指标解释", 40),
    Column("数据来源", 22),
    Column("评分标准及依据", 40),
    Column("评分规则", 40),
    Column("应交佐证", 26),
    Column("待核", 14, align="center"),
)
_PART_COLUMNS = (4, 5, 6)


def collect(indicator_set: IndicatorSet) -> Outline:
    return outline_of(indicator_set)


def render_workbook(outline: Outline, made_at: datetime) -> bytes:
    owner = outline.indicator_set.owner
    writer = WorkbookWriter(made_at=made_at, title=str(outline.indicator_set), author=str(owner or ""))
    totals = [None] * len(COLUMNS)
    totals[0], totals[8] = "合计", outline.marks
    writer.add_sheet("指标体系", COLUMNS, _rows(outline), title=str(outline.indicator_set), totals=totals,
                     merged=_merged(outline))
    return writer.to_bytes()


def _rows(outline: Outline) -> Iterator[list]:
    for domain in outline.domains:
        for group in domain.groups:
            for indicator in group.indicators:
                yield from _indicator_rows(domain.domain.name, group.domain, indicator)


def _indicator_rows(domain: str, group, indicator: Indicator) -> Iterator[list]:
    """The parts each in a row of its own, under merged cells of the whole."""
    lines = [[part.name, part.unit_of_measure, threshold_text(part)] for part in indicator.parts.all()]
    lines = lines or [[None, indicator.unit_of_measure, threshold_text(indicator)]]
    rule = indicator.current_rule
    yield [
        domain, f"{group.label}{group.name}", indicator.number, indicator.name, *lines[0],
        indicator.get_attribute_display(), indicator.full_marks, indicator.explanation, indicator.data_source,
        indicator.scoring_standard, rule.sentence if rule else "", "\n".join(indicator.evidence),
        "、".join(indicator.to_check),
    ]
    for line in lines[1:]:
        yield [None] * 4 + line + [None] * 8


def _merged(outline: Outline) -> Iterator[tuple[int, int, int]]:
    row = 0
    for domain in outline.domains:
        domain_first = row
        for group in domain.groups:
            group_first = row
            for indicator in group.indicators:
                height = max(len(indicator.parts.all()), 1)
                columns = (n for n in range(2, len(COLUMNS)) if n not in _PART_COLUMNS)
                yield from ((column, row, row + height - 1) for column in columns if height > 1)
                row += height
            if row - group_first > 1:
                yield 1, group_first, row - 1
        if row - domain_first > 1:
            yield 0, domain_first, row - 1

"""The annexes as one workbook with three sheets, and as one PDF with three tables: the same words and figures."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from django.template.loader import render_to_string

from eco_demo.lib.numbers import format_number
from eco_demo.lib.pdf_apart import render_pdf_apart
from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter

from .annexes import TITLES, Annexes, IndicatorLine, TargetLine

Merged = Iterator[tuple[int, int, int]]
DUTY_COLUMNS = (
    Column("序号", 6, "0", "center"), Column("单位", 24), Column("承担角色", 10, align="center"), Column("任务", 34),
    Column("要求（年度目标）", 40), Column("完成时限", 14, align="center"), Column("牵头领导", 12, align="center"),
)
INDICATOR_COLUMNS = (
    Column("序号", 6, align="center"), Column("领域", 10, align="center"), Column("任务组", 16, align="center"),
    Column("指标", 32), Column("属性", 8, align="center"), Column("指标值", 18),
    Column("现状值", 11, "0.####", "right"), Column("年度目标", 24), Column("分值", 8, "0.##", "right"),
    Column("认定部门", 14),
)
RESPONSIBILITY_COLUMNS = (
    Column("序号", 6, align="center"), Column("指标", 30), Column("年度目标", 26), Column("牵头单位", 24),
    Column("配合单位", 44), Column("牵头领导", 12, align="center"), Column("完成时限", 14, align="center"),
)
_OF_TARGET = (5, 6, 7, 9)  # columns of the second annex that each target has for itself
_NO_TARGET = TargetLine("", None, "", "", "")


def render_workbook(annexes: Annexes, made_at: datetime) -> bytes:
    writer = WorkbookWriter(made_at=made_at, title=f"{annexes.plan_title}附表", author=annexes.office)
    sheets = (
        (DUTY_COLUMNS, _duty_rows(annexes), duty_totals(annexes), _merged_units(annexes)),
        (INDICATOR_COLUMNS, _indicator_rows(annexes.indicators), indicator_totals(annexes),
         _merged_indicators(annexes.indicators)),
        (RESPONSIBILITY_COLUMNS, _responsibility_rows(annexes.indicators), _count_totals(annexes), ()),
    )
    for number, (columns, rows, totals, merged) in enumerate(sheets, 1):
        title = annexes.titles[number - 1]
        writer.add_sheet(f"附件{number}", columns, rows, label=f"附件{number}", title=title, note=_note(annexes),
                         totals=totals, merged=merged)
    return writer.to_bytes()


def render_annexes_pdf(annexes: Annexes) -> bytes:
    """Raises `eco_demo.lib.pdf.PdfError`."""
    serial = 0
    units = []
    for unit in annexes.units:
        units.append((unit, list(enumerate(unit.duties, serial + 1))))
        serial += len(unit.duties)
    lines = [(line, line.targets or (_NO_TARGET,)) for line in annexes.indicators]
    return render_pdf_apart(render_to_string("reports/annexes.html", {
        "annexes": annexes, "title": f"{annexes.plan_title}附表", "issuer": annexes.office, "note": _note(annexes),
        "headings": [(title.removesuffix(kind), kind) for title, kind in zip(annexes.titles, TITLES, strict=True)],
        "duty_columns": DUTY_COLUMNS, "indicator_columns": INDICATOR_COLUMNS,
        "responsibility_columns": RESPONSIBILITY_COLUMNS, "units": units,
        "lines": [(line, [(target, _shown_baseline(target)) for target in targets]) for line, targets in lines],
        "total_marks": format_number(annexes.total_marks), "released_at": annexes.dated.isoformat(),
    }))


def duty_totals(annexes: Annexes) -> list:
    words = f"牵头{annexes.leads}项，配合{annexes.supports}项"
    return ["合计", f"{len(annexes.units)}个单位", None, words, None, None, None]


def indicator_totals(annexes: Annexes) -> list:
    return ["合计", None, None, f"{len(annexes.indicators)}项指标", None, None, None, None, annexes.total_marks, None]


def _count_totals(annexes: Annexes) -> list:
    return ["合计", f"{len(annexes.indicators)}项指标", None, None, None, None, None]


def _note(annexes: Annexes) -> str:
    return f"编制单位：{annexes.office}　　{annexes.dated.year}年{annexes.dated.month}月{annexes.dated.day}日"


def _duty_rows(annexes: Annexes) -> Iterator[list]:
    serial = 0
    for unit in annexes.units:
        name = f"{unit.name}\n（牵头{unit.leads}项，配合{unit.supports}项）"
        for n, duty in enumerate(unit.duties):
            serial += 1
            yield [serial, None if n else name, duty.role, f"{duty.task_number} {duty.title}",
                   duty.requirement or None, duty.deadline, duty.leader or None]


def _merged_units(annexes: Annexes) -> Merged:
    yield from _runs((1, len(unit.duties)) for unit in annexes.units)


def _indicator_rows(lines: Iterable[IndicatorLine]) -> Iterator[list]:
    for line in lines:
        for n, target in enumerate(line.targets or (_NO_TARGET,)):
            own = [target.threshold or None, target.baseline, target.text or None]
            if n:
                yield [None] * 5 + own + [None, target.certifier or None]
                continue
            yield [_serial(line.number), line.domain or None, line.group or None, named(line), line.attribute or None,
                   *own, line.full_marks, target.certifier or None]


def _merged_indicators(lines: tuple[IndicatorLine, ...]) -> Merged:
    whole = [column for column in range(len(INDICATOR_COLUMNS)) if column not in (*_OF_TARGET, 1, 2)]
    for column in whole:
        yield from _runs((column, _height(line)) for line in lines)
    for column, key in ((1, lambda line: line.domain), (2, lambda line: (line.domain, line.group))):
        yield from _runs((column, sum(map(_height, group))) for _, group in groupby(lines, key))


def _responsibility_rows(lines: Iterable[IndicatorLine]) -> Iterator[list]:
    for line in lines:
        targets = "；".join(target.text for target in line.targets)
        yield [_serial(line.number), line.title, targets or None, "、".join(line.leads) or None,
               "、".join(line.supports) or None, line.leader or None, line.deadline]


def _runs(heights: Iterable[tuple[int, int]]) -> Merged:
    """(column, height) one below the other → the areas of more than one row."""
    first = 0
    for column, height in heights:
        if height > 1:
            yield column, first, first + height - 1
        first += height


def _serial(number: str) -> int | str:
    return int(number) if number.isdecimal() else number


def _height(line: IndicatorLine) -> int:
    return max(len(line.targets), 1)


def named(line: IndicatorLine) -> str:
    """With its unit of measure where all its numbers have the same, so that 现状值 may be a bare number."""
    units = {target.unit for target in line.targets if target.baseline is not None}
    return f"{line.title}（{units.pop()}）" if len(units) == 1 and any(units) else line.title


def _shown_baseline(target: TargetLine) -> str:
    return "" if target.baseline is None else format_number(target.baseline, target.unit)

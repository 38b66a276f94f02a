"""Workbooks (.xlsx) for printing and filing: streamed row by row, same data → same bytes, no formula from data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from ..workdays import LOCAL

MAX_CELL_LENGTH = 32_767
CUT_MARK = "……（内容过长，已截断）"
# Characters XML cannot hold; a lone surrogate among them.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOOKS_LIKE_FORMULA = ("=", "+", "-", "@")
SHEET_NAME_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
SHEET_NAME_LENGTH = 31
A4, LANDSCAPE = 9, "landscape"
DATE, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
BODY_FONT, HEAD_FONT, LABEL_FONT, TITLE_FONT = Font("宋体", 11), Font("黑体", 11), Font("黑体", 14), Font("黑体", 16)
THIN = Side("thin", color="FF808080")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD_FILL = PatternFill("solid", fgColor="FFE8EFE9")


class Formula(str):
    """A real formula, written by us and never taken from data: `Formula("SUM(C3:C9)")`."""


@dataclass(frozen=True)
class Column:
    """`width` in characters; neighbours with the same `group` get it as a merged heading above their own."""

    header: str
    width: float = 12
    number_format: str = "General"
    align: str = "left"
    group: str = ""


class WorkbookWriter:
    """
    writer = WorkbookWriter(made_at=report.built_at)
    writer.add_sheet("任务分解表", columns, rows, title="……")
    content = writer.to_bytes()
    """

    def __init__(self, *, made_at: datetime, title: str = "", author: str = ""):
        self.made_at = _local(made_at)
        self.book = Workbook(write_only=True)
        properties = self.book.properties
        properties.title, properties.creator = clean_text(title) or None, clean_text(author) or None
        properties.created = properties.modified = self.made_at

    def add_sheet(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        *,
        title: str = "",
        label: str = "",
        note: str = "",
        totals: Sequence[Any] | None = None,
        merged: Iterable[tuple[int, int, int]] = (),
    ) -> int:
        """Title, heading, rows, totals; A4 landscape, one page wide, heading repeated. Says the last row's number.

        `label` stands above the title at the left (附件1), `note` below it at the right (who, when).

        Values: text, numbers, dates, aware or local datetimes, True/False (是/否), None, Formula.
        `merged`: column, first and last row of cells to join, counted from 0; the value stands in the first.
        """
        sheet = self.book.create_sheet(sheet_name(name))
        layout = _SheetLayout(sheet, columns, [
            (label, LABEL_FONT, "left"), (title, TITLE_FONT, "center"), (note, BODY_FONT, "right"),
        ])
        try:
            layout.write_head()
            last = layout.write_rows(rows, _Styles(sheet))
            layout.merge_rows(merged)
            if totals is not None:
                last = layout.write_rows([totals], _Styles(sheet, HEAD_FONT), last)
        except BaseException:
            sheet.close()  # openpyxl streams into a temporary file, which would stay open
            raise
        layout.set_print_area(last)
        return last

    def save(self, target: Path | BinaryIO) -> None:
        with _DatedZip(target, self.made_at) as archive:
            ExcelWriter(self.book, archive).write_data()

    def to_bytes(self) -> bytes:
        buffer = BytesIO()
        self.save(buffer)
        return buffer.getvalue()


def clean_text(text: str) -> str:
    """Text that Excel can hold: unwritable characters shown as �, too long ones cut with a visible mark."""
    text = UNWRITABLE.sub("\ufffd", text)
    if len(text) * 2 > MAX_CELL_LENGTH and _excel_length(text) > MAX_CELL_LENGTH:
        room = (MAX_CELL_LENGTH - len(CUT_MARK)) * 2
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT_MARK
    return text


def sheet_name(name: str) -> str:
    return SHEET_NAME_FORBIDDEN.sub(" ", clean_text(name)).strip(" '")[:SHEET_NAME_LENGTH] or "Sheet"


class _SheetLayout:
    """Where title, heading and rows stand on one sheet. `above`: text, font and side of each line over the heading."""

    def __init__(self, sheet, columns: Sequence[Column], above: Sequence[tuple[str, Font, str]]):
        self.sheet, self.columns = sheet, columns
        self.above = [line for line in above if line[0]]
        # Ours are cells already; openpyxl's own way raises and catches an exception for each of them.
        sheet._values_to_row = _placed
        self.has_groups = any(column.group for column in columns)
        self.first_head_row = len(self.above) + 1
        self.head_rows = self.first_head_row + self.has_groups
        self.last_letter = get_column_letter(len(columns))
        for n, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(n)].width = column.width
        sheet.freeze_panes = f"A{self.head_rows + 1}"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.orientation, sheet.page_setup.paperSize = LANDSCAPE, A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
        sheet.print_title_rows = f"{self.first_head_row}:{self.head_rows}"

    def write_head(self) -> None:
        for row, (text, font, side) in enumerate(self.above, 1):
            self._append(_head_cell(self.sheet, text, font, side))
            self._merge(f"A{row}:{self.last_letter}{row}")
        if self.has_groups:
            self._append(*(_head_cell(self.sheet, c.group or c.header) for c in self.columns))
            self._merge_groups()
        self._append(*(_head_cell(self.sheet, c.header) for c in self.columns))

    def write_rows(self, rows: Iterable[Sequence[Any]], styles: "_Styles", last: int | None = None) -> int:
        last = self.head_rows if last is None else last
        cells = [_ColumnCell(self.sheet, column, styles) for column in self.columns]
        for row in rows:
            self.sheet.append([cell.holding(value) for cell, value in zip(cells, row, strict=True)])
            last += 1
        return last

    def merge_rows(self, merged: Iterable[tuple[int, int, int]]) -> None:
        for column, first, last in merged:
            letter, above = get_column_letter(column + 1), self.head_rows + 1
            self._merge(f"{letter}{above + first}:{letter}{above + last}")

    def set_print_area(self, last: int) -> None:
        self.sheet.print_area = f"A1:{self.last_letter}{last}"

    def _append(self, *cells) -> None:
        self.sheet.append(list(cells))

    def _merge(self, area: str) -> None:
        if ":" in area and len(set(area.split(":"))) == 2:
            self.sheet.merged_cells.add(area)

    def _merge_groups(self) -> None:
        row = self.first_head_row
        for group, members in groupby(enumerate(self.columns, 1), key=lambda pair: pair[1].group):
            letters = [get_column_letter(n) for n, _ in members]
            if group:
                self._merge(f"{letters[0]}{row}:{letters[-1]}{row}")
            else:
                for letter in letters:
                    self._merge(f"{letter}{row}:{letter}{row + 1}")


class _Styles:
    """The number of each look in the workbook's style table, looked up once: styling cell by cell costs four times."""

    def __init__(self, sheet, font: Font = BODY_FONT):
        self.sheet, self.font, self.made = sheet, font, {}

    def number(self, align: str, number_format: str, quoted: bool) -> int:
        look = (align, number_format, quoted)
        if look not in self.made:
            cell = WriteOnlyCell(self.sheet)
            cell.font, cell.border = self.font, GRID
            cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
            cell.number_format = number_format
            cell._style.quotePrefix = int(quoted)
            self.made[look] = cell.style_id
        return self.made[look]


class _StyledCell(Cell):
    """A cell that is told the number of its style instead of looking it up for each value."""

    __slots__ = ("style_id",)
    has_style = True


class _ColumnCell:
    """One cell object for a whole column, given a new value for each row."""

    def __init__(self, sheet, column: Column, styles: _Styles):
        self.cell = _StyledCell(sheet)
        own = column.number_format
        self.plain = styles.number(column.align, own, False)
        self.quoted = styles.number(column.align, own, True)
        self.day = styles.number(column.align, DATE if own == "General" else own, False)
        self.moment = styles.number(column.align, MOMENT if own == "General" else own, False)

    def holding(self, value: Any):
        self.cell._value, self.cell.data_type, self.cell.style_id = self._written(value)
        return self.cell

    def _written(self, value: Any) -> tuple[Any, str, int]:
        if isinstance(value, Formula):
            return "=" + value, "f", self.plain
        if isinstance(value, bool):
            return "是" if value else "否", "s", self.plain
        if value is None or isinstance(value, int | float | Decimal):
            return value, "n", self.plain
        if isinstance(value, datetime):
            return _local(value), "d", self.moment
        if isinstance(value, date):
            return value, "d", self.day
        text = clean_text(str(value))
        return text, "s", self.quoted if text.startswith(LOOKS_LIKE_FORMULA) else self.plain


class _DatedZip(ZipFile):
    """A zip whose entries all carry the same date, so that the same workbook is the same file."""

    def __init__(self, target: Path | BinaryIO, made_at: datetime):
        super().__init__(target, "w", ZIP_DEFLATED)
        self.date_time = max(made_at.timetuple()[:6], (1980, 1, 1, 0, 0, 0))

    def writestr(self, name: str, data: str | bytes, *_options) -> None:
        super().writestr(self._entry(name), data)

    def write(self, filename: str, arcname: str | None = None, *_options) -> None:
        with open(filename, "rb") as source, self.open(self._entry(arcname or filename), "w") as part:
            while chunk := source.read(1024 * 1024):
                part.write(chunk)

    def _entry(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.date_time)
        info.compress_type = ZIP_DEFLATED
        return info


def _head_cell(sheet, text: str, font: Font = HEAD_FONT, side: str = "center"):
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type, cell.font = clean_text(text), "s", font
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    if font is HEAD_FONT:
        cell.border, cell.fill = GRID, HEAD_FILL
    return cell


def _placed(cells: Sequence[Cell], row: int) -> Iterable[Cell]:
    for column, cell in enumerate(cells, 1):
        cell.column, cell.row = column, row
        yield cell


def _local(moment: datetime) -> datetime:
    """Excel knows no time zones: local time without one, whole seconds."""
    if moment.tzinfo:
        moment = moment.astimezone(LOCAL).replace(tzinfo=None)
    return moment.replace(microsecond=0)


def _excel_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

"""Workbooks from outside, read with suspicion: what stands in which cell, or a sentence why it cannot be told.

The XML is looked at first, part by part: a workbook of 1.5 kB can claim two thousand million rows.
"""

import posixpath
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import openpyxl
from openpyxl.utils import get_column_letter

from ..zip_guard import MAX_UNPACKED, UnsafeArchive
from .outline import MAX_CELL_ELEMENTS, Outline, UnreadableWorkbook, read_outlines

MAX_ROWS, MAX_COLUMNS = 5_000, 60
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
NOT_CALCULATED = "公式没有保存计算结果，请在 Excel 或 WPS 中打开并保存一次，或直接填写数值"


@dataclass(frozen=True)
class CellError:
    """Stands for a value that is not there: a formula without result, or `#REF!` and its kind."""

    message: str


CellValue = str | Decimal | bool | date | datetime | time | CellError | None


@dataclass(frozen=True)
class Cell:
    """`is_percent`: the cell shows its value times 100 with a percent sign. `is_merged`: the value of a merged area."""

    value: CellValue
    ref: str
    is_percent: bool = False
    is_merged: bool = False


@dataclass(frozen=True)
class Row:
    number: int
    cells: list[Cell]
    is_hidden: bool = False

    @property
    def is_empty(self) -> bool:
        return all(cell.value is None for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: list[Row]
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()


def read_table(
    file: Path | BinaryIO,
    *,
    max_rows: int = MAX_ROWS,
    max_columns: int = MAX_COLUMNS,
    max_unpacked: int = MAX_UNPACKED,
) -> list[Sheet]:
    """All worksheets, every row as wide as the widest; text is stripped, otherwise unchanged.

    Raises UnreadableWorkbook.
    """
    if isinstance(file, str | Path):
        with open(file, "rb") as opened:
            return read_table(opened, max_rows=max_rows, max_columns=max_columns, max_unpacked=max_unpacked)
    _refuse_other_formats(file)
    try:
        outlines = read_outlines(file, max_unpacked)
        for outline in outlines.values():
            outline.refuse_beyond(max_rows, max_columns)
        if sum(outline.area for outline in outlines.values()) > MAX_CELL_ELEMENTS:
            raise UnreadableWorkbook("工作簿中的工作表太多，请只保留需要导入的工作表")
        return _read(file, outlines)
    except UnsafeArchive as reason:
        raise UnreadableWorkbook(f"文件不是有效的 Excel 工作簿（.xlsx）：{reason}") from reason


def _refuse_other_formats(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(64 * 1024)
    if not head:
        raise UnreadableWorkbook("文件是空的，请重新选择")
    if head.startswith(OLD_FORMAT):
        rest = file.read(8 * 1024 * 1024)
        if ENCRYPTED_PACKAGE in head or ENCRYPTED_PACKAGE in rest:
            raise UnreadableWorkbook("工作簿设有打开密码，请去掉密码后再导入")
        raise UnreadableWorkbook("这是旧版 Excel 工作簿（.xls），请在 Excel 或 WPS 中“另存为”.xlsx 后再导入")
    if not head.startswith(b"PK\x03\x04"):
        raise UnreadableWorkbook("文件不是有效的 Excel 工作簿（.xlsx），请用导出的模板填写后再导入")
    file.seek(0)


def _read(file: BinaryIO, outlines: dict[str, Outline]) -> list[Sheet]:
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl answers a damaged workbook with whatever its depths happen to raise
        raise UnreadableWorkbook("文件不是有效的 Excel 工作簿（.xlsx），或内容已损坏") from error
    with closing(book):
        return [_sheet(sheet, _outline_of(sheet, outlines)) for sheet in book.worksheets]


def _outline_of(sheet, outlines: dict[str, Outline]) -> Outline:
    outline = outlines.get(posixpath.normpath(sheet._worksheet_path.lstrip("/")))
    if outline is None:
        raise UnreadableWorkbook("文件不是有效的 Excel 工作簿（.xlsx）：找不到工作表的内容")
    return outline


def _sheet(sheet, outline: Outline) -> Sheet:
    try:
        grid = [
            Row(number, cells, number in outline.hidden_rows)
            for number, cells in enumerate(_cells(sheet, outline), start=1)
        ]
    except (ValueError, TypeError, KeyError, IndexError, ArithmeticError, AttributeError) as error:
        raise UnreadableWorkbook(f"工作表“{sheet.title}”的内容已损坏，无法读取") from error
    _fill_merged(grid, outline)
    return Sheet(sheet.title, grid, sheet.sheet_state != "visible", frozenset(outline.hidden_columns))


def _cells(sheet, outline: Outline) -> Iterator[list[Cell]]:
    if not outline.last_row:
        return
    letters = [get_column_letter(n) for n in range(1, outline.last_column + 1)]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(1, outline.last_row, 1, outline.last_column)
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, (letter, cell) in enumerate(zip(letters, row, strict=True), start=1):
            value = CellError(NOT_CALCULATED) if (number, column) in outline.not_calculated else _value(cell)
            is_percent = isinstance(value, Decimal) and "%" in (cell.number_format or "")
            cells.append(Cell(value, f"{letter}{number}", is_percent))
        yield cells


def _value(cell) -> CellValue:
    value = cell.value
    if cell.data_type == "e":
        return CellError(f"单元格是错误值 {value}，请改正后再导入")
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    # The shortest writing of the float: Excel stores 95.2 as 95.200000000000003.
    return Decimal(repr(value))


def _fill_merged(grid: list[Row], outline: Outline) -> None:
    """Every cell of a merged area gets the value of its first one."""
    room = outline.area
    for top, left, bottom, right in outline.merged:
        bottom, right = min(bottom, outline.last_row), min(right, outline.last_column)
        if top > bottom or left > right:
            continue
        room -= (bottom - top + 1) * (right - left + 1)
        if room < 0:
            raise UnreadableWorkbook("工作表的合并单元格相互重叠，请取消合并后再导入")
        first = grid[top - 1].cells[left - 1]
        for row in grid[top - 1 : bottom]:
            for n in range(left - 1, right):
                row.cells[n] = Cell(first.value, row.cells[n].ref, first.is_percent, is_merged=True)

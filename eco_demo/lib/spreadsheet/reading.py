"""Workbooks from outside, read with suspicion: what stands in which cell, or a sentence why it cannot be told.

The XML is looked at first, part by part: a workbook of 1.5 kB can claim two thousand million rows.
"""

import posixpath
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter

from ..zip_guard import MAX_UNPACKED, UnsafeArchive, feed_xml, is_xml, open_guarded, part_chunks

MAX_ROWS, MAX_COLUMNS = 5_000, 60
# Elements, not values: sheets with formatted but empty rows are common, a million of them are an attack.
MAX_ROW_ELEMENTS, MAX_CELL_ELEMENTS, MAX_MERGED = 100_000, 1_000_000, 10_000
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
NOT_CALCULATED = "公式没有保存计算结果，请在 Excel 或 WPS 中打开并保存一次，或直接填写数值"


class UnreadableWorkbook(ValueError):
    """The file cannot be read as a workbook; the message says why and what to do."""


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
        outlines = _outlines(file, max_unpacked)
        for outline in outlines.values():
            outline.refuse_beyond(max_rows, max_columns)
        if sum(outline.area for outline in outlines.values()) > MAX_CELL_ELEMENTS:
            raise UnreadableWorkbook("工作簿中的工作表太多，请只保留需要导入的工作表")
        return _read(file, outlines)
    except UnsafeArchive as reason:
        raise UnreadableWorkbook(f"文件不是有效的 Excel 工作簿（.xlsx）：{reason}") from reason


@dataclass
class _Outline:
    """What the XML of one sheet says before anything is loaded."""

    last_row: int = 0
    last_column: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    not_calculated: set[tuple[int, int]] = field(default_factory=set)

    @property
    def area(self) -> int:
        return self.last_row * self.last_column

    def refuse_beyond(self, max_rows: int, max_columns: int) -> None:
        if self.last_row > max_rows:
            raise UnreadableWorkbook(f"工作表的内容超过 {max_rows} 行，请删去多余的行或分成几个文件")
        if self.last_column > max_columns:
            raise UnreadableWorkbook(f"工作表的内容超过 {max_columns} 列，请删去多余的列")


class _OutlineReader:
    """Expat callbacks over one worksheet part."""

    def __init__(self):
        self.outline = _Outline()
        self.rows = self.cells = self.row = self.column = 0
        self.has_formula = self.has_value = self.in_value = False

    def parser(self):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        return parser

    def start(self, name: str, attributes: dict) -> None:
        name = name.rpartition(" ")[2]
        if name == "c":
            self.start_cell(attributes.get("r"))
        elif name in ("v", "t"):
            self.in_value = True
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.start_row(attributes)
        elif name == "mergeCell":
            self.add_merged(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _small_int(attributes.get("min")), _small_int(attributes.get("max"))
            self.outline.hidden_columns.update(range(first, last + 1))

    def start_row(self, attributes: dict) -> None:
        self.rows += 1
        self.row = _small_int(attributes["r"], 1_048_576) if "r" in attributes else self.row + 1
        self.column = 0
        if attributes.get("hidden") in ("1", "true"):
            self.outline.hidden_rows.add(self.row)
        if self.rows > MAX_ROW_ELEMENTS:
            raise UnreadableWorkbook("工作表中带格式的空行太多，请把有内容的部分复制到新表后再导入")

    def start_cell(self, reference: str | None) -> None:
        self.cells += 1
        if self.cells > MAX_CELL_ELEMENTS:
            raise UnreadableWorkbook("工作表中的单元格太多，请把有内容的部分复制到新表后再导入")
        self.column += 1
        if reference is not None:
            row, self.column = _position(reference)
            if row != self.row:
                raise UnreadableWorkbook(f"单元格位置 {reference[:20]} 与所在的行不符，文件可能已损坏")
        self.has_formula = self.has_value = False

    def text(self, data: str) -> None:
        if self.in_value and data.strip():
            self.has_value = True

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if name in ("v", "t"):
            self.in_value = False
        elif name == "c" and (self.has_value or self.has_formula):
            self.outline.last_row = max(self.outline.last_row, self.row)
            self.outline.last_column = max(self.outline.last_column, self.column)
            if not self.has_value:
                self.outline.not_calculated.add((self.row, self.column))

    def add_merged(self, area: str) -> None:
        parts = area.split(":")
        if len(parts) != 2 or len(self.outline.merged) >= MAX_MERGED:
            raise UnreadableWorkbook("工作表的合并单元格有误或过多，请取消合并后再导入")
        (top, left), (bottom, right) = _position(parts[0]), _position(parts[1])
        self.outline.merged.append((top, left, bottom, right))


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


def _outlines(file: BinaryIO, max_unpacked: int) -> dict[str, _Outline]:
    """One outline for each worksheet part; every other part is only searched for declarations."""
    outlines = {}
    with open_guarded(file, max_unpacked=max_unpacked) as archive:
        if "[Content_Types].xml" not in archive.namelist():
            raise UnreadableWorkbook("文件不是有效的 Excel 工作簿（.xlsx），请用导出的模板填写后再导入")
        for info in archive.infolist():
            with closing(part_chunks(archive, info)) as chunks:
                head = next(chunks, b"")
            if not is_xml(info.filename, head[:200]):
                continue
            reader = _OutlineReader() if b"<worksheet" in head or b":worksheet" in head else None
            feed_xml(reader.parser() if reader else expat.ParserCreate(), archive, info)
            if reader:
                outlines[info.filename] = reader.outline
    return outlines


def _read(file: BinaryIO, outlines: dict[str, _Outline]) -> list[Sheet]:
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl answers a damaged workbook with whatever its depths happen to raise
        raise UnreadableWorkbook("文件不是有效的 Excel 工作簿（.xlsx），或内容已损坏") from error
    with closing(book):
        return [_sheet(sheet, _outline_of(sheet, outlines)) for sheet in book.worksheets]


def _outline_of(sheet, outlines: dict[str, _Outline]) -> _Outline:
    outline = outlines.get(posixpath.normpath(sheet._worksheet_path.lstrip("/")))
    if outline is None:
        raise UnreadableWorkbook("文件不是有效的 Excel 工作簿（.xlsx）：找不到工作表的内容")
    return outline


def _sheet(sheet, outline: _Outline) -> Sheet:
    try:
        grid = [
            Row(number, cells, number in outline.hidden_rows)
            for number, cells in enumerate(_cells(sheet, outline), start=1)
        ]
    except (ValueError, TypeError, KeyError, IndexError, ArithmeticError, AttributeError) as error:
        raise UnreadableWorkbook(f"工作表“{sheet.title}”的内容已损坏，无法读取") from error
    _fill_merged(grid, outline)
    return Sheet(sheet.title, grid, sheet.sheet_state != "visible", frozenset(outline.hidden_columns))


def _cells(sheet, outline: _Outline) -> Iterator[list[Cell]]:
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


def _fill_merged(grid: list[Row], outline: _Outline) -> None:
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


def _position(reference: str) -> tuple[int, int]:
    match = REFERENCE.fullmatch(reference)
    if not match or int(match[2]) > 1_048_576:
        raise UnreadableWorkbook(f"单元格位置 {reference[:20]} 不合规范，文件可能已损坏")
    row, column = int(match[2]), column_index_from_string(match[1])
    if column > 16_384:
        raise UnreadableWorkbook(f"单元格位置 {reference[:20]} 不合规范，文件可能已损坏")
    return row, column


def _small_int(text: str | None, most: int = 16_384) -> int:
    if not text or not text.isdecimal() or len(text) > 7 or not 1 <= int(text) <= most:
        raise UnreadableWorkbook("工作表的行列号不合规范，文件可能已损坏")
    return int(text)

"""How far the sheets of a workbook reach, read from their XML before anything is loaded."""

import re
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

from ..zip_guard import feed_xml, is_xml, open_guarded, part_chunks

# Elements, not values: sheets with formatted but empty rows are common, a million of them are an attack.
MAX_ROW_ELEMENTS, MAX_CELL_ELEMENTS, MAX_MERGED = 100_000, 1_000_000, 10_000
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class UnreadableWorkbook(ValueError):
    """The file cannot be read as a workbook; the message says why and what to do."""


@dataclass
class Outline:
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


def read_outlines(file: BinaryIO, max_unpacked: int) -> dict[str, Outline]:
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


class _OutlineReader:
    """Expat callbacks over one worksheet part."""

    def __init__(self):
        self.outline = Outline()
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

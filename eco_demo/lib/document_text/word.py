"""Word documents: paragraphs with the numbers Word shows before them, tables with merged cells filled."""

from collections.abc import Iterator
from typing import BinaryIO

import docx
from docx.oxml.ns import qn

from ..file_check.refusal import Refusal
from . import Block, Paragraph, Table
from .word_numbers import WordNumbers

BROKEN = "Word 文档已损坏或没有传完整，请在 Word 或 WPS 中重新保存后再导入"
MAX_COLUMNS = 60
P, TBL, SDT, SDT_CONTENT = qn("w:p"), qn("w:tbl"), qn("w:sdt"), qn("w:sdtContent")
TR, TC, T, TAB, BREAK, RUN = qn("w:tr"), qn("w:tc"), qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:r")
TC_PROPERTIES, RUN_PROPERTIES, VALUE = qn("w:tcPr"), qn("w:rPr"), qn("w:val")
# What is not shown, or is shown elsewhere.
SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), RUN_PROPERTIES,
           "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}


def read_word(file: BinaryIO) -> list[Block]:
    """Raises Refusal."""
    file.seek(0)
    try:
        document = docx.Document(file)
        return list(_blocks(document.element.body, WordNumbers(document)))
    except MemoryError:
        raise
    except Exception as error:  # a damaged package answers with whatever its depths happen to raise
        raise Refusal(BROKEN) from error


def _blocks(body, numbers: WordNumbers) -> Iterator[Block]:
    line = 1
    for element in _unwrapped(body):
        if element.tag == P:
            for text in (numbers.label(element) + paragraph_text(element)).split("\n"):
                yield Paragraph(line, text)
            line += 1
        else:
            rows = _rows(element, numbers)
            yield Table(line, rows)
            line += len(rows)


def _unwrapped(body) -> Iterator:
    """Paragraphs and tables, those in content controls too."""
    for child in body:
        if child.tag in (P, TBL):
            yield child
        elif child.tag == SDT:
            for content in child.iter(SDT_CONTENT):
                yield from _unwrapped(content)
                break


def paragraph_text(paragraph) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element) -> Iterator[str]:
    for child in element:
        if child.tag in SKIPPED or (child.tag == RUN and _is_hidden(child)):
            continue
        if child.tag == T:
            yield child.text or ""
        elif child.tag == TAB:
            yield "\t"
        elif child.tag == BREAK:
            yield "\n"
        else:
            yield from _pieces(child)


def _is_hidden(run) -> bool:
    properties = run.find(RUN_PROPERTIES)
    hidden = properties.find(qn("w:vanish")) if properties is not None else None
    return hidden is not None and hidden.get(VALUE) not in ("0", "false")


def _rows(table, numbers: WordNumbers) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in table.iterchildren(TR):
        cells: list[str] = []
        for cell in row.iter(TC):
            if cell.getparent().getparent() is not row and cell.getparent() is not row:
                continue  # a table inside a cell is read as that cell's text
            span, continues = _merging(cell)
            above = rows[-1][len(cells)] if rows and len(rows[-1]) > len(cells) else ""
            cells.extend([above if continues else _cell_text(cell, numbers)] * span)
        rows.append(cells[:MAX_COLUMNS])
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _merging(cell) -> tuple[int, bool]:
    """How many columns it spans; whether it continues the cell above."""
    properties = cell.find(TC_PROPERTIES)
    if properties is None:
        return 1, False
    span, merge = properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
    width = int(span.get(VALUE, "1")) if span is not None else 1
    return min(max(width, 1), MAX_COLUMNS), merge is not None and merge.get(VALUE) != "restart"


def _cell_text(cell, numbers: WordNumbers) -> str:
    lines = [numbers.label(paragraph) + paragraph_text(paragraph) for paragraph in cell.iter(P)]
    return "\n".join(line.strip() for line in lines if line.strip())

"""A PDF with a text layer: its lines and its ruled tables, without the heads and feet that every page repeats."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, NameObject

from ..file_check.pdf import BROKEN, examine
from ..file_check.refusal import Refusal
from . import MAX_CHARACTERS, Block, Paragraph, Table
from .pdf_cells import PageTable, fill, goes_on, join
from .pdf_drawing import Lines, Piece, Writing
from .pdf_grids import PageGrid, find_grids

MAX_PAGES = 200
LEAST_CHARACTERS_A_PAGE = 20
EDGE = 2
CHINESE = re.compile(r"[一-鿿]")
SCANNED = "PDF 里没有文字层（可能是扫描件），请先做文字识别，或上传 Word、文本文件"
CONTENTS = NameObject("/Contents")
MOVES = {b"Td", b"TD", b"Tm", b"T*", b"'", b'"'}
PAGE_NUMBER = re.compile(r"[-—–·.~_/第共页Page]*", re.IGNORECASE)
CONTINUED = re.compile(r"[(（]?(?:续表|接上页|表[\d一二三四五六七八九十.-]*[(（]?续)[\d一二三四五六七八九十.-]*[)）]?")
# 某县环委会文件 above the first page; the pages after it may repeat it below.
RED_HEAD = "文件"
SAME_PLACE = 3.0


@dataclass(frozen=True)
class PageLine:
    """`y` is known on pages with a table."""

    text: str
    y: float = 0.0


Part = PageLine | PageTable


def read_pdf(file: BinaryIO) -> list[Block]:
    """Raises Refusal."""
    pages = examine(file)[1]["pages"]
    if pages > MAX_PAGES:
        raise Refusal(f"PDF 有 {pages} 页，超过 {MAX_PAGES} 页的上限，请只保留需要导入的部分")
    file.seek(0)
    return list(_numbered(_parts(_read_pages(file))))


def _read_pages(file: BinaryIO) -> list[list[Part]]:
    logging.disable(logging.ERROR)
    pages, length, letters = [], 0, 0
    try:
        for page in PdfReader(file).pages:
            text, parts = _read_page(page)
            pages.append(parts)
            length += len(text)
            letters += len(CHINESE.findall(text))
            if length > 2 * MAX_CHARACTERS:
                raise Refusal(f"文件超过 {MAX_CHARACTERS // 10_000} 万字，请只保留需要导入的部分后再导入")
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # pypdf answers damage with many kinds of error, RecursionError among them
        raise Refusal(BROKEN) from error
    if letters < min(LEAST_CHARACTERS_A_PAGE * len(pages), 200):
        raise Refusal(SCANNED if length < 200 else "PDF 中的文字无法识别（字体没有编码），请上传 Word 或文本文件")
    return pages


def _read_page(page: PageObject) -> tuple[str, list[Part]]:
    stored = page.get(CONTENTS)
    if stored is None:
        return "", []
    content = ContentStream(stored.get_object(), page.pdf, "bytes")
    page[CONTENTS] = content  # parsed once, for the lines and for the text
    lines = Lines()
    lines.draw(content.operations, page.rotation % 360)
    grids = find_grids(lines.across, lines.down)
    if grids:
        text, parts = _read_tables(page, content, grids)
    else:
        text = _sound(page.extract_text())
        parts = [PageLine(line) for line in text.splitlines() if line.strip()]
    page[CONTENTS] = stored
    return text, parts


def _read_tables(page: PageObject, content: ContentStream, grids: list[PageGrid]) -> tuple[str, list[Part]]:
    """Cells of one row may be written without a pause; a matrix that changes nothing makes pypdf tell each move."""
    pause = ([1, 0, 0, 1, 0, 0], b"cm")
    content.operations = [
        told for operation in content.operations
        for told in ((pause, operation) if operation[1] in MOVES else (operation,))
    ]  # fmt: skip
    writing = Writing(page.rotation % 360)
    text = page.extract_text(
        visitor_operand_before=writing.before, visitor_operand_after=writing.after, visitor_text=writing.write
    )
    return text, _with_tables(writing.pieces, grids)


def _with_tables(pieces: list[Piece], grids: list[PageGrid]) -> list[Part]:
    """A table stands where its first words were written."""
    parts: list[Part | int] = []
    inside: list[dict[int, list[Piece]]] = [{} for _ in grids]
    text, y = "", 0.0
    for piece in pieces:
        place, area = _cell_of(piece, grids)
        if place is None:
            y = y if text.strip() else piece.y
            text += piece.text
            *ended, text = text.split("\n")
            parts.extend(PageLine(_sound(line), y) for line in ended if line.strip())
            continue
        parts.extend([PageLine(_sound(text), y)] if text.strip() else [])
        text = ""
        if not inside[place]:
            parts.append(place)
        inside[place].setdefault(area, []).append(Piece(_sound(piece.text), piece.x, piece.y, piece.size))
    parts.extend([PageLine(_sound(text), y)] if text.strip() else [])
    parts = [fill(grids[part], inside[part]) if isinstance(part, int) else part for part in parts]
    return sorted(parts, key=lambda part: -(part.top if isinstance(part, PageTable) else part.y))


def _cell_of(piece: Piece, grids: list[PageGrid]) -> tuple[int | None, int]:
    if piece.text.strip():
        for place, grid in enumerate(grids):
            area = grid.area_at(piece.x + piece.size * 0.3, piece.y + piece.size * 0.3)
            if area is not None:
                return place, area
    return None, 0


def _sound(text: str) -> str:
    """A font may map a letter to half of a surrogate pair, which no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _parts(pages: list[list[Part]]) -> list[Part]:
    """One after the other; a table that goes on over the page is one."""
    pages = _without_repeated(pages)
    _drop_between(pages)
    parts: list[Part] = []
    for page in pages:
        for part in page:
            before = parts[-1] if parts else None
            is_next = isinstance(part, PageTable) and part is page[0] and isinstance(before, PageTable)
            if is_next and goes_on(before, part):
                join(before, part)
            else:
                parts.append(part)
    return [line for part in parts for line in _as_lines(part)]


def _as_lines(part: Part) -> list[Part]:
    """Boxes side by side are no table, if nothing stands above or below them on another page."""
    if isinstance(part, PageLine) or len(part.rows) > 1:
        return [part]
    texts = [part.cells[area].text for area in dict.fromkeys(part.rows[0])]
    return [PageLine(line) for text in texts for line in text.splitlines()]


def _without_repeated(pages: list[list[Part]]) -> list[list[Part]]:
    edges = Counter(_without_digits(text) for page in pages for text in {page[place].text for place in _edge(page)})
    repeated = {edge for edge, count in edges.items() if len(pages) >= 3 and count > len(pages) / 2}
    kept = []
    for number, page in enumerate(pages):
        edge = {place for place in _edge(page) if _without_digits(page[place].text) in repeated}
        if number == 0 and 0 in edge and page[0].text.strip().endswith(RED_HEAD):
            edge.remove(0)
        kept.append([part for place, part in enumerate(page) if place not in edge])
    return kept


def _edge(page: list[Part]) -> set[int]:
    lines = [place for place, part in enumerate(page) if isinstance(part, PageLine)]
    return {*lines[:EDGE], *lines[-EDGE:]}


def _drop_between(pages: list[list[Part]]) -> None:
    """Page numbers, running heads and （续表） between two halves of a table."""
    for upper, lower in pairwise(pages):
        tables = [place for place, part in enumerate(upper) if isinstance(part, PageTable)]
        first = next((place for place, part in enumerate(lower) if isinstance(part, PageTable)), None)
        if not tables or first is None or not goes_on(upper[tables[-1]], lower[first]):
            continue
        below, above = upper[tables[-1] + 1 :], lower[:first]
        if all(_is_furniture(line, lower) for line in below) and all(_is_furniture(line, upper) for line in above):
            del upper[tables[-1] + 1 :], lower[:first]


def _is_furniture(line: PageLine, other_page: list[Part]) -> bool:
    plain = _without_digits(line.text)
    if PAGE_NUMBER.fullmatch(plain) or CONTINUED.fullmatch(re.sub(r"\s", "", line.text)):
        return True
    return any(
        isinstance(other, PageLine) and _without_digits(other.text) == plain and abs(other.y - line.y) <= SAME_PLACE
        for other in other_page
    )


def _numbered(parts: list[Part]) -> Iterator[Block]:
    line = 1
    for part in parts:
        if isinstance(part, PageLine):
            yield Paragraph(line, part.text)
            line += 1
        else:
            yield Table(line, part.texts())
            line += len(part.rows)


def _without_digits(line: str) -> str:
    return re.sub(r"[\d\s]", "", line)

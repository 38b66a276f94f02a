"""The text in the cells of a page's grid; a line broken for want of room goes on, one ended on purpose stays."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from .pdf_drawing import Piece
from .pdf_grids import NEAR, PageGrid

MOST_PADDING = 8.0
HALF, LOW = 0.5, 0.3
# What cannot be parted at the end of a line: a word or figure, closing marks after it, opening marks before it.
UNPARTED = re.compile(r"[（《“〔【(\[]*(?:[!-'*-~]+|.)[、，。；：）》”％〕】%,;:)\]]*")
FIGURE = re.compile(r"[\d.%]*")
LATIN_BESIDE = re.compile(r"[!-~]$")


@dataclass(frozen=True)
class Cell:
    """`is_cut`: the last line is full, the text may go on elsewhere."""

    text: str = ""
    is_cut: bool = False


@dataclass
class PageTable:
    """`cells` holds each merged cell once; `rows` says which of them lies where.

    `xs` count from the table's left edge: printed on both sides, pages have their margins in turn left and right.
    """

    xs: list[float]
    top: float
    bottom: float
    rows: list[list[int]]
    cells: dict[int, Cell]

    def texts(self) -> list[list[str]]:
        return [[self.cells[area].text for area in row] for row in self.rows]


@dataclass(frozen=True)
class _TextLine:
    text: str
    start: float
    end: float
    size: float


def fill(grid: PageGrid, pieces: dict[int, list[Piece]]) -> PageTable:
    lines = {area: _lines(found) for area, found in pieces.items()}
    edges = _edges(grid)
    padding: dict[float, float] = defaultdict(lambda: MOST_PADDING)
    for area, found in lines.items():
        left = edges[area][0]
        padding[left] = max(0.0, min(padding[left], *(line.start - left for line in found)))
    cells = {
        area: _cell(lines.get(area, []), right - padding[left]) for area, (left, right) in edges.items()
    }  # fmt: skip
    widths = [x - grid.xs[0] for x in grid.xs]
    return PageTable(widths, grid.ys[0], grid.ys[-1], grid.areas, cells)


def _edges(grid: PageGrid) -> dict[int, tuple[float, float]]:
    edges: dict[int, tuple[float, float]] = {}
    for row in grid.areas:
        for column, area in enumerate(row):
            left, right = edges.get(area, (grid.xs[column], grid.xs[column + 1]))
            edges[area] = min(left, grid.xs[column]), max(right, grid.xs[column + 1])
    return edges


def _lines(pieces: list[Piece]) -> list[_TextLine]:
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if lines and lines[-1][0].y - piece.y <= HALF * max(piece.size, lines[-1][0].size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_text_line(sorted(line, key=lambda piece: piece.x)) for line in lines]


def _text_line(pieces: list[Piece]) -> _TextLine:
    text, end = "", pieces[0].x
    for piece in pieces:
        said = piece.text.strip()
        is_apart = piece.x - end > LOW * piece.size or piece.text[:1].isspace()
        text += " " + said if is_apart and LATIN_BESIDE.search(text) and said[:1].isascii() else said
        end = max(end, piece.x) + _width(said) * piece.size if piece.x <= end else piece.x + _width(said) * piece.size
    return _TextLine(text, pieces[0].x, end, max(piece.size for piece in pieces))


def _width(text: str) -> float:
    """In heights of the font, as near as one can tell without it; rather too much, so that no word is cut."""
    return sum(map(_width_of, text))


def _width_of(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WFA":
        return 1.0
    return 0.9 if letter in "%@" else 0.7 if letter.isupper() else 0.56


def _cell(lines: list[_TextLine], limit: float) -> Cell:
    text = ""
    for place, line in enumerate(lines):
        if place:
            above = lines[place - 1]
            text += "\n" if _had_room(above, UNPARTED.match(line.text)[0], limit) else _joint(text, line.text)
        text += line.text
    return Cell(text, not FIGURE.fullmatch(text) and not _had_room(lines[-1], "一", limit))


def _had_room(line: _TextLine, word: str, limit: float) -> bool:
    return line.end + (_width(word) + LOW) * line.size <= limit


def _joint(text: str, more: str) -> str:
    """English words were broken at a blank; figures and Chinese were not."""
    return " " if re.search(r"[A-Za-z,.]$", text) and re.match(r"[A-Za-z]", more) else ""


def goes_on(above: PageTable, below: PageTable) -> bool:
    """The same columns again; where a merged head has fewer lines, those it has."""
    fewer, more = sorted((above.xs, below.xs), key=len)
    return (
        abs(fewer[-1] - more[-1]) <= NEAR
        and all(any(abs(x - other) <= NEAR for other in more) for x in fewer)
    )  # fmt: skip


def join(above: PageTable, below: PageTable) -> None:
    """Put the rows of the next page's table under those of the one above."""
    xs = max(above.xs, below.xs, key=len)
    upper, lower = _spread(above, xs), _spread(below, xs)
    offset = max(above.cells) + 1
    cells = above.cells | {area + offset: cell for area, cell in below.cells.items()}
    lower = [[area + offset for area in row] for row in lower]
    lower = lower[_repeated_head(upper, lower, cells) :]
    if lower:
        _complete(upper, lower, cells)
    above.xs, above.bottom, above.cells, above.rows = xs, below.bottom, cells, upper + lower


def _spread(table: PageTable, xs: list[float]) -> list[list[int]]:
    columns = [bisect_right(table.xs, (left + right) / 2) - 1 for left, right in pairwise(xs)]
    columns = [min(max(column, 0), len(table.xs) - 2) for column in columns]
    return [[row[column] for column in columns] for row in table.rows]


def _repeated_head(upper: list[list[int]], lower: list[list[int]], cells: dict[int, Cell]) -> int:
    count = 0
    for above, below in zip(upper, lower, strict=False):
        texts = [cells[area].text for area in below]
        if texts != [cells[area].text for area in above] or not any(texts):
            break
        count += 1
    return count


def _complete(upper: list[list[int]], lower: list[list[int]], cells: dict[int, Cell]) -> None:
    """A row cut by the page's end becomes one again; a merged cell that goes on over the page keeps its text."""
    if _is_cut(upper[-1], lower[0], cells):
        for above, below in dict.fromkeys(zip(upper[-1], lower[0], strict=True)):
            first, rest = cells[above], cells[below]
            if rest.text:
                cells[above] = Cell(first.text + _joint(first.text, rest.text) + rest.text, rest.is_cut)
            cells[below] = cells[above]
        del lower[0]
        return
    for column, (above, below) in enumerate(zip(upper[-1], lower[0], strict=True)):
        spans = _reaches(upper, column, -1, -2) or _reaches(lower, column, 0, 1)
        if cells[below].text or not spans:
            break
        cells[below] = cells[above]


def _is_cut(last: list[int], first: list[int], cells: dict[int, Cell]) -> bool:
    """What stands in both halves was full above; a number, or words in the middle, stand in one half only."""
    pairs = [(cells[above], cells[below]) for above, below in zip(last, first, strict=True)]
    both = [above for above, below in pairs if above.text and below.text]
    has_rest = any(below.text for _, below in pairs)
    has_end = any(above.text and not below.text for above, below in pairs)
    return has_rest and has_end and all(above.is_cut for above in both)


def _reaches(rows: list[list[int]], column: int, edge: int, inner: int) -> bool:
    return len(rows) > 1 and rows[edge][column] == rows[inner][column]

"""Rows pasted as text, with tabs or bars between the cells, put together into tables."""

from dataclasses import replace

from .lines import Grid, Line, squeeze
from .markers import ITEM, marker_of

LONGEST_BAND = 40
MOST_PIECES = 8
CELL_BREAK = "\0"


def grids_in_text(found: list[Line | Grid]) -> list[Line | Grid]:
    """Rows pasted with tabs or bars between the cells become a table."""
    result: list[Line | Grid] = []
    found = _whole_rows(found)
    for place, part in enumerate(found):
        cells = _cells_of(part) if isinstance(part, Line) else []
        if len(cells) < 3 and _is_band_between(found, place):
            _append(result[-1], [part.text], part.number)
        elif len(cells) < 3:
            result.append(part if isinstance(part, Grid) else replace(part, text=squeeze(part.text.replace("\t", " "))))
        elif not set("".join(cells)) <= set("-: |"):
            last = result[-1] if result else None
            if isinstance(last, Grid) and last.is_pasted:
                _append(last, cells, part.number)
            else:
                result.append(Grid(part.number, [cells], is_pasted=True, places=[part.number]))
    return [_squared(part) if isinstance(part, Grid) else part for part in result]


def _whole_rows(found: list[Line | Grid]) -> list[Line | Grid]:
    """A cell of several lines, pasted, cuts its row; the pieces are put together where they give a full row."""
    whole: list[Line | Grid] = []
    width = place = 0
    while place < len(found):
        part = found[place]
        cells = len(_cells_of(part)) if isinstance(part, Line) and "\t" in part.text else 0
        width = 0 if not cells else width or cells
        count = _pieces_of(found[place : place + MOST_PIECES], width) if 2 <= cells < width else 1
        if count > 1:
            part = replace(part, text=CELL_BREAK.join(piece.text for piece in found[place : place + count]))
        whole.append(part)
        place += count
    return whole


def _pieces_of(parts: list[Line | Grid], width: int) -> int:
    """How many lines make up the row that begins with the first of them; 1 where they never do."""
    total = len(_cells_of(parts[0]))
    for count, part in enumerate(parts[1:], start=2):
        if not isinstance(part, Line) or part.is_junk or (part.after_gap and marker_of(part.text)):
            return 1
        cells = max(len(_cells_of(part)), 1)
        total += cells - 1
        if total >= width:
            return count if total == width and cells > 1 else 1
    return 1


def _append(grid: Grid, cells: list[str], line: int) -> None:
    grid.rows.append(cells)
    grid.places.append(line)


def _is_band_between(found: list[Line | Grid], place: int) -> bool:
    """一、生态制度 on a line of its own between rows that were pasted."""
    around = found[place - 1 : place] + found[place : place + 2]
    if len(around) < 3 or not all(isinstance(part, Line) for part in around):
        return False
    above, band, below = around
    marker = marker_of(band.text)
    is_heading = bool(marker) and marker.rank < ITEM and len(band.text) <= LONGEST_BAND
    rows = len(_cells_of(below)) >= 3 and len(_cells_of(above)) >= 3
    return is_heading and rows


def _cells_of(line: Line) -> list[str]:
    if "\t" in line.text:
        return [squeeze(cell).replace(CELL_BREAK, "\n") for cell in line.text.split("\t")]
    if line.text.count("|") >= 2:
        return [squeeze(cell) for cell in line.text.strip().strip("|").split("|")]
    return []


def _squared(grid: Grid) -> Grid:
    width = max(map(len, grid.rows))
    return replace(grid, rows=[row + [""] * (width - len(row)) for row in grid.rows])

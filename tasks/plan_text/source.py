"""The document as it was understood, line by line and row by row, for showing beside the tasks."""

import re

from .lines import Grid, Line
from .parsed import SourceLine

LETTER = re.compile(r"[一-鿿A-Za-z]")


def source_of(found: list[Line | Grid]) -> list[SourceLine]:
    entries = []
    for part in found:
        if isinstance(part, Grid):
            entries.extend(_rows(part))
        elif not part.is_junk:
            entries.append(SourceLine(part.number, part.last or part.number, part.text))
    return entries


def _rows(grid: Grid) -> list[SourceLine]:
    rows = []
    for place, row in enumerate(grid.rows):
        cells, line = _said_once(row), grid.line_of(place)
        if any(cells):
            rows.append(SourceLine(line, line, " ".join(filter(None, cells)), cells))
    return rows


def _said_once(row: list[str]) -> tuple[str, ...]:
    """Words repeated from the cell to the left were merged with it; equal figures of two years were not."""
    return tuple(
        "" if place and text == row[place - 1] and LETTER.search(text) else text for place, text in enumerate(row)
    )

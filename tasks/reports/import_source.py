"""The documents of an import as they are shown beside the tasks: marked lines, rows of a table together. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ..models import ImportFile, PlanImport
from ..plan_draft.marks import MarkedLine, Segment, mark_file
from ..plan_draft.shape import Draft, DraftRow


@dataclass(frozen=True)
class SourceLine:
    """`starts`: the rows that begin here; `key` is the line's own name on the page."""

    key: str
    number: int
    is_table: bool
    cells: tuple[tuple[Segment, ...], ...]
    starts: tuple[DraftRow, ...]


@dataclass(frozen=True)
class SourceBlock:
    is_table: bool
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True)
class SourceFile:
    position: int
    name: str
    blocks: tuple[SourceBlock, ...]


def collect_source(batch: PlanImport, draft: Draft) -> list[SourceFile]:
    """Every file in its order."""
    return [
        SourceFile(file.position, file.name, tuple(
            SourceBlock(is_table, tuple(lines))
            for is_table, lines in groupby(_lines(file, draft), key=lambda line: line.is_table)
        ))
        for file in batch.files.order_by("position", "id")
    ]


def collect_lines(batch: PlanImport, draft: Draft, rows: Sequence[DraftRow]) -> list[SourceLine]:
    """Only the lines that these rows were read from."""
    wanted = {row.key for row in rows if row.first_line}
    positions = {row.file for row in rows if row.key in wanted}
    files = batch.files.filter(position__in=positions) if positions else ()
    return [
        line for file in files for line in _lines(file, draft)
        if any(wanted.intersection(segment.rows) for cell in line.cells for segment in cell)
    ]


def _lines(file: ImportFile, draft: Draft) -> list[SourceLine]:
    rows = {row.key: row for row in draft.rows if row.file == file.position}
    marked = mark_file(file.lines, list(rows.values()))
    return [_line(f"{file.position}-{place}", line, rows) for place, line in enumerate(marked, 1)]


def _line(key: str, line: MarkedLine, rows: dict[str, DraftRow]) -> SourceLine:
    return SourceLine(key, line.number, line.is_table, line.cells, tuple(rows[each] for each in line.starts))

"""The documents of an import as they are shown beside the tasks: marked lines, rows of a table together. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from ..models import ImportFile, PlanImport
from ..plan_draft.marks import MarkedLine, Segment, mark_file, mark_rows
from ..plan_draft.shape import Draft, DraftRow

PLAIN, MARKED, TABLE = "plain", "marked", "table"


@dataclass(frozen=True)
class SourceLine:
    """`starts`: the rows that begin here; `key` is the line's own name on the page."""

    key: str
    is_table: bool
    cells: tuple[tuple[Segment, ...], ...]
    starts: tuple[DraftRow, ...]

    @property
    def is_numbered(self) -> bool:
        """Its first cell says no more than the number of the row that begins here."""
        said = "".join(span.text for segment in self.cells[0] for span in segment.spans).strip()
        return [row.number for row in self.starts] == [said]

    @property
    def banner(self) -> tuple[Segment, ...]:
        """The one cell of a table row that says anything: a heading across the table."""
        said = [cell for cell in self.cells if any(segment.spans for segment in cell)]
        return said[0] if len(said) == 1 else ()

    @property
    def kind(self) -> str:
        """Lines that no row was read from need no more than their words."""
        if self.is_table:
            return TABLE
        return MARKED if any(segment.rows for segment in self.cells[0]) else PLAIN


@dataclass(frozen=True)
class SourceBlock:
    kind: str
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
            SourceBlock(kind, tuple(lines)) for kind, lines in groupby(_lines(file, draft), key=attrgetter("kind"))
        ))
        for file in batch.files.order_by("position", "id")
    ]


def collect_lines(batch: PlanImport, draft: Draft, rows: Sequence[DraftRow]) -> list[SourceLine]:
    """Only the lines that these rows were read from."""
    keys = {row.key for row in rows if row.first_line}
    positions = {row.file for row in rows if row.key in keys}
    files = batch.files.filter(position__in=positions) if positions else ()
    found = []
    for file in files:
        own = _rows_of(file, draft)
        marked = mark_rows(file.lines, list(own.values()), keys)
        found += [_line(file, place, line, own) for place, line in marked.items()]
    return found


def _lines(file: ImportFile, draft: Draft) -> list[SourceLine]:
    rows = _rows_of(file, draft)
    marked = mark_file(file.lines, list(rows.values()))
    return [_line(file, place, line, rows) for place, line in enumerate(marked)]


def _rows_of(file: ImportFile, draft: Draft) -> dict[str, DraftRow]:
    return {row.key: row for row in draft.rows if row.file == file.position}


def _line(file: ImportFile, place: int, line: MarkedLine, rows: dict[str, DraftRow]) -> SourceLine:
    key = f"{file.position}-{place + 1}"
    return SourceLine(key, line.is_table, line.cells, tuple(rows[each] for each in line.starts))

"""The evidence archive of a frozen year: catalogue, hash list, and the files in folders by indicator and unit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eco_demo.lib import content_store
from eco_demo.lib.filenames import clean_name, split_suffix, unique_name
from eco_demo.lib.zips import stream_zip

from .snapshot_data import UnitRow, YearData
from .snapshot_line_data import EvidenceRow, LineRow
from .wording import CAMPAIGN
from .workbook import catalogue_row, render_catalogue

# Windows opens paths of up to 260 characters, the folder it was unpacked in included.
FOLDER_LENGTH, NAME_LENGTH = 40, 80


class EvidenceMissing(Exception):
    """A catalogued file is not in the store any more; the message names it."""


@dataclass(frozen=True)
class Item:
    path: str
    unit: UnitRow
    line: LineRow
    file: EvidenceRow


def collect(year: YearData, unit_ids: set[int] | None = None) -> list[Item]:
    """Every catalogued file with its place in the archive, by indicator in the plan's order, then by unit."""
    taken: set[str] = set()
    order = {row.task: position for position, row in enumerate(year.indicators)}
    rows = [
        (order[line.task], unit, line, file)
        for unit in year.units if unit_ids is None or unit.id in unit_ids
        for line in unit.lines for file in line.evidence
    ]
    rows.sort(key=lambda row: row[0])
    return [Item(unique_name(_path(unit, line, file), taken), unit, line, file) for _, unit, line, file in rows]


def title_of(year: YearData) -> str:
    return f"{year.plan.place}{year.plan.year}年度{CAMPAIGN}佐证材料"


def archive(
    year: YearData, items: list[Item], made_at: datetime, on_file: Callable[[int], None] = lambda done: None
) -> Iterator[bytes]:
    """The archive in chunks; `on_file` hears how many files are in. Raises EvidenceMissing before the first byte."""
    for item in items:
        if not content_store.path_of(item.file.sha256).is_file():
            raise EvidenceMissing(
                f"{item.unit.name}第{item.line.number}项的佐证“{item.file.title}”在文件库中找不到，无法打包，请联系系统管理员核对存储。"
            )
    return stream_zip(_entries(year, items, made_at, on_file))


def _entries(year, items, made_at, on_file) -> Iterator[tuple[str, Path | bytes]]:
    rows = ([*catalogue_row(item.unit, item.line, item.file), item.path] for item in items)
    yield "目录.xlsx", render_catalogue(year, f"{title_of(year)}目录", rows, made_at)
    yield "SHA256.txt", "".join(f"{item.file.sha256}  {item.path}\n" for item in items).encode()
    for done, item in enumerate(items):
        on_file(done)
        yield item.path, content_store.path_of(item.file.sha256)


def _path(unit: UnitRow, line: LineRow, file: EvidenceRow) -> str:
    _, suffix = split_suffix(file.file_name)
    name = clean_name(f"{file.item_no:02d} {file.title}"[:NAME_LENGTH] + suffix.lower())
    folder = clean_name(f"{line.number} {line.title}"[:FOLDER_LENGTH])
    return f"{folder}/{clean_name(unit.short_name[:FOLDER_LENGTH])}/{name}"

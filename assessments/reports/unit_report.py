"""The assessment report of one unit: its own result and lines, and of the others only how many they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from eco_demo.lib import content_store
from eco_demo.lib.charts import Bar, bar_chart
from eco_demo.lib.file_kinds import PICTURES
from eco_demo.lib.numbers import half_up
from eco_demo.lib.pdf import render_pdf
from eco_demo.lib.thumbnails import NoThumbnail, make_thumbnail

from ..explanation import Node, unit_tree
from ..models import Report
from .snapshot_data import UnitRow, YearData, from_json
from .snapshot_line_data import DeductionRow, EvidenceRow, LineRow
from .tree_rows import TreeRow, printed_rows
from .wording import CAMPAIGN, release_code

MAX_PHOTOS = 8
_PICTURE_TYPES = {kind.content_type for kind in PICTURES}


@dataclass(frozen=True)
class Deducted:
    """A deduction that counts, with its line."""

    line: LineRow
    row: DeductionRow

    @property
    def points(self) -> str:
        return f"{half_up(self.row.points)}"

    @property
    def reason(self) -> str:
        return self.row.reason

    @property
    def rule_text(self) -> str:
        return self.row.rule_text

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def file(self) -> str:
        return f"件号{self.row.item_no}　{self.row.file_title}" if self.row.item_no else ""


@dataclass(frozen=True)
class Photo:
    """`address` is empty when the picture cannot be read."""

    address: str
    caption: str


@dataclass(frozen=True)
class UnitReport:
    title: str
    year: YearData
    unit: UnitRow
    snapshot_number: int
    taken_on: date
    release_code: str
    photos: tuple[Photo, ...]
    pictures: Mapping[str, bytes]

    @property
    def lead_lines(self) -> list[LineRow]:
        return [line for line in self.unit.lines if line.is_lead]

    @property
    def support_lines(self) -> list[LineRow]:
        return [line for line in self.unit.lines if not line.is_lead]

    @property
    def deductions(self) -> list[Deducted]:
        return deductions_of(self.unit)

    @cached_property
    def tree(self) -> Node:
        return unit_tree(self.unit.lines, self.unit.explained)

    @property
    def calculation(self) -> list[TreeRow]:
        """The tree as the rows of a printed table."""
        return list(printed_rows(self.tree))

    @property
    def composition(self) -> list[Node]:
        """What the score is put together of: points, bonus, penalty, bounds."""
        return list(self.tree.terms) if self.tree.value is not None else []

    @property
    def catalogue(self) -> list[tuple[LineRow, EvidenceRow]]:
        return [(line, file) for line in self.unit.lines for file in line.evidence]

    @property
    def chart(self) -> SafeString:
        bars = [
            Bar(domain.name, half_up(domain.result.percent), half_up(100))
            for domain in self.unit.domains if domain.result.percent is not None
        ]
        return bar_chart(bars, title="各领域得分率")


def title_of(year: YearData, unit: UnitRow) -> str:
    return f"{unit.name}{year.plan.year}年度{CAMPAIGN}工作考核报告"


def collect(report: Report) -> UnitReport:
    """Everything the report shows, from its snapshot alone and the kept pictures."""
    snapshot = report.snapshot
    year = from_json(snapshot.data)
    unit = year.unit(report.unit_id)
    photos, pictures = _photos(unit)
    return UnitReport(
        title=title_of(year, unit), year=year, unit=unit, snapshot_number=snapshot.number,
        taken_on=timezone.localdate(snapshot.taken_at), release_code=release_code(snapshot.sha256, report.pk),
        photos=photos, pictures=pictures,
    )


def render_unit_pdf(report: UnitReport) -> bytes:
    html = render_to_string("reports/unit.html", {
        "report": report, "year": report.year, "unit": report.unit, "title": report.title,
        "outcome": report.unit.explained, "issuer": report.year.plan.office,
        "released_at": report.taken_on.isoformat(), "release_code": report.release_code,
    })
    return render_pdf(html, assets=report.pictures)


def deductions_of(unit: UnitRow) -> list[Deducted]:
    """Those that count: of lines that apply to the unit."""
    absent = unit.absent
    return [Deducted(line, row) for line in unit.lines if line.task not in absent for row in line.in_force]


def _photos(unit: UnitRow) -> tuple[tuple[Photo, ...], dict[str, bytes]]:
    """The first pictures of the catalogue, small; one that cannot be read keeps its place and says so."""
    files = {file.sha256: file for line in unit.lines for file in line.evidence if file.content_type in _PICTURE_TYPES}
    photos, pictures = [], {}
    for file in list(files.values())[:MAX_PHOTOS]:
        address = f"asset:{file.sha256}"
        try:
            pictures[address] = make_thumbnail(Path(content_store.path_of(file.sha256)))
        except (NoThumbnail, OSError):
            address = ""
        photos.append(Photo(address, file.title))
    return tuple(photos), pictures

"""A frozen year as the leaders' and the city's pages show it: every figure from the snapshot, none from the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.choices import ReportStatus
from assessments.models import Report, Snapshot
from assessments.reports.district_report import UnitClassTable, unit_classes
from assessments.reports.snapshot_data import UnitRow, YearData, from_json
from assessments.reports.unit_report import Deducted, deductions_of
from assessments.reports.wording import share

MOST_LOST = 8


@dataclass(frozen=True)
class Lost:
    """Points an indicator lost for the district."""

    number: str
    title: str
    points: Decimal


@dataclass(frozen=True)
class UnitLine:
    """A unit's row in the heat map; None where it has no task in a domain."""

    unit: UnitRow
    percents: list[Decimal | None]
    report: int | None


@dataclass(frozen=True)
class FrozenYear:
    snapshot: Snapshot
    year: YearData

    @property
    def cells(self) -> list[dict]:
        """For the strip of numbers."""
        year, counts = self.year, self.year.counts
        missed = [("约束性指标达标", year.binding), ("参考性指标达标", year.reference)]
        return [
            {"label": "综合得分", "value": "—" if year.result.percent is None else year.result.percent, "kind": "brand",
             "note": "满分 100"},
            *({"label": label, "value": count.met, "note": f"/ {count.total}"} for label, count in missed),
            {"label": "按时报送率", "value": share(counts.on_time, counts.lines), "note": f"{counts.lines} 份台账"},
            {"label": "未审结", "value": year.open_lines, "kind": "bad" if year.open_lines else "", "note": "份台账"},
        ]

    def tables(self, reports: Iterable[Report]) -> list[tuple[UnitClassTable, list[UnitLine]]]:
        """Per class, each unit with its result in every domain and, where there is one, its report to read."""
        to_read = {report.unit_id: report.pk for report in reports if report.status == ReportStatus.READY}
        return [
            (table, [UnitLine(unit, self._by_domain(unit), to_read.get(unit.id)) for unit in table.units])
            for table in unit_classes(self.year)
        ]

    @property
    def deductions(self) -> list[tuple[UnitRow, Deducted]]:
        return [(unit, row) for unit in self.year.units for row in deductions_of(unit)]

    @property
    def most_lost(self) -> list[Lost]:
        lost = [
            Lost(row.number, row.title, row.full_marks - row.score)
            for row in self.year.indicators if row.score is not None and row.score < row.full_marks
        ]
        return sorted(lost, key=lambda row: (-row.points, row.number))[:MOST_LOST]

    def _by_domain(self, unit: UnitRow) -> list[Decimal | None]:
        results = {domain.name: domain.result.percent for domain in unit.domains}
        return [results.get(domain.name) for domain in self.year.domains]


def frozen_year(snapshot_id: int) -> FrozenYear:
    """The caller has made sure that the reader may see it."""
    snapshot = Snapshot.objects.select_related("plan").get(pk=snapshot_id)
    return FrozenYear(snapshot, from_json(snapshot.data))

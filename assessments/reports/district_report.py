"""The district's yearly self-check report: what the government approves and hands in to the city."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from departments.choices import UnitClass
from eco_demo.lib.charts import Bar, bar_chart
from eco_demo.lib.numbers import half_up
from eco_demo.lib.pdf import render_pdf

from ..choices import ReasonCode
from ..models import Report
from .overview import overview
from .snapshot_data import IndicatorRow, MetCount, UnitRow, YearData, from_json
from .snapshot_line_data import EvidenceRow, LineRow
from .unit_report import Deducted, deductions_of
from .wording import CAMPAIGN, class_name, release_code


@dataclass(frozen=True)
class UnitClassTable:
    name: str
    units: tuple[UnitRow, ...]


@dataclass(frozen=True)
class GradeCount:
    """How many units of a class got each grade, best first; `waiting` have none yet."""

    name: str
    counts: tuple[int, ...]
    waiting: int
    units: int


@dataclass(frozen=True)
class Lost:
    """The deductions of one kind: how many, of how many units, how many points, and what they are."""

    name: str
    count: int
    units: int
    points: Decimal
    rows: tuple[tuple[UnitRow, Deducted], ...]


@dataclass(frozen=True)
class Remark:
    """What a lead unit wrote about a task: a problem, or what it means to do next."""

    number: str
    title: str
    unit: str
    text: str


@dataclass(frozen=True)
class DistrictReport:
    title: str
    year: YearData
    snapshot_number: int
    taken_on: date
    release_code: str

    @property
    def overview(self) -> list[str]:
        return overview(self.year)

    @property
    def chart(self) -> SafeString:
        bars = [
            Bar(domain.name, half_up(domain.result.percent), half_up(100))
            for domain in self.year.domains if domain.result.percent is not None
        ]
        return bar_chart(bars, title="各领域得分率")

    @property
    def met(self) -> MetCount:
        counts = [domain.met for domain in self.year.domains]
        return MetCount(*(sum(getattr(count, name) for count in counts) for name in ("met", "not_met", "unknown")))

    @property
    def indicators_by_domain(self) -> list[tuple[str, list[IndicatorRow]]]:
        return [
            (domain.name, [row for row in self.year.indicators if row.domain == domain.name])
            for domain in self.year.domains
        ]

    @property
    def classes(self) -> list[UnitClassTable]:
        return unit_classes(self.year)

    @property
    def domain_names(self) -> list[str]:
        return [domain.name for domain in self.year.domains]

    @property
    def domain_matrix(self) -> list[tuple[UnitRow, list[Decimal | None]]]:
        return domain_matrix(self.year)

    @property
    def deductions(self) -> list[tuple[UnitRow, Deducted]]:
        return [(unit, row) for unit in self.year.units for row in deductions_of(unit)]

    @property
    def deducted_units(self) -> int:
        return len({unit.id for unit, _ in self.deductions})

    @property
    def grades(self) -> list[str]:
        """The grades that were given, best first."""
        outcomes = [unit.outcome for unit in self.year.units if unit.outcome and unit.outcome.raw_grade]
        best_first = sorted(outcomes, key=lambda outcome: outcome.score, reverse=True)
        by_score = dict.fromkeys(outcome.raw_grade for outcome in best_first)
        return list(by_score | dict.fromkeys(outcome.grade for outcome in best_first))

    @property
    def grade_counts(self) -> list[GradeCount]:
        return [_grade_count(table, self.grades) for table in self.classes]

    @property
    def decided_otherwise(self) -> list[UnitRow]:
        """Units with a veto or a missed condition: what it did to the grade is said of each."""
        return [unit for unit in self.year.units if unit.outcome and unit.outcome.grade and unit.outcome.effects]

    @property
    def over_quota(self) -> list[tuple[str, list[str]]]:
        """By class, the units that fell to the next grade because the places were taken."""
        rows = [(table.name, [unit.name for unit in table.units if _is_over_quota(unit)]) for table in self.classes]
        return [row for row in rows if row[1]]

    @property
    def lost_by_code(self) -> list[Lost]:
        """The problem list: every deduction under its kind, in the order of the kinds."""
        return _grouped(self.deductions, {code: code.label for code in ReasonCode}, lambda row: row.code)

    @property
    def lost_by_domain(self) -> list[Lost]:
        return _grouped(self.deductions, {name: name for name in self.domain_names}, lambda row: row.line.domain)

    @property
    def is_extended(self) -> bool:
        """Whether bonus or penalty items count anywhere."""
        return any(unit.explained.bonus or unit.explained.penalty for unit in self.year.units)

    @property
    def problems(self) -> list[tuple[str, list[Remark]]]:
        return _remarks(self.year, "problems")

    @property
    def next_steps(self) -> list[tuple[str, list[Remark]]]:
        return _remarks(self.year, "next_steps")

    @property
    def catalogue(self) -> list[tuple[IndicatorRow, list[tuple[UnitRow, EvidenceRow]]]]:
        return catalogue(self.year)


def title_of(year: YearData) -> str:
    return f"{year.plan.place}{year.plan.year}年度{CAMPAIGN}工作自查总结报告"


def collect(report: Report) -> DistrictReport:
    snapshot = report.snapshot
    year = from_json(snapshot.data)
    return DistrictReport(
        title=title_of(year), year=year, snapshot_number=snapshot.number,
        taken_on=timezone.localdate(snapshot.taken_at), release_code=release_code(snapshot.sha256, report.pk),
    )


def render_district_pdf(report: DistrictReport) -> bytes:
    html = render_to_string("reports/district.html", {
        "report": report, "year": report.year, "title": report.title, "issuer": report.year.plan.office,
        "released_at": report.taken_on.isoformat(), "release_code": report.release_code,
    })
    return render_pdf(html)


def unit_classes(year: YearData) -> list[UnitClassTable]:
    """Units by class, best first; those that are not ranked come last, in official order."""
    tables = []
    for unit_class in (UnitClass.DEPARTMENT, UnitClass.TOWNSHIP, UnitClass.NONE):
        units = [unit for unit in year.units if unit.unit_class == unit_class]
        if units:
            units.sort(key=lambda unit: (unit.rank is None, unit.rank or 0))
            tables.append(UnitClassTable(class_name(unit_class), tuple(units)))
    return tables


def domain_matrix(year: YearData) -> list[tuple[UnitRow, list[Decimal | None]]]:
    """Each unit's result per hundred in every domain; None where it has no task."""
    rows = []
    for unit in year.units:
        results = {domain.name: domain.result.percent for domain in unit.domains}
        rows.append((unit, [results.get(domain.name) for domain in year.domains]))
    return rows


def catalogue(year: YearData) -> list[tuple[IndicatorRow, list[tuple[UnitRow, EvidenceRow]]]]:
    """Files handed in, by indicator, in the official order of units."""
    by_task: dict[int, list[tuple[UnitRow, EvidenceRow]]] = {}
    for unit in year.units:
        for line in unit.lines:
            by_task.setdefault(line.task, []).extend((unit, file) for file in line.evidence)
    return [(row, by_task[row.task]) for row in year.indicators if by_task.get(row.task)]


def _is_over_quota(unit: UnitRow) -> bool:
    return unit.outcome is not None and unit.outcome.is_lowered and not unit.outcome.effects


def _grade_count(table: UnitClassTable, grades: list[str]) -> GradeCount:
    held = [unit.explained.grade for unit in table.units]
    return GradeCount(table.name, tuple(held.count(grade) for grade in grades), held.count(""), len(held))


def _grouped(deductions: list[tuple[UnitRow, Deducted]], names: Mapping[str, str],
             key: Callable[[Deducted], str]) -> list[Lost]:
    groups = []
    for value, name in names.items():
        rows = tuple((unit, row) for unit, row in deductions if key(row) == value)
        if rows:
            points = sum((row.row.points for _, row in rows), Decimal(0))
            groups.append(Lost(name, len(rows), len({unit.id for unit, _ in rows}), points, rows))
    return groups


def _remarks(year: YearData, field: str) -> list[tuple[str, list[Remark]]]:
    """By domain, what lead units wrote, each text once."""
    found: dict[str, dict[str, Remark]] = {domain.name: {} for domain in year.domains}
    for unit, line in _lead_lines(year.units):
        text = getattr(line, field).strip()
        if text:
            found[line.domain].setdefault(text, Remark(line.number, line.title, unit.name, text))
    order = {row.number: position for position, row in enumerate(year.indicators)}
    return [
        (name, sorted(remarks.values(), key=lambda remark: order[remark.number]))
        for name, remarks in found.items() if remarks
    ]


def _lead_lines(units: Iterable[UnitRow]) -> Iterable[tuple[UnitRow, LineRow]]:
    return ((unit, line) for unit in units for line in unit.lines if line.is_lead)

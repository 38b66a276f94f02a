"""The shelf of reports: of one frozen year, what this person may take home, and what is still being built."""

from dataclasses import dataclass

from django.db.models import Q

from assessments.choices import ReportKind, ReportStatus
from assessments.models import Report, Snapshot
from departments.choices import JOB_OPEN


@dataclass(frozen=True)
class Shelf:
    """`snapshots`: the frozen years to choose from, newest first; the reports are those of `snapshot`."""

    snapshots: list[Snapshot]
    snapshot: Snapshot | None
    yearly: Report | None
    units: list[Report]

    @property
    def building(self) -> int:
        return sum(is_building(report) for report in self.all)

    @property
    def ready(self) -> int:
        return sum(report.status == ReportStatus.READY for report in self.units)

    @property
    def own(self) -> Report | None:
        """The one report a unit has here: shown large, because there is nothing to choose from."""
        return self.units[0] if len(self.units) == 1 and self.yearly is None else None

    @property
    def all(self) -> list[Report]:
        return [self.yearly, *self.units] if self.yearly else self.units

    @property
    def is_open(self) -> bool:
        return any(is_building(report) or is_packing(report) for report in self.all)

    def selected(self, words: str = "", unit_class: str = "") -> list[Report]:
        """Unit reports whose unit's name, short name or initials contain the words."""
        words = words.strip().lower()
        return [
            report for report in self.units
            if (not unit_class or report.unit.unit_class == unit_class)
            and any(words in text.lower() for text in (report.unit.name, report.unit.short_name, report.unit.initials))
        ]


def shelf_of(user, *, year: int | None, snapshot: int | None = None) -> Shelf:
    """The shelf for a year (None: whatever year, for an office that only receives), in two queries."""
    reports = Report.objects.visible_to(user)
    seen = Snapshot.objects.visible_to(user)
    snapshots = Snapshot.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=reports.values("snapshot_id")))
    if year is not None:
        snapshots = snapshots.filter(plan__year=year)
    snapshots = list(snapshots.defer("data").select_related("plan__district", "plan__office")
                     .order_by("-plan__year", "-taken_at", "-id"))
    chosen = next((row for row in snapshots if row.pk == snapshot), snapshots[0] if snapshots else None)
    rows = list(
        reports.filter(snapshot=chosen).select_related("unit", "job", "zip_job", "pdf", "workbook", "evidence_zip")
        .order_by("unit__position", "unit_id", "id")
    ) if chosen else []
    return Shelf(
        snapshots=snapshots, snapshot=chosen, yearly=next((r for r in rows if r.kind == ReportKind.DISTRICT), None),
        units=[report for report in rows if report.kind == ReportKind.UNIT],
    )


def is_building(report: Report) -> bool:
    """The job's row is the truth: one that died while building is not building."""
    return report.status != ReportStatus.READY and report.job is not None and report.job.status in JOB_OPEN


def is_packing(report: Report) -> bool:
    return report.zip_job is not None and report.zip_job.status in JOB_OPEN

"""Named reads of reviews, snapshots, reports and packages; `visible_to` comes first in every chain."""

from django.db.models import QuerySet

from . import access
from .choices import AbsenceStatus, AppealStatus, Decision, ReportKind, ReportStatus


class LineReviewQuerySet(QuerySet):
    def visible_to(self, user) -> "LineReviewQuerySet":
        return self.filter(access.reviews_visible(user))

    def accepted(self) -> "LineReviewQuerySet":
        return self.filter(decision=Decision.ACCEPTED)


class DeductionQuerySet(QuerySet):
    def in_force(self) -> "DeductionQuerySet":
        """Those that still count: no appeal has lifted them."""
        return self.filter(lifted_by=None)


class AppealQuerySet(QuerySet):
    def visible_to(self, user) -> "AppealQuerySet":
        return self.filter(access.appeals_visible(user))

    def of_plan(self, plan) -> "AppealQuerySet":
        return self.filter(review__submission__ledger__task_unit__task__plan=plan)

    def open(self) -> "AppealQuerySet":
        return self.filter(status=AppealStatus.FILED)


class SpecialItemQuerySet(QuerySet):
    def visible_to(self, user) -> "SpecialItemQuerySet":
        return self.filter(access.special_items_visible(user))


class SpecialEntryQuerySet(QuerySet):
    def visible_to(self, user) -> "SpecialEntryQuerySet":
        return self.filter(access.special_entries_visible(user))

    def in_force(self) -> "SpecialEntryQuerySet":
        return self.filter(revoked_at=None)


class AbsenceQuerySet(QuerySet):
    def visible_to(self, user) -> "AbsenceQuerySet":
        return self.filter(access.absences_visible(user))

    def approved(self) -> "AbsenceQuerySet":
        return self.filter(status=AbsenceStatus.APPROVED)


class SnapshotQuerySet(QuerySet):
    def visible_to(self, user) -> "SnapshotQuerySet":
        return self.filter(access.snapshots_visible(user)).distinct()


class ReportQuerySet(QuerySet):
    def visible_to(self, user) -> "ReportQuerySet":
        return self.filter(access.reports_visible(user)).distinct()

    def ready(self) -> "ReportQuerySet":
        return self.filter(status=ReportStatus.READY)

    def of_district(self) -> "ReportQuerySet":
        return self.filter(kind=ReportKind.DISTRICT)

    def of_units(self) -> "ReportQuerySet":
        return self.filter(kind=ReportKind.UNIT)


class PackageQuerySet(QuerySet):
    def visible_to(self, user) -> "PackageQuerySet":
        return self.filter(access.packages_visible(user))

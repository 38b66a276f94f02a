"""Named reads of reviews, snapshots, reports and packages; `visible_to` comes first in every chain."""

from django.db.models import QuerySet

from . import access
from .choices import Decision, ReportKind, ReportStatus


class LineReviewQuerySet(QuerySet):
    def visible_to(self, user) -> "LineReviewQuerySet":
        return self.filter(access.reviews_visible(user))

    def accepted(self) -> "LineReviewQuerySet":
        return self.filter(decision=Decision.ACCEPTED)


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

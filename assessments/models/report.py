from django.db import models
from django.db.models import Q

from departments.models import Job, Unit
from tasks.models import Plan, StoredFile

from ..choices import ReportKind, ReportStatus
from ..querysets import ReportQuerySet
from .snapshot import Snapshot


class Report(models.Model):
    """A document built from one snapshot: PDF and workbook of the same content."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="reports")
    kind = models.CharField("种类", max_length=10, choices=ReportKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    title = models.CharField("标题", max_length=200)
    status = models.CharField("状态", max_length=10, choices=ReportStatus.choices, default=ReportStatus.BUILDING)
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="reports")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    workbook = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    evidence_zip = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    zip_job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    built_at = models.DateTimeField("生成时间", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["kind", "unit__position", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "unit"], condition=Q(kind=ReportKind.UNIT), name="one_unit_report_per_snapshot"
            ),
            models.UniqueConstraint(
                fields=["snapshot"], condition=Q(kind=ReportKind.DISTRICT), name="one_district_report_per_snapshot"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.UNIT, unit__isnull=False) | Q(kind=ReportKind.DISTRICT, unit=None),
                name="unit_report_has_unit",
            ),
        ]

    def __str__(self):
        return self.title

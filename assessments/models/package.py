from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models import Unit
from tasks.models import Plan

from ..choices import PACKAGE_OPEN, PackageStatus
from ..querysets import PackageQuerySet
from .snapshot import Snapshot


class Package(models.Model):
    """What goes up: one snapshot with its reports, approved by the district and handed in to the city office."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="packages")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="packages")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    status = models.CharField("状态", max_length=10, choices=PackageStatus.choices, default=PackageStatus.PREPARED)
    created_at = models.DateTimeField("拟稿时间", auto_now_add=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上报材料"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status__in=PACKAGE_OPEN), name="one_open_package_per_plan"
            ),
        ]

    def __str__(self):
        return f"{self.plan} 上报材料（{self.get_status_display()}）"


class PackageStep(models.Model):
    """One step of a package's way up, with name and role as they were at the time."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="steps")
    status = models.CharField("状态", max_length=10, choices=PackageStatus.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField("办理人", max_length=100)
    at = models.DateTimeField("时间")
    comment = models.CharField("意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理过程"
        ordering = ["id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.get_status_display()} {self.by_name}"

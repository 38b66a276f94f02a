from django.conf import settings
from django.db import models

from tasks.models import Plan

from ..querysets import SnapshotQuerySet


class Snapshot(models.Model):
    """A frozen year: canonical JSON of everything reports show. Reports read only this; it never changes."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField("第几次")
    taken_at = models.DateTimeField("冻结时间")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    data = models.TextField("数据")
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数据快照"
        ordering = ["-number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="snapshot_number_once")]

    def __str__(self):
        return f"{self.plan} 快照 #{self.number}"

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..choices import JOB_OPEN, JobStatus
from ..querysets import JobQuerySet
from .unit import Unit


class Job(models.Model):
    """Background work somebody asked for. This row is the truth; the queue only rings the bell (`services.job`)."""

    kind = models.CharField("种类", max_length=40)
    # What is built from what: one open job per key, and the same key never builds twice side by side.
    key = models.CharField("内容键", max_length=120)
    title = models.CharField("名称", max_length=200)
    arguments = models.JSONField(default=dict, blank=True)
    status = models.CharField("状态", max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    attempt = models.PositiveSmallIntegerField("次数", default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    requested_at = models.DateTimeField("提出时间", auto_now_add=True)
    queued_at = models.DateTimeField()
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(status__in=JOB_OPEN), name="one_open_job_per_key"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="job_percent_to_100"),
        ]
        indexes = [models.Index(fields=["status", "queued_at"], name="job_waiting")]

    def __str__(self):
        return f"{self.title}（{self.get_status_display()}）"

from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models import Unit

from ..choices import Certified
from ..querysets import CertificationQuerySet
from .submission import Submission
from .task import TaskTarget


class Certification(models.Model):
    """The certifying unit's word on one handed-in number: confirmed, or corrected with what it should be."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="certifications")
    target = models.ForeignKey(TaskTarget, models.PROTECT, related_name="certifications")
    certifier = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    verdict = models.CharField("认定", max_length=10, choices=Certified.choices)
    actual = models.DecimalField("认定值", max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.CharField("认定情况", max_length=200, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("认定时间")

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数据认定"
        ordering = ["target__position", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["submission", "target"], name="target_certified_once"),
            models.CheckConstraint(
                condition=Q(verdict=Certified.CONFIRMED) | ~Q(reason=""), name="correction_has_reason"
            ),
        ]

    def __str__(self):
        return f"{self.target} {self.get_verdict_display()}"

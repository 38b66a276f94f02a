from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models import ScoringRule
from tasks.models import EvidenceVersion

from ..choices import AppealStatus, ChangeCause
from ..querysets import AppealQuerySet
from .review import LineReview


class Appeal(models.Model):
    """A unit's objection to the score of one line, and the office's answer; old and new score stay side by side."""

    review = models.ForeignKey(LineReview, models.PROTECT, related_name="appeals")
    claim = models.TextField("申诉理由")
    wanted = models.DecimalField("认为应得", max_digits=7, decimal_places=2, null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=AppealStatus.choices, default=AppealStatus.FILED)
    score_before = models.DecimalField("原得分", max_digits=7, decimal_places=2)
    score_after = models.DecimalField("复核得分", max_digits=7, decimal_places=2, null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField("提出时间")
    answer = models.TextField("复核意见", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申诉"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(status=AppealStatus.FILED), name="one_open_appeal_per_line"
            ),
        ]

    def __str__(self):
        return f"{self.review} 申诉（{self.get_status_display()}）"


class AppealEvidence(models.Model):
    """A file of the unit's catalogue that speaks for its appeal: the very version."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="evidence")
    version = models.ForeignKey(EvidenceVersion, models.PROTECT, related_name="+")
    title = models.CharField("题名", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "申诉佐证"
        ordering = ["id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["appeal", "version"], name="version_once_per_appeal")]

    def __str__(self):
        return self.title


class ScoreChange(models.Model):
    """A score that changed after it was accepted: what it was, what it is, why, and by which rule version."""

    review = models.ForeignKey(LineReview, models.CASCADE, related_name="changes")
    cause = models.CharField("原因", max_length=10, choices=ChangeCause.choices)
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, blank=True, related_name="changes")
    score_before = models.DecimalField("原得分", max_digits=7, decimal_places=2)
    score_after = models.DecimalField("现得分", max_digits=7, decimal_places=2)
    rule_before = models.ForeignKey(ScoringRule, models.PROTECT, null=True, blank=True, related_name="+")
    rule_after = models.ForeignKey(ScoringRule, models.PROTECT, null=True, blank=True, related_name="+")
    explanation_before = models.JSONField("原计算过程", default=list, blank=True)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "得分变动"
        ordering = ["id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.score_before} → {self.score_after}"

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..querysets import ScoringRuleQuerySet
from .indicator import Indicator


class ScoringRule(models.Model):
    """One version of an indicator's scoring rule, as data for `indicators.rules`; a version never changes.

    `bindings` says for each input of the rule where its value comes from: {path: source}, where a source is an
    `InputSource`, followed by ":" and a target's name where the task has several targets.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="rules")
    number = models.PositiveSmallIntegerField("版本")
    kind = models.CharField("规则种类", max_length=30)
    full_marks = models.DecimalField("满分", max_digits=7, decimal_places=2)
    parameters = models.JSONField("参数", default=dict)
    bindings = models.JSONField("数据来源", default=dict)
    sentence = models.TextField("规则")
    reason = models.CharField("修订理由", max_length=300, blank=True)
    is_current = models.BooleanField("现行", default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("修订时间")

    objects = ScoringRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分规则"
        ordering = ["indicator_id", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="rule_version_once"),
            models.UniqueConstraint(fields=["indicator"], condition=Q(is_current=True), name="one_current_rule"),
        ]

    def __str__(self):
        return f"{self.indicator} 规则第{self.number}版"

    @property
    def as_data(self) -> dict:
        """What `indicators.rules.read_rule` reads."""
        return {"kind": self.kind, "full_marks": str(self.full_marks), "parameters": self.parameters}

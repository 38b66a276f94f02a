from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from departments.models import Unit
from eco_demo.lib import clock

from ..choices import LedgerStatus
from ..querysets import LedgerQuerySet
from .participation import TaskUnit
from .plan import Plan
from .task import TaskTarget


class Ledger(models.Model):
    """A unit's self-check on its part of a task: the working copy. What was handed in is a `Submission`."""

    task_unit = models.OneToOneField(TaskUnit, models.CASCADE, related_name="ledger")
    status = models.CharField("状态", max_length=14, choices=LedgerStatus.choices, default=LedgerStatus.NOT_STARTED)
    self_score = models.DecimalField("自评分", max_digits=7, decimal_places=2, null=True, blank=True)
    narrative = models.TextField("自查说明", blank=True)
    problems = models.TextField("存在问题", blank=True)
    next_steps = models.TextField("下一步打算", blank=True)
    # What the scoring rule asks beyond the targets' values: {input path: answer}.
    rule_facts = models.JSONField("评分数据", default=dict, blank=True)
    round = models.PositiveSmallIntegerField("提交次数", default=0)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField("最后保存", null=True, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自查台账"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(self_score=None) | Q(self_score__gte=Decimal(0)), name="self_score_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["status"], name="ledger_status")]

    def __str__(self):
        return str(self.task_unit)


class LedgerValue(models.Model):
    """The actual value the unit reports for one target."""

    ledger = models.ForeignKey(Ledger, models.CASCADE, related_name="values")
    target = models.ForeignKey(TaskTarget, models.CASCADE, related_name="+")
    actual = models.DecimalField("完成值", max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.CharField("完成情况", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "完成值"
        ordering = ["target__position", "target_id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["ledger", "target"], name="one_value_per_target")]

    def __str__(self):
        return f"{self.target}：{self.text or self.actual}"


class ReopenWindow(models.Model):
    """After the closing date one unit may fill again, for all its tasks or one, until a moment, with a reason."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reopen_windows")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    task_unit = models.ForeignKey(TaskUnit, models.CASCADE, null=True, blank=True, related_name="reopen_windows")
    opened_at = models.DateTimeField("开放时间", default=clock.now)
    until = models.DateTimeField("截止时间")
    reason = models.CharField("理由", max_length=300)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "重新开放"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="window_ends_later")]

    def __str__(self):
        return f"{self.unit} 至 {self.until:%Y-%m-%d %H:%M}"

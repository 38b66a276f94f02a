from django.conf import settings
from django.db import models

from indicators.choices import EvidenceKind

from ..choices import Line
from ..querysets import ReturnReasonQuerySet, SubmissionQuerySet
from .evidence import Evidence, EvidenceVersion
from .ledger import Ledger


class Submission(models.Model):
    """What a unit handed in, round by round: a frozen copy of the ledger that reviewers read and score."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField("第几次")
    is_current = models.BooleanField(default=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("提交时间")
    # Set by the review when the office first decides anything on this round; from then on it cannot be recalled.
    review_started_at = models.DateTimeField("审核开始", null=True, blank=True)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recalled_at = models.DateTimeField("撤回时间", null=True, blank=True)
    self_score = models.DecimalField("自评分", max_digits=7, decimal_places=2, null=True)
    narrative = models.TextField("自查说明", blank=True)
    problems = models.TextField("存在问题", blank=True)
    next_steps = models.TextField("下一步打算", blank=True)
    # Why it was handed in although evidence that the indicator asks for is missing.
    override_reason = models.CharField("缺件说明", max_length=300, blank=True)
    # [{"target": id, "name", "unit", "requirement", "actual": "82.4" or null, "text", "met": true/false/null}]
    values = models.JSONField("完成值", default=list)
    rule_facts = models.JSONField("评分数据", default=dict, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提交"
        ordering = ["-round"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["ledger", "round"], name="submission_round_once"),
            models.UniqueConstraint(
                fields=["ledger"], condition=models.Q(is_current=True), name="one_current_submission"
            ),
        ]

    def __str__(self):
        return f"{self.ledger} 第{self.round}次"


class SubmittedEvidence(models.Model):
    """A file as handed in: the very version, with its catalogue entry as it stood."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="evidence")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="submitted")
    version = models.ForeignKey(EvidenceVersion, models.PROTECT, related_name="submitted")
    item_no = models.PositiveSmallIntegerField("件号")
    title = models.CharField("题名", max_length=200)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("责任者", max_length=100, blank=True)
    formed_on = models.DateField("形成日期", null=True, blank=True)
    pages = models.PositiveSmallIntegerField("页数", null=True, blank=True)
    kind = models.CharField("类别", max_length=10, choices=EvidenceKind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "已交佐证"
        ordering = ["item_no", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["submission", "evidence"], name="evidence_once_per_submission")]

    def __str__(self):
        return f"{self.item_no} {self.title}"


class ReturnReason(models.Model):
    """What the unit must mend before it hands in again, line by line; written when the office returns a round."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="return_reasons")
    line = models.CharField("位置", max_length=12, choices=Line.choices)
    evidence = models.ForeignKey(
        SubmittedEvidence, models.PROTECT, null=True, blank=True, related_name="return_reasons"
    )
    text = models.CharField("退回意见", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = ReturnReasonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "退回意见"
        ordering = ["id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.get_line_display()}：{self.text}"

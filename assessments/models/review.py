from django.conf import settings
from django.db import models
from django.db.models import F, Q

from eco_demo.lib import clock
from indicators.models import ScoringRule
from tasks.models import Submission, SubmittedEvidence

from ..choices import Decision, Met, Origin, ReasonCode, Verdict
from ..querysets import DeductionQuerySet, LineReviewQuerySet


class LineReview(models.Model):
    """The office's judgement of one submission round; `services.review` opens, returns and accepts it."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="review")
    decision = models.CharField("结论", max_length=10, choices=Decision.choices, default=Decision.PENDING)
    met = models.CharField("是否达标", max_length=10, choices=Met.choices, default=Met.UNKNOWN)
    # Copied from the task, so that a score keeps the marks it was given out of.
    full_marks = models.DecimalField("分值", max_digits=7, decimal_places=2)
    score = models.DecimalField("审核得分", max_digits=7, decimal_places=2, null=True, blank=True)
    # Points above the full marks, where the rule grants them.
    bonus = models.DecimalField("加分", max_digits=7, decimal_places=2, default=0)
    # The rule version the score was given by, what it suggested from which inputs, and how it came to that.
    rule = models.ForeignKey(ScoringRule, models.PROTECT, null=True, blank=True, related_name="reviews")
    office_facts = models.JSONField("环委办评定的数据", default=dict, blank=True)
    suggested = models.DecimalField("规则得分", max_digits=7, decimal_places=2, null=True, blank=True)
    explanation = models.JSONField("计算过程", default=list, blank=True)
    override_reason = models.CharField("改判理由", max_length=300, blank=True)
    # How many stages of the plan's review the line has passed.
    stages_passed = models.PositiveSmallIntegerField(default=0)
    comment = models.TextField("审核意见", blank=True)
    internal_note = models.TextField("内部备注", blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LineReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审核"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=F("full_marks") + F("bonus")),
                name="score_within_marks_and_bonus",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.ACCEPTED) | Q(score__isnull=False), name="accepted_line_has_score"
            ),
            models.CheckConstraint(condition=Q(bonus__gte=0), name="bonus_not_negative"),
        ]

    def __str__(self):
        return f"{self.submission} {self.get_decision_display()}"


class Deduction(models.Model):
    """Points taken off a line, each with its reason, rule text and, where there is one, the file it concerns.

    One that an appeal lifted stays, and counts no more.
    """

    review = models.ForeignKey(LineReview, models.CASCADE, related_name="deductions")
    points = models.DecimalField("扣分", max_digits=7, decimal_places=2)
    code = models.CharField("原因类别", max_length=12, choices=ReasonCode.choices, default=ReasonCode.OTHER)
    origin = models.CharField("来源", max_length=8, choices=Origin.choices, default=Origin.HAND)
    reason = models.CharField("扣分原因", max_length=300)
    rule_text = models.CharField("评分标准", max_length=300, blank=True)
    evidence = models.ForeignKey(SubmittedEvidence, models.PROTECT, null=True, blank=True, related_name="deductions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=clock.now)
    lifted_by = models.ForeignKey("Appeal", models.PROTECT, null=True, blank=True, related_name="lifted")

    objects = DeductionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "扣分"
        ordering = ["id"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(points__gt=0), name="deduction_above_zero")]

    def __str__(self):
        return f"−{self.points} {self.reason}"


class ReviewReopening(models.Model):
    """An accepted line taken up again by the office chief: why, and the score it had until then."""

    review = models.ForeignKey(LineReview, models.CASCADE, related_name="reopenings")
    reason = models.CharField("理由", max_length=300)
    score_before = models.DecimalField("原得分", max_digits=7, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "重新审核"
        ordering = ["id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.score_before} {self.reason}"


class FileVerdict(models.Model):
    """What the office thinks of one handed-in file."""

    submitted = models.OneToOneField(SubmittedEvidence, models.CASCADE, related_name="verdict")
    verdict = models.CharField("评价", max_length=10, choices=Verdict.choices)
    reason = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "佐证评价"
        default_permissions = ()

    def __str__(self):
        return self.get_verdict_display()

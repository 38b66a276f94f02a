from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from departments.models import Unit
from indicators.models import IndicatorSet

from ..choices import PlanStatus
from ..querysets import PlanQuerySet


class Plan(models.Model):
    """One office's plan of one assessment year, with its dates as data; `services.plan` moves it on."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="编制单位")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("考核年度")
    title = models.CharField("标题", max_length=160)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    indicator_set = models.ForeignKey(IndicatorSet, models.PROTECT, related_name="plans", verbose_name="指标体系")
    status = models.CharField("状态", max_length=10, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    work_from = models.DateField("实施起")
    work_to = models.DateField("实施止")
    self_check_from = models.DateField("自查填报起")
    self_check_to = models.DateField("自查填报止")
    report_due = models.DateField("上报市环委办期限")
    city_review_due = models.DateField("市级考核期限")
    publish_due = models.DateField("结果公布期限")
    # A cooperating unit's line counts this much of a lead line in the unit's total.
    support_weight = models.DecimalField("配合折算系数", max_digits=4, decimal_places=2, default=Decimal("0.50"))
    near_days = models.PositiveSmallIntegerField("临期提醒天数", default=7)
    head_submits = models.BooleanField("须经单位负责人提交", default=True)
    # Workdays in which a unit may object to its scores, once they are fed back or published.
    objection_days = models.PositiveSmallIntegerField("申诉期（工作日）", default=5)
    feedback_at = models.DateTimeField("反馈得分时间", null=True, blank=True)
    appeals_from = models.DateField("申诉起", null=True, blank=True)
    appeals_to = models.DateField("申诉止", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    scores_published_at = models.DateTimeField("公布得分时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度计划"
        ordering = ["-year", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["office", "year"], name="one_plan_per_office_and_year"),
            models.CheckConstraint(
                condition=Q(work_from__lte=F("work_to")) & Q(self_check_from__lte=F("self_check_to"))
                & Q(self_check_to__lte=F("report_due")) & Q(report_due__lte=F("city_review_due"))
                & Q(city_review_due__lte=F("publish_due")),
                name="plan_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(appeals_from=None, appeals_to=None) | Q(appeals_from__lte=F("appeals_to")),
                name="plan_appeals_in_order",
            ),
            models.CheckConstraint(
                condition=Q(support_weight__gte=0, support_weight__lte=1), name="plan_weight_0_to_1"
            ),
        ]

    def __str__(self):
        return self.title

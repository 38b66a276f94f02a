from django.db import models
from django.db.models import F, Q

from departments.models import Unit

from ..choices import ReportKind, Rhythm
from .plan import Plan


class PlanStage(models.Model):
    """A stage of the campaign (创建阶段) as the plan sets it, over one year or several."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="stages")
    first_year = models.PositiveSmallIntegerField("起始年")
    last_year = models.PositiveSmallIntegerField("结束年")
    name = models.CharField("阶段", max_length=40, blank=True)
    goal = models.TextField("目标")
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "创建阶段"
        ordering = ["first_year", "last_year", "position", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(first_year__lte=F("last_year")), name="stage_years_in_order")
        ]

    def __str__(self):
        return self.name or f"{self.first_year}—{self.last_year}"


class PlaceGoal(models.Model):
    """What a county, district or township is to reach in a year; `unit` where the name is one of the tree's."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="place_goals")
    place = models.CharField("地方", max_length=60)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField("年份")
    goal = models.CharField("目标", max_length=300)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "地方目标"
        ordering = ["position", "id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.place} {self.year}"


class ReportingRule(models.Model):
    """How often units report or meet. `day`: of the week (1 Monday) or of the period's last month; `dates`: 06-30."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reporting_rules")
    rhythm = models.CharField("周期", max_length=12, choices=Rhythm.choices)
    kind = models.CharField("方式", max_length=8, choices=ReportKind.choices)
    day = models.PositiveSmallIntegerField("日", null=True, blank=True)
    dates = models.JSONField("日期", default=list, blank=True)
    text = models.CharField("原文", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "报送安排"
        ordering = ["position", "id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.get_rhythm_display()}{self.get_kind_display()}"


class PlanMeasure(models.Model):
    """A measure (推进措施、保障措施) the plan lays down beside its tasks."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    title = models.CharField("措施", max_length=100)
    text = models.TextField("内容", blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "工作措施"
        ordering = ["position", "id"]
        default_permissions = ()

    def __str__(self):
        return self.title

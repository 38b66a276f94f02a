from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from indicators.models import Domain
from tasks.models import Plan

from ..choices import QuotaTies, RoundingMode, TieBreak, Treatment


class Scheme(models.Model):
    """How a plan's scores become totals and grades (评分办法). A plan without one uses the defaults of this model."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="scheme")
    decimal_places = models.PositiveSmallIntegerField("总分保留小数位数", default=2, validators=[MaxValueValidator(4)])
    rounding = models.CharField("取舍方法", max_length=10, choices=RoundingMode.choices, default=RoundingMode.HALF_UP)
    max_bonus = models.DecimalField(
        "加分合计最多", max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    bonus_cap = models.DecimalField(
        "总分最多可超过100分多少", max_digits=6, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    treatment = models.CharField(
        "不适用项目的处理", max_length=12, choices=Treatment.choices, default=Treatment.RENORMALISE
    )
    tie_break = models.CharField("同分的处理", max_length=6, choices=TieBreak.choices, default=TieBreak.NONE)
    quota_ties = models.CharField("名额处同分", max_length=6, choices=QuotaTies.choices, default=QuotaTies.DROP)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "评分办法"
        default_permissions = ()

    def __str__(self):
        return f"{self.plan} 评分办法"


class GradeBand(models.Model):
    """A grade, the lowest score that earns it, and the share of a class of units that may get it."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="bands")
    name = models.CharField("等次", max_length=20)
    at_least = models.DecimalField("最低分（含）", max_digits=7, decimal_places=2)
    quota_percent = models.DecimalField(
        "名额占比（%）", max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = verbose_name_plural = "等次"
        ordering = ["scheme_id", "-at_least"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["scheme", "name"], name="grade_name_once"),
            models.UniqueConstraint(fields=["scheme", "at_least"], name="grade_bound_once"),
            models.CheckConstraint(condition=Q(at_least__gte=0), name="grade_bound_not_negative"),
        ]

    def __str__(self):
        return f"{self.name} ≥{self.at_least}"


class ModuleWeight(models.Model):
    """What a domain of the indicator set weighs in a unit's total; without any, points simply add up."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="modules")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    weight = models.DecimalField(
        "权重（%）", max_digits=5, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = verbose_name_plural = "模块权重"
        ordering = ["scheme_id", "domain__position", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["scheme", "domain"], name="module_weight_once")]

    def __str__(self):
        return f"{self.domain} {self.weight}%"

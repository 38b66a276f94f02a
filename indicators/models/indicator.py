from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from ..choices import Attribute, Comparator, Direction, ValueType
from ..querysets import DomainQuerySet, IndicatorQuerySet
from .indicator_set import IndicatorSet


class Domain(models.Model):
    """A domain (领域) of a set, or a group (任务) under a domain."""

    indicator_set = models.ForeignKey(IndicatorSet, models.CASCADE, related_name="domains")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="groups")
    label = models.CharField("编号", max_length=20, blank=True, help_text="如 (一)")
    name = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("序号", default=0)

    objects = DomainQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领域"
        ordering = ["position", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["indicator_set", "parent", "name"], name="domain_name_once"),
        ]

    def __str__(self):
        return self.name


class Indicator(models.Model):
    """An indicator of a set; with `parent`, one of the targets or conditions the parent is made of.

    Holds the threshold of the set. The baseline and the year's target belong to the year's task, the actual
    value to the ledger: four different numbers.
    """

    indicator_set = models.ForeignKey(IndicatorSet, models.CASCADE, related_name="indicators")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="indicators", verbose_name="领域")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    number = models.CharField("序号", max_length=10, blank=True)
    name = models.CharField("指标名称", max_length=120)
    value_type = models.CharField("数值类型", max_length=10, choices=ValueType.choices, default=ValueType.PERCENT)
    unit_of_measure = models.CharField("单位", max_length=30, blank=True)
    direction = models.CharField("方向", max_length=14, choices=Direction.choices, default=Direction.HIGHER)
    comparator = models.CharField("比较", max_length=14, choices=Comparator.choices, default=Comparator.AT_LEAST)
    threshold = models.DecimalField("指标值", max_digits=18, decimal_places=4, null=True, blank=True)
    threshold_upper = models.DecimalField("指标值上限", max_digits=18, decimal_places=4, null=True, blank=True)
    threshold_text = models.CharField("指标值表述", max_length=200, blank=True)
    attribute = models.CharField("指标属性", max_length=10, choices=Attribute.choices, default=Attribute.REFERENCE)
    full_marks = models.DecimalField(
        "分值", max_digits=7, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    explanation = models.TextField("指标解释", blank=True)
    data_source = models.CharField("数据来源", max_length=200, blank=True)
    scoring_standard = models.TextField("评分标准及依据", blank=True)
    required_evidence = models.JSONField("应交佐证", default=list, blank=True)  # [{"kind": EvidenceKind, "name": text}]
    to_confirm = models.JSONField("待核字段", default=list, blank=True)
    note = models.TextField("备注", blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    version = models.PositiveIntegerField(default=1)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["position", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(full_marks__gte=0), name="indicator_marks_not_negative"),
            models.CheckConstraint(
                condition=Q(threshold_upper=None) | Q(threshold_upper__gte=models.F("threshold")),
                name="indicator_range_in_order",
            ),
            models.UniqueConstraint(
                fields=["indicator_set", "number"], condition=Q(parent=None), name="indicator_number_once"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}".strip()

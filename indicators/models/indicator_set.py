from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from departments.models import Unit

from ..choices import SetLevel, SetStatus
from ..querysets import IndicatorSetQuerySet


class IndicatorSet(models.Model):
    """One edition of an indicator system. Published editions never change; `services.indicator_set` copies them."""

    code = models.SlugField("编码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=120)
    edition = models.CharField("版本", max_length=40)
    level = models.CharField("适用层级", max_length=10, choices=SetLevel.choices)
    source = models.TextField("依据", blank=True)
    # What the full marks must add up to when the edition is published.
    total_marks = models.DecimalField(
        "总分", max_digits=8, decimal_places=2, default=Decimal(100), validators=[MinValueValidator(Decimal("0.01"))]
    )
    status = models.CharField("状态", max_length=10, choices=SetStatus.choices, default=SetStatus.DRAFT)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    # The office that wrote it, with its scope; a national set belongs to nobody.
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="indicator_sets")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    city = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    objects = IndicatorSetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标体系"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(status=SetStatus.DRAFT) | Q(published_at__isnull=False), name="published_set_has_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.edition}）"

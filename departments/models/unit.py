from django.db import models
from tree_queries.models import TreeNode

from ..choices import TERRITORIES, Level, Power, UnitClass
from ..querysets import UnitGroupQuerySet, UnitQuerySet


class Unit(TreeNode):
    """A government level or a unit under it. `services.unit` keeps the scope columns equal to the ancestors."""

    code = models.SlugField("编码", max_length=60, unique=True)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    initials = models.CharField("拼音首字母", max_length=40, blank=True)
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    unit_class = models.CharField("考核类别", max_length=12, choices=UnitClass.choices, blank=True)
    position = models.PositiveIntegerField("序号", default=0, help_text="官方排序，不按拼音")
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    # Scope columns: the ancestor at each territorial level, a territory being its own.
    province = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    city = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = UnitQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["position", "id"]
        permissions = [(power.value, power.label) for power in Power]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="unit_valid_period",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def is_territory(self) -> bool:
        return self.level in TERRITORIES


class UnitAlias(models.Model):
    """Another name under which documents speak of a unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="alias_once_per_unit")]

    def __str__(self):
        return self.name


class UnitGroup(models.Model):
    """A phrase of plans that stands for several units, such as 各镇(办、区); expanded when a plan is published."""

    district = models.ForeignKey(Unit, models.CASCADE, related_name="unit_groups")
    code = models.SlugField("编码", max_length=60)
    name = models.CharField("名称", max_length=100)
    other_names = models.JSONField("其他写法", default=list, blank=True)
    members = models.ManyToManyField(Unit, related_name="member_of_groups", verbose_name="成员单位")

    objects = UnitGroupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位组"
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="group_code_once_per_district"),
            models.UniqueConstraint(fields=["district", "name"], name="group_name_once_per_district"),
        ]

    def __str__(self):
        return self.name

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from departments.models import Unit, UnitGroup
from indicators.choices import Comparator, ValueType
from indicators.models import Domain, Indicator

from ..choices import TaskRole
from ..querysets import AnnualTaskQuerySet
from .plan import Plan


class AnnualTask(models.Model):
    """A work item of the year: one indicator broken down to units, or a task without an indicator."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="tasks")
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, blank=True, related_name="tasks")
    number = models.CharField("序号", max_length=20)
    title = models.CharField("任务名称", max_length=160)
    requirement = models.TextField("工作要求", blank=True)
    full_marks = models.DecimalField(
        "分值", max_digits=7, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    leader = models.CharField("牵头领导", max_length=60, blank=True)
    deadline_text = models.CharField("完成时限", max_length=60, blank=True)
    due = models.DateField("填报截止")
    position = models.PositiveSmallIntegerField("排序", default=0)
    version = models.PositiveIntegerField(default=1)

    objects = AnnualTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度任务"
        ordering = ["position", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="task_number_once_per_plan"),
            models.CheckConstraint(condition=Q(full_marks__gte=0), name="task_marks_not_negative"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class TaskTarget(models.Model):
    """One number or condition the year's task must reach: comparator, baseline and year target."""

    task = models.ForeignKey(AnnualTask, models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("名称", max_length=120, blank=True)
    value_type = models.CharField("数值类型", max_length=10, choices=ValueType.choices, default=ValueType.PERCENT)
    unit_of_measure = models.CharField("单位", max_length=30, blank=True)
    comparator = models.CharField("比较", max_length=14, choices=Comparator.choices)
    target = models.DecimalField("年度目标", max_digits=18, decimal_places=4, null=True, blank=True)
    upper = models.DecimalField("目标上限", max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.CharField("目标表述", max_length=200, blank=True)
    baseline = models.DecimalField("现状值", max_digits=18, decimal_places=4, null=True, blank=True)
    # The unit whose word counts for this number (认定部门); null where the lead unit's own report does.
    certifier = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="certified_targets",
                                  verbose_name="认定部门")
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "年度目标"
        ordering = ["position", "id"]
        default_permissions = ()

    def __str__(self):
        return self.name or self.text


class Assignment(models.Model):
    """A cell of the breakdown table: a unit or a group, as lead or support, before groups are expanded."""

    task = models.ForeignKey(AnnualTask, models.CASCADE, related_name="assignments")
    role = models.CharField("角色", max_length=8, choices=TaskRole.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(UnitGroup, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "责任分工"
        ordering = ["position", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, group=None) | Q(unit=None, group__isnull=False),
                name="assignment_unit_or_group",
            ),
            models.UniqueConstraint(
                fields=["task", "unit"], condition=Q(unit__isnull=False), name="unit_once_per_task"
            ),
            models.UniqueConstraint(
                fields=["task", "group"], condition=Q(group__isnull=False), name="group_once_per_task"
            ),
        ]

    def __str__(self):
        return str(self.unit or self.group)

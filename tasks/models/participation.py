from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from departments.models import Unit

from ..choices import Receipt, TaskRole
from ..querysets import ExceptionManager, TaskUnitQuerySet
from .task import AnnualTask


class TaskUnit(models.Model):
    """One unit's part in one task, lead or support: what the unit sees, signs for and reports on.

    It carries its scope, year and due date on the row, so that every list is one index read.
    """

    task = models.ForeignKey(AnnualTask, models.PROTECT, related_name="participations")
    role = models.CharField("角色", max_length=8, choices=TaskRole.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="task_units", db_index=False)
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    city = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField("考核年度")
    due = models.DateField("填报截止")
    unit_name = models.CharField("当时名称", max_length=100)
    via_group = models.CharField("所属单位组", max_length=100, blank=True)
    receipt = models.CharField("签收", max_length=10, choices=Receipt.choices, default=Receipt.WAITING)
    receipt_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    receipt_at = models.DateTimeField("签收时间", null=True, blank=True)
    return_reason = models.CharField("退回理由", max_length=500, blank=True)
    office_answer = models.CharField("环委办答复", max_length=500, blank=True)
    # False once the office has approved that the task does not apply to the unit (不适用); set by the floor above.
    applies = models.BooleanField("适用", default=True)

    objects = TaskUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位任务"
        ordering = ["due", "id"]
        permissions = [("read_taskunit", "查看这项任务")]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="unit_participates_once")]
        indexes = [
            models.Index(fields=["unit", "year", "due", "id"], name="task_unit_of_unit"),
            models.Index(fields=["district", "year", "due", "id"], name="task_unit_of_district"),
            models.Index(fields=["city", "year", "due", "id"], name="task_unit_of_city"),
            models.Index(fields=["province", "year", "due", "id"], name="task_unit_of_province"),
        ]

    def __str__(self):
        return f"{self.unit_name} · {self.task}"

    @property
    def is_lead(self) -> bool:
        return self.role == TaskRole.LEAD


class TaskUnitException(UserObjectPermissionBase):
    """A guardian grant of one participation to one person, with a reason and an end date."""

    content_object = models.ForeignKey(TaskUnit, models.CASCADE, related_name="exceptions")
    reason = models.CharField("理由", max_length=300)
    until = models.DateField("截止日期")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ExceptionManager()

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "单项授权"
        default_permissions = ()

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from departments.models import Unit
from tasks.models import AnnualTask, Plan, TaskUnit

from ..choices import ABSENCE_OPEN, AbsenceStatus, SpecialKind, Treatment
from ..querysets import AbsenceQuerySet, SpecialEntryQuerySet, SpecialItemQuerySet


class SpecialItem(models.Model):
    """A bonus, a penalty, a veto (一票否决) or a condition of a good grade, as the plan's rules word it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="special_items")
    kind = models.CharField("种类", max_length=8, choices=SpecialKind.choices)
    name = models.CharField("事项", max_length=120)
    basis = models.CharField("依据", max_length=300, blank=True)
    # Bonus and penalty: the most one entry may give or take. Veto: the grade it sets. Gate: the best grade without it.
    max_points = models.DecimalField("每次最多", max_digits=6, decimal_places=2, null=True, blank=True)
    grade = models.CharField("等次", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    objects = SpecialItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "加分、扣分、否决事项"
        ordering = ["plan_id", "position", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "name"], name="special_item_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[SpecialKind.BONUS, SpecialKind.PENALTY], grade="")
                | Q(kind__in=[SpecialKind.VETO, SpecialKind.GATE], max_points=None) & ~Q(grade=""),
                name="special_item_points_or_grade",
            ),
        ]

    def __str__(self):
        return self.name


class SpecialEntry(models.Model):
    """That an item happened to a unit: points given or taken, a veto, or a gate that was missed. Never deleted."""

    item = models.ForeignKey(SpecialItem, models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    points = models.DecimalField("分数", max_digits=6, decimal_places=2, null=True, blank=True)
    reason = models.CharField("事由", max_length=300)
    proof = models.CharField("依据文件", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoke_reason = models.CharField("撤销理由", max_length=300, blank=True)

    objects = SpecialEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "加分、扣分、否决登记"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(points=None) | Q(points__gt=0), name="special_points_above_zero"),
        ]

    def __str__(self):
        return f"{self.unit} {self.item}"


class Absence(models.Model):
    """That a task does not apply to a unit (不适用): asked with a reason, approved by the office chief."""

    task_unit = models.ForeignKey(TaskUnit, models.CASCADE, related_name="absences")
    treatment = models.CharField("处理办法", max_length=12, choices=Treatment.choices)
    # A task of the same unit that takes over the points.
    transfer_to = models.ForeignKey(AnnualTask, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("理由", max_length=300)
    status = models.CharField("状态", max_length=10, choices=AbsenceStatus.choices, default=AbsenceStatus.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    answer = models.CharField("答复", max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不适用"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["task_unit"], condition=Q(status__in=[AbsenceStatus.ASKED, AbsenceStatus.APPROVED]),
                name="one_absence_per_line",
            ),
            models.CheckConstraint(
                condition=Q(treatment=Treatment.TRANSFER, transfer_to__isnull=False)
                | ~Q(treatment=Treatment.TRANSFER) & Q(transfer_to=None),
                name="transfer_names_a_task",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("asked_at")), name="absence_decided_after_asked"
            ),
        ]

    def __str__(self):
        return f"{self.task_unit} 不适用（{self.get_status_display()}）"

    @property
    def is_open(self) -> bool:
        """Waits for an answer, or is in force."""
        return self.status in ABSENCE_OPEN

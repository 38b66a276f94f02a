from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models import Unit, UnitGroup
from eco_demo.lib import clock
from indicators.models import IndicatorSet

from ..choices import ImportStatus
from ..querysets import PlanImportQuerySet
from .evidence import StoredFile
from .plan import Plan
from .task import AnnualTask


class PlanImport(models.Model):
    """One plan document, with its annexes, on its way to tasks; `services.plan_import` moves it on.

    `draft` is a `plan_draft.Draft` as text. Plan, indicators, tasks and units exist only after 确认导入.
    """

    office = models.ForeignKey(Unit, models.PROTECT, related_name="plan_imports", verbose_name="编制单位")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    title = models.CharField("名称", max_length=200)
    status = models.CharField("状态", max_length=10, choices=ImportStatus.choices, default=ImportStatus.READING)
    message = models.CharField("说明", max_length=300, blank=True)
    draft = models.TextField(default="", blank=True)
    # The plan the tasks go into: chosen when the document came in, or made on confirmation.
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="imports")
    # What the confirmation made besides tasks, so that undoing can take it away again.
    made_plan = models.BooleanField(default=False)
    made_set = models.ForeignKey(IndicatorSet, models.SET_NULL, null=True, blank=True, related_name="+")
    made_units = models.ManyToManyField(Unit, related_name="+")
    made_groups = models.ManyToManyField(UnitGroup, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("上传时间", default=clock.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划导入"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ImportStatus.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="confirmed_import_has_a_time",
            ),
        ]

    def __str__(self):
        return self.title


class ImportFile(models.Model):
    """A document of an import as it was uploaded or pasted, and its text as it was read.

    `lines`: [{"number", "last", "text", "cells"}], see `plan_text.SourceLine`.
    """

    batch = models.ForeignKey(PlanImport, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("文件名", max_length=200)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    lines = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入文件"
        ordering = ["position", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="import_file_position_once")]

    def __str__(self):
        return self.name


class ImportStep(models.Model):
    """One change of a draft, with what stood there before, so that it can be taken back."""

    batch = models.ForeignKey(PlanImport, models.CASCADE, related_name="steps")
    label = models.CharField("改动", max_length=120)
    before = models.TextField()  # the draft as text
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "导入改动"
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self):
        return self.label


class TaskSource(models.Model):
    """The words of the document a task was made from; `first_line` to `last_line` are lines of `file`."""

    task = models.OneToOneField(AnnualTask, models.CASCADE, related_name="source")
    batch = models.ForeignKey(PlanImport, models.CASCADE, related_name="sources")
    file = models.ForeignKey(ImportFile, models.SET_NULL, null=True, related_name="+")
    row = models.CharField("行", max_length=12)  # key of the draft's row
    first_line = models.PositiveIntegerField(default=0)
    last_line = models.PositiveIntegerField(default=0)
    text = models.TextField("原文", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务出处"
        default_permissions = ()

    def __str__(self):
        return f"{self.batch} · {self.task}"


class NameChoice(models.Model):
    """Whom an office means by a name in its plans, decided once; without unit and group the name is passed over."""

    office = models.ForeignKey(Unit, models.CASCADE, related_name="name_choices")
    name = models.CharField("计划中的写法", max_length=100)  # as `unit_names.plain_name` gives it
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(UnitGroup, models.CASCADE, null=True, blank=True, related_name="+")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "单位写法对应"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="name_chosen_once_per_office"),
            models.CheckConstraint(condition=Q(unit=None) | Q(group=None), name="name_means_unit_or_group"),
        ]

    def __str__(self):
        return f"{self.name} → {self.unit or self.group or '不列入'}"

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from departments.models import Unit
from eco_demo.lib import clock
from indicators.choices import EvidenceKind

from ..querysets import EvidenceQuerySet, EvidenceUseQuerySet, EvidenceVersionQuerySet, UploadQuerySet
from .ledger import Ledger


class StoredFile(models.Model):
    """Bytes kept once under their SHA-256 outside the web root; never changed, never renamed."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    has_preview = models.BooleanField(default=False)  # a re-encoded picture lies beside it
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "存储文件"
        default_permissions = ()

    def __str__(self):
        return self.sha256


class Evidence(models.Model):
    """A catalogued piece of evidence of one unit and year; one piece may serve several ledgers."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evidence", db_index=False)
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    city = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField("考核年度")
    title = models.CharField("题名", max_length=200)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("责任者", max_length=100, blank=True)
    formed_on = models.DateField("形成日期", null=True, blank=True)
    pages = models.PositiveSmallIntegerField("页数", null=True, blank=True)
    kind = models.CharField("类别", max_length=10, choices=EvidenceKind.choices, default=EvidenceKind.OTHER)
    note = models.CharField("备注", max_length=200, blank=True)
    current = models.ForeignKey("EvidenceVersion", models.PROTECT, null=True, blank=True, related_name="+")
    # Set when it is first handed in with a ledger; from then on the office may read it and it cannot be withdrawn.
    was_submitted = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("上传时间", default=clock.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["-id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["unit", "year", "id"], name="evidence_of_unit"),
            models.Index(fields=["district", "year", "id"], name="evidence_of_district"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_outside_year(self) -> bool:
        """Dated before the assessment year, or after the self-check that closes it."""
        if self.formed_on is None:
            return False
        return not date(self.year, 1, 1) <= self.formed_on <= date(self.year + 1, 3, 31)


class EvidenceVersion(models.Model):
    """One upload of an evidence file; a later version never changes what was handed in."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="versions")
    name = models.CharField("文件名", max_length=255)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    was_submitted = models.BooleanField(default=False)

    objects = EvidenceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证版本"
        ordering = ["-number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="version_number_once")]

    def __str__(self):
        return self.name


class EvidenceUse(models.Model):
    """A piece of evidence attached to a ledger's working copy, with its 件号."""

    ledger = models.ForeignKey(Ledger, models.CASCADE, related_name="evidence_uses")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")
    item_no = models.PositiveSmallIntegerField("件号")
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(default=clock.now)

    objects = EvidenceUseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证引用"
        ordering = ["item_no", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["ledger", "evidence"], name="evidence_once_per_ledger")]

    def __str__(self):
        return f"{self.item_no} {self.evidence}"


class Upload(models.Model):
    """A file on its way in (tus): how many bytes have safely arrived. Gone once it has become evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    ledger = models.ForeignKey(Ledger, models.CASCADE, null=True, blank=True, related_name="+")
    replaces = models.ForeignKey(Evidence, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    evidence = models.ForeignKey(Evidence, models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_within_size")]

    def __str__(self):
        return self.name

"""Who may add or change evidence now; asked before the first byte and again before a row is written."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Sum

from departments.models import Unit
from eco_demo.lib.file_kinds import MEGABYTE

from ... import access
from ...choices import LEDGER_EDITABLE, PlanStatus
from ...errors import EvidenceRefused, SelfCheckClosed
from ...models import Evidence, EvidenceVersion, Ledger, Plan
from ..ledger.door import require_editable

MAX_PER_LEDGER = 50


def require_may_add(by, unit: Unit, year: int, ledger: Ledger | None, *, size: int = 0,
                    began: datetime | None = None) -> None:
    """Asked before the first byte and again before the row is written."""
    if not access.can_catalogue(by, unit):
        raise PermissionDenied("您不能为这个单位上传佐证。")
    _require_open_year(unit, year)
    if ledger:
        if ledger.task_unit.unit_id != unit.pk:
            raise PermissionDenied("佐证只能用于本单位的台账。")
        require_editable(ledger, by, began)
        if ledger.evidence_uses.count() >= MAX_PER_LEDGER:
            raise EvidenceRefused(f"一份台账最多放 {MAX_PER_LEDGER} 份佐证，请合并后再上传。")
    require_quota(unit, year, size)


def require_may_change(by, evidence: Evidence) -> None:
    """Own unit's, and not when every ledger that uses it is with the office."""
    if not access.can_catalogue(by, evidence.unit):
        raise PermissionDenied("您不能修改这个单位的佐证。")
    _require_open_year(evidence.unit, evidence.year)
    states = set(evidence.uses.values_list("ledger__status", flat=True))
    if states and not states & set(LEDGER_EDITABLE):
        raise EvidenceRefused("使用这份佐证的台账都已提交，佐证已锁定。如需更换，请联系环委办退回台账。")


def _require_open_year(unit: Unit, year: int) -> None:
    states = set(Plan.objects.filter(tasks__participations__unit=unit, year=year).values_list("status", flat=True))
    if states == {PlanStatus.CLOSED}:
        raise SelfCheckClosed(f"{year}年度已归档，佐证只能查看，不能再上传或修改。")


def quota_used(unit: Unit, year: int) -> int:
    """Bytes of all versions of the unit's evidence of a year."""
    versions = EvidenceVersion.objects.filter(evidence__unit=unit, evidence__year=year)
    return versions.aggregate(total=Sum("file__size"))["total"] or 0


def require_quota(unit: Unit, year: int, size: int) -> None:
    quota = settings.ECO_QUOTA_MB * MEGABYTE
    if quota_used(unit, year) + size > quota:
        raise EvidenceRefused(f"本单位{year}年度的佐证已接近 {settings.ECO_QUOTA_MB} MB 的上限，这个文件放不下。"
                              "请撤回不用的材料，或联系系统管理员。")


def lock_evidence(evidence: Evidence) -> Evidence:
    return Evidence.objects.select_for_update(of=("self",)).select_related("unit", "current").get(pk=evidence.pk)

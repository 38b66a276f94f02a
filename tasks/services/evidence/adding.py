"""From a file to a catalogued piece of evidence, or to a newer version of one."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max

from departments.models import Unit
from departments.services import audit
from eco_demo.lib import content_store
from eco_demo.lib.file_check import check_name_and_size
from eco_demo.lib.file_kinds import PICTURES, XLS, XLSX, kind_of_name
from eco_demo.lib.filenames import clean_name, split_suffix
from indicators.choices import EvidenceKind

from ...errors import EvidenceRefused
from ...models import Evidence, EvidenceVersion, Ledger, StoredFile
from .. import file
from ..ledger import lock
from .rights import lock_evidence, require_may_add, require_may_change, require_quota
from .use import use_in

_DOCUMENT_WORDS = ("通知", "方案", "意见", "办法", "决定", "批复", "函", "纪要", "规定")
_REPORT_WORDS = ("报告", "总结", "说明", "汇报")


def add_file(source: Path | BinaryIO, name: str, *, unit: Unit, year: int, by, ledger: Ledger | None = None,
             **catalogue) -> Evidence:
    """Catalogue a file of `unit` and, with `ledger`, attach it. The same file again gives the same evidence.

    `catalogue`: title, doc_no, issuer, formed_on, pages, kind, note. Raises RefusedFile, StorageFull and Refused.
    """
    require_may_add(by, unit, year, ledger)
    upload_id = file.bring_in(source)
    try:
        check_name_and_size(name, content_store.incoming_size(upload_id))
        examined = file.examine(upload_id, name)
        with transaction.atomic():
            return keep_as_evidence(examined, name, unit=unit, year=year, by=by, ledger=ledger, **catalogue)
    finally:
        content_store.discard(upload_id)


def replace_version(evidence: Evidence, source: Path | BinaryIO, name: str, by) -> Evidence:
    """A newer file of the same piece; what was handed in keeps the version it was handed in with."""
    require_may_change(by, evidence)
    upload_id = file.bring_in(source)
    try:
        check_name_and_size(name, content_store.incoming_size(upload_id))
        examined = file.examine(upload_id, name)
        with transaction.atomic():
            return keep_as_version(examined, name, evidence, by)
    finally:
        content_store.discard(upload_id)


def keep_as_evidence(examined: file.Examined, name: str, *, unit: Unit, year: int, by, ledger: Ledger | None = None,
                     began: datetime | None = None, **catalogue) -> Evidence:
    """The rows of a file that has been examined, inside the caller's transaction."""
    ledger = lock(ledger) if ledger else None
    require_may_add(by, unit, year, ledger, size=examined.facts.size, began=began)
    # Held, so that the same file sent twice at once is one piece.
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=file.keep(examined).pk)
    known = Evidence.objects.filter(unit=unit, year=year, current__file=stored).in_use().order_by("id").first()
    evidence = known or _new_evidence(stored, examined, clean_name(name), unit, year, by, catalogue)
    if ledger:
        use_in(ledger, evidence, by)
    audit.record("evidence.reuse" if known else "evidence.add", evidence, by=by, sha256=stored.sha256,
                 size=stored.size, ledger=str(ledger) if ledger else "")
    return evidence


def keep_as_version(examined: file.Examined, name: str, evidence: Evidence, by) -> Evidence:
    evidence = lock_evidence(evidence)
    require_may_change(by, evidence)
    require_quota(evidence.unit, evidence.year, examined.facts.size)
    stored = file.keep(examined)
    if evidence.current.file_id == stored.pk:
        raise EvidenceRefused("新上传的文件与当前版本内容完全相同，没有更换。")
    evidence.current = _new_version(evidence, stored, clean_name(name), by)
    evidence.pages = _pages(examined) or evidence.pages
    evidence.save(update_fields=["current", "pages"])
    audit.record("evidence.replace", evidence, by=by, version=evidence.current.number, sha256=stored.sha256)
    return evidence


def _new_evidence(stored: StoredFile, examined: file.Examined, name: str, unit: Unit, year: int, by,
                  catalogue: dict) -> Evidence:
    guessed = {
        "title": split_suffix(name)[0], "kind": guess_kind(name), "pages": _pages(examined), "issuer": unit.label,
    }
    evidence = Evidence(
        unit=unit, province_id=unit.province_id, city_id=unit.city_id, district_id=unit.district_id, year=year,
        uploaded_by=by, **{**guessed, **catalogue},
    )
    evidence.full_clean(exclude=["current", "province", "city", "district"])
    evidence.save()
    evidence.current = _new_version(evidence, stored, name, by)
    evidence.save(update_fields=["current"])
    return evidence


def _new_version(evidence: Evidence, stored: StoredFile, name: str, by) -> EvidenceVersion:
    last = evidence.versions.aggregate(last=Max("number"))["last"] or 0
    return EvidenceVersion.objects.create(evidence=evidence, number=last + 1, file=stored, name=name, uploaded_by=by)


def _pages(examined: file.Examined) -> int | None:
    return 1 if examined.facts.width else examined.facts.pages


def guess_kind(name: str) -> str:
    """A first guess from the name; the unit corrects it in the catalogue."""
    kind = kind_of_name(name)
    if kind in PICTURES:
        return EvidenceKind.PHOTO
    if kind in (XLS, XLSX):
        return EvidenceKind.TABLE
    if any(word in name for word in _REPORT_WORDS):
        return EvidenceKind.REPORT
    if any(word in name for word in _DOCUMENT_WORDS):
        return EvidenceKind.DOCUMENT
    return EvidenceKind.OTHER

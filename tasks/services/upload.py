"""Uploads that survive a broken connection (tus 1.0): where they stand, what comes next, what they become."""

from datetime import timedelta
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.choices import Result
from departments.models import Unit
from departments.services import audit
from eco_demo.lib import clock, content_store
from eco_demo.lib.file_check import RefusedFile, check_name_and_size
from eco_demo.lib.filenames import clean_name

from .. import access
from ..errors import EvidenceRefused
from ..models import Evidence, Ledger, Upload
from . import file
from .evidence.adding import keep_as_evidence, keep_as_version
from .evidence.rights import require_may_add, require_may_change

KEPT = timedelta(hours=24)
MAX_OPEN = 60


@transaction.atomic
def begin(by, *, name: str, size: int, unit: Unit, year: int, ledger: Ledger | None = None,
          replaces: Evidence | None = None) -> Upload:
    """A place for `size` bytes of a file. Everything that can be refused before a byte is sent is refused here."""
    check_name_and_size(name, size)
    require_may_add(by, unit, year, ledger, size=size)
    if replaces:
        require_may_change(by, replaces)
    if Upload.objects.filter(uploaded_by=by, evidence=None).count() >= MAX_OPEN:
        raise EvidenceRefused(f"您有 {MAX_OPEN} 个文件还没有传完，请等它们传完或取消后再传。")
    upload = Upload.objects.create(
        unit=unit, year=year, ledger=ledger, replaces=replaces, name=clean_name(name), size=size, uploaded_by=by
    )
    audit.record("upload.begin", upload, by=by, size=size)
    return upload


def offset_of(upload: Upload) -> int:
    """How many bytes are safely here; all of them once it has become evidence."""
    return upload.size if upload.evidence_id else content_store.incoming_size(str(upload.pk))


def append(upload: Upload, offset: int, stream: BinaryIO, by) -> int:
    """Add bytes at `offset`; what arrived before a connection broke is kept.

    Raises content_store.UploadRefused when the place is another, StorageFull when the disk is full.
    """
    if upload.uploaded_by_id != by.pk or not access.can_catalogue(by, upload.unit):
        raise PermissionDenied("您不能续传这个文件。")
    if upload.evidence_id:
        raise content_store.UploadRefused("这个文件已经传完。", upload.size)
    try:
        return content_store.append_at(str(upload.pk), offset, stream, upload.size)
    finally:
        Upload.objects.filter(pk=upload.pk, evidence=None).update(offset=min(offset_of(upload), upload.size))


def finish(upload: Upload, by) -> Evidence:
    """All bytes are here: look at the file and make it evidence. A second call gives the same evidence."""
    try:
        examined = file.examine(str(upload.pk), upload.name)
    except FileNotFoundError:
        return _finished_by_another(upload)
    except RefusedFile as refusal:
        _give_up(upload, by, str(refusal))
        raise
    with transaction.atomic():
        upload = _lock(upload)
        if upload.evidence is None:
            upload.evidence = _keep(examined, upload, by)
            upload.offset = upload.size
            upload.save(update_fields=["evidence", "offset"])
        return upload.evidence


@transaction.atomic
def cancel(upload: Upload, by) -> None:
    if upload.uploaded_by_id != by.pk:
        raise PermissionDenied("您不能取消这个上传。")
    content_store.discard(str(upload.pk))
    audit.record("upload.cancel", upload, by=by)
    Upload.objects.filter(pk=upload.pk).delete()


def sweep() -> int:
    """Forget uploads nobody went on with, their bytes and those of finished ones; says how many parts."""
    Upload.objects.filter(started_at__lt=clock.now() - KEPT).delete()
    return content_store.sweep_incoming(KEPT)


def _keep(examined: file.Examined, upload: Upload, by) -> Evidence:
    if upload.replaces:
        return keep_as_version(examined, upload.name, upload.replaces, by)
    return keep_as_evidence(
        examined, upload.name, unit=upload.unit, year=upload.year, by=by, ledger=upload.ledger,
        began=upload.started_at,
    )


def _finished_by_another(upload: Upload) -> Evidence:
    """The last piece was sent twice; the other request has moved the file in."""
    found = Upload.objects.filter(pk=upload.pk).select_related("evidence").first()
    if found is None or found.evidence is None:
        raise EvidenceRefused("上传的内容已不在服务器上，请重新上传。")
    return found.evidence


@transaction.atomic
def _give_up(upload: Upload, by, reason: str) -> None:
    content_store.discard(str(upload.pk))
    audit.record("upload.refused", upload, by=by, result=Result.REFUSED, reason=reason, size=upload.size)
    Upload.objects.filter(pk=upload.pk).delete()


def _lock(upload: Upload) -> Upload:
    return (
        Upload.objects.select_for_update(of=("self",))
        .select_related("unit", "ledger__task_unit", "replaces__unit", "evidence").get(pk=upload.pk)
    )

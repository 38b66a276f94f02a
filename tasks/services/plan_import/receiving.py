"""Plan documents coming in: kept, queued for reading, read again, supplemented, put aside."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.access import scope_of
from departments.choices import JOB_OPEN, Power
from departments.models import Unit
from departments.services import audit
from departments.services.job import request_job

from ... import access
from ...choices import ImportStatus, PlanStatus
from ...errors import ImportRefused
from ...models import ImportFile, Plan, PlanImport
from ...reports.import_history import READING_KIND, reading_job, reading_key
from .door import check_status, lock_batch
from .originals import Original, attach, take_in

MAX_TITLE = 200


def start_import(by, office: Unit, files: Sequence[Any], text: str = "", plan: Plan | None = None) -> PlanImport:
    """Keep the originals and have them read in the background. Raises ImportRefused."""
    _check_may_start(by, office, plan)
    return _open_batch(by, office, take_in(files, text), plan)


@transaction.atomic
def read_again(batch: PlanImport, by) -> PlanImport:
    """Once more, after the files were refused or the reading was broken off."""
    batch = lock_batch(batch, by)
    if batch.status == ImportStatus.READING and _is_queued(batch):
        return batch
    check_status(batch, ImportStatus.UNREADABLE, ImportStatus.READING)
    _have_read(batch, by)
    return batch


def add_files(batch: PlanImport, by, files: Sequence[Any], text: str = "", *, lose_edits: bool = False) -> PlanImport:
    """Annexes that were forgotten: everything is read anew. Raises ImportRefused.

    `lose_edits`: the person was told that what was corrected in the draft is lost.
    """
    if not access.can_import_plan(by, batch):
        raise PermissionDenied("计划文件由环委办主任导入。")
    return _supplement(batch, by, take_in(files, text), lose_edits)


@transaction.atomic
def leave_out(batch: PlanImport, by, position: int) -> PlanImport:
    """Read on without a file that cannot be read."""
    batch = lock_batch(batch, by)
    check_status(batch, ImportStatus.UNREADABLE)
    files = list(batch.files.all())
    if len(files) < 2:
        raise ImportRefused("这次导入只有这一个文件，请换一个文件重新上传。")
    if any(file.position == position for file in files):
        batch.files.filter(position=position).delete()
        for place, file in enumerate(batch.files.all(), start=1):
            ImportFile.objects.filter(pk=file.pk).update(position=place)
        _have_read(batch, by)
    return batch


@transaction.atomic
def discard_import(batch: PlanImport, by) -> PlanImport:
    """Put an import aside before it became tasks; one that is being read stays put aside."""
    batch = lock_batch(batch, by)
    if batch.status == ImportStatus.DISCARDED:
        return batch
    check_status(batch, ImportStatus.READING, ImportStatus.UNREADABLE, ImportStatus.READY)
    batch.status, batch.version = ImportStatus.DISCARDED, batch.version + 1
    batch.save(update_fields=["status", "version"])
    audit.record("plan_import.discard", batch, by=by)
    return batch


def _check_may_start(by, office: Unit, plan: Plan | None) -> None:
    if not scope_of(by).covers_unit(office, Power.DIRECT):
        raise PermissionDenied("计划文件由环委办主任导入。")
    if plan is None:
        return
    if plan.office_id != office.pk or not access.directs_plan(by, plan):
        raise PermissionDenied("只能导入到本单位编制的计划。")
    if plan.status == PlanStatus.CLOSED:
        raise ImportRefused(f"{plan.year}年度计划已归档，不能再导入任务。")


@transaction.atomic
def _open_batch(by, office: Unit, originals: Sequence[Original], plan: Plan | None) -> PlanImport:
    if not originals:
        raise ImportRefused("请选择要导入的文件，或粘贴计划文字。")
    batch = PlanImport.objects.create(
        office=office, province_id=office.province_id, city_id=office.city_id, district_id=office.district_id,
        title=PurePath(originals[0].name).stem[:MAX_TITLE], plan=plan, created_by=by,
    )
    attach(batch, originals)
    audit.record("plan_import.start", batch, by=by, files=[original.name for original in originals])
    _queue(batch, by)
    return batch


@transaction.atomic
def _supplement(batch: PlanImport, by, originals: Sequence[Original], lose_edits: bool) -> PlanImport:
    batch = lock_batch(batch, by)
    check_status(batch, ImportStatus.READY)
    if not originals:
        raise ImportRefused("请选择要补充的文件，或粘贴文字。")
    if batch.steps.exists() and not lose_edits:
        raise ImportRefused("识别结果已经有改动，补充文件要全部重新识别。确实要补充，请勾选“放弃已有的改动”。")
    attach(batch, originals)
    batch.steps.all().delete()
    audit.record("plan_import.start", batch, by=by, files=[original.name for original in originals])
    _have_read(batch, by)
    return batch


def _have_read(batch: PlanImport, by) -> None:
    batch.status, batch.message, batch.version = ImportStatus.READING, "", batch.version + 1
    batch.save(update_fields=["status", "message", "version"])
    _queue(batch, by)


def _queue(batch: PlanImport, by) -> None:
    request_job(
        READING_KIND, key=reading_key(batch), title=f"识别计划文件：{batch.title}"[:MAX_TITLE], by=by,
        scope_row=batch, arguments={"batch": batch.pk},
    )


def _is_queued(batch: PlanImport) -> bool:
    job = reading_job(batch)
    return job is not None and job.status in JOB_OPEN

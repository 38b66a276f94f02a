"""Asking for reports and building them in the background, from a snapshot alone.

Bytes are made outside any transaction; storing them, marking the report ready and finishing the job is one
transaction that a late or cancelled worker cannot complete.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.choices import JOB_OPEN
from departments.models import Job, Unit, User
from departments.services import audit
from departments.services.job import JobFailed, JobGone, finish, report_progress, request_job
from eco_demo.lib import clock
from eco_demo.lib.content_store import StorageFull, Stored, store_stream
from eco_demo.lib.pdf import PdfError, missing_abilities
from tasks.models import StoredFile

from .. import access
from ..choices import ReportKind, ReportStatus
from ..models import Report, Snapshot
from ..reports import district_report, evidence_zip, unit_report, workbook
from ..reports.snapshot_data import from_json

PDF_TYPE = "application/pdf"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_TYPE = "application/zip"


class UnitNotInSnapshot(Exception):
    """A unit that has no line in the frozen year has no report either."""


@transaction.atomic
def request_reports(snapshot: Snapshot, by: User, units: Iterable[Unit] | None = None) -> list[Report]:
    """Queue the reports of these units, or of the district and all its units. What is ready or queued stays so."""
    plan = snapshot.plan
    allowed = access.can_build_unit_report(by, plan) if units is not None else access.can_direct(by, plan)
    if not allowed:
        raise PermissionDenied("您不能生成这份数据的报告：单位报告由环委办生成，年度总结报告由环委办主任生成。")
    # Held so that the same request made twice at once is one job, not a clash of keys.
    snapshot = Snapshot.objects.select_for_update(of=("self",)).select_related("plan").get(pk=snapshot.pk)
    year = from_json(snapshot.data)
    rows = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[unit.id for unit in year.units])}
    wanted = list(rows.values()) if units is None else list(units)
    strangers = [unit.name for unit in wanted if unit.pk not in rows]
    if strangers:
        raise UnitNotInSnapshot(f"{'、'.join(strangers)}在这份冻结数据中没有任务，不能生成考核报告。")
    reports = [] if units is not None else [_ask_district(snapshot, year, by)]
    order = {unit.id: position for position, unit in enumerate(year.units)}
    return reports + [
        _ask_unit(snapshot, year, unit, by) for unit in sorted(wanted, key=lambda unit: order[unit.pk])
    ]


@transaction.atomic
def request_evidence_zip(report: Report, by: User) -> Report:
    """Queue the archive of the evidence behind a report; asked for again while it is queued or ready, nothing new."""
    report = Report.objects.select_for_update(of=("self",)).select_related("zip_job").get(pk=report.pk)
    plan = report.plan
    if not access.can_build_unit_report(by, plan):
        raise PermissionDenied("佐证材料由环委办打包。")
    if report.evidence_zip_id or _is_open(report.zip_job):
        return report
    report.zip_job = request_job(
        "evidence_zip", key=_key("evidence_zip", report.snapshot, report.unit_id), title=f"{report.title}：佐证材料",
        by=by, scope_row=report, arguments={"report": report.pk},
    )
    report.save(update_fields=["zip_job"])
    return report


def build_unit_report(job: Job) -> None:
    """Job handler: PDF and workbook of one unit."""
    report = _report_of(job)
    with _reasons_in_words(job):
        _check_printing()
        report_progress(job, 10, "读取冻结数据和图片")
        content = unit_report.collect(report)
        report_progress(job, 30, "排版 PDF")
        pdf = unit_report.render_unit_pdf(content)
        report_progress(job, 80, "生成 Excel")
        _deliver(job, pdf, workbook.render_unit_workbook(content, report.snapshot.taken_at))


def build_district_report(job: Job) -> None:
    """Job handler: PDF and workbook of the whole district."""
    report = _report_of(job)
    with _reasons_in_words(job):
        _check_printing()
        report_progress(job, 5, "读取冻结数据")
        content = district_report.collect(report)
        report_progress(job, 15, "排版 PDF")
        pdf = district_report.render_district_pdf(content)
        report_progress(job, 80, "生成 Excel")
        _deliver(job, pdf, workbook.render_district_workbook(content, report.snapshot.taken_at))


def build_evidence_zip(job: Job) -> None:
    """Job handler: the archive is streamed into the store, never held in memory."""
    report = _report_of(job)
    year = from_json(report.snapshot.data)
    items = evidence_zip.collect(year, {report.unit_id} if report.unit_id else None)
    with _reasons_in_words(job):
        stream = evidence_zip.archive(year, items, report.snapshot.taken_at, _progress(job, len(items)))
        stored = store_stream(stream)
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(evidence_zip=_file(stored, ZIP_TYPE))
        finish(job)


def record_download(report: Report, form: str, by: User) -> None:
    """Every copy that leaves the system is in the trail."""
    audit.record("report.download", report, by=by, form=form, snapshot=report.snapshot_id)


def _ask_district(snapshot: Snapshot, year, by: User) -> Report:
    plan = snapshot.plan
    report, _ = Report.objects.get_or_create(
        snapshot=snapshot, kind=ReportKind.DISTRICT, unit=None,
        defaults={"plan": plan, "title": district_report.title_of(year), **_scope(plan)},
    )
    return _queue(report, "district_report", by)


def _ask_unit(snapshot: Snapshot, year, unit: Unit, by: User) -> Report:
    report, _ = Report.objects.get_or_create(
        snapshot=snapshot, kind=ReportKind.UNIT, unit=unit,
        defaults={"plan": snapshot.plan, "title": unit_report.title_of(year, year.unit(unit.pk)), **_scope(unit)},
    )
    return _queue(report, "unit_report", by)


def _queue(report: Report, kind: str, by: User) -> Report:
    if report.status == ReportStatus.READY or _is_open(report.job):
        return report
    report.job = request_job(
        kind, key=_key(kind, report.snapshot, report.unit_id), title=report.title, by=by, scope_row=report,
        arguments={"report": report.pk},
    )
    report.status = ReportStatus.BUILDING
    report.save(update_fields=["job", "status"])
    return report


def _key(kind: str, snapshot: Snapshot, unit_id: int | None) -> str:
    return f"{kind}:{snapshot.sha256[:16]}:{snapshot.pk}:{unit_id or 0}"


def _scope(row) -> dict:
    return {f"{column}_id": getattr(row, f"{column}_id") for column in ("province", "city", "district")}


def _is_open(job: Job | None) -> bool:
    return job is not None and job.status in JOB_OPEN


def _report_of(job: Job) -> Report:
    return Report.objects.select_related("snapshot", "plan").get(pk=job.arguments["report"])


@contextmanager
def _reasons_in_words(job: Job):
    """What can go wrong outside our code is told to the person who asked; the report shows as failed."""
    try:
        yield
    except (PdfError, StorageFull, evidence_zip.EvidenceMissing) as error:
        _mark_failed(job)
        raise JobFailed(str(error)) from error
    except JobGone:  # somebody else's job now; nothing to say about the report
        raise
    except Exception:
        _mark_failed(job)
        raise


@cache
def _check_printing() -> None:
    """Once per worker: a machine without our fonts would print empty boxes. A failure is asked about again."""
    missing = missing_abilities()
    if missing:
        raise PdfError("".join(missing))


def _mark_failed(job: Job) -> None:
    Report.objects.filter(job=job, status=ReportStatus.BUILDING).update(status=ReportStatus.FAILED)


def _deliver(job: Job, pdf: bytes, sheets: bytes) -> None:
    report_progress(job, 95, "保存文件")
    stored_pdf, stored_sheets = store_stream([pdf]), store_stream([sheets])
    with transaction.atomic():
        Report.objects.filter(pk=job.arguments["report"]).update(
            pdf=_file(stored_pdf, PDF_TYPE), workbook=_file(stored_sheets, WORKBOOK_TYPE),
            status=ReportStatus.READY, built_at=clock.now(),
        )
        finish(job)


def _file(stored: Stored, content_type: str) -> StoredFile:
    row, _ = StoredFile.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "content_type": content_type}
    )
    return row


def _progress(job: Job, total: int) -> Callable[[int], None]:
    """Tells the job row at most fifty times, and stops the work when the row is no longer ours."""
    step = max(1, total // 50)

    def on_file(done: int) -> None:
        if done % step == 0:
            report_progress(job, min(99, done * 100 // max(total, 1)), f"已打包 {done} / {total} 件")

    return on_file

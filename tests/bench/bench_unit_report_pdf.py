"""A unit's PDF from its frozen year to the stored file, against WeasyPrint alone on the very same HTML.

Goal: at most 1.10 times WeasyPrint.
"""

import os
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from unittest import mock

from django.conf import settings

from assessments.choices import ReportStatus
from assessments.models import Report, Snapshot
from assessments.reports import unit_report
from assessments.reports.snapshot_data import from_json
from assessments.services.report import request_reports
from assessments.services.snapshot import freeze
from departments.choices import JobStatus
from departments.models import Job, Unit, User
from departments.services import job as jobs
from eco_demo.demo import mass
from eco_demo.lib import pdf_engine
from eco_demo.lib.content_store import store_stream
from eco_demo.lib.pdf import PRINT_STYLESHEETS
from tasks.models import Plan
from tests.bench.measure import Measurement, compare_ms

ROUNDS = 7
CHIEF, UNIT = "m010101-zr", "m010101-01"


def bench_unit_report_pdf() -> Measurement:
    os.environ.setdefault("ECO_DEMO_PASSWORD", "Zy-2021-mass")
    if not Unit.objects.filter(code="m01").exists():
        mass.lay_out(mass.SIZES["city"], print, stop_after=1)
    chief, unit = User.objects.get(username=CHIEF), Unit.objects.get(code=UNIT)
    plan = Plan.objects.filter(district=unit.district).order_by("-year").first()
    snapshot = freeze(plan, by=chief, allow_open=True, reason="测量")
    with mock.patch.object(jobs, "ring"):
        [report] = request_reports(snapshot, chief, [unit])
    html = _html(report)

    def ours():
        from_json.cache_clear()  # as for the first report a worker builds from this year
        fresh = Report.objects.select_related("snapshot", "plan").get(pk=report.pk)
        store_stream([unit_report.render_unit_pdf(unit_report.collect(fresh))])

    measured = compare_ms(ours, lambda: _weasyprint(html), n=ROUNDS, timer=process_time, setup=(
        "processor time of one unit's report: frozen year read, template, PDF/A, stored with its hash; reference is "
        "WeasyPrint alone on that HTML"
    ))
    return replace(measured, extra={
        "pages": _pages(html), "lines": len(unit_report.collect(report).unit.lines),
        "snapshot_kb": len(Snapshot.objects.get(pk=snapshot.pk).data) // 1024,
        "whole_job_with_workbook_ms": round(_whole_job(report), 1),
    })


def _html(report: Report) -> str:
    with mock.patch.object(unit_report, "render_pdf", lambda html, **options: html):
        return unit_report.render_unit_pdf(unit_report.collect(report))


def _document(html: str):
    font_config = pdf_engine.FontConfiguration()
    styles = [
        pdf_engine.weasyprint.CSS(string=(Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8"),
                                  font_config=font_config)
        for name in PRINT_STYLESHEETS
    ]
    return pdf_engine.weasyprint.HTML(string=html).render(stylesheets=styles, font_config=font_config,
                                                         pdf_variant="pdf/a-3a")


def _weasyprint(html: str) -> bytes:
    return _document(html).write_pdf(pdf_variant="pdf/a-3a")


def _pages(html: str) -> int:
    return len(_document(html).pages)


def _whole_job(report: Report) -> float:
    """Milliseconds of the job as a worker runs it, workbook, lease and trail included."""
    Report.objects.filter(pk=report.pk).update(status=ReportStatus.BUILDING)
    Job.objects.filter(pk=report.job_id).update(status=JobStatus.QUEUED, attempt=0)
    started = perf_counter()
    jobs.run(report.job_id)
    taken = (perf_counter() - started) * 1000
    assert Report.objects.get(pk=report.pk).status == ReportStatus.READY
    return taken

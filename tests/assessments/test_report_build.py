"""Building reports in the background: one job per content, everything or nothing, a reason in words on failure."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from assessments.choices import ReportKind, ReportStatus
from assessments.models import Report
from assessments.reports import unit_report
from assessments.services import report as service
from assessments.services.report import UnitNotInSnapshot, request_evidence_zip, request_reports
from assessments.services.snapshot import freeze
from departments.choices import JobStatus
from departments.models import Job
from departments.services import job as jobs
from departments.services.job import cancel_job, retry_job, run
from eco_demo.lib.content_store import StorageFull, path_of
from eco_demo.lib.pdf import PdfError
from tasks.models import StoredFile, SubmittedEvidence
from tests.assessments.year import build_all, frozen, keep_file, score_year


@pytest.fixture
def snapshot(world, plan):
    return frozen(world, plan)


def text_of(stored) -> str:
    pages = PdfReader(io.BytesIO(path_of(stored.sha256).read_bytes())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def ask_unit(snapshot, world) -> tuple[Report, Job]:
    report, = request_reports(snapshot, world.chief, [world.water])
    return report, report.job


def test_the_district_and_every_unit_get_a_report(world, snapshot):
    reports = build_all(snapshot, world)
    assert [report.kind for report in reports] == [ReportKind.DISTRICT] + [ReportKind.UNIT] * 4
    assert {report.status for report in reports} == {ReportStatus.READY}
    assert {job.status for job in Job.objects.all()} == {JobStatus.DONE}
    district = text_of(reports[0].pdf)
    for words in ("综合得分95.83分", "约束性指标3项，达标2项", "区水利局", "污水处理率1", "附件3", "下一步打算"):
        assert words in district


def test_a_unit_report_shows_its_place_but_nobody_elses_score(world, snapshot):
    report, job = ask_unit(snapshot, world)
    run(job.pk)
    report.refresh_from_db()
    text = text_of(report.pdf)
    assert "考核得分95.83分，在参加考核的2个部门中列第2位" in text
    assert "−1.25污水处理率1少交一份材料每缺一项扣分" in text
    for foreign in ("住房和城乡建设局", "98.33", "东镇", "西街道"):
        assert foreign not in text


def test_the_release_code_names_snapshot_and_report(world, snapshot):
    report, job = ask_unit(snapshot, world)
    run(job.pk)
    report.refresh_from_db()
    assert f"{snapshot.sha256[:16].upper()}-{report.pk:06d}" in text_of(report.pdf)


def test_asking_twice_is_one_job_and_one_report(world, snapshot):
    first = request_reports(snapshot, world.chief)
    assert request_reports(snapshot, world.chief) == first
    assert (Job.objects.count(), Report.objects.count()) == (5, 5)


def test_what_is_ready_is_not_built_again(world, snapshot):
    _, job = ask_unit(snapshot, world)
    run(job.pk)
    ask_unit(snapshot, world)
    assert Job.objects.count() == 1


def test_running_a_job_twice_changes_nothing(world, snapshot):
    report, job = ask_unit(snapshot, world)
    run(job.pk)
    report.refresh_from_db()
    run(job.pk)
    again = Report.objects.get(pk=report.pk)
    assert (again.pdf_id, again.workbook_id, again.built_at) == (report.pdf_id, report.workbook_id, report.built_at)


def test_a_rebuild_gives_the_same_bytes(world, snapshot):
    report, job = ask_unit(snapshot, world)
    run(job.pk)
    report.refresh_from_db()
    kept = report.pdf.sha256, report.workbook.sha256
    Report.objects.filter(pk=report.pk).update(status=ReportStatus.BUILDING, pdf=None, workbook=None, job=None)
    _, job = ask_unit(snapshot, world)
    run(job.pk)
    report.refresh_from_db()
    assert (report.pdf.sha256, report.workbook.sha256) == kept


def test_a_reviewer_builds_unit_reports_but_not_the_districts(world, snapshot):
    assert len(request_reports(snapshot, world.reviewer, [world.water])) == 1
    with pytest.raises(PermissionDenied, match="由环委办主任生成"):
        request_reports(snapshot, world.reviewer)


@pytest.mark.parametrize("name", ["leader", "water_head", "city_receiver", "stranger_staff"])
def test_nobody_else_asks_for_reports(world, snapshot, name):
    with pytest.raises(PermissionDenied):
        request_reports(snapshot, world.people[name], [world.water])
    assert not Job.objects.exists()


def test_a_unit_without_lines_has_no_report(world, snapshot):
    with pytest.raises(UnitNotInSnapshot, match="区统计局在这份冻结数据中没有任务"):
        request_reports(snapshot, world.chief, [world.statistics])


def test_a_build_that_was_overtaken_leaves_nothing_half(world, snapshot, monkeypatch):
    report, job = ask_unit(snapshot, world)
    files = StoredFile.objects.count()

    def too_late(job):
        raise jobs.JobGone

    monkeypatch.setattr(service, "finish", too_late)
    run(job.pk)
    report.refresh_from_db()
    assert (report.status, report.pdf, report.workbook) == (ReportStatus.BUILDING, None, None)
    assert StoredFile.objects.count() == files


def test_a_cancelled_build_stops_and_can_be_taken_up_again(world, snapshot, monkeypatch):
    report, job = ask_unit(snapshot, world)
    render = unit_report.render_unit_pdf

    def cancelled_meanwhile(content):
        cancel_job(job, by=world.chief)
        return render(content)

    monkeypatch.setattr(unit_report, "render_unit_pdf", cancelled_meanwhile)
    run(job.pk)
    report.refresh_from_db()
    assert report.pdf is None
    monkeypatch.setattr(unit_report, "render_unit_pdf", render)
    run(retry_job(job, by=world.chief).pk)
    report.refresh_from_db()
    assert report.status == ReportStatus.READY


@pytest.mark.parametrize("error", [PdfError("有文字在现有字体中没有字形（镕）"), StorageFull()], ids=["font", "disk"])
def test_a_failure_says_why_in_words(world, snapshot, monkeypatch, error):
    report, job = ask_unit(snapshot, world)

    def failing(content):
        raise error

    monkeypatch.setattr(unit_report, "render_unit_pdf", failing)
    run(job.pk)
    report.refresh_from_db()
    job.refresh_from_db()
    assert (report.status, job.status, job.message) == (ReportStatus.FAILED, JobStatus.FAILED, str(error))


def test_without_our_fonts_nothing_is_printed(world, snapshot, monkeypatch):
    report, job = ask_unit(snapshot, world)
    service._check_printing.cache_clear()
    monkeypatch.setattr(service, "missing_abilities", lambda: ["缺少字体 FandolFang：报告版式会走样。"])
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.message) == (JobStatus.FAILED, "缺少字体 FandolFang：报告版式会走样。")
    monkeypatch.undo()
    run(retry_job(job, by=world.chief).pk)
    report.refresh_from_db()
    assert report.status == ReportStatus.READY


def test_a_broken_picture_is_replaced_by_words(world, plan):
    score_year(world, plan)
    submission = plan.tasks.get(number="1").participations.get(unit=world.water).ledger.submissions.get()
    keep_file(world, submission, "排污口现场照片", b"not a picture", suffix=".jpg", content_type="image/jpeg")
    report, job = ask_unit(freeze(plan, world.chief), world)
    run(job.pk)
    report.refresh_from_db()
    assert "图片无法读取排污口现场照片" in text_of(report.pdf)


def test_the_archive_holds_every_file_with_its_hash(world, snapshot):
    request_reports(snapshot, world.chief)
    report = request_evidence_zip(Report.objects.of_district().get(), world.chief)
    run(report.zip_job_id)
    report.refresh_from_db()
    archive = zipfile.ZipFile(path_of(report.evidence_zip.sha256))
    listed = dict(reversed(line.split("  ")) for line in archive.read("SHA256.txt").decode().splitlines())
    assert len(listed) == SubmittedEvidence.objects.count() == 12
    assert "1 污水处理率1/水利局/01 区水利局1 污水处理率1监测报告.pdf" in listed
    assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in listed} == listed
    assert set(archive.namelist()) == {*listed, "目录.xlsx", "SHA256.txt"}


def test_a_missing_file_stops_the_archive_and_is_named(world, snapshot):
    request_reports(snapshot, world.chief)
    lost = SubmittedEvidence.objects.get(title="区水利局2 污水处理率2监测报告")
    path_of(lost.version.file.sha256).unlink()
    report = request_evidence_zip(Report.objects.of_district().get(), world.chief)
    run(report.zip_job_id)
    job = Job.objects.get(pk=report.zip_job_id)
    assert job.status == JobStatus.FAILED
    assert "区水利局第2项的佐证“区水利局2 污水处理率2监测报告”在文件库中找不到" in job.message
    assert Report.objects.get(pk=report.pk).evidence_zip is None


def test_asking_for_the_archive_twice_is_one_job(world, snapshot):
    request_reports(snapshot, world.chief)
    report = Report.objects.of_district().get()
    assert request_evidence_zip(report, world.chief).zip_job == request_evidence_zip(report, world.reviewer).zip_job
    with pytest.raises(PermissionDenied):
        request_evidence_zip(report, world.leader)

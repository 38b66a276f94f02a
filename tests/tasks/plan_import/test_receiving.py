"""Plan documents coming in: what is kept, who may, how often; read again, supplemented, put aside."""

import pytest
from django.core.exceptions import PermissionDenied

from departments.choices import JobStatus
from departments.models import AuditEvent, Job
from eco_demo.lib import content_store
from tasks.choices import ImportStatus, PlanStatus
from tasks.errors import ImportRefused, StaleDraft
from tasks.models import ImportFile, ImportStep, Plan, PlanImport, StoredFile
from tasks.plan_draft.shape import load
from tasks.services.plan_import.editing import change_head, change_row
from tasks.services.plan_import.receiving import add_files, discard_import, leave_out, read_again, start_import
from tests.tasks.plan_import.documents import ANNEX, TEXT, finished, jobs_of, read, received, upload
from tests.tasks.plan_text import office_files

GIBBERISH = bytes(range(256)) * 40


def status_of(batch: PlanImport) -> str:
    return PlanImport.objects.get(pk=batch.pk).status


def names_of(batch: PlanImport) -> list[str]:
    return list(batch.files.values_list("name", flat=True))


def test_an_import_keeps_the_original_and_queues_its_reading(world):
    batch = received(world, upload(TEXT, "../2024年计划.txt"))

    file = batch.files.select_related("stored").get()
    assert (batch.status, batch.title, batch.district, file.name) == (
        "reading", "2024年计划", world.district, "2024年计划.txt"
    )
    assert content_store.path_of(file.stored.sha256).read_bytes() == TEXT.encode()
    assert file.stored.content_type == "text/plain"
    job = jobs_of(batch)[0]
    assert (job.status, job.district_id, job.requested_by) == (JobStatus.QUEUED, world.district.pk, world.chief)
    assert AuditEvent.objects.filter(action="plan_import.start", object_id=str(batch.pk)).exists()


def test_the_content_type_is_what_the_bytes_are(world, tmp_path):
    word = office_files.word_table(tmp_path / "a.docx").read_bytes()
    batch = received(world, upload(word, "计划.txt"))

    assert batch.files.get().stored.content_type.endswith("wordprocessingml.document")


def test_pasted_text_is_kept_as_a_text_file(world):
    batch = received(world, text=TEXT)

    file = batch.files.select_related("stored").get()
    assert file.name == "粘贴的文字.txt"
    assert content_store.path_of(file.stored.sha256).read_text("utf-8-sig") == TEXT


def test_annexes_are_read_after_the_main_document(world):
    batch = received(world, upload(ANNEX, "1附件：任务清单.txt"), upload(TEXT, "2通知.txt"), text="补充说明")

    assert names_of(batch) == ["粘贴的文字.txt", "2通知.txt", "1附件：任务清单.txt"]


def test_the_same_document_twice_is_refused_and_nothing_stays(world):
    with pytest.raises(ImportRefused, match="内容完全相同"):
        received(world, upload(TEXT, "a.txt"), upload(TEXT, "b.txt"))

    assert not PlanImport.objects.exists() and not Job.objects.exists()


def test_the_same_document_in_two_imports_is_stored_once(world):
    received(world)
    received(world)

    assert StoredFile.objects.count() == 1 and ImportFile.objects.count() == 2


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "city_receiver", "sysadmin"])
def test_only_the_chief_imports(world, name):
    with pytest.raises(PermissionDenied):
        start_import(world.people[name], world.office, [upload(TEXT)])

    assert not StoredFile.objects.exists()


def test_a_chief_imports_for_no_other_office(world):
    with pytest.raises(PermissionDenied):
        start_import(world.chief, world.city_office, [upload(TEXT)])


def test_a_closed_plan_takes_no_import(world, plan):
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.CLOSED)
    plan.refresh_from_db()

    with pytest.raises(ImportRefused, match="已归档"):
        received(world, upload(TEXT), plan=plan)


def test_nothing_at_all_is_refused(world):
    with pytest.raises(ImportRefused, match="请选择"):
        start_import(world.chief, world.office, [], "  \n")


def test_reading_again_queues_a_new_job_once(world):
    batch = read(world, upload(GIBBERISH))
    assert batch.status == ImportStatus.UNREADABLE

    read_again(batch, world.chief)
    read_again(batch, world.chief)

    assert status_of(batch) == ImportStatus.READING
    assert [job.status for job in jobs_of(batch)] == [JobStatus.FAILED, JobStatus.QUEUED]


def test_a_reading_that_was_stopped_can_be_begun_again(world):
    batch = received(world)
    Job.objects.update(status=JobStatus.CANCELLED)

    read_again(batch, world.chief)

    assert finished(batch).status == ImportStatus.READY


def test_a_read_import_is_not_read_again(world):
    batch = read(world)

    with pytest.raises(ImportRefused):
        read_again(batch, world.chief)


def test_leaving_out_the_file_that_cannot_be_read(world):
    batch = read(world, upload(GIBBERISH, "坏.txt"), upload(TEXT, "通知.txt"), upload(ANNEX, "附件.txt"))
    assert batch.status == ImportStatus.UNREADABLE

    leave_out(batch, world.chief, 1)

    assert list(batch.files.values_list("position", "name")) == [(1, "通知.txt"), (2, "附件.txt")]
    assert finished(batch).message == "识别出 5 项任务"


def test_the_only_file_is_not_left_out(world):
    batch = read(world, upload(GIBBERISH))

    with pytest.raises(ImportRefused, match="只有这一个文件"):
        leave_out(batch, world.chief, 1)


def test_annexes_are_added_and_everything_read_anew(world):
    batch = read(world)

    add_files(batch, world.chief, [upload(ANNEX, "附件.txt")])

    assert status_of(batch) == ImportStatus.READING
    assert finished(batch).message == "识别出 5 项任务"


def test_corrections_are_lost_only_by_a_persons_word(world):
    batch = read(world)
    ImportStep.objects.create(batch=batch, label="修改第1项", before=batch.draft, by=world.chief)

    with pytest.raises(ImportRefused, match="放弃已有的改动"):
        add_files(batch, world.chief, [upload(ANNEX, "附件.txt")])
    assert status_of(batch) == ImportStatus.READY and batch.files.count() == 1

    add_files(batch, world.chief, [upload(ANNEX, "附件.txt")], lose_edits=True)
    assert status_of(batch) == ImportStatus.READING and not batch.steps.exists()


def test_no_more_files_than_an_import_takes(world):
    batch = read(world, *(upload(f"{TEXT}{n}", f"{n}.txt") for n in range(10)))

    with pytest.raises(ImportRefused, match="最多 10 个"):
        add_files(batch, world.chief, [upload(ANNEX, "附件.txt")])


def test_an_import_is_put_aside_at_every_step_but_the_last(world):
    for batch in (received(world), read(world), read(world, upload(GIBBERISH))):
        discard_import(batch, world.chief)
        assert discard_import(batch, world.chief).status == ImportStatus.DISCARDED

    confirmed = read(world)
    PlanImport.objects.filter(pk=confirmed.pk).update(status="confirmed", confirmed_at=confirmed.created_at)
    with pytest.raises(ImportRefused, match="先撤销"):
        discard_import(confirmed, world.chief)


@pytest.mark.parametrize("act", [
    lambda batch, by: read_again(batch, by), lambda batch, by: discard_import(batch, by),
    lambda batch, by: leave_out(batch, by, 1), lambda batch, by: add_files(batch, by, [upload(ANNEX)]),
], ids=["again", "discard", "leave out", "add"])
def test_others_touch_no_import(world, act):
    batch = read(world, upload(GIBBERISH))

    with pytest.raises(PermissionDenied):
        act(batch, world.reviewer)


def test_who_still_looks_at_the_old_draft_is_told_when_it_was_read_anew(world):
    batch = read(world)
    before = load(batch.draft)
    add_files(batch, world.chief, [upload(ANNEX, "附件.txt")])
    batch = finished(batch)
    with pytest.raises(StaleDraft):
        change_row(batch, world.chief, "r1", before.rows[0].rev, title="旧页面上的改动")
    with pytest.raises(StaleDraft):
        change_head(batch, world.chief, before.head_at, title="旧页面上的标题")
    change_row(batch, world.chief, "r1", load(batch.draft).rows[0].rev, title="新页面上的改动")

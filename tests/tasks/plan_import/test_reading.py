"""The reading job: the draft, progress, refusals in one sentence, and no harm from running twice or dying."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from departments.choices import JobStatus
from departments.models import AuditEvent, Job
from departments.services.job import JobGone, retry_job, run, sweep
from eco_demo.lib import content_store
from tasks.choices import ImportStatus
from tasks.models import AnnualTask, PlanImport
from tasks.plan_draft.shape import CHOSEN_SET, NEW_SET, load
from tasks.services.plan_import import reading
from tasks.services.plan_import.receiving import discard_import
from tests.tasks.plan_import.documents import ANNEX, TEXT, finished, jobs_of, read, received, upload
from tests.world import make_indicator_set

GIBBERISH = bytes(range(256)) * 40


def test_a_document_becomes_a_draft_and_nothing_else(world):
    batch = read(world)

    draft = load(batch.draft)
    assert (batch.status, batch.title, batch.message) == (
        ImportStatus.READY, "丙区2024年生态文明建设示范区创建工作计划", "识别出 3 项任务"
    )
    assert [row.title for row in draft.rows] == ["城镇污水处理率", "河长制", "统计制度"]
    assert batch.files.get().lines[0]["text"] == "丙区2024年生态文明建设示范区创建工作计划"
    assert not AnnualTask.objects.exists()
    assert jobs_of(batch)[0].status == JobStatus.DONE
    assert AuditEvent.objects.filter(action="plan_import.read", object_id=str(batch.pk)).exists()


def test_several_files_are_one_draft(world):
    batch = read(world, upload(TEXT, "通知.txt"), upload(ANNEX, "附件.txt"))

    assert [(row.number, row.file) for row in load(batch.draft).rows] == [
        ("1", 1), ("2", 1), ("3", 1), ("附1-1", 2), ("附1-2", 2),
    ]


def test_progress_tells_which_file_and_what_is_done_with_it(world, monkeypatch):
    said = []
    monkeypatch.setattr(reading, "report_progress", lambda job, percent, message: said.append((percent, message)))
    read(world, upload(TEXT, "通知.txt"), upload(ANNEX, "附件.txt"))

    assert [message for _, message in said] == [
        "第 1 / 2 个文件：正在取出文字", "第 1 / 2 个文件：正在识别任务",
        "第 2 / 2 个文件：正在取出文字", "第 2 / 2 个文件：正在识别任务", "正在对应指标",
    ]
    assert [percent for percent, _ in said] == sorted(percent for percent, _ in said)


def test_for_a_plan_that_is_there_its_own_head_and_dates_count(world, plan):
    draft = load(read(world, upload(TEXT), plan=plan).draft)

    assert (draft.head.title, draft.head.year, draft.head.set_mode, draft.head.set_id) == (
        plan.title, plan.year, CHOSEN_SET, plan.indicator_set_id
    )
    assert draft.head.dates["self_check_to"] == plan.self_check_to


def test_the_set_that_has_most_of_the_rows_is_proposed(world):
    fitting = make_indicator_set(world.office, code="fitting")
    fitting.indicators.filter(number="1").update(name="城镇污水处理率")
    make_indicator_set(world.office, code="newer")

    head = load(read(world).draft).head
    assert (head.set_mode, head.set_id) == (CHOSEN_SET, fitting.pk)


def test_an_indicator_list_of_its_own_proposes_a_new_set(world):
    newest = make_indicator_set(world.office)
    own = "丙区2024年计划\n一、重点任务\n1.湿地保护率≥60%。(区林业局)\n2.信访办结率≥99%。(区信访局)\n"
    assert load(read(world, upload(own)).draft).head.set_mode == NEW_SET

    head = load(read(world, upload(ANNEX.replace("森林覆盖率≥40%", "植树活动"))).draft).head
    assert (head.set_mode, head.set_id) == (CHOSEN_SET, newest.pk)


def test_the_years_plan_gives_its_set(world, plan):
    make_indicator_set(world.office, code="newer")
    head = load(read(world, upload(TEXT.replace("2024", str(plan.year)))).draft).head

    assert (head.set_mode, head.set_id) == (CHOSEN_SET, plan.indicator_set_id)


def test_without_tasks_it_is_ready_all_the_same(world):
    batch = read(world, upload("丙区2024年工作计划\n一、工作目标\n任务分解见附件。\n附件:任务分解表\n"))

    assert (batch.status, batch.message) == (ImportStatus.READY, "没有识别出任务")
    assert load(batch.draft).warnings


def test_every_file_that_cannot_be_read_is_named_in_both_places(world):
    batch = read(world, upload(GIBBERISH, "坏一.txt"), upload(TEXT), upload(GIBBERISH[::-1], "坏二.txt"))

    assert batch.status == ImportStatus.UNREADABLE and not batch.draft
    assert "“坏一.txt”：" in batch.message and "“坏二.txt”：" in batch.message and "计划" not in batch.message
    job = jobs_of(batch)[0]
    assert (job.status, job.message) == (JobStatus.FAILED, batch.message)


def test_an_original_that_is_gone_is_told(world):
    batch = received(world)
    content_store.path_of(batch.files.get().stored.sha256).unlink()

    assert "原件在服务器上缺失" in finished(batch).message


def test_running_twice_changes_nothing(world):
    batch = read(world)
    before = (batch.version, batch.draft)
    Job.objects.update(status=JobStatus.QUEUED)

    assert (finished(batch).version, batch.draft) == before
    assert AuditEvent.objects.filter(action="plan_import.read").count() == 1


def test_a_batch_discarded_while_it_is_read_stays_discarded(world, monkeypatch):
    batch = received(world, upload(TEXT), upload(ANNEX))
    parse = reading.parse_blocks

    def discard_meanwhile(blocks):
        discard_import(batch, world.chief)
        return parse(blocks)

    monkeypatch.setattr(reading, "parse_blocks", discard_meanwhile)
    assert (finished(batch).status, batch.draft) == (ImportStatus.DISCARDED, "")
    assert jobs_of(batch)[0].status == JobStatus.DONE


def test_a_batch_discarded_in_the_last_moment_stays_discarded(world, monkeypatch):
    batch = received(world)
    make = reading.draft_of
    monkeypatch.setattr(reading, "draft_of", lambda *args: discard_import(batch, world.chief) and make(*args))

    assert (finished(batch).status, batch.draft) == (ImportStatus.DISCARDED, "")


def fail(error):
    def parse(blocks):
        raise error
    return parse


@pytest.mark.parametrize(("error", "said"), [
    (RuntimeError("x"), "程序错误"), (MemoryError(), "程序错误"), (SoftTimeLimitExceeded(), "用时过长"),
])
def test_a_crash_is_told_and_can_be_tried_again(world, monkeypatch, error, said):
    monkeypatch.setattr(reading, "parse_blocks", fail(error))
    batch = read(world)
    assert batch.status == ImportStatus.UNREADABLE and said in batch.message
    assert jobs_of(batch)[0].message == batch.message

    monkeypatch.undo()
    retry_job(jobs_of(batch)[0], by=world.chief)
    assert finished(batch).status == ImportStatus.READY and batch.message == "识别出 3 项任务"


def test_a_dead_workers_reading_is_swept_up_and_done_again(world, monkeypatch):
    batch = received(world)
    Job.objects.update(status=JobStatus.RUNNING, attempt=1, lease_until=timezone.now() - timedelta(minutes=1))
    monkeypatch.setattr("departments.services.job.ring", lambda job_id: run(job_id) or True)

    assert sweep() == 1
    batch.refresh_from_db()
    assert batch.status == ImportStatus.READY


def test_a_worker_that_was_overtaken_writes_nothing(world, monkeypatch):
    batch = received(world)
    make = reading.draft_of

    def overtaken(*args):
        Job.objects.update(attempt=7)
        return make(*args)

    monkeypatch.setattr(reading, "draft_of", overtaken)
    assert (finished(batch).status, batch.draft, batch.files.get().lines) == (ImportStatus.READING, "", [])


def test_a_worker_that_was_overtaken_refuses_nothing_either(world):
    batch = received(world, upload(GIBBERISH))
    job = jobs_of(batch)[0]
    Job.objects.update(status=JobStatus.RUNNING, attempt=2, lease_until=timezone.now() + timedelta(minutes=1))
    job.attempt = 1

    with pytest.raises(JobGone):
        reading.read_plan(job)
    assert PlanImport.objects.get(pk=batch.pk).status == ImportStatus.READING

"""The pages of an import until it is ready, through the real upload and the real job."""

import pytest
from django.urls import reverse

from departments.choices import JobStatus, Result
from departments.models import AuditEvent, Job
from eco_demo.lib import content_store
from eco_demo.lib.document_text import old_office
from tasks.choices import ImportStatus, PlanStatus
from tasks.forms import plan_import as forms
from tasks.models import ImportStep, Plan, PlanImport
from tests.tasks.plan_import.documents import ANNEX, TEXT, finished, jobs_of, read, received, upload
from tests.world import make_plan

GIBBERISH = bytes(range(256)) * 40
POLLING = {"HX-Request": "true", "X-Polling": "1"}


@pytest.fixture
def chief(world, as_user):
    return as_user(world.chief)


def page(client, name: str, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def send(client, *files, **data):
    return client.post(reverse("plan_import_start"), {"files": list(files), **data})


def test_the_empty_page_says_what_to_do(chief):
    found = page(chief, "plan_import_list")

    assert "还没有导入过计划文件" in found and "上传并识别" in found and 'accept=".docx,.pdf,.xlsx,.txt' in found


@pytest.mark.parametrize(("program", "is_offered"), [(None, False), ("/usr/bin/soffice", True)])
def test_old_formats_are_offered_only_where_they_can_be_read(chief, monkeypatch, program, is_offered):
    monkeypatch.setattr(old_office.shutil, "which", lambda name: program)

    assert (".wps" in page(chief, "plan_import_list")) is is_offered


def test_from_upload_over_progress_to_the_draft(world, chief):
    answer = send(chief, upload(TEXT, "通知.txt"), upload(ANNEX, "附件.txt"))
    batch = PlanImport.objects.get()
    assert answer.url == reverse("plan_import_detail", args=[batch.pk])

    assert "正在识别" in page(chief, "plan_import_detail", batch.pk)
    progress = chief.get(reverse("plan_import_progress", args=[batch.pk]), headers=POLLING)
    assert 'hx-trigger="every 1s"' in progress.content.decode() and "HX-Refresh" not in progress

    finished(batch)
    assert chief.get(reverse("plan_import_progress", args=[batch.pk]), headers=POLLING)["HX-Refresh"] == "true"
    assert "城镇污水处理率" in page(chief, "plan_import_detail", batch.pk)
    assert "识别出 5 项任务" in page(chief, "plan_import_list")


def test_pasted_text_is_enough(chief):
    send(chief, text=TEXT)

    assert finished(PlanImport.objects.get()).message == "识别出 3 项任务"


def test_a_plan_is_chosen_or_made(world, chief, plan):
    found = chief.get(reverse("plan_import_list"), {"plan": plan.pk}).content.decode()
    assert f'<option value="{plan.pk}" selected>{plan.title}' in found

    send(chief, upload(TEXT), plan=plan.pk)
    assert PlanImport.objects.get().plan == plan


def test_a_closed_plan_cannot_be_chosen(chief, plan):
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.CLOSED)

    answer = send(chief, upload(TEXT), plan=plan.pk)
    assert answer.status_code == 422 and "请重新选择" in answer.content.decode()
    assert chief.get(reverse("plan_import_list"), {"plan": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("files", "data", "said"),
    [
        ([], {}, "请选择要导入的文件，或粘贴计划文字"),
        ([], {"text": " \r\n "}, "请选择要导入的文件"),
        ([], {"text": "字" * 200_001}, "粘贴的文字有 200,001 字"),
        ([upload(b"", "空.docx")], {}, "“空.docx”是空文件"),
        ([upload(TEXT + str(n), f"{n}.txt") for n in range(11)], {}, "这次选了 11 个"),
        ([upload(TEXT, "一.txt"), upload(TEXT, "二.txt")], {}, "内容完全相同"),
    ],
    ids=["nothing", "blank", "too long", "empty", "too many", "twice"],
)
def test_what_cannot_be_taken_is_said_at_its_field(chief, files, data, said):
    answer = send(chief, *files, **data)

    assert answer.status_code == 422 and said in answer.content.decode()
    assert not PlanImport.objects.exists() and not Job.objects.exists()


def test_more_than_the_server_takes_is_told_too(chief):
    answer = send(chief, text="字" * 1_000_000)

    assert answer.status_code == 400 and "存成文件上传" in answer.content.decode()


def test_large_files_are_refused_by_size_and_sum(chief, monkeypatch):
    monkeypatch.setattr(forms, "MAX_FILE_BYTES", 2000)
    assert "超过单个文件" in send(chief, upload(TEXT * 4, "大.txt")).content.decode()

    monkeypatch.setattr(forms, "MAX_TOTAL_BYTES", 1000)
    assert "文件合计超过" in send(chief, upload(TEXT, "一.txt"), upload(TEXT + "。", "二.txt")).content.decode()
    assert not PlanImport.objects.exists()


def test_a_full_disk_is_told(chief, monkeypatch):
    def full(chunks):
        raise content_store.StorageFull

    monkeypatch.setattr(content_store, "store_stream", full)
    assert "存储空间已满" in send(chief, upload(TEXT)).content.decode()


def test_the_typed_text_is_still_there_after_a_refusal(chief):
    found = send(chief, upload(b"", "空.docx"), text=TEXT).content.decode()

    assert "<details" in found and "城镇污水处理率≥95%" in found


def test_an_unreadable_import_says_why_and_what_to_do(world, chief):
    batch = read(world, upload(GIBBERISH, "坏.txt"), upload(TEXT, "好.txt"))

    found = page(chief, "plan_import_detail", batch.pk)
    assert "没有识别成功" in found and "“坏.txt”：" in found and "换文件重新上传" in found
    assert reverse("plan_import_leave_out", args=[batch.pk, 1]) in found
    assert reverse("plan_import_leave_out", args=[batch.pk, 2]) not in found

    chief.post(reverse("plan_import_leave_out", args=[batch.pk, 1]))
    assert finished(batch).status == ImportStatus.READY


def test_trying_again(world, chief):
    batch = read(world, upload(GIBBERISH))

    chief.post(reverse("plan_import_again", args=[batch.pk]))
    assert "正在识别" in page(chief, "plan_import_detail", batch.pk)


def test_a_reading_that_was_cancelled_does_not_wait_for_ever(world, chief):
    batch = received(world)
    Job.objects.update(status=JobStatus.CANCELLED, message="已由环委办主任取消")

    assert "已由环委办主任取消" in page(chief, "plan_import_detail", batch.pk)
    assert "识别中断" in page(chief, "plan_import_list")
    assert chief.get(reverse("plan_import_progress", args=[batch.pk]))["HX-Refresh"] == "true"


def test_putting_aside(world, chief):
    batch = received(world)

    answer = chief.post(reverse("plan_import_discard", args=[batch.pk]), follow=True).content.decode()
    assert "没有写入任何任务" in answer and "已放弃" in answer
    finished(batch)
    assert "已经放弃" in page(chief, "plan_import_detail", batch.pk)
    assert "已经放弃" in chief.post(reverse("plan_import_again", args=[batch.pk]), follow=True).content.decode()


def test_supplementing(world, chief):
    batch = read(world)
    assert "补充并重新识别" in page(chief, "plan_import_add", batch.pk)

    chief.post(reverse("plan_import_add", args=[batch.pk]), {"files": [upload(ANNEX, "附件.txt")]})
    assert finished(batch).message == "识别出 5 项任务"


def test_supplementing_a_corrected_draft_needs_a_tick(world, chief):
    batch, address = read(world), "plan_import_add"
    ImportStep.objects.create(batch=batch, label="修改第1项", before=batch.draft, by=world.chief)
    url = reverse(address, args=[batch.pk])

    answer = chief.post(url, {"files": [upload(ANNEX, "附件.txt")]})
    assert answer.status_code == 422 and "确实要补充请勾选" in answer.content.decode()
    assert chief.post(url, {"files": [upload(ANNEX, "附件.txt")], "lose_edits": "on"}).status_code == 302


def test_only_what_was_read_is_supplemented(world, chief):
    batch = read(world, upload(GIBBERISH))

    assert chief.get(reverse("plan_import_add", args=[batch.pk])).status_code == 302


def test_an_original_goes_out_as_an_attachment_that_opens_nothing(world, chief):
    page_of_html = "<!doctype html><script>alert(1)</script>" + TEXT
    batch = received(world, upload(page_of_html, "计划.html"))

    answer = chief.get(reverse("plan_import_file", args=[batch.pk, 1]))
    assert b"".join(answer.streaming_content) == page_of_html.encode()
    assert answer["Content-Type"].startswith("text/plain") and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment") and ".html.txt" in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    event = AuditEvent.objects.get(action="plan_import.download")
    assert event.detail["files"] == ["计划.html"] and event.actor == world.chief
    assert chief.get(reverse("plan_import_file", args=[batch.pk, 2])).status_code == 404


def test_an_original_that_is_gone_is_not_sent(world, chief):
    batch = received(world)
    content_store.path_of(batch.files.get().stored.sha256).unlink()

    answer = chief.get(reverse("plan_import_file", args=[batch.pk, 1]))
    assert answer.status_code == 410 and "计划.txt" in answer.content.decode()
    assert AuditEvent.objects.get(action="plan_import.download").result == Result.FAILED


@pytest.mark.parametrize("imports", [1, 3])
def test_the_history_takes_the_same_queries_for_every_length(world, chief, imports, django_assert_num_queries):
    for number in range(imports):
        read(world, upload(f"{TEXT}{number}"), upload(ANNEX + str(number), "附件.txt"))
    received(world, text=TEXT)
    page(chief, "plan_import_list")

    with django_assert_num_queries(12):
        page(chief, "plan_import_list")


def test_long_histories_are_paged(world, chief):
    for number in range(11):
        received(world, upload(f"{TEXT}{number}"))

    found = page(chief, "plan_import_list")
    assert "共 11 次" in found and found.count("正在识别") == 10 and "rel=\"next\"" in found


def test_whoever_may_make_plans_finds_the_way(world, as_user, chief):
    address = reverse("plan_import_list")
    assert address in page(chief, "plan_list")
    assert address not in page(as_user(world.reviewer), "plan_list")

    plan = make_plan(world, published=False)
    plan.tasks.all().delete()
    for name in ("plan_detail", "breakdown"):
        assert f"{address}?plan={plan.pk}" in page(chief, name, plan.pk)


def test_others_are_told_who_imports(world, as_user):
    answer = as_user(world.reviewer).get(reverse("plan_import_list"))

    assert answer.status_code == 403 and "计划文件由环委办主任导入" in answer.content.decode()
    assert jobs_of(received(world))[0].status == JobStatus.QUEUED

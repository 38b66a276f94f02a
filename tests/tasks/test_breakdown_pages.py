"""The breakdown on screen: dialog, form with targets, Excel in and out, the units' signing buttons."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tasks.choices import Receipt, TaskRole
from tasks.models import TaskUnit
from tasks.services.breakdown import BreakdownRefused, assign, change_task
from tests.world import part_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(plan):
    return plan.tasks.get(number="1")


def content(task, **changes):
    target = task.targets.get()
    return {
        "number": task.number, "title": task.title, "full_marks": "10", "due": f"{task.due}", "version": task.version,
        "targets-TOTAL_FORMS": 2, "targets-INITIAL_FORMS": 1, "targets-MIN_NUM_FORMS": 0, "targets-MAX_NUM_FORMS": 20,
        "targets-0-id": target.pk, "targets-0-comparator": ">=", "targets-0-target": "90",
        "targets-0-unit_of_measure": "%", "targets-0-text": "≥90%", "targets-0-baseline": "88.5",
        "targets-1-comparator": ">=",
    } | changes


def test_the_dialog_saves_and_answers_with_the_new_row(world, as_user, task):
    url = reverse("plan_task_assign", args=[task.pk])
    client = as_user(world.chief)
    assert b"data-unit-picker" in client.get(url, headers=HTMX).content
    data = {"version": 1, f"u{world.housing.pk}": "lead", f"g{world.towns.pk}": "support"}
    answer = client.post(url, data, headers=HTMX)
    assert (answer["HX-Retarget"], answer["HX-Trigger"]) == (f"#task-{task.pk}", "dialog-done")
    assert "区住房和城乡建设局" in answer.content.decode()
    assert [str(cell) for cell in task.assignments.filter(role=TaskRole.LEAD)] == ["区住房和城乡建设局"]


def test_the_leading_official_is_typed_in_the_form_and_shown(world, as_user, task):
    client, url = as_user(world.chief), reverse("plan_task_change", args=[task.pk])
    assert client.post(url, content(task, leader="分管副区长")).status_code == 302
    assert "牵头领导 分管副区长" in client.get(reverse("breakdown", args=[task.plan_id])).content.decode()
    part = part_of(task.plan, world.water)
    assert "分管副区长" in as_user(world.water_staff).get(reverse("task_detail", args=[part.pk])).content.decode()


def test_a_conflict_in_the_dialog_says_how_it_stands_now(world, as_user, task):
    assign(task, world.chief, lead=[world.statistics])
    data = {"version": 1, f"u{world.housing.pk}": "lead"}
    answer = as_user(world.chief).post(reverse("plan_task_assign", args=[task.pk]), data, headers=HTMX)
    assert answer.status_code == 422 and "牵头：区统计局" in answer.content.decode()
    again = as_user(world.chief).post(reverse("plan_task_assign", args=[task.pk]), data)
    assert again.status_code == 409


def test_nonsense_in_the_dialog_assigns_nobody(world, as_user, task):
    data = {"version": 1, f"u{world.stranger.pk}": "lead", f"u{world.water.pk}": "boss"}
    as_user(world.chief).post(reverse("plan_task_assign", args=[task.pk]), data)
    assert not task.assignments.exists()


def test_the_form_writes_task_and_targets(world, as_user, task):
    data = content(task, title="新名称", **{"targets-0-target": "92", "targets-0-text": "≥92%"})
    assert as_user(world.chief).post(reverse("plan_task_change", args=[task.pk]), data).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.targets.get().target) == ("新名称", Decimal(92))


def test_the_form_names_the_certifying_unit(world, as_user, task):
    client, url = as_user(world.chief), reverse("plan_task_change", args=[task.pk])
    client.post(url, content(task, **{"targets-0-certifier_id": world.statistics.pk}))
    assert task.targets.get().certifier == world.statistics
    page = client.get(url).content.decode()
    assert f'<option value="{world.statistics.pk}" selected>统计局</option>' in page
    assert "统计局认定" in client.get(reverse("breakdown", args=[task.plan_id])).content.decode()


def test_a_unit_next_door_certifies_nothing(world, as_user, task):
    data = content(task, **{"targets-0-certifier_id": world.stranger.pk})
    assert as_user(world.chief).post(reverse("plan_task_change", args=[task.pk]), data).status_code == 422
    with pytest.raises(BreakdownRefused, match="认定部门应是本计划可以分解的单位"):
        change_task(task, world.chief, 1, targets=[{"id": task.targets.get().pk, "certifier_id": world.stranger.pk}])


def test_a_form_sent_back_unchanged_changes_nothing(world, as_user, task):
    before = task.version
    as_user(world.chief).post(reverse("plan_task_change", args=[task.pk]),
                              content(task, requirement=task.requirement, domain=task.domain_id))
    task.refresh_from_db()
    assert task.version == before


def test_a_number_with_a_unit_in_it_is_explained(world, as_user, task):
    data = content(task, **{"targets-0-target": "92吨"})
    answer = as_user(world.chief).post(reverse("plan_task_change", args=[task.pk]), data)
    assert answer.status_code == 422 and "“92吨”带有单位，请只填数字" in answer.content.decode()


def test_a_stale_form_keeps_what_was_typed(world, as_user, task):
    data = content(task, title="我的名称")
    change_task(task, world.chief, 1, title="别人的名称")
    answer = as_user(world.chief).post(reverse("plan_task_change", args=[task.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "别人的名称" in page and 'value="我的名称"' in page


def test_a_unit_sees_its_own_tasks_only(world, as_user, plan):
    TaskUnit.objects.filter(unit=world.housing, task__number__in=["2", "3"]).delete()
    page = as_user(world.housing_staff).get(reverse("breakdown", args=[plan.pk])).content.decode()
    assert "污水处理率1" in page and "污水处理率2" not in page and "导出" not in page


def test_the_table_goes_out_and_is_checked_and_taken_in(world, as_user, plan):
    client = as_user(world.chief)
    exported = client.get(reverse("breakdown_export", args=[plan.pk]))
    assert "attachment" in exported["Content-Disposition"]
    book = load_workbook(BytesIO(exported.content))
    book.active["K3"] = 12
    changed = BytesIO()
    book.save(changed)
    file = SimpleUploadedFile("分解表.xlsx", changed.getvalue())
    answer = client.post(reverse("breakdown_import", args=[plan.pk]), {"file": file})
    assert "分值：10 → 12" in answer.content.decode()
    client.post(reverse("breakdown_import_apply", args=[plan.pk]), {"token": answer.context["draft"].token})
    assert plan.tasks.get(number="1").full_marks == Decimal(12)


@pytest.mark.parametrize(
    ("file", "words"),
    [(None, "请选择文件"), (SimpleUploadedFile("a.xlsx", b""), "文件是空的"),
     (SimpleUploadedFile("a.xlsx", b"hello"), "不是有效的 Excel 工作簿")],
)
def test_an_unusable_file_is_a_sentence(world, as_user, plan, file, words):
    answer = as_user(world.chief).post(reverse("breakdown_import", args=[plan.pk]), {"file": file} if file else {})
    assert answer.status_code == 422 and words in answer.content.decode()


def test_the_signing_buttons_return_to_their_page(world, as_user, plan):
    TaskUnit.objects.update(receipt=Receipt.WAITING)
    client, part = as_user(world.water_staff), part_of(plan, world.water)
    answer = client.post(reverse("task_sign", args=[part.pk]), {"next": "/plans/"})
    assert (answer.status_code, answer.url) == (302, "/plans/")
    assert client.post(reverse("task_sign", args=[part.pk]), {"next": "https://example.org/"}).url == "/tasks/"
    client.post(reverse("task_sign_all"))
    assert not TaskUnit.objects.filter(unit=world.water, receipt=Receipt.WAITING).exists()
    assert TaskUnit.objects.filter(unit=world.housing, receipt=Receipt.WAITING).count() == 3


def test_a_foreign_row_in_sign_all_is_left_alone(world, as_user, plan):
    TaskUnit.objects.update(receipt=Receipt.WAITING)
    foreign = part_of(plan, world.housing)
    as_user(world.water_staff).post(reverse("task_sign_all"), {"pk": [foreign.pk, "x"]})
    assert not TaskUnit.objects.filter(receipt=Receipt.SIGNED).exists()


def test_the_answer_page_reassigns(world, as_user, plan):
    part = part_of(plan, world.water)
    TaskUnit.objects.filter(pk=part.pk).update(receipt=Receipt.RETURNED, return_reason="不归我局")
    client, url = as_user(world.chief), reverse("receipt_answer", args=[part.pk])
    assert "不归我局" in client.get(url).content.decode()
    missing = client.post(url, {"decision": "reassign", "reason": "同意"})
    assert missing.status_code == 422 and "请选择改派给哪个单位" in missing.content.decode()
    client.post(url, {"decision": "reassign", "to_unit": world.statistics.pk, "reason": "同意"})
    assert part_of(plan, world.statistics).role == TaskRole.LEAD

"""不适用 on screen: asking from the task's page, the list with its effects, the office's answer."""

import pytest
from django.urls import reverse

from assessments.choices import Treatment
from assessments.models import Absence, Scheme
from assessments.services.absence import approve, ask, declare
from tests.assessments.desk import hand_in
from tests.world import part_of

LIST = reverse("absence_list")


@pytest.fixture
def part(world, plan):
    return part_of(plan, world.water)


@pytest.fixture
def asked(world, part):
    return ask(part, world.water_head, "本区无此项工作", Treatment.RENORMALISE)


def url(name, pk):
    return reverse(f"absence_{name}", args=[pk])


def test_the_way_from_the_task_page_to_the_list(world, as_user, part):
    head, data = as_user(world.water_head), {"reason": "本区无此项工作", "treatment": "renormalise"}
    page = head.get(reverse("task_detail", args=[part.pk])).content.decode()
    assert url("ask", part.pk) in page
    answer = head.post(url("ask", part.pk), data, follow=True)
    assert "已提交申请" in answer.content.decode() and "撤回申请" in answer.content.decode()
    assert "其余项目折算：本单位应得分由30变为20" in head.get(LIST).content.decode()
    assert "待批准" in head.get(reverse("task_detail", args=[part.pk])).content.decode()
    assert head.get(url("ask", part.pk)).status_code == 302


def test_the_chiefs_home_counts_what_waits(world, as_user, asked):
    assert "有 1 项不适用申请等待批准" in as_user(world.chief).get("/").content.decode()
    assert "等待批准" not in as_user(world.reviewer).get("/").content.decode()


def test_a_handed_in_line_that_does_not_apply_leaves_the_desk(world, plan, as_user):
    submission = hand_in(world, plan, world.water)
    reviewer = as_user(world.reviewer)
    assert reviewer.get(reverse("review_queue")).context["load"].waiting == 1
    declare(submission.ledger.task_unit, world.chief, "本区无此项工作", Treatment.RENORMALISE)
    assert reviewer.get(reverse("review_queue")).context["load"].waiting == 0


def test_staff_read_it_but_are_not_offered_to_ask(world, as_user, part, asked):
    page = as_user(world.water_staff).get(reverse("task_detail", args=[part.pk])).content.decode()
    assert url("detail", asked.pk) in page and "提出不适用" not in page


def test_the_treatment_starts_as_the_plan_says(world, plan, as_user, part):
    Scheme.objects.create(plan=plan, treatment=Treatment.FULL_MARKS)
    form = as_user(world.water_head).get(url("ask", part.pk)).context["form"]
    assert form.initial["treatment"] == Treatment.FULL_MARKS


def test_the_chief_finds_it_so_on_the_same_page(world, as_user, part):
    data = {"reason": "本区无此项工作", "treatment": "transfer", "transfer_to": part.task.plan.tasks.get(number="3").pk}
    answer = as_user(world.chief).post(url("ask", part.pk), data, follow=True)
    assert "已认定为不适用" in answer.content.decode() and "撤销批准" in answer.content.decode()
    page = as_user(world.water_head).get(reverse("task_detail", args=[part.pk])).content.decode()
    assert "环委办已批准这项任务对本单位不适用，不用填报" in page and 'name="narrative"' not in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"treatment": "renormalise"}, "请写明不适用的理由"), ({"reason": "无"}, "请选择分值怎样处理"),
        ({"reason": "无", "treatment": "transfer"}, "请选择分值并入哪一项"),
        ({"reason": "无", "treatment": "transfer", "transfer_to": "x"}, "选择一个有效的选项"),
    ],
)
def test_bad_input_is_explained_and_kept(world, as_user, part, data, words):
    answer = as_user(world.water_head).post(url("ask", part.pk), data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Absence.objects.exists()


def test_the_chief_approves_and_takes_it_back(world, as_user, asked):
    chief = as_user(world.chief)
    page = chief.get(url("detail", asked.pk)).content.decode()
    assert "批准不适用" in page and "不批准的理由" in page
    chief.post(url("approve", asked.pk), {"treatment": "renormalise", "answer": "同意"})
    again = chief.post(url("approve", asked.pk), {"treatment": "renormalise"}, follow=True).content.decode()
    assert "已批准" in again
    assert chief.post(url("revoke", asked.pk), {"reason": ""}).status_code == 422
    assert "已撤销" in chief.post(url("revoke", asked.pk), {"reason": "认定有误"}, follow=True).content.decode()


def test_what_came_too_late_is_said(world, as_user, asked):
    approve(asked, world.chief)
    answer = as_user(world.chief).post(url("refuse", asked.pk), {"answer": "有此职责"})
    assert answer.status_code == 422 and "这项申请已批准" in answer.content.decode()


def test_a_unit_sees_its_own_only(world, as_user, asked):
    page = as_user(world.housing_head).get(LIST).content.decode()
    assert "没有不适用的项目" in page
    assert as_user(world.housing_head).get(url("detail", asked.pk)).status_code == 404


@pytest.mark.parametrize("query", ["?status=asked", "?status=nonsense", "?after=x", "?before=%00"])
def test_odd_addresses_still_show_the_list(world, as_user, asked, query):
    assert "本区无此项工作" in as_user(world.water_head).get(LIST + query).content.decode()


def test_an_empty_filter_says_so(world, as_user, asked):
    assert "没有这种状态的项目" in as_user(world.chief).get(f"{LIST}?status=refused").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(world, plan, as_user, django_assert_num_queries, count):
    for number in range(1, count + 1):
        declare(part_of(plan, world.water, str(number)), world.chief, "本区无此项工作", Treatment.FULL_MARKS)
    client = as_user(world.water_head)
    with django_assert_num_queries(10):
        assert client.get(LIST).content.decode().count("data-row-link") == count

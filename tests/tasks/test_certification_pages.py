"""数据认定 on screen: the list, confirming several at once, the page of one number, and what it does not tell."""

import pytest
from django.urls import reverse

from tasks.choices import Certified
from tasks.models import Certification
from tasks.services.certification import certify
from tasks.services.ledger import recall
from tests.tasks.certifying import name_certifier, waiting_number

LIST = reverse("certification_list")


def number_of(submission):
    return submission.ledger.task_unit.task.targets.get()


def page_of(submission):
    return reverse("certification_detail", args=[submission.pk, number_of(submission).pk])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("", 10), ("?done=1", 9)])
def test_the_list_costs_the_same_for_any_number(world, plan, as_user, django_assert_num_queries, count, page, queries):
    for number in range(1, count + 1):
        submission = waiting_number(world, plan, str(number))
        if page:
            certify(submission, number_of(submission), world.housing_head, Certified.CONFIRMED)
    client = as_user(world.housing_staff)
    with django_assert_num_queries(queries):
        assert client.get(LIST + page).content.decode().count("data-row-link") == count


def test_the_units_home_counts_what_waits(world, plan, as_user):
    waiting_number(world, plan)
    assert "有 1 个数据等待本单位认定" in as_user(world.housing_staff).get("/").content.decode()
    assert "等待本单位认定" not in as_user(world.water_staff).get("/").content.decode()


def test_several_are_confirmed_at_once(world, plan, as_user):
    chosen = [waiting_number(world, plan, number) for number in ("1", "2")]
    waiting_number(world, plan, "3")
    keys = [f"{submission.pk}-{number_of(submission).pk}" for submission in chosen]
    answer = as_user(world.housing_staff).post(reverse("certification_confirm"), {"number": keys}, follow=True)
    assert "已认定 2 个数据属实" in answer.content.decode() and "待认定 1" in answer.content.decode()
    assert {word.submission for word in Certification.objects.all()} == set(chosen)


def test_one_that_was_taken_back_is_named(world, plan, as_user):
    submission = waiting_number(world, plan)
    recall(submission.ledger, world.water_head)
    data = {"number": f"{submission.pk}-{number_of(submission).pk}"}
    answer = as_user(world.housing_staff).post(reverse("certification_confirm"), data, follow=True)
    assert "单位已撤回或重新提交" in answer.content.decode() and not Certification.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "1-", "-1", "9-9", "1" * 30 + "-2"])
def test_nonsense_is_not_found(world, plan, as_user, key):
    waiting_number(world, plan)
    assert as_user(world.housing_staff).post(reverse("certification_confirm"), {"number": key}).status_code == 404


def test_a_correction_is_typed_and_shown(world, plan, as_user):
    submission, client = waiting_number(world, plan), as_user(world.housing_staff)
    data = {"verdict": "corrected", "value": "88.5", "reason": "统计口径"}
    assert client.post(page_of(submission), data).status_code == 302
    page = client.get(f"{LIST}?done=1").content.decode()
    assert "88.5%" in page and "统计口径" in page
    assert "未达标" in client.get(page_of(submission)).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请选择“属实”或“更正”"),
        ({"verdict": "corrected", "value": "约90", "reason": "口径"}, "带有比较符号或文字"),
        ({"verdict": "corrected", "reason": "口径"}, "请填写认定值"),
        ({"verdict": "corrected", "value": "90"}, "更正数据须写明理由"),
        ({"verdict": "corrected", "value": "95", "reason": "口径"}, "与填报值相同"),
    ],
)
def test_bad_input_is_explained(world, plan, as_user, data, words):
    answer = as_user(world.housing_staff).post(page_of(waiting_number(world, plan)), data)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_the_certifier_reads_the_number_and_nothing_else(world, plan, as_user):
    submission, client = waiting_number(world, plan), as_user(world.housing_staff)
    page = client.get(page_of(submission)).content.decode()
    assert "95%" in page and "≥90%" in page and "区水利局" in page
    assert "全年监测达标" not in page and "监测报告" not in page and "自评" not in page
    assert client.get(reverse("task_detail", args=[submission.ledger.task_unit_id])).status_code == 404


def test_another_unit_does_not_find_it(world, plan, as_user):
    url = page_of(waiting_number(world, plan))
    for person in ("water_head", "town_head", "chief", "leader", "stranger_staff"):
        assert as_user(world.people[person]).get(url).status_code == 404


def test_a_units_own_number_is_marked(world, plan, as_user):
    waiting_number(world, plan, by=world.water)
    assert "本单位数据，自行认定" in as_user(world.water_head).get(LIST).content.decode()


def test_a_number_that_is_not_handed_in_is_not_shown(world, plan, as_user):
    name_certifier(plan, world.housing)
    page = as_user(world.housing_staff).get(LIST).content.decode()
    assert "没有等待本单位认定的数据" in page

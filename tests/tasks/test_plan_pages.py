"""The plan's pages: a fixed number of queries, forms that answer in words, conflicts that lose nothing."""

import pytest
from django.urls import reverse

from eco_demo.lib import clock
from tasks.models import Plan, ReopenWindow
from tasks.services.plan import change_plan
from tests.world import make_indicator_set, make_plan, some_day

DATES = {
    "work_from": some_day(-90), "work_to": some_day(30), "self_check_from": some_day(31),
    "self_check_to": some_day(50), "report_due": some_day(60), "city_review_due": some_day(90),
    "publish_due": some_day(180),
}


def posted(plan=None, **changes):
    dates = {name: getattr(plan, name) if plan else day for name, day in DATES.items()}
    rest = {"title": "新计划", "support_weight": "0.5", "near_days": "7", "objection_days": "5", "version": "1"}
    return {**{name: f"{day}" for name, day in dates.items()}, **rest, **changes}


@pytest.mark.parametrize("tasks", [1, 3])
@pytest.mark.parametrize(
    ("page", "person", "queries"),
    [("plan_list", "water_staff", 9), ("plan_detail", "water_staff", 11), ("breakdown", "water_staff", 12),
     ("breakdown", "chief", 11), ("breakdown_matrix", "chief", 13), ("publication", "chief", 13),
     ("receipt_overview", "chief", 13)],
)
def test_the_number_of_queries_is_fixed(world, as_user, django_assert_num_queries, page, person, queries, tasks):
    plan = make_plan(world, tasks=tasks)
    client = as_user(world.people[person])
    with django_assert_num_queries(queries):
        assert client.get(reverse(page, args=[] if page == "plan_list" else [plan.pk])).status_code == 200


def test_the_chief_makes_a_plan_in_one_form(world, as_user):
    indicator_set = make_indicator_set(world.office)
    data = posted(office=world.office.pk, year=2031, indicator_set=indicator_set.pk)
    answer = as_user(world.chief).post(reverse("plan_create"), data)
    assert answer.status_code == 302 and Plan.objects.get().title == "新计划"


def test_dates_out_of_order_are_shown_at_the_field(world, plan, as_user):
    answer = as_user(world.chief).post(reverse("plan_change", args=[plan.pk]), posted(plan, report_due="2000-01-01"))
    assert answer.status_code == 422
    assert "“上报市环委办”不能早于“自查填报截止”" in answer.content.decode()


def test_a_conflict_shows_both_versions_and_keeps_what_was_typed(world, plan, as_user):
    change_plan(plan, world.chief, 1, title="别人的标题")
    client, url = as_user(world.chief), reverse("plan_change", args=[plan.pk])
    answer = client.post(url, posted(plan, title="我的标题"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人的标题" in page and 'value="我的标题"' in page and 'name="version" value="2"' in page
    assert client.post(url, posted(plan, title="我的标题", version="2")).status_code == 302


@pytest.mark.parametrize("bad", ["abc", "1.5", "-1", "0.555"])
def test_a_weight_that_is_none_is_refused_in_words(world, plan, as_user, bad):
    answer = as_user(world.chief).post(reverse("plan_change", args=[plan.pk]), posted(plan, support_weight=bad))
    assert answer.status_code == 422 and "field-error" in answer.content.decode()


def test_reopening_from_the_page(world, plan, as_user):
    until = f"{clock.now():%Y}-12-31T23:00"
    data = {"unit": world.water.pk, "until": f"{int(until[:4]) + 1}{until[4:]}", "reason": "断网"}
    answer = as_user(world.chief).post(reverse("plan_reopen", args=[plan.pk]), data)
    assert answer.status_code == 302 and ReopenWindow.objects.get().unit == world.water


def test_a_task_of_another_unit_is_not_offered_for_reopening(world, plan, as_user):
    foreign = plan.tasks.get(number="1").participations.get(unit=world.housing)
    data = {"unit": world.water.pk, "task_unit": foreign.pk, "until": "2999-01-01T00:00", "reason": "断网"}
    answer = as_user(world.chief).post(reverse("plan_reopen", args=[plan.pk]), data)
    assert answer.status_code == 422 and not ReopenWindow.objects.exists()


def test_a_foreign_districts_plan_is_missing(world, plan, as_user):
    assert as_user(world.stranger_staff).get(reverse("plan_detail", args=[plan.pk])).status_code == 404


def test_a_unit_does_not_see_a_draft(world, as_user):
    draft = make_plan(world, published=False)
    assert as_user(world.water_head).get(reverse("plan_detail", args=[draft.pk])).status_code == 404


def test_publishing_from_the_page_twice_answers_kindly(world, as_user):
    draft = make_plan(world, published=False)
    client = as_user(world.chief)
    for words in ("已下达：3 项任务、4 个单位", "计划已下达，没有新的变动"):
        page = client.post(reverse("plan_publish", args=[draft.pk]), follow=True).content.decode()
        assert words in page

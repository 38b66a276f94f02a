"""The first page by role: what waits for the person, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.choices import LedgerStatus, Receipt
from tests.assessments.year import package_at
from tests.world import make_plan, part_of


def page(as_user, person) -> str:
    response = as_user(person).get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_unit_sees_its_own_open_tasks_only(world, plan, as_user):
    shown = as_user(world.water_staff).get("/").context["home"]
    assert {row.part.unit_id for row in shown.rows} == {world.water.pk}
    assert (shown.counts["all"], shown.counts["lead"], shown.counts["open"]) == (3, 3, 3)


def test_returned_lines_come_first(world, plan, as_user):
    later = part_of(plan, world.water, "3").ledger
    later.status = LedgerStatus.RETURNED
    later.save()
    shown = as_user(world.water_staff).get("/").context["home"]
    assert [row.part.task.number for row in shown.rows] == ["3", "1", "2"]


def test_an_unsigned_task_asks_for_a_signature(world, plan, as_user):
    part = part_of(plan, world.water)
    part.receipt = Receipt.WAITING
    part.save()
    assert "待签收" in page(as_user, world.water_staff) and "签收 ›" in page(as_user, world.water_staff)


def test_without_a_plan_each_page_says_what_comes_next(world, as_user):
    assert "本单位还没有年度任务" in page(as_user, world.water_staff)
    assert "编制年度计划" in page(as_user, world.chief)
    assert "本年度计划还没有发布" in page(as_user, world.leader)
    assert "还没有县（市、区）上报材料" in page(as_user, world.city_receiver)


def test_the_leader_is_asked_for_approval_once_it_was_sent(world, plan, as_user):
    assert "请您审定" not in page(as_user, world.leader)
    package_at(world, plan, "sent")
    assert "请您审定" in page(as_user, world.leader)


def test_the_city_sees_a_package_once_it_was_handed_in(world, plan, as_user):
    package_at(world, plan, "handed_in")
    assert "审阅接收" in page(as_user, world.city_receiver)


@pytest.mark.parametrize("person", ["water_staff", "chief", "leader"])
@pytest.mark.parametrize("tasks", [1, 3])
def test_the_first_page_costs_the_same_queries_for_any_number_of_tasks(world, as_user, person, tasks):
    make_plan(world, tasks=tasks)
    browser = as_user(world.people[person])
    with CaptureQueriesContext(connection) as queries:
        browser.get("/")
    assert len(queries) == {"water_staff": 14, "chief": 14, "leader": 21}[person]

"""Feeding scores back: who may, what is asked before, and the days in which units may object."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from assessments import access
from assessments.services.feedback import FeedbackRefused, LinesWithoutScore, give_feedback
from departments.models import AuditEvent
from eco_demo.lib import clock
from eco_demo.lib.workdays import add_workdays
from tasks.choices import PlanStatus
from tests.assessments.appeals import lost_line
from tests.assessments.year import score_year
from tests.world import make_plan, part_of


def test_units_read_their_lines_once_the_scores_are_fed_back(world, plan):
    score_year(world, plan)
    part = part_of(plan, world.water)
    assert not access.can_see_score(world.water_head, part, plan)
    plan = give_feedback(plan, world.chief)
    assert access.can_see_score(world.water_head, part, plan)
    assert not access.can_see_grade(world.water_head, part, plan)
    assert (plan.appeals_from, plan.appeals_to) == (clock.today(), add_workdays(clock.today(), 5))
    entry = AuditEvent.objects.get(action="score.feedback")
    assert (entry.detail["units"], entry.detail["lines"], entry.detail["open_lines"]) == (4, 12, 0)


def test_the_window_counts_workdays_over_the_spring_festival(world):
    with clock.at(datetime(2022, 1, 26, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        plan = score_year(world, make_plan(world, opens=-30, closes=-3))
        given = give_feedback(plan, world.chief)
    assert (given.appeals_from, given.appeals_to) == (date(2022, 1, 26), date(2022, 2, 7))


def test_feeding_back_twice_is_once(world, plan):
    first = give_feedback(score_year(world, plan), world.chief)
    again = give_feedback(plan, world.chief, appeals_from=clock.today() + timedelta(days=3))
    assert (again.feedback_at, again.appeals_from) == (first.feedback_at, first.appeals_from)
    assert AuditEvent.objects.filter(action="score.feedback").count() == 1


def test_open_lines_need_a_reason(world, plan):
    lost_line(world, plan)
    with pytest.raises(LinesWithoutScore, match="还有11项没有审核通过"):
        give_feedback(plan, world.chief)
    with pytest.raises(LinesWithoutScore):
        give_feedback(plan, world.chief, allow_open=True, reason=" ")
    assert give_feedback(plan, world.chief, allow_open=True, reason="先反馈部门得分").feedback_at


def test_a_line_that_does_not_apply_is_not_open(world, plan):
    score_year(world, plan)
    part = part_of(plan, world.water)
    type(part).objects.filter(pk=part.pk).update(applies=False)
    type(part.ledger).objects.filter(pk=part.ledger.pk).update(status="draft")
    assert give_feedback(plan, world.chief).feedback_at


def test_nothing_scored_is_nothing_to_feed_back(world, plan):
    with pytest.raises(FeedbackRefused, match="还没有一项审核通过"):
        give_feedback(plan, world.chief, allow_open=True, reason="试一试")


@pytest.mark.parametrize("days", [-1, 31])
def test_appeals_begin_within_a_month(world, plan, days):
    score_year(world, plan)
    with pytest.raises(FeedbackRefused, match="申诉开始日期"):
        give_feedback(plan, world.chief, appeals_from=clock.today() + timedelta(days=days))


@pytest.mark.parametrize(("changes", "words"), [
    ({"status": PlanStatus.DRAFT}, "尚未发布"),
    ({"scores_published_at": datetime(2022, 3, 1, tzinfo=UTC)}, "已经公布"),
])
def test_a_plan_in_another_state_is_refused(world, plan, changes, words):
    score_year(world, plan)
    type(plan).objects.filter(pk=plan.pk).update(**changes)
    with pytest.raises(FeedbackRefused, match=words):
        give_feedback(plan, world.chief)


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "city_receiver", "stranger_staff"])
def test_only_the_chief_feeds_back(world, plan, name):
    with pytest.raises(PermissionDenied):
        give_feedback(score_year(world, plan), world.people[name])


def test_an_archived_year_is_not_fed_back(world, plan):
    score_year(world, plan)
    type(plan).objects.filter(pk=plan.pk).update(status=PlanStatus.CLOSED)
    with pytest.raises(PermissionDenied):
        give_feedback(plan, world.chief)

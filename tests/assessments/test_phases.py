"""The five phases: which day belongs to which, what a unit is shown in each, what the strip says."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from assessments import access, phases
from assessments.choices import Phase
from assessments.phases import Reader, Shown


def stamp(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def a_plan(**changes):
    """Self-check until 20 January 2022; five workdays of objection."""
    facts = {
        "self_check_from": date(2022, 1, 1), "self_check_to": date(2022, 1, 20), "report_due": date(2022, 1, 31),
        "publish_due": date(2022, 5, 31), "objection_days": 5, "feedback_at": None, "appeals_from": None,
        "appeals_to": None, "scores_published_at": None,
    }
    return SimpleNamespace(**facts | changes)


def fed_back(**changes):
    """On Wednesday 26 January 2022; the Spring Festival stands in the window, two Sundays around it are worked."""
    first, last = phases.window_from(a_plan(), date(2022, 1, 26))
    return a_plan(feedback_at=stamp(date(2022, 1, 26)), appeals_from=first, appeals_to=last, **changes)


@pytest.mark.parametrize(("case", "today", "expected"), [
    (a_plan(), date(2022, 1, 20), Phase.SELF_CHECK),
    (a_plan(), date(2022, 1, 21), Phase.REVIEW),
    (fed_back(), date(2022, 1, 26), Phase.APPEAL),
    (fed_back(), date(2022, 3, 1), Phase.APPEAL),
    (a_plan(feedback_at=stamp(date(2022, 1, 26)), appeals_from=date(2022, 1, 28), appeals_to=date(2022, 2, 10)),
     date(2022, 1, 27), Phase.FEEDBACK),
    (fed_back(scores_published_at=stamp(date(2022, 3, 1))), date(2022, 3, 1), Phase.PUBLISHED),
    (a_plan(scores_published_at=stamp(date(2022, 1, 10))), date(2022, 1, 10), Phase.PUBLISHED),
])
def test_the_phase_follows_dates_and_stamps(case, today, expected):
    assert phases.phase_of(case, today) == expected


def test_the_window_counts_workdays_over_the_holidays():
    case = fed_back()
    assert (case.appeals_from, case.appeals_to) == (date(2022, 1, 26), date(2022, 2, 7))


@pytest.mark.parametrize(("today", "expected"), [
    (date(2022, 1, 25), False), (date(2022, 1, 26), True), (date(2022, 2, 7), True), (date(2022, 2, 8), False),
])
def test_the_window_is_open_from_its_first_to_its_last_day(today, expected):
    assert phases.takes_appeals(fed_back(), today) is expected


@pytest.mark.parametrize(("today", "words"), [
    (date(2022, 1, 26), "还有 5 个工作日"), (date(2022, 2, 3), "还有 1 个工作日"), (date(2022, 2, 7), "今天截止"),
])
def test_the_time_left_is_counted_in_workdays(today, words):
    assert phases.time_left(fed_back(), today) == words


def test_a_unit_sees_its_lines_from_feedback_on_and_its_grade_from_publication_on():
    seen = {phase: phases.SHOWN[phase][Reader.UNIT] for phase in Phase}
    assert {phase for phase, shown in seen.items() if Shown.LINES in shown} == {
        Phase.FEEDBACK, Phase.APPEAL, Phase.PUBLISHED
    }
    assert {phase for phase, shown in seen.items() if Shown.GRADE in shown} == {Phase.PUBLISHED}
    assert all(Shown.SELF_SCORE in shown and Shown.SUGGESTION in shown for shown in seen.values())
    for phase in Phase:
        assert phases.SHOWN[phase][Reader.OFFICE] == phases.SHOWN[phase][Reader.LEADER] == set(Shown)


def test_the_strip_tells_past_running_and_coming_phases():
    steps = phases.strip(fed_back(), date(2022, 1, 28))
    assert [(step.label, step.state) for step in steps] == [
        ("自评", "done"), ("评审", "done"), ("反馈", "done"), ("申诉", "current"), ("公布", "todo")
    ]
    assert [step.when for step in steps] == [
        "2022-01-01 至 2022-01-20", "至 2022-01-26", "2022-01-26", "2022-01-26 至 2022-02-07", "计划 2022-05-31 前"
    ]
    assert steps[3].note == "还有 3 个工作日"


def test_the_strip_of_scores_published_without_feedback():
    published = date(2022, 3, 1)
    case = a_plan(scores_published_at=stamp(published), appeals_from=published, appeals_to=date(2022, 3, 8))
    steps = phases.strip(case, date(2022, 3, 2))
    assert [step.state for step in steps] == ["done", "done", "done", "current", "current"]
    assert steps[2].when == "未单独反馈"


@pytest.mark.django_db
def test_access_follows_the_table(world, plan):
    """What `access` lets a unit see of a line and of its grade is what the table says for the phase."""
    from tests.world import part_of

    part, head = part_of(plan, world.water), world.water_head
    for changes in ({}, {"feedback_at": stamp(date(2022, 1, 26))}, {"scores_published_at": stamp(date(2022, 3, 1))}):
        for name, value in changes.items():
            setattr(plan, name, value)
        shown = phases.SHOWN[phases.phase_of(plan, date(2022, 3, 1))][Reader.UNIT]
        assert access.can_see_score(head, part, plan) == (Shown.LINES in shown)
        assert access.can_see_grade(head, part, plan) == (Shown.GRADE in shown)

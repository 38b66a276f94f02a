"""The rhythm of a plan in words and as days; holidays of 2021 and 2022 are known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eco_demo.lib.workdays import is_workday
from tasks.choices import Rhythm
from tasks.reporting_dates import due_days, sentence


def days(rhythm, day=None, dates=(), first=date(2021, 9, 1), last=date(2022, 8, 31)):
    return [f"{due.on:%y-%m-%d}" for due in due_days(rhythm, day, dates, first, last)]


@pytest.mark.parametrize(("rule", "words"), [
    (("monthly", "report", 25, ()), "每月25日前报送"),
    (("monthly", "report", None, ()), "每月报送"),
    (("weekly", "report", 5, ()), "每周五前报送"),
    (("weekly", "meeting", None, ()), "每周召开会议"),
    (("quarterly", "report", 25, ()), "每季度末月25日前报送"),
    (("half_yearly", "report", None, ("06-30", "12-31")), "每半年6月30日、12月31日前报送"),
    (("half_yearly", "meeting", None, ()), "每半年召开会议"),
    (("yearly", "report", None, ("12",)), "每年12月底前报送"),
    (("once", "report", None, ("2022-01",)), "2022年1月底前报送"),
    (("once", "meeting", None, ("2022-01-20",)), "召开会议（2022年1月20日）"),
])
def test_words(rule, words):
    assert sentence(*rule) == words


def test_a_said_day_off_is_put_off_to_the_next_workday():
    # 25 September 2021 is a Saturday, 25 December too; the 26th of September was worked.
    assert days("quarterly", 25) == ["21-09-26", "21-12-27", "22-03-25", "22-06-27"]


def test_a_period_without_a_day_ends_on_its_last_workday():
    assert days("quarterly") == ["21-09-30", "21-12-31", "22-03-31", "22-06-30"]
    assert days("half_yearly", first=date(2022, 7, 1), last=date(2023, 6, 30)) == ["22-12-30", "23-06-30"]


def test_months_shorter_than_the_day():
    assert days("monthly", 31, first=date(2022, 2, 10), last=date(2022, 2, 28)) == ["22-02-28"]


def test_new_years_eve_puts_off_over_the_whole_holiday():
    assert days("monthly", 31, first=date(2022, 1, 1), last=date(2022, 2, 10)) == ["22-02-07"]


def test_weeks_end_on_their_last_workday_and_skip_none():
    assert days("weekly", first=date(2022, 3, 1), last=date(2022, 3, 20)) == ["22-03-04", "22-03-11", "22-03-18"]
    # In the week of 4 October 2021 only Friday and Saturday were worked.
    assert days("weekly", 1, first=date(2021, 10, 1), last=date(2021, 10, 12)) == ["21-10-08", "21-10-11"]


def test_dates_that_the_plan_names():
    assert days("half_yearly", None, ("06-30", "12-31")) == ["21-12-31", "22-06-30"]
    assert days("yearly", 10, ("12",)) == ["21-12-10"]
    assert days("once", None, ("2022-01",)) == ["22-01-30"]  # the 31st was New Year's Eve; the Sunday was worked
    assert days("once", None, ("2020-01",)) == []


def test_a_day_put_off_into_the_window_is_in_it():
    assert days("monthly", 1, first=date(2021, 10, 5), last=date(2021, 10, 31)) == ["21-10-08"]


def test_an_empty_window_has_no_days():
    assert days("monthly", 1, first=date(2022, 1, 2), last=date(2022, 1, 1)) == []


dates_ = st.lists(st.sampled_from(["02-30", "06", "12-31", "2022-01", "2023-02-31"]), max_size=3)


@given(st.sampled_from(Rhythm.values), st.none() | st.integers(1, 31), dates_,
       st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_every_day_is_a_workday_inside_the_window(rhythm, day, dates, first, length):
    last = date.fromordinal(first.toordinal() + length)
    found = due_days(rhythm, day if rhythm != "weekly" else day and min(day, 7), dates, first, last)
    assert all(first <= due.on <= last and is_workday(due.on) for due in found)
    assert [due.planned for due in found] == sorted({due.planned for due in found})

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eco_demo.lib.workdays import add_workdays, end_of_day, is_workday, knows_year, workdays_between

days = st.dates(date(2019, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2025, 1, 26), True),  # a Sunday worked in exchange for the Spring Festival
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
    ],
)
def test_workdays_follow_the_official_notice(day, expected):
    assert is_workday(day) is expected


def test_a_year_without_notice_knows_only_weekends():
    assert knows_year(2026)
    assert not knows_year(2040)
    assert is_workday(date(2040, 10, 1))
    assert not is_workday(date(2040, 10, 6))


def test_the_start_is_not_counted_and_the_end_is():
    assert workdays_between(date(2026, 11, 20), date(2026, 11, 23)) == 1
    assert workdays_between(date(2026, 11, 20), date(2026, 11, 20)) == 0
    assert workdays_between(date(2026, 11, 23), date(2026, 11, 20)) == -1


@given(days, st.integers(-60, 60))
def test_adding_workdays_is_the_inverse_of_counting_them(day, n):
    assert workdays_between(day, add_workdays(day, n)) == n


def test_a_day_ends_at_the_last_second_of_shanghai():
    assert end_of_day(date(2026, 12, 31)) == datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)

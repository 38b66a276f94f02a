"""Office days of mainland China; a deadline means 23:59:59 of its day in Asia/Shanghai. `clock` knows today."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

LOCAL = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@cache
def knows_year(year: int) -> bool:
    """Whether the year's official holiday notice is known; otherwise only weekends count as days off."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_workday(day: date) -> bool:
    if knows_year(day.year):
        return chinese_calendar.is_workday(day)
    return day.weekday() < SATURDAY


def workdays_between(start: date, end: date) -> int:
    """Workdays after `start` up to and including `end`; negative when `end` comes first.

    `workdays_between(day, add_workdays(day, n)) == n` for every n.
    """
    if end < start:
        return -sum(is_workday(end + ONE_DAY * n) for n in range((start - end).days))
    return sum(is_workday(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))


def add_workdays(day: date, n: int) -> date:
    """The n-th workday after `day` (before it when n is negative); `day` itself for 0."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_workday(day)
    return day


def end_of_day(day: date) -> datetime:
    """The last second of that local day, aware."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=LOCAL)

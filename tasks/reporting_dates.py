"""When units report or meet: a plan's rhythm in words, and as days in the calendar. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from eco_demo.lib.workdays import add_workdays, is_workday

from .choices import ReportKind, Rhythm

RULE = "遇周末和法定节假日顺延到下一个工作日；没有写明日期的，按每期最后一个工作日"
WEEKDAYS = "一二三四五六日"
MONTHS = {
    Rhythm.MONTHLY: 1, Rhythm.TWO_MONTHLY: 2, Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6, Rhythm.YEARLY: 12,
}
_DATE = re.compile(r"(?:20\d\d-)?(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?", re.ASCII)
_WEEK = timedelta(days=7)
# No run of days off is longer; a day before the window may be put off into it.
_LONGEST_REST = timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """A day to report or meet; `planned` is what the rhythm says before days off are looked at."""

    on: date
    planned: date

    @property
    def is_moved(self) -> bool:
        return self.on != self.planned


def is_date(text: str) -> bool:
    """06, 06-30, 2022-01 or 2022-01-31."""
    return bool(_DATE.fullmatch(text))


def most_days(rhythm: str) -> int:
    """`day` is one of the week's or of a month's days."""
    return 7 if rhythm == Rhythm.WEEKLY else 31


def sentence(rhythm: str, kind: str, day: int | None, dates: Sequence[str]) -> str:
    """每季度末月25日前报送; 每半年召开会议; 每年6月30日、12月31日前报送."""
    often = Rhythm(rhythm).label if rhythm != Rhythm.ONCE else ""
    when = _when(rhythm, day, dates)
    if kind == ReportKind.MEETING:
        return f"{often}召开会议" + (f"（{when}）" if when else "")
    if not when:
        return f"{often}报送"
    return f"{often}{when}前报送" if rhythm != Rhythm.WEEKLY else f"每周{when}前报送"


def due_days(rhythm: str, day: int | None, dates: Sequence[str], first: date, last: date) -> list[Due]:
    """From `first` to `last`, in order. `dates` as `ReportingRule` keeps them; one of a single year only then."""
    if last < first:
        return []
    planned = dict.fromkeys(sorted(_planned(rhythm, day, dates, first - _LONGEST_REST, last)))
    days = (_due(on, is_said) for on, is_said in planned)
    return [due for due in days if first <= due.on <= last]


def _when(rhythm: str, day: int | None, dates: Sequence[str]) -> str:
    if rhythm == Rhythm.WEEKLY:
        return WEEKDAYS[day - 1] if day else ""
    if dates:
        return "、".join(_date_words(text, day) for text in dates)
    if not day:
        return ""
    return f"{day}日" if rhythm == Rhythm.MONTHLY else f"末月{day}日"


def _date_words(text: str, day: int | None) -> str:
    year, month, own = _parts(text)
    own = own or day
    return (f"{year}年" if year else "") + f"{month}月" + (f"{own}日" if own else "底")


def _parts(text: str) -> tuple[int | None, int, int | None]:
    """06, 06-30, 2022-01, 2022-01-31 → year, month, day."""
    numbers = [int(part) for part in text.split("-")]
    year = numbers.pop(0) if len(text.split("-")[0]) == 4 else None
    return year, numbers[0], numbers[1] if len(numbers) > 1 else None


def _due(on: date, is_said: bool) -> Due:
    """A day that is said moves on over days off; the end of a period that is not said moves back."""
    if is_workday(on):
        return Due(on, on)
    return Due(add_workdays(on, 1 if is_said else -1), on)


def _planned(rhythm: str, day: int | None, dates: Sequence[str], first: date, last: date
             ) -> Iterator[tuple[date, bool]]:
    """Days by the rhythm, and whether the plan says the very day. `last` may lie one period further."""
    if rhythm == Rhythm.WEEKLY:
        yield from _weekly(day, first, last)
        return
    months = [(year, month) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    if dates:
        for text in dates:
            yield from _on_date(text, day, rhythm, months)
    elif rhythm in MONTHS:
        for year, month in months:
            if month % MONTHS[rhythm] == 0:
                yield _day_of(year, month, day), day is not None


def _on_date(text: str, day: int | None, rhythm: str, months: list[tuple[int, int]]) -> Iterator[tuple[date, bool]]:
    year, month, own = _parts(text)
    own = own or day
    if year:
        yield _day_of(year, month, own), own is not None
        return
    found = [(_day_of(each, month, own), own is not None) for each, other in months if other == month]
    yield from found[:1] if rhythm == Rhythm.ONCE else found


def _weekly(day: int | None, first: date, last: date) -> Iterator[tuple[date, bool]]:
    on = first - timedelta(days=first.weekday()) + timedelta(days=(day or 7) - 1)
    while on <= last + _WEEK:
        yield on, day is not None
        on += _WEEK


def _day_of(year: int, month: int, day: int | None) -> date:
    end = monthrange(year, month)[1]
    return date(year, month, min(day or end, end))

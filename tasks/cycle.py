"""The dates of a plan's year in their order: what may follow what, what is usual, where today stands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

LABELS = {
    "issued_on": "印发计划",
    "work_from": "实施开始",
    "work_to": "实施结束",
    "self_check_from": "自查填报开始",
    "self_check_to": "自查填报截止",
    "report_due": "上报市环委办",
    "city_review_due": "市级考核完成",
    "publish_due": "公布结果",
}
# Implementation may run on while units already hand in, so only these chains are strict.
CHAINS = (
    ("work_from", "work_to"),
    ("work_from", "self_check_from"),
    ("self_check_from", "self_check_to", "report_due", "city_review_due", "publish_due"),
)
_LINE = ("work_from", *CHAINS[-1])  # work_to stands beside this line
FIRST_YEAR, LAST_YEAR = 2000, 2100
# A campaign's dates may lie some years ahead; what is further off was misread.
_YEARS_BEFORE, _YEARS_AFTER = 3, 10


@dataclass(frozen=True)
class Point:
    """A date on the drawn line of the year."""

    name: str
    label: str
    on: date
    is_past: bool
    is_next: bool


def problems(dates: Mapping[str, date | None]) -> dict[str, str]:
    """By field: why the date cannot stand there; empty when all are in order."""
    found = {}
    for chain in CHAINS:
        for earlier, later in pairwise(chain):
            before, after = dates.get(earlier), dates.get(later)
            if before and after and after < before:
                found.setdefault(later, f"“{LABELS[later]}”不能早于“{LABELS[earlier]}”（{before:%Y-%m-%d}）。")
    return found


def points(plan, today: date) -> list[Point]:
    """The plan's dates from first to last; the next one to come is marked."""
    dated = sorted((getattr(plan, name), order, name) for order, name in enumerate(LABELS) if getattr(plan, name))
    upcoming = next((name for on, _, name in dated if on >= today), "")
    return [Point(name, LABELS[name], on, on < today, name == upcoming) for on, _, name in dated]


def default_dates(year: int, found: Mapping[str, date | None]) -> dict[str, date]:
    """The dates a document names, in order, and for the rest the usual cycle; `problems` finds nothing in them.

    Only `issued_on` may be missing. A date that contradicts an earlier one of the document moves up to it.
    """
    year = min(max(year, FIRST_YEAR), LAST_YEAR)
    said = {
        name: on for name in LABELS
        if (on := found.get(name)) and -_YEARS_BEFORE <= on.year - year <= _YEARS_AFTER
    }
    usual = _usual(year, said.get("issued_on"))
    fixed = _pushed({name: said[name] for name in _LINE if name in said})
    end = said.get("work_to")
    if end and "work_from" not in fixed:
        usual["work_from"] = min(usual["work_from"], end)
    dates = _filled(usual, fixed)
    dates["work_to"] = max(end or usual["work_to"], dates["work_from"])
    every = said | dates
    return {name: every[name] for name in LABELS if name in every}


def _usual(year: int, issued_on: date | None) -> dict[str, date]:
    """From issue (or New Year) to December; self-check and report in January, then the city's review and result."""
    starts_in_time = issued_on is not None and issued_on <= date(year, 12, 31)
    return {
        "work_from": issued_on if starts_in_time else date(year, 1, 1),
        "work_to": date(year, 12, 31),
        "self_check_from": date(year + 1, 1, 1),
        "self_check_to": date(year + 1, 1, 20),
        "report_due": date(year + 1, 1, 31),
        "city_review_due": date(year + 1, 3, 1) - timedelta(days=1),
        "publish_due": date(year + 1, 5, 31),
    }


def _pushed(said: Mapping[str, date]) -> dict[str, date]:
    """In the order of `_LINE`, none before the one ahead of it."""
    latest, pushed = date.min, {}
    for name, on in said.items():
        pushed[name] = latest = max(on, latest)
    return pushed


def _filled(usual: Mapping[str, date], fixed: Mapping[str, date]) -> dict[str, date]:
    """`fixed` with usual dates between; one that does not fit keeps its usual distance, as far as there is room."""
    dates = {}
    for position, name in enumerate(_LINE):
        if name in fixed:
            dates[name] = fixed[name]
            continue
        on = usual[name]
        before = _LINE[position - 1] if position else None
        after = next((each for each in _LINE[position:] if each in fixed), None)
        if before and on < dates[before]:
            on = dates[before] + (usual[name] - usual[before])
        if after and on > fixed[after]:
            on = fixed[after] - (usual[after] - usual[name])
        dates[name] = max(on, dates[before]) if before else on
    return dates

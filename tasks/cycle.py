"""The dates of a plan's year in their order: what may follow what, and where today stands between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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

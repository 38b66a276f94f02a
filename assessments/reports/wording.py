"""How a report says things: points, dates, places, and the sentences made of a year's figures."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from departments.choices import UnitClass
from eco_demo.lib.numbers import format_number, half_up

CAMPAIGN = "生态文明建设示范创建"
CLASS_NAMES = {UnitClass.DEPARTMENT: "部门", UnitClass.TOWNSHIP: "镇（街道）", UnitClass.NONE: "其他单位"}
NOTHING = "—"


def points(value: Decimal | None) -> str:
    """Results keep two decimals: 94.00."""
    return NOTHING if value is None else f"{half_up(value)}"


def counted(value: Decimal) -> str:
    """A part of a sum with its sign: −0.50, +3.00, 94.23."""
    cents = half_up(value)
    return f"−{-cents}" if cents < 0 else f"{cents}"


def plain_number(value: Decimal | None) -> str:
    """Marks and deductions drop idle zeros: 3, 2.85."""
    return NOTHING if value is None else format_number(half_up(value))


def long_date(day: date | None) -> str:
    return NOTHING if day is None else f"{day.year}年{day.month}月{day.day}日"


def share(part: int, whole: int) -> str:
    """A rate in words, one decimal."""
    return f"{half_up(Decimal(part) * 100 / whole, 1)}%" if whole else NOTHING


def listed(names: Iterable[str]) -> str:
    return "、".join(names)


def class_name(unit_class: str) -> str:
    return CLASS_NAMES[UnitClass(unit_class)]


def release_code(snapshot_sha256: str, report_id: int) -> str:
    """Names the data and the document: the first 16 digits of the snapshot's hash, and the report's number."""
    return f"{snapshot_sha256[:16].upper()}-{report_id:06d}"

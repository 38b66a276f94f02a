"""Rows of a document that become indicators of a set: their kinds of value, directions, numbers and marks. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .choices import NEEDS_BASELINE, NEEDS_TARGET, Attribute, Comparator, Direction, ValueType

WITHOUT_DOMAIN = "未分领域"
AS_REQUIRED = "按要求完成"
LONGEST_NUMBER = 10
_DIRECTIONS = {
    Comparator.AT_LEAST: Direction.HIGHER, Comparator.ABOVE: Direction.HIGHER, Comparator.INCREASE: Direction.HIGHER,
    Comparator.AT_MOST: Direction.LOWER, Comparator.BELOW: Direction.LOWER, Comparator.BETWEEN: Direction.RANGE,
    Comparator.DECREASE: Direction.TREND_DOWN, Comparator.NOT_DECREASE: Direction.NOT_DECREASE,
    Comparator.NOT_INCREASE: Direction.NOT_INCREASE, Comparator.EQUALS: Direction.EQUALS,
    Comparator.MEET_ASSIGNED: Direction.MEET_ASSIGNED, Comparator.QUALITATIVE: Direction.YES_NO,
}
_NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class SetTarget:
    """What an indicator must reach; the name tells several targets of one row apart."""

    name: str = ""
    comparator: str = Comparator.QUALITATIVE
    threshold: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    text: str = ""


@dataclass(frozen=True)
class SetRow:
    number: str
    name: str
    domain: str = ""
    attribute: str = ""
    explanation: str = ""
    full_marks: Decimal | None = None
    targets: tuple[SetTarget, ...] = ()


def value_type(comparator: str, unit: str) -> str:
    """A number is expected where the comparator compares numbers, with this year's or last year's."""
    if comparator not in (*NEEDS_TARGET, *NEEDS_BASELINE):
        return ValueType.TEXT
    return ValueType.PERCENT if unit == "%" else ValueType.QUANTITY


def direction(comparator: str) -> str:
    return _DIRECTIONS.get(comparator, Direction.HIGHER)


def attribute(words: str) -> str:
    """约束性, 约束性指标 → binding; everything else is reference."""
    return Attribute.BINDING if "约束" in words or words == Attribute.BINDING else Attribute.REFERENCE


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def marks_of(rows: Sequence[SetRow], total: Decimal) -> list[Decimal]:
    """Each row's own marks; rows without any share what is left of the total, in two decimals, what is over at the end.

    100 for three rows without marks is 33.33, 33.33, 33.34.
    """
    own = [row.full_marks for row in rows]
    left = max(total - sum(marks for marks in own if marks is not None), Decimal(0))
    shares = _shared(left, own.count(None))
    return [next(shares) if marks is None else marks for marks in own]


def free_numbers(rows: Sequence[SetRow], taken: Collection[str] = ()) -> Iterator[str]:
    """The rows' numbers; one that is blank, too long or used already gives way to the next free whole number."""
    used = set(taken)
    known = [*used, *(row.number for row in rows)]
    following = 1 + max((int(number) for number in known if _is_whole(number)), default=0)
    for row in rows:
        number = row.number
        if not number or len(number) > LONGEST_NUMBER or number in used:
            number, following = str(following), following + 1
        used.add(number)
        yield number


def group_label(place: int) -> str:
    """3 → (三), 12 → (十二), 21 → (二十一)."""
    tens, ones = divmod(place, 10)
    words = (_NUMERALS[tens] if tens > 1 else "") + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")
    return f"({words})"


def _shared(total: Decimal, count: int) -> Iterator[Decimal]:
    share, over = divmod(int(total * 100), max(count, 1))
    return (Decimal(share + (place >= count - over)) / 100 for place in range(count))


def _is_whole(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER

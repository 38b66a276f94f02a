"""One number of an explanation, and the numbers that make it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from django.db.models import TextChoices

from eco_demo.lib.numbers import format_number

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
ONE, ZERO, CENT = Decimal(1), Decimal(0), Decimal("0.01")
SHOWN = Decimal("0.000001")
# A longer sum is told by its result: the numbers stand below each other anyway.
LONGEST_SUM = 8


class Kind(TextChoices):
    """What a node is about."""

    TOTAL = "total", "总分"
    SUBTOTAL = "subtotal", "小计"
    MODULE = "module", "模块"
    DOMAIN = "domain", "领域"
    LINE = "line", "任务"
    MARKS = "marks", "满分"
    DEDUCTION = "deduction", "扣分"
    BONUS = "bonus", "加分"
    BALANCE = "balance", "取舍"
    RULE = "rule", "评分规则"
    STEP = "step", "计算"
    INPUT = "input", "数据"
    CERTIFIED = "certified", "数据认定"
    MARK = "mark", "评分"
    OVERRIDE = "override", "改判"
    APPEAL = "appeal", "申诉"
    CHANGE = "change", "变动"
    GRADE = "grade", "等次"
    COMMENT = "comment", "审核意见"
    REMARK = "remark", "说明"


@dataclass(frozen=True)
class Share:
    """How much of a number its parent counts: `× times ÷ over`."""

    times: Decimal = ONE
    over: Decimal = ONE

    def of(self, value: Decimal) -> Decimal:
        with localcontext(EXACT):
            return value * self.times / self.over

    def __str__(self):
        over = f" ÷ {format_number(self.over)}" if self.over != ONE else ""
        return over + (f" × {format_number(self.times)}" if self.times != ONE else "")


WHOLE = Share()


@dataclass(frozen=True)
class Source:
    """A handed-in file: its place in the catalogue and the very version."""

    title: str
    item_no: int | None = None
    version: int | None = None

    def __str__(self):
        return f"件号{self.item_no}　{self.title}" if self.item_no else self.title


@dataclass(frozen=True)
class Node:
    """A sentence and its number. Children with a `share` add up to the number; the others only tell about it."""

    text: str
    value: Decimal | None = None
    kind: str = Kind.REMARK
    children: tuple["Node", ...] = ()
    share: Share | None = None
    details: tuple[tuple[str, str], ...] = ()
    file: Source | None = None
    is_struck: bool = False
    # A result that was rounded to its own last place; everything else is the exact sum of its terms.
    is_rounded: bool = False
    # The marks that a line could have got.
    out_of: Decimal | None = None
    # The participation a line is about, for a link to its own page.
    part: int | None = None

    @property
    def is_term(self) -> bool:
        return self.share is not None

    @property
    def counted(self) -> Decimal:
        """What the parent counts of it."""
        return ZERO if self.value is None or self.share is None else self.share.of(self.value)

    @property
    def terms(self) -> tuple["Node", ...]:
        return tuple(child for child in self.children if child.is_term and child.value is not None)

    @property
    def told(self) -> tuple["Node", ...]:
        return tuple(child for child in self.children if not child.is_term)

    @property
    def number(self) -> str:
        """The number as it is printed; a term that is taken off carries its sign."""
        if self.value is None:
            return ""
        if self.kind in (Kind.STEP, Kind.INPUT) and not self.is_term:
            return _signed(self.value, format_number(abs(_short(self.value))))
        return self._result

    @property
    def share_text(self) -> str:
        """`8.75 × 0.5 = 4.375` where the parent counts a part only."""
        if self.share in (None, WHOLE) or self.value is None:
            return ""
        counted = self.counted
        return f"{amount(self.value)}{self.share} {_equals(counted, _short(counted))} {amount(counted)}"

    @property
    def equation(self) -> str:
        """`3.00 − 0.60 − 0.20 = 2.20`: the terms and the number they add up to."""
        terms = self.terms
        if self.value is None or len(terms) < 2:
            return ""
        total = sum_of(terms)
        sign = _equals(total, self.value)
        if len(terms) > LONGEST_SUM:
            return f"以下{len(terms)}项合计 {sign} {self._result}"
        return f"{_written(terms)} {sign} {self._result}"

    @property
    def _result(self) -> str:
        """A total keeps the places that the year's method rounds it to."""
        return f"{self.value:f}" if self.kind == Kind.TOTAL else _signed(self.value, amount(self.value))

    @property
    def adds_up(self) -> bool:
        """Whether the terms make the number, but for its rounding and for decimals that are not kept."""
        if self.value is None or not self.terms:
            return True
        off = abs(sum_of(self.terms) - self.value)
        last_place = Decimal(1).scaleb(min(self.value.as_tuple().exponent, 0))
        return off <= SHOWN * len(self.terms) or (self.is_rounded and off < last_place)


def walk(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """The node and everything below it in reading order, with how deep it stands."""
    yield depth, node
    for child in node.children:
        yield from walk(child, depth + 1)


def sum_of(terms: Iterable[Node]) -> Decimal:
    with localcontext(EXACT):
        return sum((term.counted for term in terms), ZERO)


def amount(value: Decimal) -> str:
    """Points as the office writes them: two decimals, more only where they are needed; without a sign."""
    short = _short(abs(value))
    return f"{short:.2f}" if short == short.quantize(CENT) else format_number(short)


def _short(value: Decimal) -> Decimal:
    return value.quantize(SHOWN, ROUND_HALF_UP, EXACT) if value.as_tuple().exponent < -6 else value


def _signed(value: Decimal, digits: str) -> str:
    return f"−{digits}" if value < 0 else digits


def _equals(exact: Decimal, shown: Decimal) -> str:
    return "=" if exact == shown else "≈"


def _written(terms: tuple[Node, ...]) -> str:
    first, *rest = (term.counted for term in terms)
    return _signed(first, amount(first)) + "".join(
        f" {'−' if counted < 0 else '+'} {amount(counted)}" for counted in rest
    )

"""Numbers on their way in and out of a rule: exact decimals within bounds, never binary floats."""

import re
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import lru_cache

from eco_demo.lib.numbers import NotANumber, format_number, parse_number

from .errors import RuleError

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

MAX_WHOLE_DIGITS = 15
MAX_PLACES = 20
MAX_DIGITS = 30
MAX_TEXT = 40
WRITTEN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)

# Wide enough that products of four bounded numbers stay exact and a quotient is whole only if it really is.
EXACT = Context(prec=160, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
# 1/3 × 3 must count as 1 again before a score is rounded.
SETTLED = Decimal(1).scaleb(-60)
SHOWN = Decimal("0.000001")

MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


def read_decimal(value: object, field: str) -> Decimal:
    """A bounded Decimal from a JSON number or a text of digits. Raises RuleError."""
    number = _decimal(value, field)
    if not number.is_finite():
        raise RuleError(field, "必须是普通的数字，不能是无穷大或非数字")
    if number.adjusted() >= MAX_WHOLE_DIGITS or number.as_tuple().exponent > MAX_WHOLE_DIGITS:
        raise RuleError(field, f"数字太大，整数部分最多{MAX_WHOLE_DIGITS}位")
    if number.as_tuple().exponent < -MAX_PLACES:
        raise RuleError(field, f"小数位数太多，最多{MAX_PLACES}位")
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise RuleError(field, f"数字太长，最多{MAX_DIGITS}位")
    return number if number else ZERO


def settled(value: Decimal) -> Decimal:
    """Without the last digits that a division cannot hold."""
    return value.quantize(SETTLED, context=EXACT)


@lru_cache(maxsize=4096)
def shown(value: Decimal, unit: str = "") -> str:
    """As a person writes it: no trailing zeros, at most six decimals. Equal numbers are written alike."""
    if value.as_tuple().exponent < -6:
        value = value.quantize(SHOWN, ROUND_HALF_UP, EXACT)
    return format_number(value, unit)


def gap(value: Decimal, unit: str) -> str:
    """A distance: between two percentages it is counted in 个百分点."""
    return shown(value, "个百分点" if unit == "%" else unit)


def _decimal(value: object, field: str) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RuleError(field, "必须是数字")
    if isinstance(value, int) and abs(value) >= 10**MAX_WHOLE_DIGITS:
        raise RuleError(field, f"数字太大，整数部分最多{MAX_WHOLE_DIGITS}位")
    if not isinstance(value, str):
        return Decimal(str(value))
    if len(value) <= MAX_TEXT and WRITTEN.fullmatch(value):
        return Decimal(value)
    try:
        with localcontext(EXACT):
            return parse_number(value)
    except NotANumber as error:
        raise RuleError(field, str(error)) from None

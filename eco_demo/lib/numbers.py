"""Numbers as people write them in forms and sheets, rounded and shown as the office does."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

PERCENT = "%"
MAX_LENGTH = 40
# Digits and signs only: a general NFKC would also turn ② into 2 and m² into m2.
HALF_WIDTH = str.maketrans(
    {
        **{chr(ord("０") + n): str(n) for n in range(10)},
        "．": ".", "，": ",", "＋": "+", "－": "-", "−": "-", "％": PERCENT, "﹪": PERCENT,
        "\u3000": " ", "\u00a0": " ",
    }
)  # fmt: skip
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
EXPONENT = re.compile(r"[+-]?[\d.]+e[+-]?\d+", re.ASCII | re.IGNORECASE)
RANGE = re.compile(r"[\d.]+ ?%? ?[-~～—–至到] ?[\d.]+.*", re.ASCII)
COMPARED = re.compile(r"(≥|≤|>|<|＞|＜|=|＝|≧|≦|不低于|不高于|大于|小于|约).*")
WITH_UNIT = re.compile(r"[+-]?[\d.,]+ ?[^\d\s.,+-].*", re.ASCII)
LATIN_UNIT = re.compile(r"[A-Za-zμµ]")


class NotANumber(ValueError):
    """The text is not one plain number; the message tells the person who typed it what to change."""


def parse_number(text: str, unit: str = "") -> Decimal:
    """The number in `text`; `unit` is the expected unit, only used for a trailing percent sign and the message.

    Accepts full-width digits, blanks and thousands separators. Raises NotANumber.
    """
    shown = _shorten(text.strip())
    plain = " ".join(text.translate(HALF_WIDTH).split())
    if not plain:
        raise NotANumber("没有填写数字" + _expected(unit))
    if unit == PERCENT and plain.endswith(PERCENT):
        plain = plain[:-1].rstrip()
    plain = re.sub(r"(?<=[\d,]) (?=\d{3}(?!\d))|^([+-]) ", r"\1", plain)
    if len(plain) > MAX_LENGTH:
        raise NotANumber(f"“{shown}”太长，不是一个有效的数字")
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if PLAIN.fullmatch(plain):
        return Decimal(plain) + 0
    raise NotANumber(_what_is_wrong(plain, shown, unit))


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round half away from zero (四舍五入); a float has already lost its half, so only Decimal and int are taken."""
    if not isinstance(value, Decimal | int):
        raise TypeError(f"half_up takes a Decimal, not {type(value).__name__}")
    with localcontext(prec=80):
        return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def format_number(value: Decimal, unit: str = "") -> str:
    """`95.20`, `%` → `95.2%`; a blank only before a Latin unit (`12 mg/L`)."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if digits in ("-0", ""):
        digits = "0"
    return digits + (" " if LATIN_UNIT.match(unit) else "") + unit


def _what_is_wrong(plain: str, shown: str, unit: str) -> str:
    if EXPONENT.fullmatch(plain):
        return f"“{shown}”是科学计数法，请写成普通数字{_expected(unit)}"
    if re.fullmatch(r"[+-]?[\d,.]+", plain, re.ASCII):
        return f"“{shown}”中的逗号或小数点位置不对，请核对{_expected(unit)}"
    if COMPARED.fullmatch(plain):
        return f"“{shown}”带有比较符号或文字，请只填数字{_expected(unit)}"
    if RANGE.fullmatch(plain):
        return f"“{shown}”像是一个范围，请只填一个数字{_expected(unit)}"
    if WITH_UNIT.fullmatch(plain):
        return f"“{shown}”带有单位，请只填数字{_expected(unit)}"
    return f"“{shown}”不是数字，请只填数字{_expected(unit)}"


def _expected(unit: str) -> str:
    return f"，单位为“{unit}”" if unit else ""


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else text[:MAX_LENGTH] + "…"

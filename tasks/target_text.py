"""A year target as plans print it (≥20%, 不降低, 80—90%, 全面推行), read into comparator and numbers. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from eco_demo.lib.numbers import NotANumber, parse_number
from indicators.choices import Comparator

# Longer writings first, so that 不低于 is not read as 低于.
_SIGNS = (
    (("≥", ">=", "≧", "不低于", "不少于", "不小于", "达到", "达"), Comparator.AT_LEAST),
    (("≤", "<=", "≦", "不高于", "不超过", "不大于", "控制在"), Comparator.AT_MOST),
    ((">", "＞", "高于", "大于", "超过"), Comparator.ABOVE),
    (("<", "＜", "低于", "小于"), Comparator.BELOW),
    (("=", "＝", "等于"), Comparator.EQUALS),
)
_WORDS = (
    (re.compile(r"(较上年|比上年|同比)?(不降低|不下降|不减少|只增不减|稳中有升)"), Comparator.NOT_DECREASE),
    (re.compile(r"(较上年|比上年|同比)?(不升高|不上升|不增加|不增长|只减不增)"), Comparator.NOT_INCREASE),
    (re.compile(r"(较上年|比上年|同比|逐年|持续)?有?所?(提升|提高|上升|增加|增长|改善)"), Comparator.INCREASE),
    (re.compile(r"(较上年|比上年|同比|逐年|持续)?有?所?(下降|降低|减少)"), Comparator.DECREASE),
    (re.compile(r".*(考核要求|考核目标|控制目标|下达(的)?(任务|目标)).*"), Comparator.MEET_ASSIGNED),
)
_NUMBER = r"[\d０-９][\d０-９,，.．]*"
_AFTER_SIGN = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>.*)", re.DOTALL)
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*[%％]?\s*[-－—–~～至到]+\s*(?P<high>{_NUMBER})\s*(?P<unit>.*)", re.DOTALL)
_SUFFIXES = (("以上", Comparator.AT_LEAST), ("以内", Comparator.AT_MOST), ("以下", Comparator.AT_MOST))
_SAME_UNIT = str.maketrans({"％": "%", "（": "(", "）": ")", "／": "/", " ": "", "\u3000": ""})


@dataclass(frozen=True)
class ReadTarget:
    comparator: str
    target: Decimal | None = None
    upper: Decimal | None = None
    text: str = ""
    unit: str = ""


def read_target(text: str, unit: str = "") -> ReadTarget:
    """`unit` is what the table says in its own column. Raises NotANumber with a sentence."""
    plain = text.strip()
    between = _RANGE.fullmatch(plain)
    if between and _same_unit(between["unit"], unit):
        low, high = parse_number(between["low"]), parse_number(between["high"])
        if high < low:
            raise NotANumber(f"“{text}”的上限小于下限")
        return ReadTarget(Comparator.BETWEEN, low, high, plain, unit or between["unit"])
    comparator, rest = _sign_of(plain)
    number = _AFTER_SIGN.fullmatch(rest)
    if comparator and number:
        return _read_number(plain, comparator, number, unit)
    if number and _same_unit(number["unit"], unit):
        return ReadTarget(Comparator.EQUALS, parse_number(number["number"]), None, plain, unit or number["unit"])
    for suffix, meaning in _SUFFIXES:
        if number and number["unit"].endswith(suffix) and _same_unit(number["unit"][: -len(suffix)], unit):
            return ReadTarget(meaning, parse_number(number["number"]), None, plain,
                              unit or number["unit"][: -len(suffix)])
    return ReadTarget(next((word for shape, word in _WORDS if shape.fullmatch(plain)), Comparator.QUALITATIVE),
                      text=plain, unit=unit)


def _sign_of(text: str) -> tuple[str, str]:
    for signs, comparator in _SIGNS:
        for sign in signs:
            if text.startswith(sign):
                return comparator, text[len(sign):].strip()
    return "", text


def _read_number(plain: str, comparator: str, number: re.Match, unit: str) -> ReadTarget:
    written = number["unit"].removesuffix("以上").removesuffix("以内").strip()
    if not _same_unit(written, unit):
        raise NotANumber(f"“{plain}”的单位“{written}”与单位列的“{unit}”不一致，请改成一样的")
    return ReadTarget(comparator, parse_number(number["number"]), None, plain, unit or written)


def _same_unit(written: str, unit: str) -> bool:
    """No unit written is the column's; without a column only a short one is taken for a unit."""
    written, unit = written.translate(_SAME_UNIT), unit.translate(_SAME_UNIT)
    if not written or written == unit:
        return True
    return not unit and len(written) <= 8 and not re.search(r"[，。；、前底月年]", written)

"""Numbers that stand before a heading, a task or a step."""

import re
from dataclasses import dataclass

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
NUMERAL = "[一二三四五六七八九十百〇]{1,5}"
FORMAL_NUMERAL = "[壹贰叁肆伍陆柒捌玖拾]{1,3}"
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
CHAPTER, SECTION, PART, ITEM, DECIMAL, SUB, PAREN, CIRCLE, POINT, BULLET = range(10)
COUNTED_WORDS = "任务|问题|指标|专项|行动|项目|工程|重点|事项|举措|目标"
BLANK_OR_TEXT = r"(?!\d)|(?=(?:19|20)\d\d年|\d{1,2}月)"
UNITS_AFTER_DECIMAL = r"万|亿|吨|亩|公里|%|个|微克|毫克|立方|平方|米|元|倍|克|公顷|分贝|千|天|人|次|户"
# Rank, pattern with `n`; the first that fits wins. A new numbering is a new line here.
SHAPES = (
    (CHAPTER, rf"第\s*(?P<n>{NUMERAL}|\d{{1,2}})\s*(?:章|部分|篇|编)\s*[、:.]?\s*"),
    (CHAPTER, rf"(?P<n>[{ROMAN}])\s*[、:.]\s*"),
    (SECTION, r"[(〔\[【]\s*(?P<n>[A-Z])\s*[)〕\]】]\s*(?=[一-鿿])"),
    (ITEM, r"(?P<n>[A-Z]-?\d{1,2})\s*[、:.](?!\d)\s*"),
    (ITEM, rf"(?:{COUNTED_WORDS})\s*(?P<n>{NUMERAL}|\d{{1,3}})\s*[:、.]\s*"),
    (ITEM, rf"(?:{COUNTED_WORDS})\s*(?P<n>\d{{1,3}})\s*(?=[一-鿿])(?![项个条类家年月日处座名号期])"),
    (ITEM, rf"[【〔\[](?:{COUNTED_WORDS})\s*(?P<n>{NUMERAL}|\d{{1,3}})[】〕\]]\s*[:、.]?\s*"),
    (ITEM, rf"第\s*(?P<n>{NUMERAL}|\d{{1,3}})\s*条\s*[、:.]?\s*"),
    (POINT, rf"第\s*(?P<n>{NUMERAL})\s*[,、:]\s*"),
    (POINT, rf"(?P<n>{NUMERAL})(?:是(?!否)|要)[,:]?\s*"),
    (POINT, rf"其\s*(?P<n>{NUMERAL})\s*[,、:]\s*"),
    (SECTION, rf"(?P<n>{NUMERAL}|{FORMAL_NUMERAL})\s*[、.]\s*"),
    (PART, rf"[(〔\[【]\s*(?P<n>{NUMERAL})\s*[)〕\]】]\s*[、.]?\s*"),
    (DECIMAL, rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}})+)(?:[、.]|\s+)?\s*(?=[^\d\s])(?!{UNITS_AFTER_DECIMAL}|月|日)"),
    (ITEM, rf"(?P<n>\d{{1,3}})\s*[.、](?:{BLANK_OR_TEXT})\s*"),
    (ITEM, r"[★☆▲*]\s*(?P<n>\d{1,3})\s*[.、]?\s*(?!\d)"),
    (SUB, r"[(〔\[【]\s*(?P<n>\d{1,3})\s*[)〕\]】]\s*[、.]?\s*"),
    (PAREN, r"(?P<n>\d{1,3})\s*\)\s*[、.]?\s*"),
    (CIRCLE, r"(?P<n>[①-⑳㉑-㉟])\s*"),
    (BULLET, r"(?P<n>——|—|[•●■◆▲◇○□➤✓❖※])\s*(?=\S)"),
)
COMPILED = tuple((rank, re.compile(pattern)) for rank, pattern in SHAPES)
# 1、 (一)生态制度: the outer number was set by the machine that copied the text.
DOUBLED = re.compile(rf"\d{{1,2}}\s*[、.]\s*(?=[(〔]\s*{NUMERAL}\s*[)〕])")


@dataclass(frozen=True)
class Marker:
    """`number` is 0 for a bullet; `printed` is the number without its brackets and points."""

    rank: int
    number: int
    printed: str
    length: int


def marker_of(text: str) -> Marker | None:
    doubled = DOUBLED.match(text)
    start = doubled.end() if doubled else 0
    for rank, pattern in COMPILED:
        match = pattern.match(text, start)
        if match:
            return Marker(rank + _depth(rank, match["n"]), number_of(match["n"]), printed_of(match["n"]), match.end())
    return None


def number_of(text: str) -> int:
    """十二 → 12, ③ → 3, 2.3 → 3, Ⅱ → 2, B4 → 4, a bullet → 0."""
    text = text.translate(FORMAL)
    if text in ROMAN:
        return ROMAN.index(text) + 1
    if text[0].isascii() and text[0].isalpha():
        return int(text[1:].lstrip("-") or ord(text) - ord("A") + 1)
    if text.isascii():
        return int(text.rpartition(".")[2])
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if "㉑" <= text <= "㉟":
        return ord(text) - ord("㉑") + 21
    return _chinese(text) if text[0] in DIGITS or text[0] in "十百" else 0


def printed_of(text: str) -> str:
    return str(number_of(text)) if text[0] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" else ("" if number_of(text) == 0 else text)


def _depth(rank: int, number: str) -> float:
    """1.1.1 lies below 1.1."""
    return (number.count(".") - 1) / 10 if rank == DECIMAL else 0


def _chinese(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = DIGITS.get(character, 0)
    return total + digit

"""The numbers Word counts by itself (一、 (一) 1.): they stand nowhere in the text and are counted again here."""

import re
from collections import defaultdict

from docx.oxml.ns import qn

VALUE, LEVEL = qn("w:val"), qn("w:ilvl")
CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
           "taiwaneseCountingThousand", "ideographDigital", "chineseLegalSimplified"}
DIGITS = "零一二三四五六七八九"
CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
BULLET = "——"


class WordNumbers:
    """`label(paragraph)` must be asked in the order of the document, once for each paragraph."""

    def __init__(self, document):
        self.levels, self.abstract = _definitions(document)
        self.styles = _numbered_styles(document)
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph) -> str:
        number, level = self._numbering(paragraph)
        shape = self.levels.get(number, {}).get(level)
        if shape is None:
            return ""
        counts = self.counts[self.abstract[number]]
        counts[level] = counts.get(level, shape["start"] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if shape["format"] == "bullet":
            return BULLET
        return re.sub(r"%(\d)", lambda match: self._shown(number, int(match[1]) - 1, counts), shape["text"])

    def _shown(self, number: str, level: int, counts: dict[int, int]) -> str:
        shape = self.levels[number].get(level, {"format": "decimal", "start": 1})
        return write_number(counts.get(level, shape["start"]), shape["format"])

    def _numbering(self, paragraph) -> tuple[str, int]:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return "", 0
        own = _number_of(properties)
        style = properties.find(qn("w:pStyle"))
        inherited = self.styles.get(style.get(VALUE), ("", 0)) if style is not None else ("", 0)
        return own if own[0] else inherited


def write_number(number: int, form: str) -> str:
    if form in CHINESE:
        return chinese_number(number)
    if form in CIRCLED and number <= 20:
        return chr(ord("①") + number - 1)
    if form == "lowerLetter":
        return chr(ord("a") + (number - 1) % 26)
    return str(number)


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五."""
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        between = "零" if 0 < rest < 10 else ""
        tail = ("一" if 10 <= rest < 20 else "") + chinese_number(rest) if rest else ""
        return DIGITS[hundreds % 10] + "百" + between + tail
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def _definitions(document) -> tuple[dict, dict]:
    """Number id → level → shape, and number id → the list it counts in."""
    levels, abstract = {}, {}
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return levels, abstract
    shapes = {
        item.get(qn("w:abstractNumId")): {int(lvl.get(LEVEL, "0")): _shape(lvl) for lvl in item.iter(qn("w:lvl"))}
        for item in root.iterchildren(qn("w:abstractNum"))
    }
    for item in root.iterchildren(qn("w:num")):
        link = item.find(qn("w:abstractNumId"))
        number = item.get(qn("w:numId"))
        if link is not None:
            own = {int(lvl.get(LEVEL, "0")): _shape(lvl) for lvl in item.iter(qn("w:lvl"))}
            levels[number] = {**shapes.get(link.get(VALUE), {}), **own}
            restarts = item.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}") is not None
            abstract[number] = number if restarts else "list " + link.get(VALUE)
    return levels, abstract


def _shape(level) -> dict:
    return {
        "format": _value(level, "w:numFmt", "decimal"),
        "text": _value(level, "w:lvlText", "%1."),
        "start": int(_value(level, "w:start", "1")),
    }


def _value(element, name: str, default: str) -> str:
    child = element.find(qn(name))
    return child.get(VALUE, default) if child is not None else default


def _numbered_styles(document) -> dict[str, tuple[str, int]]:
    found = {}
    for style in document.styles.element.iterchildren(qn("w:style")):
        properties = style.find(qn("w:pPr"))
        if properties is not None and _number_of(properties)[0]:
            found[style.get(qn("w:styleId"))] = _number_of(properties)
    return found


def _number_of(properties) -> tuple[str, int]:
    numbering = properties.find(qn("w:numPr"))
    if numbering is None:
        return "", 0
    return _value(numbering, "w:numId", ""), int(_value(numbering, "w:ilvl", "0"))

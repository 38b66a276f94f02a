"""One way of writing: simplified characters, half-width punctuation, no invisible characters."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

CHINESE = re.compile(r"[㐀-䶿一-鿿]")
# Roman numerals, ① and ㎡ keep their form; full NFKC would turn them into III, 1 and m2.
ODD_FORMS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff5e\uffe0-\uffe6]")
INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff]"
)
ODD_BLANKS = "\u00a0\u1680\u3000\u205f\u2028\u2029\u0085" + "".join(map(chr, range(0x2000, 0x200B)))
BLANKS = str.maketrans(dict.fromkeys(ODD_BLANKS, " "))
SAME = str.maketrans({"∶": ":", "﹕": ":", "‐": "-", "‑": "-", "−": "-", "﹣": "-", "⁃": "-", "➢": "●", "·": "·"})
TRADITIONAL_DOCUMENT, TRADITIONAL_LINE = 0.02, 0.08
LEAST_CHANGES = 20


def half_width(text: str) -> str:
    text = INVISIBLE.sub("", text.translate(BLANKS)).translate(SAME)
    return ODD_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def simplify(texts: list[str]) -> list[str]:
    """Traditional texts simplified. Simplified ones are left alone: a place name may hold 乾 or 於."""
    converted = [_converter().convert(text) for text in texts]
    changed, letters = (sum(map(count, _pairs(texts, converted))) for count in (_changes, _letters))
    if changed >= LEAST_CHANGES and changed / letters >= TRADITIONAL_DOCUMENT:
        return converted
    return [_if_traditional(text, other) for text, other in zip(texts, converted, strict=True)]


def _if_traditional(text: str, converted: str) -> str:
    changes, letters = _changes((text, converted)), _letters((text, converted))
    return converted if changes >= 2 and changes / letters >= TRADITIONAL_LINE else text


def _pairs(texts: list[str], converted: list[str]) -> list[tuple[str, str]]:
    return list(zip(texts, converted, strict=True))


def _changes(pair: tuple[str, str]) -> int:
    text, converted = pair
    return 0 if text == converted else sum(a != b for a, b in zip(text, converted, strict=False))


def _letters(pair: tuple[str, str]) -> int:
    return len(CHINESE.findall(pair[0]))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")

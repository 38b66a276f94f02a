"""Unit names as documents write them: lists split, and one plain writing of each name."""

import re
import unicodedata

# Brackets of every shape mean the same, and so do 、 and a comma inside a name: 各镇（办，区）.
_SAME = str.maketrans(
    {**dict.fromkeys("〔【[〈<《{", "("), **dict.fromkeys("〕】]〉>》}", ")"), ",": "、", "\u200b": "", "\ufeff": ""}
)
_BLANKS = re.compile(r"\s+")
_SEPARATORS = "、,，;；\n"
_OPEN, _CLOSE = "(（〔", ")）〕"
_TAIL = re.compile(r"[。．.]$|等$")
_NONE = {"", "无", "/", "—", "-", "——"}


def split_names(text: str) -> list[str]:
    """市水利局、各镇(办、区) → two names; separators inside brackets do not separate."""
    names, current, depth = [], "", 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if character in _SEPARATORS and depth <= 0:
            names.append(current)
            current = ""
        else:
            current += character
    names.append(current)
    cleaned = (_TAIL.sub("", name.strip()) for name in names)
    return [name for name in cleaned if name not in _NONE]


def plain_name(name: str) -> str:
    """What two writings of one name have in common: half width, round brackets, no blanks."""
    joined = _BLANKS.sub("", unicodedata.normalize("NFKC", name).translate(_SAME))
    return unicodedata.normalize("NFKC", joined)  # without its blanks a text may compose anew

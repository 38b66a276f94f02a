"""Unit names as documents write them: lists split, and one plain writing of each name."""

import re
import unicodedata
from collections.abc import Hashable, Iterable
from difflib import SequenceMatcher

# Brackets of every shape mean the same, and so do 、 and a comma inside a name: 各镇（办，区）.
_SAME = str.maketrans(
    {**dict.fromkeys("〔【[〈<《{", "("), **dict.fromkeys("〕】]〉>》}", ")"), ",": "、", "\u200b": "", "\ufeff": ""}
)
_BLANKS = re.compile(r"\s+")
_SEPARATORS = "、,，;；\n"
_OPEN, _CLOSE = "(（〔", ")）〕"
_TAIL = re.compile(r"[。．.]$|等$")
_NONE = {"", "无", "/", "—", "-", "——"}
LEAST_LIKENESS = 0.6


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


class NameBook:
    """Names to things (units, groups): one name may mean several, then it must not be guessed."""

    def __init__(self):
        self._things: dict[str, list[Hashable]] = {}
        self._shown: dict[str, str] = {}

    def add(self, thing: Hashable, names: Iterable[str], shown: str) -> None:
        for name in filter(None, names):
            plain = plain_name(name)
            things = self._things.setdefault(plain, [])
            if thing not in things:
                things.append(thing)
            self._shown[plain] = shown

    def find(self, name: str) -> list[Hashable]:
        return self._things.get(plain_name(name), [])

    def nearest(self, name: str) -> str:
        """The full name of the thing whose name looks most like it, or nothing."""
        plain = plain_name(name)
        likeness = {known: SequenceMatcher(None, plain, known).ratio() for known in self._things}
        # 市水务局 is as like 市商务局 as 市水利局; the one that begins alike is meant.
        close = max(likeness, key=lambda known: (likeness[known], known[:2] == plain[:2]), default="")
        return self._shown[close] if close and likeness[close] >= LEAST_LIKENESS else ""


def plain_name(name: str) -> str:
    """What two writings of one name have in common: half width, round brackets, no blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name).translate(_SAME))

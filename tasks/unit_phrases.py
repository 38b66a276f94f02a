"""Phrases that stand for several units, taken apart: 各镇(办、区), 市直各相关单位, 各县(市、区)人民政府."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from . import unit_words as words
from .unit_forms import Place
from .unit_names import plain_name


def _any_of(*listed: str) -> str:
    return "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))


_LOCALITY = _any_of(*words.OF_TOWNSHIPS)
_OFFICE = _any_of(*words.OFFICES)
_TERRITORY = f"[{words.TERRITORY}]"
_BARE = re.compile(rf"(?=[乡镇街县])(?:{_LOCALITY}|{_TERRITORY}|{_any_of(*words.RULED_BY)}|[、()])+")
_SAID = re.compile(rf"各|所有|全体|(?:有关|相关|成员)|{_TERRITORY}[直级].*(?:{_OFFICE})$|^(?:{_OFFICE})$")
_DIRECT = re.compile(rf"^全?(?P<level>{_TERRITORY})(?P<kept>直属?|级|委|政府|人民政府)?(?=.*(?:{_OFFICE})$)")
_SOME = re.compile(r"有关|相关")
_DISTRICTS = re.compile(r"县|州|旗|区.?市|市.?区")
_MAYBE_DISTRICTS = re.compile(r"[市区]|^各地$")
_TOWNSHIPS = re.compile(r"[乡镇街办场园社村]")
_WHOLE = re.compile(rf"^[全本我]?{_TERRITORY}(?=各|所有|有关|相关|[乡镇街])")
_SMALLER = re.compile(r"社区|地区|村")  # not what 区 stands for


@dataclass(frozen=True)
class Phrase:
    """`kind`: whom it stands for, "" when that is not to be told; `places`: the kinds of townships named.

    `is_partial`: only some of them (各涉农街道). `said`: equal for two writings of one phrase.
    """

    kind: str
    places: frozenset[str] = frozenset()
    is_partial: bool = False
    said: str = ""


def read_phrase(name: str, place: Place) -> Phrase | None:
    """The phrase, or None for the name of a single unit."""
    text = plain_name(name)
    own = next((own for own in place.own if text.startswith(own) and len(text) > len(own) + 1), "")
    text = f"{place.letter}{text.removeprefix(own)}" if own else text
    if not _SAID.search(text) and not (len(text) > 1 and _BARE.fullmatch(text) and _several(text)):
        return None
    text = _WHOLE.sub("", text)
    if re.search(rf"{_OFFICE}", text) and not re.search(r"[乡镇街]", text):
        return _offices(text, place)
    if _DISTRICTS.search(text) or (place.is_city and _MAYBE_DISTRICTS.search(text) and not _TOWNSHIPS.search(text)):
        letters = frozenset(text) & frozenset(words.TERRITORY)
        return _localities(words.DISTRICTS, text, letters, bool(_left_over(text, *words.TERRITORY)))
    found = re.findall(_LOCALITY, _SMALLER.sub("", text))
    if not found:
        return Phrase("", said=text)
    places = frozenset(words.OF_TOWNSHIPS[each] for each in found)
    return _localities(words.TOWNSHIPS, text, places, bool(_left_over(text)))


def places_of(names: Iterable[str]) -> frozenset[str]:
    """Which kinds of townships these are, told by what their names end on."""
    endings = sorted(words.PLACES, key=len, reverse=True)
    found = (next((end for end in endings if name.endswith(end)), "") for name in names)
    return frozenset(words.PLACES[end] for end in found if end)


def _several(text: str) -> bool:
    """镇街 and 县(市、区)政府 are several; 开发区 is one."""
    return len(re.findall(_LOCALITY, re.sub(_any_of(*words.RULED_BY), "", text))) > 1 or "(" in text


def _localities(kind: str, text: str, places: frozenset[str], is_partial: bool) -> Phrase:
    is_partial = is_partial or bool(_SOME.search(text))
    return Phrase(kind, places, is_partial, text if is_partial else "、".join(sorted(places)))


def _offices(text: str, place: Place) -> Phrase:
    direct = _DIRECT.match(text)
    if direct and direct["level"] != place.letter:
        return Phrase("", said=text)  # 市直部门 in the plan of a 区 are the city's
    kept = "政府" if direct and "政府" in (direct["kept"] or "") else "直" if direct else ""
    bare = re.sub(_any_of(*words.PADDING), "", text[direct.end() :] if direct else text)
    is_partial = not re.fullmatch(rf"(?:{_OFFICE}|[、和及])+", bare)
    is_everybody = not kept and "单位" in bare and not is_partial
    some = "有关" if _SOME.search(text) else ""
    kind = words.EVERYBODY if is_everybody else words.DEPARTMENTS
    return Phrase(kind, is_partial=is_partial, said=some + kept + bare)


def _left_over(text: str, *more: str) -> str:
    known = _any_of(*words.PADDING, *words.OF_TOWNSHIPS, *words.GOVERNMENT, *words.RULED_BY, *more)
    return re.sub(known, "", text)

"""What is measured: names of indicators, told from deeds and freed from the words around them."""

import re

from .target_patterns import (
    AROUND,
    BASE,
    CHANGE_SIGN,
    DEED,
    HOW_WORDS,
    INDICATOR,
    LEADING,
    SHARED,
    SHARED_BY_SYMBOLS,
    TIME_FIRST,
    TIME_LAST,
    TRAILING,
    UNIT_IN_NAME,
)


def is_deed(text: str) -> bool:
    """推进…, 加强…: a heading that says what to do, not what is measured."""
    return bool(DEED.match(text))


def is_indicator(text: str) -> bool:
    return bool(INDICATOR.search(text))


def clean_name(name: str) -> tuple[str, str | None]:
    """The name without the words around it; a unit in brackets behind it is taken off and given back."""
    name = TIME_FIRST.sub("", name.strip(" ,;。:、"))
    name = CHANGE_SIGN.sub("", LEADING.sub("", name))
    around = AROUND.match(name)
    name = name[around.end() :] if around else name
    name = re.sub(rf"(?:{BASE})(?:{HOW_WORDS})*$", "", name)
    name = re.sub(rf"(?:{HOW_WORDS})+$", "", name) if len(name) > 6 else name
    name = TRAILING.sub("", TIME_LAST.sub("", TRAILING.sub("", name))).strip(" ,:")
    if name.endswith("比例不"):
        name = name[:-1]
    unit = UNIT_IN_NAME.search(name)
    return (name[: unit.start()], unit["unit"]) if unit else (name, None)


def split_names(text: str, count: int) -> list[str]:
    """公众的参与度和满意度 → 公众的参与度, 公众的满意度; PM10和PM2.5浓度 → PM10浓度, PM2.5浓度."""
    text = clean_name(text)[0]
    for separators in (r"、|以及|及|和|与", r"、|和(?=[^、和]*$)", r"、"):
        names = [name.strip() for name in re.split(separators, text)]
        if len(names) == count and all(names):
            return _share(names)
    return []


def _share(names: list[str]) -> list[str]:
    head, has_head, first = names[0].rpartition("的")
    if has_head and all("的" not in name for name in names[1:]):
        names = [head + "的" + name for name in (first, *names[1:])]
    tail = SHARED_BY_SYMBOLS.search(names[-1]) or SHARED.search(names[-1])
    if tail and not any(is_indicator(name) for name in names[:-1]):
        names = [*(name + tail[0] for name in names[:-1]), names[-1]]
    return names

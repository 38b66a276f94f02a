"""A unit's name taken apart: where it belongs, which trades it is for, what it ends on. Pure, no database."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from . import unit_words as words
from .unit_names import plain_name

OFFICE, ORGAN, LOCALITY = "office", "organ", "locality"
HERE, ABOVE = "", "above"  # any other place is told by its name
HEADS = ("中国共产党", "中共", "国网", "驻", "本", "我")
_TRADE_OF = {writing: (trade,) for trade, writings in words.TRADES.items() for writing in writings} | words.MERGED
_LONGEST = max(map(len, _TRADE_OF))
_ORGAN_OF = {writing: organ for organ, writings in words.ORGANS.items() for writing in writings}
_SUFFIXES = sorted(words.SUFFIXES, key=len)
_KINDS = "|".join(sorted(words.PLACES, key=len, reverse=True))
_LOCALITY = re.compile(rf"(?P<core>.*?)(?P<kind>{_KINDS})(?P<rule>{'|'.join(words.RULED_BY)})?$")
_LEAGUE = re.compile(words.YOUTH_LEAGUE)
_TWO_OFFICES = re.compile(rf"委[、和]?[{words.TERRITORY}]?(?:人民)?政府办(?:公室)?")
_BRACKET = re.compile(r"\(([^()]+)\)")
_BRANCH = "分局"


@dataclass(frozen=True)
class Place:
    """The territory whose units are meant: its names, and those of the territories above it.

    In a city the districts below are units too, so 县水利局 is never one of its own.
    """

    names: tuple[str, ...]
    above: tuple[str, ...] = ()
    is_city: bool = False

    @cached_property
    def own(self) -> tuple[str, ...]:
        return _with_roots(self.names)

    @cached_property
    def higher(self) -> tuple[str, ...]:
        return _with_roots(self.above)

    @cached_property
    def letter(self) -> str:
        """What its level is called: 市 of 枣阳市."""
        return next((name[-1] for name in self.names if name[-1:] in words.TERRITORY), "")

    @cached_property
    def letters_above(self) -> frozenset[str]:
        return frozenset(name[-1] for name in self.above if name[-1] in words.TERRITORY)


@dataclass(frozen=True)
class Form:
    """`core`: the name without place and ending; `trades`: what it is for, empty when no known trade.

    `said`: the name without the place alone. `is_named`: the place is named in full, not by its level only.
    """

    where: str
    sort: str
    core: str
    ending: str = ""
    trades: frozenset[str] = frozenset()
    said: str = ""
    is_branch: bool = False
    is_named: bool = False
    loose: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def same(self) -> tuple:
        """Equal for two writings of one name."""
        return self.where, self.sort, self.trades or self.core, self.ending

    @property
    def alike(self) -> tuple:
        """Equal also where one leaves out what goes without saying: 自然资源(和规划)局."""
        return self.where, self.sort, self.loose or self.core, self.ending


def read_name(name: str, place: Place) -> Form:
    text = plain_name(name)
    for head in HEADS:
        text = text.removeprefix(head)
    league = _LEAGUE.fullmatch(text)
    where, rest, is_named = _strip_place(f"{league['place']}团委" if league else text, place)
    form = _form(where, rest, place)
    return replace(form, said=rest, is_named=is_named or form.is_named)


def without_brackets(name: str) -> tuple[str, tuple[str, ...]]:
    """The name itself, and what else it may be called: 城管(交通)局 → 城管交通局, (城管局, 交通局)."""
    text = plain_name(name)
    bracket = _BRACKET.search(text)
    if not bracket:
        return text, ()
    before, inside, after = text[: bracket.start()], bracket[1], text[bracket.end() :]
    if not after:
        return (before, (inside,)) if before else (inside, ())
    if not before:
        return after, ()
    start = _place_letter(before) if not _place_letter(inside) else ""
    return f"{before}{inside}{after}", (f"{before}{after}", f"{start}{inside}{after}")


@lru_cache(maxsize=8192)
def trades_of(text: str) -> tuple[str, ...]:
    """工业和信息化 → (工信,); () when anything in it is no known trade."""
    if text in _TRADE_OF:
        return _TRADE_OF[text]
    for end in range(min(_LONGEST, len(text) - 1), 1, -1):
        if text[:end] not in _TRADE_OF:
            continue
        rest = text[end:]
        rest = rest[1:] if rest[0] in words.LINKS else rest
        following = trades_of(rest)
        if following:
            return _TRADE_OF[text[:end]] + following
    return ()


def loosened(trades: frozenset[str]) -> frozenset[str]:
    """Without the parts that may be left out beside others."""
    return trades - {part for trade in trades for part in words.LEFT_OUT.get(trade, ())}


# --- place ---------------------------------------------------------------------------------------------------------

def _strip_place(text: str, place: Place) -> tuple[str, str, bool]:
    """Where the name says it belongs, the rest, and whether the place was named rather than its level."""
    if _is_known(text):
        return HERE, text, False
    where, is_named = HERE, False
    while head := _head(text, place.higher):
        where, text, is_named = ABOVE, text[len(head) :], True
    if head := _head(text, place.own):
        where, text, is_named = HERE, text[len(head) :], True
    if text.startswith("委员会"):
        text = text.replace("委员会", "委", 1)
    if _is_known(text):
        return where, text, is_named
    if _begins_with_level(text):
        where, text = where if is_named else _level(text[0], place), text[1:]
    elif not is_named:
        where, text = _elsewhere(text)
    return where, text, is_named


def _head(text: str, names: tuple[str, ...]) -> str:
    """The place's name it begins with: 枣阳 of 枣阳市场监管局, none of 东城街道 in 东城区 or 荆州区政府 in 荆州市."""
    heads = [name for name in names if text.startswith(name) and len(text) > len(name) + 1]
    known = [head for head in heads if _is_known(text[len(head) :])]
    return next(iter(known or [head for head in heads if not _names_another(head, text[len(head) :])]), "")


def _names_another(head: str, rest: str) -> bool:
    ending = _LOCALITY.fullmatch(rest)
    is_town = bool(ending) and not ending["core"] and words.PLACES[ending["kind"]] in ("街道", "镇", "乡", "场")
    return is_town or (rest[0] in words.TERRITORY and rest[0] != head[-1])


def _begins_with_level(text: str) -> bool:
    if text[:1] not in words.TERRITORY or not text:
        return False
    rest = text[1:]
    return _is_known(rest) or rest == "委" or len(_core_and_ending(rest)[0]) > 1


def _level(letter: str, place: Place) -> str:
    if letter == place.letter:
        return HERE
    return ABOVE if letter in place.letters_above or letter == "省" else letter


def _elsewhere(text: str) -> tuple[str, str]:
    """丁区水利局 belongs to 丁区; 开发区财政局 to a zone; 襄城水利局 to what comes before the trade."""
    for end in [end for end in range(2, 7) if text[end - 1 : end] in words.TERRITORY and len(text) > end + 1]:
        if text[end:] in words.RULED_BY:
            return HERE, text
        if text[end] not in words.TERRITORY and _is_elsewhere(text[:end], text[end:]):
            return text[:end], text[end:]
    if _locality(text):
        return HERE, text
    core, _ = _core_and_ending(text.removesuffix(_BRANCH))
    for start in range(1, len(core) - 1):
        if trades_of(core[start:]) and not text.endswith(_BRANCH):
            return core[:start], text[start:]
    return HERE, text


def _is_elsewhere(place: str, rest: str) -> bool:
    if _is_known(rest):
        return True
    return not place.endswith(words.NO_PLACE) and len(_core_and_ending(rest)[0]) > 1


# --- what is left once the place is gone -----------------------------------------------------------------------------

def _is_known(text: str) -> bool:
    return text in _ORGAN_OF or bool(_TWO_OFFICES.fullmatch(text)) or bool(_office(text).trades) or (
        text.startswith("委") and text[1:] in _ORGAN_OF
    )


def _form(where: str, text: str, place: Place) -> Form:
    if _TWO_OFFICES.fullmatch(text):
        return Form(where, ORGAN, "两办")
    if text in _ORGAN_OF:
        return Form(where, ORGAN, _ORGAN_OF[text])
    if text.startswith("委") and len(text) > 2:
        return _form(where, text[1:], place)
    if text.endswith(_BRANCH):
        return _branch(where, text.removesuffix(_BRANCH), place)
    return replace(_locality(text) or _office(text), where=where)


@lru_cache(maxsize=8192)
def _office(text: str) -> Form:
    core, ending = _core_and_ending(text)
    trades = frozenset(trades_of(core))
    if not trades:
        core = re.sub(r"局(?=.)", "", core)
    return Form(HERE, OFFICE, core, ending, trades, loose=loosened(trades))


@lru_cache(maxsize=8192)
def _core_and_ending(text: str) -> tuple[str, str]:
    """The shortest ending that leaves known trades; else the longest that is not 管理局."""
    endings = [ending for ending in _SUFFIXES if text.endswith(ending) and len(text) > len(ending)]
    for ending in ["", *endings]:
        if trades_of(text.removesuffix(ending)):
            return text.removesuffix(ending), words.SUFFIXES.get(ending, "")
    plain = [ending for ending in endings if not ending.startswith(("管理", "事务"))]
    if plain:
        return text.removesuffix(plain[-1]), words.SUFFIXES[plain[-1]]
    found = _locality(text)
    return (found.core, found.ending) if found else (text, "")


def _branch(where: str, text: str, place: Place) -> Form:
    """市生态环境局枣阳分局, 生态环境枣阳分局, 枣阳生态环境分局: the place stands before or behind the trade."""
    own = next((name for name in place.own if text.endswith(name) and len(text) > len(name) + 1), "")
    if own:
        office = _office(text.removesuffix(own).removesuffix("局") + "局")
        return replace(office, where=HERE, is_branch=True, is_named=True)
    end = next((end for end in range(len(text), 1, -1) if trades_of(text[:end])), len(text))
    elsewhere = text[end:].removeprefix("局")
    return replace(_office(text[:end] + "局"), where=elsewhere or where, is_branch=True, is_named=bool(elsewhere))


def _locality(text: str) -> Form | None:
    for long, short in words.ZONES.items():
        text = text.replace(long, short)
    found = _LOCALITY.fullmatch(text)
    if not found or (not found["core"] and not found["rule"] and found["kind"] != "开发区"):
        return None
    return Form(HERE, LOCALITY, found["core"], words.PLACES[found["kind"]])


def _with_roots(names: tuple[str, ...]) -> tuple[str, ...]:
    """枣阳市 → 枣阳市, 枣阳, the longest first; one character alone names no place."""
    all_names = set(names)
    for name in names:
        root = re.sub(rf"(?:自治)?[{words.TERRITORY}]$", "", name)
        all_names.add(root)
    return tuple(sorted((name for name in all_names if len(name) > 1), key=len, reverse=True))


def _place_letter(text: str) -> str:
    return text[0] if text[:1] and text[0] in words.TERRITORY else ""

"""Units named by a verb in running words: 市水利局牵头,市住建局配合; 县住建局要……; 此项工作由……牵头."""

import re
from dataclasses import dataclass

from .unit_lists import is_unit, looks_like_units, split_units
from .words.roles import VERBS
from .words.targets import STARTS_A_DEED

VERB_OF = {verb: role for role, verbs in VERBS.items() for verb in verbs}
ALL_VERBS = "|".join(sorted(VERB_OF, key=len, reverse=True))
VERB = re.compile(rf"(?<!\()(?<!\(双)(?<!\(共同)(?<!\(联合)(?P<verb>{ALL_VERBS})(?=$|[,;。、)\]〕】])")
DEADLINE_IN_BRACKET = re.compile(
    r".*(?:\d{4}年|\d{1,2}月|年底|每[月季年]|每半年|每学期|季度|持续|长期|已完成|短期|中期|常态|全年|常年).*"
)
LAST_SENTENCE = re.compile(r"(?:^|(?<=[。;\n]))(?P<said>[^。;\n]{4,240})[。;]?\s*$")
THIS_IS_DONE = r"(?:^|[,:])(?:(?:此|该|本|上述|以上|以上各)项?)?(?:工作|任务|措施|项目|行动)?(?=由)"
FIRST_UNITS = re.compile(
    r"(?:由)?(?P<units>(?!各)[^,。;:\n]{3,60}?)(?P<how>负责牵头|牵头抓总|牵头负责|牵头(?=,)|牵头(?=[一-鿿])|要(?!求|素|件)|应当?(?!急)|须|负责)"
    r"(?=[,一-鿿])"
)
HELPED_BY = re.compile(r"(?P<units>[^,。;:\n]{2,60}?)(?:配合|协助|参与|协同|做好[^,。;]{2,10})[,;]")
JOINED_UNITS = re.compile(
    rf"(?:由)?(?P<units>(?!各)[^,。;:\n]{{3,40}}?)(?:会同|联合)(?P<others>[^,。;:\n]{{3,60}}?)(?={'|'.join(STARTS_A_DEED)}|负责)"
)


@dataclass(frozen=True)
class Said:
    """`end`: behind the verb."""

    role: str
    units: str
    end: int


def said_in(text: str, start: int = 0) -> list[Said]:
    """Each verb with the names before it, back to the verb before or to the end of a sentence."""
    found = []
    for match in VERB.finditer(text, start):
        begin = max(start, *(text.rfind(stop, start, match.start()) + 1 for stop in "。;"))
        names = text[begin : match.start()]
        if not names:
            continue
        is_joined = re.match(r"[,;、。\s]*(?:并)?(?:会同|联合|协同)", names)
        units = re.sub(r"^[,;、。\s]*(?:由|请)?", "", names)
        found.append(Said("coop" if is_joined else VERB_OF[match["verb"]], units, match.end()))
        start = match.end()
    return found


def said_at_end(text: str) -> tuple[str, str, str] | None:
    """The text before the units, the words that name them, and a date behind them."""
    match = LAST_SENTENCE.search(text)
    if not match:
        return None
    sentence, until = _without_deadline(match["said"])
    starts = [0, *(start.end() for start in re.finditer(THIS_IS_DONE, sentence))]
    for start in starts:
        said = said_in(sentence, start)
        if said and said[-1].end == len(sentence) and all(_all_units(one.units) for one in said):
            return text[: match.start()] + sentence[:start], sentence[start:], until
    return None


def said_at_start(text: str) -> tuple[list[tuple[str, str]], str]:
    """县住建局要加快…… or 县水利局牵头,各镇配合,完成……: role and names, and the text without them."""
    joined = JOINED_UNITS.match(text)
    if joined and looks_like_units(joined["units"]) and looks_like_units(joined["others"]):
        return [("lead", joined["units"]), ("coop", joined["others"])], text[joined.end() :]
    first = FIRST_UNITS.match(text)
    if not first or not looks_like_units(first["units"]):
        return [], text
    named = [("lead" if "牵头" in first["how"] else "resp", first["units"])]
    text = text[first.end() :].lstrip(",:")
    helped = HELPED_BY.match(text)
    if helped and looks_like_units(helped["units"]):
        return [*named, ("coop", helped["units"])], text[helped.end() :]
    return named, text


def _without_deadline(sentence: str) -> tuple[str, str]:
    """由市水利局牵头,年底前完成: the date before or behind the units is no part of them."""
    behind = re.search(r",[^,]{2,24}$", sentence)
    if behind and DEADLINE_IN_BRACKET.fullmatch(behind[0]) and not said_in(behind[0]):
        return sentence[: behind.start()], behind[0]
    before = re.match(r"(?P<when>[^,由]{2,20}),?(?=由)", sentence)
    if before and DEADLINE_IN_BRACKET.fullmatch(before["when"]):
        return sentence[before.end() :], before["when"]
    return sentence, ""


def _all_units(text: str) -> bool:
    return all(is_unit(name) for name in split_units(text))

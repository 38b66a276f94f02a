"""A task's heading and body split into its name, its targets, and whether the two contradict each other."""

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from .buried import clauses_of, find_buried, for_each_name, mask_quoted, nameless, read_buried
from .parsed import Condition
from .target_names import clean_name, is_deed, is_indicator
from .target_patterns import IN_WORDS, TIME_FIRST
from .targets import read_clause, read_phrase
from .unit_lists import BRACKETS

ATTRIBUTE = re.compile(r"[(\[【〔](?P<attr>约束性?|参考性?|预期性?|指导性?|否决性?|核心|特色)(?:指标)?[)\]】〕]")
CARD = re.compile(r"\((?P<inside>[^()]*(?:目标值?|指标值|现状值?|基准值)[^()]*)\)")
CARD_PART = re.compile(
    r"(?P<attr>约束性?|参考性?|预期性?|指导性?)(?:指标)?|(?:年度)?(?:目标值?|指标值)[:为]?(?P<target>.+)"
    r"|(?:20\d\d年)?(?:现状值?|基准值|上年值)[:为]?(?P<current>.+)"
)
TRAILING_BRACKET = re.compile(r"^(?P<name>[^()]{2,}?)\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)(?P<behind>[^()]*)$")
LONGEST_NAME = 30
NOT_HERE = ("不涉及", "不适用", "不考核", "不纳入考核")
LONGEST_INDICATOR_HEADING = 90
ALIKE = 0.6
QUALITY_OF = re.compile(
    r"^(?P<name>.{0,8}(?:环境质量|水质|空气质量))(?P<part>(?:达到|优于|劣|Ⅰ|Ⅱ|Ⅲ|Ⅳ|Ⅴ).*)(?<!比例)(?<!率)$"
)
BY_PLACE = re.compile(r"(?P<place>[省市州县区旗]|山区|丘陵|平原|东部|中部|西部):?(?P<target>[≥≤><=][\d.]+%?)[,;、]?")
EXPLANATION = re.compile(r"[%\w]\((?:即|也就是|折合|相当于)(?P<said>[^()]+)\)")
EXPLAINS = re.compile(r"^(?:即|也就是|折合|相当于)")


@dataclass
class Split:
    title: str
    main: Condition
    sub: list[Condition] = field(default_factory=list)
    also: list[Condition] = field(default_factory=list)
    attr: str | None = None
    current: str | None = None
    conflicts: list[str] = field(default_factory=list)


def split_text(text: str) -> Split:
    """`text` is the whole item without number and roles."""
    attribute = ATTRIBUTE.search(text)
    if attribute:
        text = text[: attribute.start()] + text[attribute.end() :]
    text, card = _take_card(text)
    heading, body = cut_heading(text)
    split = _split_heading(heading, body)
    split.attr = attribute["attr"] if attribute else card.get("attr")
    split.current = card.get("current")
    split.title = split.title.strip(" ,;:。、").translate(BRACKETS)
    return split


def _take_card(text: str) -> tuple[str, dict[str, str]]:
    """森林覆盖率(约束性指标,目标值≥38%,现状值37.2%) → 森林覆盖率≥38%, and the rest by name."""
    bracket = CARD.search(text)
    if not bracket:
        return text, {}
    found = {}
    for part in re.split(r"[,;]", bracket["inside"]):
        said = CARD_PART.fullmatch(part.strip())
        if not said:
            return text, {}
        found.update({name: value for name, value in said.groupdict().items() if value})
    return text[: bracket.start()] + found.get("target", "") + text[bracket.end() :], found


def cut_heading(text: str) -> tuple[str, str]:
    """Up to the first full stop, line end or colon outside quotes and brackets."""
    masked = mask_quoted(text)
    match = re.search(r"[。\n]|(?<!\d):|:(?!\d)", masked)
    if not match:
        return text.strip(), ""
    return text[: match.start()].strip(), text[match.end() :].strip()


def find_parts(text: str, unit: str | None = None) -> list[Condition]:
    """All that a target column says: ≥90且不降低; 优良天数≥300天,PM2.5≤35."""
    plain = re.sub(r"\s", "", text)
    whole = None if re.search(r"[;。]|,(?!\d{3})", plain.strip("。;,")) else read_phrase(plain, unit)
    if whole:
        return [whole]
    by_place = list(BY_PLACE.finditer(plain))
    if by_place and "".join(match[0] for match in by_place) == plain:
        return [replace(read_phrase(match["target"], unit), title=match["place"]) for match in by_place]
    found = []
    for clause in clauses_of(re.sub(r"(?<!^)(?=且|并且)", ",", plain), ",;。\n"):
        said = re.sub(r"^(?:并?且|同时|并)", "", clause)
        phrase = read_phrase(said, unit)
        named = [part for part in read_clause(said) if part.title or part.target is not None]
        found.extend([phrase] if phrase else named)
    return found


def _split_heading(heading: str, body: str) -> Split:
    clauses = clauses_of(heading, ",;")
    if len(clauses) > 1 and not TIME_FIRST.sub("", clauses[0]):
        clauses = clauses[1:]  # 到2025年, says only when
    first = _read_first(clauses[0]) if clauses else None
    if first and len(clauses) == 1 and _only_speaks_of_quality(first) and find_buried(body):
        first = None  # 环境空气质量改善 over a body that says by how much
    if first and len(heading) <= LONGEST_INDICATOR_HEADING:
        split = _indicator(first, clauses[1:])
        split.conflicts = _conflicts(split, body)
        return split
    if len(clauses) > 1 and len(heading) <= LONGEST_INDICATOR_HEADING and not is_deed(clauses[0]) and body:
        parts = [condition for clause in clauses[1:] for condition in read_clause(clause)]
        if parts and len(parts) >= len(clauses) - 1:
            return Split(clauses[0], Condition("composite"), parts)
    if len(clauses) > 1 and is_indicator(clauses[0]) and not is_deed(clauses[0]) and nameless(clauses[1]):
        named = Split(clean_name(clauses[0])[0], nameless(clauses[1])[0])
        return _indicator(named, clauses[2:])
    is_short = len(heading) <= LONGEST_NAME and (bool(body) or len(clauses) == 1)
    title = heading if is_short or not clauses else clauses[0]
    return _prose(title, heading if title != heading else "", body)


def _read_first(clause: str) -> Split | None:
    """The name with its target, sub-targets in brackets, or names that share 分别."""
    bracket = TRAILING_BRACKET.match(clause)
    if bracket:
        inside = [condition for part in clauses_of(bracket["inside"], ",;、") for condition in read_clause(part)]
        outside = read_clause(bracket["name"] + bracket["behind"])
        if inside and outside and EXPLAINS.match(bracket["inside"]):
            inside[0].title = EXPLAINS.sub("", inside[0].title)
            return Split(outside[0].title, outside[0], also=inside)
        if inside and outside and bracket["inside"].startswith("其中"):
            return Split(outside[0].title, Condition("composite"), [*outside, *inside])
        if inside and not outside and (len(inside) > 1 or inside[0].target is not None):
            return Split(bracket["name"], Condition("composite"), inside)
    found = read_clause(clause)
    if not found or (is_deed(clause) and found[0].target is None and found[0].comparator != "meet_assigned"):
        return None
    if len(found) > 1:
        return Split(clean_name(clause.split("分别")[0])[0], Condition("composite"), found)
    both = _both_in_one(found[0])
    each = for_each_name(found[0])
    if both is None and len(each) > 1:
        return Split(found[0].title, Condition("composite"), each)
    return both or Split(found[0].title, found[0])


def _only_speaks_of_quality(split: Split) -> bool:
    trend = split.main.comparator in ("increase", "decrease") and split.main.target is None
    return trend and not split.sub and not is_indicator(split.title)


def _both_in_one(condition: Condition) -> Split | None:
    """不降低且达到考核要求: the part before 且 is the target, the part behind it a second one."""
    before, joined, behind = re.split(r"(且|并且|同时)", condition.title, maxsplit=1) if re.search(
        r"且|并且|同时", condition.title) else (condition.title, "", "")
    if joined:
        first = read_clause(before)
        if first:
            second = replace(condition, title=behind if is_indicator(behind) else "")
            return Split(first[0].title, first[0], also=[second])
    return None


def _indicator(split: Split, others: list[str]) -> Split:
    """The clauses behind the first: 且… is a second condition, one with a name of its own a part."""
    quality = QUALITY_OF.match(split.title)
    if quality and not split.sub and any(read_clause(clause) for clause in others):
        split = Split(quality["name"], Condition("composite"), [replace(split.main, title=quality["part"])], split.also)
    for clause in others:
        is_second = clause.startswith(("且", "并且", "同时", "并"))
        for condition in nameless(clause) or read_clause(re.sub(r"^(?:并?且|同时|并)", "", clause)):
            if split.sub and not is_second and _levels(condition, split.sub[-1]):
                split.sub[-1] = replace(condition, title=split.sub[-1].title)
            elif is_second or not condition.title:
                split.also.append(condition)
            else:
                if not split.sub:
                    split.sub.append(replace(split.main, title=split.title))
                    split.main = Condition("composite")
                split.sub.extend(for_each_name(condition))
    return split


def _levels(condition: Condition, before: Condition) -> bool:
    """提高3个百分点,达到92%: the level counts."""
    is_level = not condition.title and condition.target is not None and condition.comparator in (">=", "<=", "=")
    return is_level and before.comparator in ("increase", "decrease") and before.target is not None


def _prose(title: str, rest: str, body: str) -> Split:
    if not rest and body.strip("。; ") in NOT_HERE:
        return Split(title, Condition("na", text=body.strip("。; ")))
    said = nameless(_first_clause(body)) if not rest else []
    if said and not said[0].title:
        more = [condition for clause in clauses_of(_first_sentence(body), ",;")[1:] for condition in nameless(clause)]
        return Split(title, said[0], also=[*more, *_explained(body)])
    buried, seconds = read_buried(rest + "。" + body)
    buried = buried or ([] if rest else _stated(body))
    if is_indicator(title) and any(_is_part_of(title, condition.title) for condition in buried):
        buried = [condition for condition in buried if is_indicator(condition.title)]
    if not buried:
        said = [condition for clause in clauses_of(rest, ",;")[1:] for condition in nameless(clause)]
        main = said[0] if said else Condition("qualitative", text=_asked(title, body))
        return Split(title, main, also=said[1:])
    also = [*seconds, *_explained(rest + body)]
    if len(buried) == 1:
        only = buried[0]
        is_titles = _is_part_of(title, only.title) or (is_indicator(title) and _is_assignment(only))
        return Split(title, replace(only, title=""), [] if is_titles else [only], also)
    return Split(title, Condition("composite"), buried, also)


def _asked(title: str, body: str) -> str:
    """自然资源资产负债表:编制。…: the word behind the name; else the name asks for itself."""
    first = _first_clause(body).strip("。;, ")
    return first if IN_WORDS.fullmatch(first) else title


def _is_assignment(condition: Condition) -> bool:
    """河湖岸线保护率。…完成市级下达的管控目标: the title says what the 管控目标 is of."""
    return condition.comparator == "meet_assigned" and condition.title.endswith(("目标", "任务"))


def _stated(body: str) -> list[Condition]:
    """A body that is nothing but things and their state: 减量化行动实施,收储运体系建立。"""
    clauses = clauses_of(body.rstrip("。;"), ",;。")
    found = [condition for clause in clauses for condition in read_clause(clause)]
    is_all = len(clauses) > 1 and len(found) == len(clauses) and len(body) <= LONGEST_INDICATOR_HEADING
    return found if is_all and all(_is_state(condition) for condition in found) else []


def _is_state(condition: Condition) -> bool:
    return condition.comparator == "qualitative" and len(condition.title) > 3 and not is_deed(condition.title)


def _explained(text: str) -> list[Condition]:
    """不低于92.5%(即污染天数不超过27天): the same said in another measure."""
    found = []
    for match in EXPLANATION.finditer(text):
        found.extend(condition for condition in read_clause(match["said"]) if condition.target is not None)
    return found


def _conflicts(split: Split, body: str) -> list[str]:
    """Where the body names the same thing with another number."""
    found = []
    for said in find_buried(body):
        for meant in [replace(split.main, title=split.title), *split.sub]:
            if meant.target is None or said.target is None or not _same_name(meant.title, said.title):
                continue
            if meant.target != said.target and meant.unit == said.unit:
                found.append(f"标题写“{meant.text}”，正文写“{said.text}”，请核对以哪个为准")
    return found


def _is_part_of(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 1 and (one.endswith(other) or other.endswith(one))


def _same_name(one: str, other: str) -> bool:
    return _is_part_of(one, other) or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _first_sentence(text: str) -> str:
    return re.split(r"[。\n]", text, maxsplit=1)[0]


def _first_clause(text: str) -> str:
    return re.split(r"[,;。\n]", text, maxsplit=1)[0]



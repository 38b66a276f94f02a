"""A task's heading and body split into its name, its targets, and whether the two contradict each other."""

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from .parsed import Condition
from .target_patterns import JOINING_COLON, NOTHING_HAPPENS, TIME_FIRST, WATER_CLASS
from .targets import clean_name, is_deed, is_indicator, read_clause, read_phrase
from .unit_lists import BRACKETS
from .words import DESCRIBES, DESCRIBES_WHOLE

ATTRIBUTE = re.compile(r"[(\[【〔](?P<attr>约束性?|参考性?|预期性?|指导性?|否决性?|核心|特色)(?:指标)?[)\]】〕]")
CARD = re.compile(r"\((?P<inside>[^()]*(?:目标值?|指标值|现状值?|基准值)[^()]*)\)")
CARD_PART = re.compile(
    r"(?P<attr>约束性?|参考性?|预期性?|指导性?)(?:指标)?|(?:年度)?(?:目标值?|指标值)[:为]?(?P<target>.+)"
    r"|(?:20\d\d年)?(?:现状值?|基准值|上年值)[:为]?(?P<current>.+)"
)
TRAILING_BRACKET = re.compile(r"^(?P<name>[^()]{2,}?)\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)(?P<behind>[^()]*)$")
QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|\((?:[^()]|\([^()]*\))*\)")
LONGEST_NAME = 30
# How things are or were, beside what is to be done.
TELLS = re.compile(
    r"(?<!对)(?<!将)已经?(?:达|完成|建成|实现|有|累计|超过|提前)|^(?:目前|现有|当前|截至|截止)|设计(?:规模|能力|标准)|实际(?:处理|完成|达到)"
    r"|仅(?:为|有|达|占)?\d"
)
SECOND = re.compile(r"(?:并?且|同时)(?=不|保持|稳定|持续|达到|完成|总体)")
PREVENTS = re.compile(r"(?:防止|避免|严防|遏制|坚决遏制)")
STEP_NUMBER = re.compile(r"^\d{1,2}[.、](?!\d)")
NOT_HERE = ("不涉及", "不适用", "不考核", "不纳入考核")
MONEY = re.compile(r"元$")
RHYTHMS = ("每月", "每季度", "每季", "每半年", "每年", "每周", "每日")
LONGEST_INDICATOR_HEADING = 90
ALIKE = 0.6
QUALITY_OF = re.compile(
    r"^(?P<name>.{0,8}(?:环境质量|水质|空气质量))(?P<part>(?:达到|优于|劣|Ⅰ|Ⅱ|Ⅲ|Ⅳ|Ⅴ).*)(?<!比例)(?<!率)$"
)
BY_PLACE = re.compile(r"(?P<place>[省市州县区旗]|山区|丘陵|平原|东部|中部|西部):?(?P<target>[≥≤><=][\d.]+%?)[,;、]?")
# …75%以上、…95%: two targets; 88%、85% behind 分别 are the numbers of one.
BETWEEN_TARGETS = (
    r"(?<=[%‰上下内右])、(?=[^\d、,;。][^、,;。]*\d)|(?:(?<=\d[一-鿿])|(?<=\d[一-鿿]{2}))、(?=[一-鿿]{2}[^、,;。]*\d)|(?:(?<=/m³)|(?<=/m3)|(?<=/L)|(?<=[%‰])|(?<=[%‰]以[上下内])|(?<=[%‰]左右))、(?=[^\d、,;。])"
)
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


def mask_quoted(text: str) -> str:
    return QUOTED.sub(lambda match: "\0" * len(match[0]), text)


def find_buried(text: str) -> list[Condition]:
    """Targets inside running text: only clauses that name something measured and say what it must reach."""
    return _read_buried(text)[0]


def _read_buried(text: str) -> tuple[list[Condition], list[Condition]]:
    """The targets, and what a clause adds to the one before it without a name of its own (且不降低)."""
    found: list[Condition] = []
    seconds: list[Condition] = []
    text = JOINING_COLON.sub(r"\1", re.sub(r"《[^《》]*》", "", text))
    goes_on = False
    for clause in _clauses(text, "。;,!\n:"):
        first, *others = SECOND.split(STEP_NUMBER.sub("", clause))
        if TELLS.search(first) or PREVENTS.match(first):
            continue
        if found and _is_level_of_change(first, found[-1]):
            found[-1] = replace(_nameless(first)[0], title=found[-1].title)
            continue
        new = [measured for condition in read_clause(first) for measured in _measured_only(condition)]
        added = [*([] if new or not goes_on else _kept(first)), *(one for other in others for one in _kept(other))]
        found.extend(new)
        seconds.extend(added if found else [])
        goes_on = bool(new)
    return found, seconds


def _kept(clause: str) -> list[Condition]:
    return [one for one in _nameless(clause) if one.comparator in ("not_decrease", "not_increase", "meet_assigned")]


def _is_level_of_change(clause: str, before: Condition) -> bool:
    """提高1个百分点,达到41%: what is to be reached counts, not how far it is from here."""
    if before.comparator not in ("increase", "decrease") or before.target is None:
        return False
    return any(condition.comparator in (">=", "<=", "=") for condition in _nameless(clause))


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
    for clause in _clauses(re.sub(r"(?<!^)(?=且|并且)", ",", plain), ",;。\n"):
        said = re.sub(r"^(?:并?且|同时|并)", "", clause)
        phrase = read_phrase(said, unit)
        named = [part for part in read_clause(said) if part.title or part.target is not None]
        found.extend([phrase] if phrase else named)
    return found


def _split_heading(heading: str, body: str) -> Split:
    clauses = _clauses(heading, ",;")
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
    if len(clauses) > 1 and is_indicator(clauses[0]) and not is_deed(clauses[0]) and _nameless(clauses[1]):
        named = Split(clean_name(clauses[0])[0], _nameless(clauses[1])[0])
        return _indicator(named, clauses[2:])
    is_short = len(heading) <= LONGEST_NAME and (bool(body) or len(clauses) == 1)
    title = heading if is_short or not clauses else clauses[0]
    return _prose(title, heading if title != heading else "", body)


def _read_first(clause: str) -> Split | None:
    """The name with its target, sub-targets in brackets, or names that share 分别."""
    bracket = TRAILING_BRACKET.match(clause)
    if bracket:
        inside = [condition for part in _clauses(bracket["inside"], ",;、") for condition in read_clause(part)]
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
    each = _for_each_name(found[0])
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
        for condition in _nameless(clause) or read_clause(re.sub(r"^(?:并?且|同时|并)", "", clause)):
            if split.sub and not is_second and _levels(condition, split.sub[-1]):
                split.sub[-1] = replace(condition, title=split.sub[-1].title)
            elif is_second or not condition.title:
                split.also.append(condition)
            else:
                if not split.sub:
                    split.sub.append(replace(split.main, title=split.title))
                    split.main = Condition("composite")
                split.sub.extend(_for_each_name(condition))
    return split


def _levels(condition: Condition, before: Condition) -> bool:
    """提高3个百分点,达到92%: the level counts."""
    is_level = not condition.title and condition.target is not None and condition.comparator in (">=", "<=", "=")
    return is_level and before.comparator in ("increase", "decrease") and before.target is not None


def _nameless(clause: str) -> list[Condition]:
    plain = re.sub(r"^(?:并?且|同时|并)?(?:力争|确保|总体|争取|每(?:月|季度?|半年|年|周|日))?", "", clause)
    found = read_phrase(TIME_FIRST.sub("", plain))
    return [found] if found and found.comparator != "na" else []


def _prose(title: str, rest: str, body: str) -> Split:
    if not rest and body.strip("。; ") in NOT_HERE:
        return Split(title, Condition("na", text=body.strip("。; ")))
    said = _nameless(_first_clause(body)) if not rest else []
    if said and not said[0].title:
        more = [condition for clause in _clauses(_first_sentence(body), ",;")[1:] for condition in _nameless(clause)]
        return Split(title, said[0], also=[*more, *_explained(body)])
    buried, seconds = _read_buried(rest + "。" + body)
    buried = buried or ([] if rest else _stated(body))
    if is_indicator(title) and any(_is_part_of(title, condition.title) for condition in buried):
        buried = [condition for condition in buried if is_indicator(condition.title)]
    if not buried:
        said = [condition for clause in _clauses(rest, ",;")[1:] for condition in _nameless(clause)]
        return Split(title, said[0], also=said[1:]) if said else Split(title, Condition("qualitative", text=title))
    also = [*seconds, *_explained(rest + body)]
    if len(buried) == 1:
        only = buried[0]
        return Split(title, replace(only, title=""), [] if _is_part_of(title, only.title) else [only], also)
    return Split(title, Condition("composite"), buried, also)


def _stated(body: str) -> list[Condition]:
    """A body that is nothing but things and their state: 减量化行动实施,收储运体系建立。"""
    clauses = _clauses(body.rstrip("。;"), ",;。")
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


def _measured_only(condition: Condition) -> list[Condition]:
    if condition.comparator == "qualitative":
        is_kept = condition.text == "保持稳定" and is_indicator(condition.title)
        is_state = condition.text in ("不明显", "基本普及") or WATER_CLASS.fullmatch(condition.text)
        return [condition] if is_kept or is_state or _must_not_happen(condition) else []
    each = _for_each_name(condition)
    if len(each) > 1:
        return each
    if condition.target is not None:
        return [condition] if _is_measured(condition) else []
    if condition.comparator == "meet_assigned":
        is_thing = condition.title.endswith(("任务", "目标", "指标")) or not is_deed(condition.title)
        return [condition] if len(condition.title) <= 40 and is_thing else []
    return [condition] if is_indicator(condition.title) and not is_deed(condition.title) else []


def _for_each_name(condition: Condition) -> list[Condition]:
    """巡河率、巡林率均不低于95%."""
    names = re.split(r"、|和(?=[^、和]*$)", condition.title.removesuffix("等"))
    if len(names) > 1 and all(is_indicator(name) for name in names):
        return [replace(condition, title=name) for name in names]
    return [condition]


def _must_not_happen(condition: Condition) -> bool:
    """不发生…事件; 无 alone also begins the names of things (无废城市)."""
    is_event = condition.title.endswith(("事件", "事故", "案件", "现象", "问题"))
    return is_event and bool(NOTHING_HAPPENS.match(condition.text))


def _is_measured(condition: Condition) -> bool:
    if not condition.title or len(condition.title) > 40 or condition.title in RHYTHMS:
        return False
    if condition.comparator in ("=", "approx") and re.search(DESCRIBES_WHOLE, condition.title):
        return False
    if is_indicator(condition.title) and not MONEY.search(condition.unit or ""):
        return True
    if condition.unit in ("%", "‰", "个百分点"):
        return True
    is_counted = condition.comparator not in ("=", "approx") or not re.search(DESCRIBES, condition.title)
    return bool(condition.unit) and is_counted


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


def _clauses(text: str, stops: str) -> list[str]:
    """Cut at stops outside brackets and quotes; 1,200 is one number; a time alone goes with what follows."""
    masked = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "\0", mask_quoted(text))
    pieces, start = [], 0
    for match in re.finditer(f"[{re.escape(stops)}]|{BETWEEN_TARGETS}", masked):
        pieces.append(text[start : match.start()])
        start = match.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


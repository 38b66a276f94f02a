"""Targets inside running text, clause by clause: which numbers are meant, and which only tell how things are."""

import re
from dataclasses import replace

from .parsed import Condition
from .target_names import is_deed, is_indicator
from .target_patterns import JOINING_COLON, NOTHING_HAPPENS, TIME_FIRST, WATER_CLASS
from .targets import read_clause, read_phrase
from .words.targets import DESCRIBES, DESCRIBES_WHOLE

QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|\((?:[^()]|\([^()]*\))*\)")
STEP_NUMBER = re.compile(r"^\d{1,2}[.、](?!\d)")
SECOND = re.compile(r"(?:并?且|同时)(?=不|保持|稳定|持续|达到|完成|总体)")
PREVENTS = re.compile(r"(?:防止|避免|严防|遏制|坚决遏制)")
# How things are or were, beside what is to be done.
TELLS = re.compile(
    r"(?<!对)(?<!将)已经?(?:达|完成|建成|实现|有|累计|超过|提前)|^(?:目前|现有|当前|截至|截止)|设计(?:规模|能力|标准)|实际(?:处理|完成|达到)"
    r"|仅(?:为|有|达|占)?\d"
)
MONEY = re.compile(r"元$")
RHYTHMS = ("每月", "每季度", "每季", "每半年", "每年", "每周", "每日")
# …75%以上、…95%: two targets; 88%、85% behind 分别 are the numbers of one.
BETWEEN_TARGETS = (
    r"(?<=[%‰上下内右])、(?=[^\d、,;。][^、,;。]*\d)|(?:(?<=\d[一-鿿])|(?<=\d[一-鿿]{2}))、(?=[一-鿿]{2}[^、,;。]*\d)|(?:(?<=/m³)|(?<=/m3)|(?<=/L)|(?<=[%‰])|(?<=[%‰]以[上下内])|(?<=[%‰]左右))、(?=[^\d、,;。])"
)


def find_buried(text: str) -> list[Condition]:
    """Targets inside running text: only clauses that name something measured and say what it must reach."""
    return read_buried(text)[0]


def read_buried(text: str) -> tuple[list[Condition], list[Condition]]:
    """The targets, and what a clause adds to the one before it without a name of its own (且不降低)."""
    found: list[Condition] = []
    seconds: list[Condition] = []
    text = JOINING_COLON.sub(r"\1", re.sub(r"《[^《》]*》", "", text))
    goes_on = False
    for clause in clauses_of(text, "。;,!\n:"):
        first, *others = SECOND.split(STEP_NUMBER.sub("", clause))
        if TELLS.search(first) or PREVENTS.match(first):
            continue
        if found and _is_level_of_change(first, found[-1]):
            found[-1] = replace(nameless(first)[0], title=found[-1].title)
            continue
        new = [measured for condition in read_clause(first) for measured in _measured_only(condition)]
        added = [*([] if new or not goes_on else _kept(first)), *(one for other in others for one in _kept(other))]
        found.extend(new)
        seconds.extend(added if found else [])
        goes_on = bool(new)
    return found, seconds


def _kept(clause: str) -> list[Condition]:
    return [one for one in nameless(clause) if one.comparator in ("not_decrease", "not_increase", "meet_assigned")]


def _is_level_of_change(clause: str, before: Condition) -> bool:
    """提高1个百分点,达到41%: what is to be reached counts, not how far it is from here."""
    if before.comparator not in ("increase", "decrease") or before.target is None:
        return False
    return any(condition.comparator in (">=", "<=", "=") for condition in nameless(clause))


def nameless(clause: str) -> list[Condition]:
    plain = re.sub(r"^(?:并?且|同时|并)?(?:力争|确保|总体|争取|每(?:月|季度?|半年|年|周|日))?", "", clause)
    found = read_phrase(TIME_FIRST.sub("", plain))
    return [found] if found and found.comparator != "na" else []


def _measured_only(condition: Condition) -> list[Condition]:
    if condition.comparator == "qualitative":
        is_kept = condition.text == "保持稳定" and is_indicator(condition.title)
        is_state = condition.text in ("不明显", "基本普及") or WATER_CLASS.fullmatch(condition.text)
        return [condition] if is_kept or is_state or _must_not_happen(condition) else []
    each = for_each_name(condition)
    if len(each) > 1:
        return each
    if condition.target is not None:
        return [condition] if _is_measured(condition) else []
    if condition.comparator == "meet_assigned":
        is_thing = condition.title.endswith(("任务", "目标", "指标")) or not is_deed(condition.title)
        return [condition] if len(condition.title) <= 40 and is_thing else []
    return [condition] if is_indicator(condition.title) and not is_deed(condition.title) else []


def for_each_name(condition: Condition) -> list[Condition]:
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


def clauses_of(text: str, stops: str) -> list[str]:
    """Cut at stops outside brackets and quotes; 1,200 is one number; a time alone goes with what follows."""
    masked = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "\0", mask_quoted(text))
    pieces, start = [], 0
    for match in re.finditer(f"[{re.escape(stops)}]|{BETWEEN_TARGETS}", masked):
        pieces.append(text[start : match.start()])
        start = match.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def mask_quoted(text: str) -> str:
    return QUOTED.sub(lambda match: "\0" * len(match[0]), text)

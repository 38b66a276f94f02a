"""One clause of a plan (森林覆盖率≥40%) read into what is measured and what is to be reached."""

import re
from decimal import Decimal

from .markers import number_of
from .parsed import Condition
from .target_names import clean_name, is_deed, is_indicator, split_names
from .target_patterns import (
    AFTER_OF,
    ASSIGNED_TASK,
    ASSIGNED_THING,
    COMPARATOR_OF,
    COVERED,
    EACH_COUNTED,
    FOR_WHOM,
    IN_HUNDRED,
    IN_WORDS,
    NO_NUMBER_BEFORE,
    NOTHING_HAPPENS,
    OF_A_STANDARD,
    OF_THESE,
    ONE_COUNTED,
    ONE_NUMBER,
    QUANTITY,
    RANGE,
    REACHED_IN,
    RESPECTIVELY,
    SO_MANY,
    STARTING_FROM,
    TAIL,
    TENTHS,
    TIME_FIRST,
    TREND,
    WATER_CLASS,
)
from .words.targets import DECREASE, INCREASE, LEFT_OUT


def read_clause(text: str) -> list[Condition]:
    """The conditions in one clause, each with its title; empty when nothing is to be reached."""
    text = re.split(r"或者?(?=较|比)", TENTHS.sub(_in_digits, IN_HUNDRED.sub(_in_digits, text)))[0]
    text = REACHED_IN.sub("", text)
    text = STARTING_FROM.sub("", TIME_FIRST.sub("", text.strip(" ,;。:")))
    if not text:
        return []
    counted = EACH_COUNTED.match(text)
    if counted and counted["deed"]:
        return _each_counted(counted)
    respectively = RESPECTIVELY.match(text)
    if respectively:
        found = _respectively(respectively)
        if found:
            return found
    for read in (_assigned_only, _so_many, _of_these, _between, _quantity, _assigned, _in_words):
        found = read(text)
        if found:
            return [found]
    return []


def read_phrase(text: str, unit: str | None = None) -> Condition | None:
    """A target without a name, as in a table's cell: ≥95, 不降低, 全面推行, 80—90%."""
    plain = re.sub(r"\s", "", text).strip("。;,")
    plain = REACHED_IN.sub("", IN_HUNDRED.sub(_in_digits, plain))
    plain = FOR_WHOM.sub("", STARTING_FROM.sub("", plain))
    plain = re.sub(r"^(?:新增|新建|建成|完成|净增|累计)(?=\d)", "", plain)
    if plain in LEFT_OUT or not plain:
        return Condition("na", unit=unit if plain else None, text=plain)
    found = _phrase(plain)
    if found is None:
        return None
    if unit and found.target is not None and found.unit in (None, unit):
        found.unit = unit
    return found


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _phrase(text: str) -> Condition | None:
    between = RANGE.fullmatch(text)
    if between and between["high"]:
        return _range_condition(between, text)
    quantity = QUANTITY.match(text)
    if quantity and TAIL.fullmatch(text[quantity.end() :]):
        return _quantity_condition(quantity, text)
    if any(pattern.match(text) for pattern in ASSIGNED_TASK):
        return Condition("meet_assigned", title=_assigned_thing(text), text=text)
    for sign, pattern in TREND:
        if pattern.fullmatch(text):
            return Condition(sign, text=text)
    if COVERED.fullmatch(text):
        return Condition(">=", Decimal(100), "%", text=text)
    return Condition("qualitative", text=text) if OF_A_STANDARD.fullmatch(text) else None


def _so_many(text: str) -> Condition | None:
    """完成20个村庄整治, 淘汰120辆老旧货车: the number stands before the thing."""
    match = SO_MANY.match(text)
    if not match or match["unit"] in ("%", "‰", "个百分点") or number(match["number"]) < 2:
        return None
    thing = match["thing"] if match["deed"] in ("完成", "建成") else match["deed"] + match["thing"]
    return Condition(AFTER_OF.get(match["after"] or "", "="), number(match["number"]), match["unit"], title=thing,
                     text=f"{match['number']}{match['unit']}{match['after'] or ''}", is_count=True)  # fmt: skip


def _each_counted(match: re.Match) -> list[Condition]:
    deed = "" if match["deed"] in ("完成", "建成") else match["deed"]
    return [
        Condition("=", number(one["number"]), one["unit"], title=deed + one["thing"], is_count=True,
                  text=one["number"] + one["unit"])
        for one in ONE_COUNTED.finditer(match["counts"])
    ]  # fmt: skip


def _of_these(text: str) -> Condition | None:
    """95%以上的行政村完成生活污水治理: the share stands before those it is a share of."""
    match = OF_THESE.match(text)
    if not match:
        return None
    title = clean_name((match["covers"] or "") + match["thing"])[0]
    sign = AFTER_OF.get(match["after"] or "", COMPARATOR_OF.get(match["sign"] or "", "="))
    said = "".join(filter(None, (match["sign"], match["number"], "%", match["after"])))
    return Condition(sign, number(match["number"]), "%", title=title, text=said)


def _between(text: str) -> Condition | None:
    for match in RANGE.finditer(text):
        name = text[: match.start()]
        if not (match["unit"] or match["unit1"]) or not TAIL.fullmatch(text[match.end() :]):
            continue
        if name and not NO_NUMBER_BEFORE.search(name) and number(match["high"]) > number(match["low"]):
            title, _ = clean_name(name)
            condition = _range_condition(match, text[match.start() :])
            condition.title = title
            return condition
    return None


def _range_condition(match: re.Match, text: str) -> Condition:
    return Condition("between", number(match["low"]), match["unit"] or match["unit1"], number(match["high"]), text=text)


def _quantity(text: str) -> Condition | None:
    for match in QUANTITY.finditer(text):
        name = text[: match.start()]
        if not TAIL.fullmatch(text[match.end() :]) or not _is_meant(match, name):
            continue
        title, unit = clean_name(name)
        condition = _quantity_condition(match, text[match.start() :])
        condition.title, condition.unit = title, condition.unit or unit
        condition.is_count = is_deed(TIME_FIRST.sub("", name)) or is_deed(title)
        if condition.comparator == "improve":
            condition.comparator = _better(title)
        return condition if title else None
    return None


def _is_meant(match: re.Match, name: str) -> bool:
    """492 in 第492号 or 2.5 in PM2.5 is no target: a number without a comparison needs a unit and a name before it."""
    if match["sign"] in ("为", "占", "实现") and not match["unit"]:
        return is_indicator(name)
    if match["sign"] or match["after"]:
        return bool(name)
    if not name or NO_NUMBER_BEFORE.search(name):
        return False
    return bool(match["unit"]) or is_indicator(clean_name(name)[0])


def _quantity_condition(match: re.Match, text: str) -> Condition:
    sign = COMPARATOR_OF.get(match["trend"] or match["sign"] or "", "=")
    after = AFTER_OF.get(match["after"] or "")
    if after and sign not in ("increase", "decrease", ">", "<"):
        sign = after
    return Condition(sign, number(match["number"]), match["unit"], text=text.strip("。;"))


def _respectively(match: re.Match) -> list[Condition]:
    """A、B和C分别达到x、y和z: one condition for each name, what they share handed to each."""
    values = list(ONE_NUMBER.finditer(match["numbers"]))
    names = split_names(match["names"], len(values))
    if len(names) != len(values):
        values = values[:1] if len({value[0] for value in values}) == 1 else values
        names = [clean_name(match["names"])[0]] * len(values)
    sign = COMPARATOR_OF.get(match["sign"] or "", "=")
    after = next((value["after"] for value in reversed(values) if value["after"]), "")
    sign = AFTER_OF.get(after, sign) if sign not in ("increase", "decrease") else sign
    shared = next((value["unit"] for value in reversed(values) if value["unit"]), None)
    said = match["sign"] or ""
    return [
        Condition(sign, number(value["number"]), value["unit"] or shared, title=name, text=said + value[0])
        for name, value in zip(names, values, strict=True)
    ]


def _assigned_only(text: str) -> Condition | None:
    """完成市下达的任务 before anything else could be read into it; a number in the clause goes first."""
    return None if re.search(r"\d", text) else _assigned(text)


def _assigned_thing(text: str) -> str:
    """年度整改任务 in 完成市下达的年度整改任务; nothing where only tasks or goals are spoken of."""
    thing = ASSIGNED_THING.match(text)
    if not thing or re.fullmatch(r"(?:年度|考核|目标|工作|减排)*(?:任务|目标|指标)", thing["thing"]):
        return ""
    return thing["thing"].removesuffix("的")


def _assigned(text: str) -> Condition | None:
    thing = _assigned_thing(text)
    if thing:
        return Condition("meet_assigned", title=thing, text=text)
    for pattern in ASSIGNED_TASK:
        match = pattern.search(text)
        if match and len(text) - match.end() <= 4:
            return Condition("meet_assigned", title=clean_name(text[: match.start()])[0], text=match[0])
    return None


def _in_digits(match: re.Match) -> str:
    """百分之九十五 → 95%, 九成 → 90%."""
    if match[0].endswith("成"):
        return f"{number_of(match[1])}0%"
    return f"{100 if match[1] == '百' else number_of(match[1])}%"


def _better(title: str) -> str:
    """改善 means less of what harms and more of everything else."""
    return "decrease" if re.search(r"浓度|PM|排放|污染|综合指数", title) else "increase"


def _is_trend(sign: str, text: str, match: re.Match) -> bool:
    """巩固提升 is a deed; 出行比例提升 and 有所提升 are targets."""
    name = clean_name(text[: match.start()])[0]
    if sign.startswith("not_") or match[0] not in (*INCREASE, *DECREASE):
        return True
    return is_indicator(name) or name.endswith("质量")


def _in_words(text: str) -> Condition | None:
    happens = NOTHING_HAPPENS.match(text)
    if happens:
        return Condition("qualitative", title=happens["name"], text=text)
    for sign, pattern in TREND:
        match = pattern.search(text)
        if match and match.start() > 0 and _is_trend(sign, text, match):
            title = clean_name(text[: match.start()])[0]
            improves = match[0].endswith(("改善", "好转")) and sign == "increase"
            return Condition(_better(title) if improves else sign, title=title, text=text[match.start() :])
    match = COVERED.search(text)
    if match and match.start() > 1:
        title = re.sub(r"^(?:推进|推动|促进)", "", clean_name(text[: match.start()])[0])
        return Condition(">=", Decimal(100), "%", title=title, text=match[0])
    match = WATER_CLASS.search(text) or IN_WORDS.search(text)
    if match and match.start() > (1 if match[0].startswith("不") else 2):
        return Condition("qualitative", title=clean_name(text[: match.start()])[0], text=match[0])
    return None

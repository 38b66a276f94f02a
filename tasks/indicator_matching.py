"""Which indicator of a set a row of a plan is about: by number and name, each indicator once. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from indicators.models import Indicator, IndicatorSet

from .plan_draft.shape import DraftRow
from .unit_matching import LIKELY, SURE

SAME, SAME_WORDS, NUMBERED, CONTAINED, BEGINS_SO, TASK = 1.0, 0.95, 0.92, 0.8, 0.7, 0.65
LEAST_ALIKE, LEAST_ALIKE_NUMBERED, OF_LIKENESS = 0.75, 0.85, 0.9
DECIDED_NONE = 0
LEAST_PART, SHORTEST_PART, SHORTEST_BEGINNING = 0.5, 4, 6
_MARKS = re.compile(r"[\W_]+")
_UNIT = re.compile(r"\((?:[ -~℃㎡μ㎥/%％·]+|单位:[^()]*)\)")  # (EI), (%): says nothing about what is measured
# Words that may stand or not without another indicator being meant.
_FILLERS = re.compile(r"建设|工作|情况|水平|实施|落实|制度$|的|与|和|及")
# 改善环境空气质量 is a task; whether the indicator is meant, a person says.
_TASK_VERBS = (
    "健全", "完善", "推进", "提升", "改善", "加强", "强化", "优化", "推动", "倡导", "应对", "建立", "开展", "实施",
    "落实", "促进", "加快", "深化", "巩固", "提高", "构建", "打造", "严格", "全面", "持续", "抓好", "做好", "编制",
    "制定", "推行", "保护", "治理",
)  # fmt: skip
_CHANGE = re.compile(r"提高|提升|上升|增长|增幅|下降|降低|降幅|减少|幅度")  # 利用率 and its 提高幅度 are two things
_MEASURE = re.compile(r"(?:率|比例|(?<!质)量|指数|面积|度)$")
# A name has one of these sides: 满意度 is never 参与度, and 城镇 never 农村.
_CONTRASTS = (
    ("满意", "参与", "知晓", "知识"),
    ("城镇|城市|城区|市区", "农村|村镇|村庄|乡村|乡镇"),
    ("能耗|能源", "用水|水耗", "碳排放|二氧化碳"),
    ("污水", "垃圾", "厕所", "废物|固废"),
    ("森林", "林草", "草原|草地", "湿地"),
    ("耕地", "生态保护红线"),
    ("空气", "水", "土壤", "声环境|噪声"),
    ("地表水", "地下水", "饮用水", "近岸海域"),
    ("秸秆", "畜禽", "农膜"),
    ("危险废物", "工业固体|工业固废|一般固废", "医疗废物"),
    ("处置|处理", "综合利用", "收集"),
    ("优良天数", "重污染"),
    ("提高|上升|增加", "下降|降低|减少"),
    ("节能|节水", "绿色建筑", "采购"),
    ("负债表", "审计"),
    ("面积", "比例|占比"),
    ("人均", "总量"),
)


def match_indicators(rows: Sequence[DraftRow], indicators: Iterable[Indicator]) -> dict[str, tuple[int, float]]:
    """By the row's key: the indicator's id and how sure that is. What a person decided about a row stands."""
    whole = [indicator for indicator in indicators if indicator.parent_id is None]
    ids = {indicator.pk for indicator in whole}
    kept = [row for row in rows if not row.is_dropped and row.indicator != DECIDED_NONE]
    found = {row.key: (row.indicator, SAME) for row in kept if row.indicator in ids}
    taken = {pk for pk, _ in found.values()}
    pairs = []
    for place, row in enumerate(kept):
        for indicator in whole:
            confidence = likeness(row.number, row.title, indicator.number, indicator.name)
            if confidence >= LIKELY:
                has_other_number = _number(row.number) != _number(indicator.number)
                pairs.append((-confidence, has_other_number, place, indicator.position, row.key, indicator.pk))
    for negative, *_, key, pk in sorted(pairs):
        if key not in found and pk not in taken:
            found[key] = (pk, -negative)
            taken.add(pk)
    return found


def nearest_set(rows: Sequence[DraftRow], sets: Sequence[IndicatorSet]) -> tuple[IndicatorSet | None, float]:
    """The set that surely has most of the rows, and their share; of equal ones the first. `sets` with indicators."""
    undecided = [replace(row, indicator=None) for row in rows if not row.is_dropped]
    best: tuple[IndicatorSet | None, float] = (None, 0.0)
    for indicator_set in sets:
        matched = match_indicators(undecided, indicator_set.indicators.all())
        share = sum(confidence >= SURE for _, confidence in matched.values()) / max(len(undecided), 1)
        if share > best[1]:
            best = (indicator_set, share)
    return best


@lru_cache(maxsize=65536)
def likeness(number: str, title: str, known_number: str, name: str) -> float:
    """How surely a row called `title` is about the indicator `name`: 0 when it is not."""
    written, known = _plain(title), _plain(name)
    if not written or not known:
        return 0.0
    if written == known:
        return SAME
    short, long = sorted((_bare(written), _bare(known)), key=len)
    if short == long:
        return SAME_WORDS
    if len(set(short) & set(long)) < LEAST_PART * len(set(short)) or _contrast(written, known):
        return 0.0
    is_numbered = bool(number) and _number(number) == _number(known_number)
    confidence = _by_words(short, long, is_numbered)
    is_other = written.startswith(_TASK_VERBS) or bool(_CHANGE.search(written)) != bool(_CHANGE.search(known))
    return min(confidence, TASK) if is_other else confidence


def _by_words(short: str, long: str, is_numbered: bool) -> float:
    ratio = SequenceMatcher(None, short, long, autojunk=False).ratio()
    begins_so = long.startswith(short) and len(short) >= SHORTEST_BEGINNING
    if is_numbered and ((begins_so and not _MEASURE.search(short)) or ratio >= LEAST_ALIKE_NUMBERED):
        return NUMBERED
    if short in long and len(short) >= SHORTEST_PART and len(short) >= LEAST_PART * len(long):
        return CONTAINED
    if begins_so:
        return BEGINS_SO
    return round(ratio * OF_LIKENESS, 4) if ratio >= LEAST_ALIKE else 0.0


@lru_cache(maxsize=8192)
def _plain(name: str) -> str:
    name = unicodedata.normalize("NFKC", name)
    return _MARKS.sub("", _UNIT.sub("", name))


@lru_cache(maxsize=8192)
def _bare(plain: str) -> str:
    return _FILLERS.sub("", plain) or plain


def _number(number: str) -> str:
    return number.strip().lstrip("0").rstrip(".、")


def _contrast(left: str, right: str) -> bool:
    for contrast in range(len(_CONTRASTS)):
        ours, theirs = _sides(contrast, left), _sides(contrast, right)
        if ours and theirs and not ours & theirs:
            return True
    return False


@lru_cache(maxsize=65536)
def _sides(contrast: int, name: str) -> frozenset[int]:
    return frozenset(n for n, side in enumerate(_CONTRASTS[contrast]) if re.search(side, name))

"""Corrections of what the plan itself will be, and of its stages, place goals, reporting and measures. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from .. import cycle
from ..choices import ReportKind, Rhythm
from ..cycle import FIRST_YEAR, LAST_YEAR
from ..reporting_dates import is_date, most_days
from . import lengths
from .shape import (
    RESP_WORDS,
    SET_WORDS,
    Draft,
    DraftMeasure,
    DraftPlace,
    DraftReporting,
    DraftStage,
)
from .values import DraftError, too_long

HEAD_TEXTS = {
    "title": ("标题", lengths.PLAN_TITLE), "issuer": ("发文机关", lengths.ISSUER), "doc_no": ("文号", lengths.DOC_NO),
}
LONGEST_TEXT = 20_000
MOST_ENTRIES = 500
_KINDS = {"stages": DraftStage, "places": DraftPlace, "reporting": DraftReporting, "measures": DraftMeasure}
_TEXTS = {
    "stages": {"name": ("阶段名称", lengths.STAGE_NAME), "goal": ("阶段目标", LONGEST_TEXT)},
    "places": {"place": ("地方名称", lengths.PLACE), "goal": ("地方目标", lengths.PLACE_GOAL)},
    "reporting": {"text": ("报送要求", lengths.REPORTING_TEXT)},
    "measures": {"title": ("措施名称", lengths.MEASURE_TITLE), "text": ("措施内容", LONGEST_TEXT)},
}
_NEEDED = {"stages": ("goal",), "places": ("place", "goal"), "measures": ("title",)}


def change_head(draft: Draft, values: Mapping, at: int = 0) -> Draft:
    """`dates` may be some of them; None takes one out. Another set makes the choices of indicators void.

    `at`: the version of the batch that has the new head.
    """
    wanted = {field: _clean_head(draft, field, value) for field, value in values.items()}
    head = replace(draft.head, **wanted)
    if head == draft.head:
        return draft
    changed = replace(draft, head=head, head_at=at)
    return changed if head.set_id == draft.head.set_id else _without_indicators(changed)


def change_timetable(draft: Draft, at: int = 0, **parts: Iterable) -> Draft:
    """Whole lists in their new order; parts not given stay. `at`: the version of the batch that has them."""
    changed = replace(draft, **{part: _entries(part, entries) for part, entries in parts.items()})
    return draft if changed == draft else replace(changed, timetable_at=at)


def _clean_head(draft: Draft, field: str, value):
    if field in HEAD_TEXTS:
        return _text(*HEAD_TEXTS[field], value)
    if field == "year":
        return None if value is None else _year("考核年度", value)
    if field == "dates":
        return _dates(draft.head.dates, value)
    if field == "set_id" and (value is None or isinstance(value, int)):
        return value
    words = {"set_mode": SET_WORDS, "resp_as": RESP_WORDS}.get(field)
    if words is None or value not in words:
        raise DraftError("所选的处理方式不在可选范围内，请重新选择。")
    return value


def _dates(present: Mapping[str, date], wanted: Mapping[str, date | None]) -> dict[str, date]:
    for name, on in wanted.items():
        if name not in cycle.LABELS or (on is not None and type(on) is not date):
            raise DraftError("计划的日期填写有误，请重新填写。")
        if on is not None:
            _year(cycle.LABELS[name] + "的年份", on.year)
    merged = {**present, **wanted}
    return {name: merged[name] for name in cycle.LABELS if merged.get(name)}


def _without_indicators(draft: Draft) -> Draft:
    rows = tuple(replace(row, indicator=None, rev=row.rev + 1) if row.indicator else row for row in draft.rows)
    return replace(draft, rows=rows)


def _entries(part: str, entries: Iterable) -> tuple:
    if part not in _KINDS:
        raise DraftError("没有这一类安排。")
    entries = tuple(entries)
    if len(entries) > MOST_ENTRIES:
        raise DraftError(f"最多{MOST_ENTRIES}条，请删减后再保存。")
    return tuple(_entry(part, entry) for entry in entries)


def _entry(part: str, entry):
    if not isinstance(entry, _KINDS[part]):
        raise DraftError("阶段与报送安排填写有误，请重新填写。")
    texts = {name: _text(*rule, getattr(entry, name)) for name, rule in _TEXTS[part].items()}
    for needed in _NEEDED.get(part, ()):
        if not texts[needed]:
            raise DraftError(f"请填写{_TEXTS[part][needed][0]}。")
    _CHECKS.get(part, lambda entry: None)(entry)
    return replace(entry, **texts)


def _check_stage(stage: DraftStage) -> None:
    if _year("阶段的起始年", stage.first) > _year("阶段的结束年", stage.last):
        raise DraftError(f"阶段的结束年{stage.last}早于起始年{stage.first}，请核对。")


def _check_place(place: DraftPlace) -> None:
    _year(f"“{place.place}”目标的年份", place.year)


def _check_reporting(rule: DraftReporting) -> None:
    if rule.rhythm not in Rhythm.values or rule.kind not in ReportKind.values:
        raise DraftError("请选择报送的周期和方式。")
    if rule.day is not None and not (isinstance(rule.day, int) and 1 <= rule.day <= most_days(rule.rhythm)):
        raise DraftError("报送日应在1至31之间；按周报送时1至7为周一至周日。")
    wrong = next((day for day in rule.dates if not is_date(day)), None)
    if wrong is not None:
        raise DraftError(f"“{wrong}”不是日期，请写成“06-30”的样子。")


def _text(label: str, most: int, value) -> str:
    if not isinstance(value, str):
        raise DraftError(f"{label}应是文字。")
    text = value.replace("\r\n", "\n").strip() if most == LONGEST_TEXT else " ".join(value.split())
    if fault := too_long(label, text, most):
        raise DraftError(fault)
    return text


def _year(label: str, value) -> int:
    if not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR:
        raise DraftError(f"{label}应在{FIRST_YEAR}至{LAST_YEAR}之间。")
    return value


_CHECKS = {"stages": _check_stage, "places": _check_place, "reporting": _check_reporting}

"""What can stand in the fields of a row, of the head and of the timetable, as the columns hold it later. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from eco_demo.lib.numbers import format_number
from indicators.choices import NEEDS_TARGET, Comparator

from ..reported import SIGNS
from ..unit_names import plain_name
from . import lengths
from .lengths import PLACES, WHOLE_DIGITS
from .shape import ROLE_WORDS, DraftRow, DraftTarget, DraftUnit

# By field: its word, and how much the column of the task to be holds.
TEXTS = {
    "number": ("序号", lengths.NUMBER), "title": ("任务名称", lengths.TITLE), "domain": ("领域", lengths.DOMAIN),
    "leader": ("牵头领导", lengths.LEADER), "deadline": ("完成时限", lengths.DEADLINE),
    "attribute": ("指标属性", 20), "requirement": ("工作要求", 20_000),
}
TARGET_TEXTS = {
    "name": ("分项名称", lengths.TARGET_NAME), "unit": ("单位", lengths.UNIT_OF_MEASURE),
    "text": ("目标表述", lengths.TARGET_TEXT),
}
MOST_MARKS = Decimal(100_000)
_MARK_PLACES = 2


class DraftError(ValueError):
    """A change that makes no sense; the message is the sentence the person reads."""


def too_long(label: str, text: str, most: int) -> str:
    return f"{label}最多{most}字，现有{len(text)}字，请改短。" if len(text) > most else ""


def text_faults(row: DraftRow) -> Iterator[tuple[str, str]]:
    """(field, sentence) for every text that is longer than its column."""
    for field, (label, most) in TEXTS.items():
        if fault := too_long(label, getattr(row, field), most):
            yield field, fault
    for unit in row.units:
        if fault := too_long("单位名称", unit.name, lengths.UNIT_NAME):
            yield "units", fault


def target_faults(target: DraftTarget) -> Iterator[str]:
    """Why a target cannot be kept as it stands."""
    label = f"“{target.name or '目标'}”"
    for field, (word, most) in TARGET_TEXTS.items():
        if fault := too_long(label + "的" + word, getattr(target, field), most):
            yield fault
    for number in (target.target, target.upper, target.baseline):
        if fault := number_fault(number):
            yield f"{label}：{fault}"
    if target.comparator in NEEDS_TARGET and target.target is None:
        yield f"{label}选了“{Comparator(target.comparator).label}”，请填写目标的数值，或改为“定性要求”。"
    elif target.comparator == Comparator.BETWEEN and target.upper is None:
        yield f"{label}选了“介于”，请填写上限。"
    elif target.upper is not None and (target.target is None or target.upper < target.target):
        yield f"{label}的上限应不小于目标值，请核对。"


def number_fault(number: Decimal | None, places: int = PLACES) -> str:
    if number is None:
        return ""
    if not number.is_finite() or (number and number.adjusted() >= WHOLE_DIGITS):
        return "数字太大，请核对计量单位。"
    return f"最多保留{places}位小数。" if -number.normalize().as_tuple().exponent > places else ""


def clean(field: str, value):
    """`value` as the row keeps it. Raises DraftError."""
    if field in TEXTS:
        return _text(field, value)
    if field not in _CLEANERS:
        raise DraftError(f"没有“{field}”这一栏。")
    return _CLEANERS[field](value)


def target_words(target: DraftTarget) -> str:
    """How a target reads that somebody set anew: ≥25%."""
    comparator, number = Comparator(target.comparator), target.target
    if number is None:
        return comparator.label
    if comparator == Comparator.BETWEEN and target.upper is not None:
        return f"{format_number(number)}—{format_number(target.upper, target.unit)}"
    sign = SIGNS.get(comparator)
    return (comparator.label if sign is None else sign) + format_number(number, target.unit)


def with_words(targets: tuple[DraftTarget, ...], before: tuple[DraftTarget, ...]) -> tuple[DraftTarget, ...]:
    """Targets whose numbers were changed, and their words not, read anew; one without words gets some."""
    known = {(old.name, old.text): old for old in before}
    return tuple(
        replace(target, text=target_words(target)) if _is_outdated(target, known.get((target.name, target.text)))
        else target for target in targets
    )


def _is_outdated(target: DraftTarget, old: DraftTarget | None) -> bool:
    if not target.text:
        return True
    said = ("comparator", "target", "upper", "unit")
    return old is not None and any(getattr(target, name) != getattr(old, name) for name in said)


def _text(field: str, value) -> str:
    label, most = TEXTS[field]
    if not isinstance(value, str):
        raise DraftError(f"{label}应是文字。")
    text = value.replace("\r\n", "\n").strip() if field == "requirement" else " ".join(value.split())
    if fault := too_long(label, text, most):
        raise DraftError(fault)
    return text


def _due(value) -> date | None:
    if value is not None and type(value) is not date:
        raise DraftError("填报截止应是日期。")
    return value


def _marks(value) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value < MOST_MARKS:
        raise DraftError(f"分值应在0到{MOST_MARKS}之间。")
    if fault := number_fault(value, _MARK_PLACES):
        raise DraftError("分值" + fault)
    return value


def _targets(value) -> tuple[DraftTarget, ...]:
    return tuple(_target(target) for target in value)


def _target(target) -> DraftTarget:
    if not isinstance(target, DraftTarget) or target.comparator not in Comparator.values:
        raise DraftError("目标的比较方式不在可选范围内，请重新选择。")
    trimmed = {field: " ".join(getattr(target, field).split()) for field in TARGET_TEXTS}
    target = replace(target, **trimmed)
    if fault := next(target_faults(target), ""):
        raise DraftError(fault)
    return target


def _units(value) -> tuple[DraftUnit, ...]:
    """Each name once in each role; blank ones are left out."""
    kept: dict[tuple[str, str], DraftUnit] = {}
    for unit in value:
        if not isinstance(unit, DraftUnit) or unit.role not in ROLE_WORDS:
            raise DraftError("单位的角色应是牵头、责任或配合。")
        name = " ".join(unit.name.split())
        if fault := too_long("单位名称", name, lengths.UNIT_NAME):
            raise DraftError(fault)
        if name:
            kept.setdefault((plain_name(name), unit.role), DraftUnit(name, unit.role))
    return tuple(kept.values())


def _indicator(value) -> int | None:
    """An id, 0 for none, None for not decided."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise DraftError("请在列表中选择指标。")
    return value


_CLEANERS = {
    "due": _due, "full_marks": _marks, "targets": _targets, "units": _units, "indicator": _indicator,
}

"""What the parser found to be reached, as the targets of a row. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from indicators.choices import NEEDS_TARGET, Comparator

from ..plan_text import Condition, Item
from .lengths import PLACES, cut
from .shape import DraftTarget
from .values import TARGET_TEXTS, number_fault, target_words

NOTHING, SEVERAL, ABOUT = "na", "composite", "approx"
LONGEST = {field: most for field, (_, most) in TARGET_TEXTS.items()}


def targets_of(item: Item, phrase: str = "") -> tuple[tuple[DraftTarget, ...], list[str]]:
    """Targets, and sentences about what a person should look at. `phrase` stands in for a target that has no words."""
    targets, warnings = [], []
    for name, condition in _named(item):
        if condition.comparator in (NOTHING, SEVERAL):
            continue
        target = _target(name, condition)
        if target.comparator == Comparator.QUALITATIVE and target.text in ("", item.title):
            target = replace(target, text=phrase)
        if target.text:
            targets.append(_shortened(target))
            warnings.extend(_doubts(condition, target))
    if targets and isinstance(item.current, Decimal) and not number_fault(item.current):
        targets[0] = replace(targets[0], baseline=item.current)
    return tuple(targets), warnings


def _named(item: Item) -> list[tuple[str, Condition]]:
    """A single target is the task's own; the number of a piece of work carries what it measures."""
    if len(item.sub) > 1 or item.main.comparator == SEVERAL:
        found = [(part.title, part) for part in item.sub]
    elif item.sub:
        found = [("" if item.sub[0].title == item.title else item.sub[0].title, item.sub[0])]
    else:
        found = [("", item.main)]
    return found + [(condition.title, condition) for condition in item.also]


def _target(name: str, condition: Condition) -> DraftTarget:
    number, upper = _number(condition.target), _number(condition.upper)
    comparator = Comparator.EQUALS if condition.comparator == ABOUT else condition.comparator
    if comparator == Comparator.BETWEEN and upper is None:
        comparator = Comparator.AT_LEAST
    if (comparator in NEEDS_TARGET and number is None) or comparator not in Comparator.values:
        comparator, number = Comparator.QUALITATIVE, None
    target = DraftTarget(name, str(comparator), number, upper if comparator == Comparator.BETWEEN else None,
                         condition.unit or "")
    return replace(target, text=_text(condition, target))


def _text(condition: Condition, target: DraftTarget) -> str:
    """As printed; a number from a table has its unit in another column."""
    unit = condition.unit or ""
    if condition.text:
        return condition.text + (unit if condition.text[-1].isdigit() and unit not in condition.text else "")
    return "" if target.comparator == Comparator.QUALITATIVE else target_words(target)


def _shortened(target: DraftTarget) -> DraftTarget:
    return replace(target, **{field: cut(getattr(target, field), most) for field, most in LONGEST.items()})


def _doubts(condition: Condition, target: DraftTarget) -> Iterator[str]:
    if condition.comparator == ABOUT:
        yield f"“{target.text}”按“等于”处理，请核对"
    if any(number_fault(number) for number in (condition.target, condition.upper)):
        yield f"“{target.text}”的数值超出可以保存的位数，请核对"
    if any(len(getattr(target, field)) > most for field, most in LONGEST.items()):
        yield "目标的文字太长，已截短，请核对原文"


def _number(value: Decimal | None) -> Decimal | None:
    if value is None or not number_fault(value):
        return value
    rounded = round(value, PLACES) if value.is_finite() and value.adjusted() < PLACES else value
    return None if number_fault(rounded) else rounded

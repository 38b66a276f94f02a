"""Targets of a draft's row as targets of the task and of an indicator to be made of it. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from indicators.choices import Comparator
from indicators.models import Indicator
from indicators.set_rows import AS_REQUIRED, SetRow, SetTarget, shortened, value_type

from ...plan_draft.shape import DraftRow, DraftTarget
from ...plan_draft.values import target_words
from ...unit_names import plain_name

_NAME_LENGTH = Indicator._meta.get_field("name").max_length


def set_row(row: DraftRow) -> SetRow:
    """The row as an indicator to be."""
    targets = tuple(
        SetTarget(target.name, target.comparator, target.target, target.upper, target.unit, target.text)
        for target in _readable(row)
    )
    return SetRow(row.number, row.title, row.domain, row.attribute, row.requirement, row.full_marks, targets)


def task_targets(row: DraftRow, indicator: Indicator | None) -> list[dict]:
    """Columns of TaskTarget, each with what it measures of the indicator.

    None where the row names no target and the indicator has its own: they hold then.
    """
    targets = list(_readable(row))
    if not targets and indicator:
        return []
    targets = targets or [DraftTarget(text=AS_REQUIRED)]
    return [
        {
            "indicator": measured, "name": target.name, "value_type": value_type(target.comparator, target.unit),
            "unit_of_measure": target.unit, "comparator": target.comparator, "target": target.target,
            "upper": target.upper, "text": target.text, "baseline": target.baseline,
        }
        for target, measured in zip(targets, _measured(targets, row, indicator), strict=True)
    ]


def _readable(row: DraftRow) -> Iterator[DraftTarget]:
    """With words for each; a comparison nobody can make is a condition in words."""
    for target in row.targets:
        if target.comparator not in Comparator.values:
            target = replace(target, comparator=Comparator.QUALITATIVE.value, target=None, upper=None)
            yield target if target.text else replace(target, text=AS_REQUIRED)
        else:
            yield target if target.text else replace(target, text=target_words(target))


def _measured(targets: list[DraftTarget], row: DraftRow, indicator: Indicator | None) -> Iterator[Indicator | None]:
    """The part of the same name; an indicator without parts is measured by the first target."""
    parts = {plain_name(part.name): part for part in reversed(indicator.parts.all())} if indicator else {}
    for place, target in enumerate(targets):
        name = plain_name(shortened(target.name or row.title, _NAME_LENGTH))
        yield parts.get(name) if parts else (indicator if place == 0 else None)

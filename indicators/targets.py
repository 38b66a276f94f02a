"""The targets a year's task will have for an indicator: those of its parts, or its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Indicator


@dataclass(frozen=True)
class Target:
    """The name is empty where there is only one, as in the task."""

    name: str
    unit_of_measure: str
    comparator: str


def targets_of(indicator: Indicator, parts: Iterable[Indicator] | None = None) -> list[Target]:
    """`parts` where they are not in the database yet."""
    parts = list(indicator.parts.all() if parts is None else parts)
    if not parts:
        return [Target("", indicator.unit_of_measure, indicator.comparator)]
    return [Target(part.name, part.unit_of_measure, part.comparator) for part in parts]

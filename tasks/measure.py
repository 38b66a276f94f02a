"""Whether a reported value reaches its target, by the comparisons of the scoring rules; no database.

Unknown is an honest answer: a qualitative requirement, a missing value or a missing baseline is for a person
to judge, and so is a change by some amount, which plans write in per cent and in points alike.
"""

from decimal import Decimal

from indicators.choices import NEEDS_BASELINE, NEEDS_TARGET, Comparator
from indicators.rules.compare import BY_AMOUNT, moves, reaches


def is_met(comparator: str, actual: Decimal | None, *, target: Decimal | None = None, upper: Decimal | None = None,
           baseline: Decimal | None = None) -> bool | None:
    """True or False where numbers decide, None where a person must."""
    if actual is None:
        return None
    if comparator in NEEDS_BASELINE:
        return None if baseline is None else _has_moved(comparator, actual - baseline, target)
    if comparator not in NEEDS_TARGET or target is None:
        return None
    return None if comparator == Comparator.BETWEEN and upper is None else reaches(comparator, actual, target, upper)


def _has_moved(comparator: str, change: Decimal, amount: Decimal | None) -> bool | None:
    if not moves(comparator, change):
        return False
    return None if comparator in BY_AMOUNT and amount else True


def all_met(results: list[bool | None]) -> bool | None:
    """Every part must be met; one miss decides, one unknown leaves it open."""
    if any(result is False for result in results):
        return False
    if not results or any(result is None for result in results):
        return None
    return True

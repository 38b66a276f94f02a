"""Whether a reported value reaches its target: pure comparison of numbers, no database.

Unknown is an honest answer: a qualitative requirement, a missing value or a missing baseline is for a person
to judge.
"""

from decimal import Decimal
from operator import ge, gt, le, lt

from indicators.choices import Comparator

_AGAINST_TARGET = {Comparator.AT_LEAST: ge, Comparator.AT_MOST: le, Comparator.ABOVE: gt, Comparator.BELOW: lt}
_AGAINST_BASELINE = {
    Comparator.INCREASE: gt, Comparator.DECREASE: lt, Comparator.NOT_DECREASE: ge, Comparator.NOT_INCREASE: le
}


def is_met(comparator: str, actual: Decimal | None, *, target: Decimal | None = None, upper: Decimal | None = None,
           baseline: Decimal | None = None) -> bool | None:
    """True or False where numbers decide, None where a person must."""
    if actual is None:
        return None
    if comparator in _AGAINST_TARGET and target is not None:
        return _AGAINST_TARGET[comparator](actual, target)
    if comparator in _AGAINST_BASELINE and baseline is not None:
        return _AGAINST_BASELINE[comparator](actual, baseline)
    if comparator == Comparator.EQUALS and target is not None:
        return actual == target
    if comparator == Comparator.BETWEEN and target is not None and upper is not None:
        return target <= actual <= upper
    return None


def all_met(results: list[bool | None]) -> bool | None:
    """Every part must be met; one miss decides, one unknown leaves it open."""
    if any(result is False for result in results):
        return False
    if not results or any(result is None for result in results):
        return None
    return True

"""Which parameters a form need not show, because another choice leaves them without a use."""

from collections.abc import Callable, Mapping

from indicators.choices import NEEDS_TARGET, Comparator

BY_AMOUNT = (Comparator.INCREASE, Comparator.DECREASE)
WITHOUT_NUMBER = ("", Comparator.MEET_ASSIGNED, Comparator.QUALITATIVE)
KEEPING = ("not_decrease", "not_increase")

# (values of the same rule or row, values of the rule around a row) → shown
Test = Callable[[Mapping, Mapping], bool]


def _comparator(values: Mapping) -> str:
    return values.get("comparator") or ""


def _has_rule(values: Mapping) -> bool:
    return bool((values.get("rule") or {}).get("kind"))


_CONDITION: dict[str, Test] = {
    "target": lambda own, _: _comparator(own) in (*NEEDS_TARGET, *BY_AMOUNT),
    "upper": lambda own, _: _comparator(own) == Comparator.BETWEEN,
    "change_type": lambda own, _: _comparator(own) in BY_AMOUNT,
    "unit": lambda own, _: _comparator(own) not in WITHOUT_NUMBER,
}
_JOINED: dict[str, Test] = {
    **_CONDITION,
    "comparator": lambda own, _: not _has_rule(own),
    "rule": lambda own, _: not _comparator(own),
}
_SHOWN: dict[str, dict[str, Test]] = {
    "all_or_nothing": _CONDITION,
    "waiver": _CONDITION,
    "and.conditions": _JOINED,
    "or.conditions": _JOINED,
    "trend": {
        "tolerance": lambda own, _: own.get("requirement") in KEEPING,
        "at_least": lambda own, _: own.get("requirement") in ("increase", "decrease"),
    },
    "relative": {"top": lambda own, _: own.get("basis") == "rank"},
    "combine.parts": {
        "weight": lambda own, around: around.get("method") == "weighted",
        "full_marks": lambda own, around: around.get("method") != "deductions" and not _has_rule(own),
    },
}


def is_relevant(owner: str, name: str, values: Mapping, around: Mapping) -> bool:
    """`owner` is a kind, or a kind and the list a row is in (`combine.parts`). What is filled in always shows."""
    test = _SHOWN.get(owner, {}).get(name)
    return test is None or values.get(name) not in (None, "", {}) or test(values, around)

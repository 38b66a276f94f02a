"""The unit's answers to what the scoring rule asks beyond its targets' values: read, named, missing. No queries."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from indicators.models import ScoringRule
from indicators.rules import Asked, RuleError, read_answer, shown_answer

from .errors import ValueRefused
from .scoring import asked_of_unit


def rule_of(part) -> ScoringRule | None:
    """The current rule of the indicator, where the unit leads; other lines are scored by deductions alone.

    Reads `part.task.indicator.rules`: prefetch `ScoringRule.objects.current()` there for a list.
    """
    if not part.is_lead or part.task.indicator is None:
        return None
    return next((rule for rule in part.task.indicator.rules.all() if rule.is_current), None)


def asked_in(part) -> list[Asked]:
    """What this line's rule asks of the unit; nothing where there is no rule."""
    rule = rule_of(part)
    return asked_of_unit(rule) if rule else []


def read_fact(leaf: Asked, written: Any) -> str | int | bool | None:
    """One answer as it is kept, None when blank. Raises ValueRefused."""
    try:
        return read_answer(leaf, written)
    except RuleError as error:
        raise ValueRefused(error.message) from error


def changed_facts(leaves: Sequence[Asked], kept: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """{path: answer} of what is asked, was typed, and is not what is kept. Raises ValueRefused."""
    read = {leaf.path: read_fact(leaf, typed[leaf.path]) for leaf in leaves if leaf.path in typed}
    return {path: answer for path, answer in read.items() if answer != kept.get(path)}


def with_facts(kept: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept with the changes; a blank answer is taken out."""
    return {path: answer for path, answer in {**kept, **changed}.items() if answer is not None}


def missing_facts(leaves: Sequence[Asked], facts: Mapping[str, Any]) -> list[str]:
    return [leaf.full_label for leaf in leaves if leaf.required and facts.get(leaf.path) in (None, "")]


def only_asked(leaves: Sequence[Asked], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without answers to what an earlier version of the rule asked."""
    return {leaf.path: facts[leaf.path] for leaf in leaves if leaf.path in facts}


def field_of(leaf: Asked) -> str:
    """The form's field: the same for the same question, whatever else a later version of the rule asks."""
    return f"fact_{sha256(leaf.path.encode()).hexdigest()[:12]}"


def written_fact(leaf: Asked, facts: Mapping[str, Any]) -> str:
    """An answer as it stands in the form."""
    answer = facts.get(leaf.path)
    return shown_answer(leaf, answer) if leaf.type == "boolean" else "" if answer is None else str(answer)


def shown_facts(leaves: Sequence[Asked], facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, answer in words) of what is asked now; what only an earlier version asked comes last."""
    lines = [(leaf.full_label, shown_answer(leaf, facts.get(leaf.path))) for leaf in leaves]
    return lines + [(_label_of(path), _shown(None, facts[path])) for path in _no_longer_asked(leaves, facts)]


def fact_differences(leaves: Sequence[Asked], before: Mapping, after: Mapping) -> list[tuple[str, str, str]]:
    """(label, before, after) of every answer that is another one."""
    labels = {leaf.path: leaf for leaf in leaves}
    paths = [*labels, *_no_longer_asked(leaves, {**before, **after})]
    return [
        (labels[path].full_label if path in labels else _label_of(path),
         _shown(labels.get(path), before.get(path)), _shown(labels.get(path), after.get(path)))
        for path in paths if before.get(path) != after.get(path)
    ]


def _no_longer_asked(leaves: Sequence[Asked], facts: Mapping[str, Any]) -> list[str]:
    """By path, because a database need not give the keys of stored JSON back in their order."""
    return sorted(facts.keys() - {leaf.path for leaf in leaves})


def _shown(leaf: Asked | None, answer: Any) -> str:
    return shown_answer(leaf or Asked("", "", "boolean" if isinstance(answer, bool) else "text"), answer)


def _label_of(path: str) -> str:
    return Asked(path, "").name

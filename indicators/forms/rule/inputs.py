"""Every input of a rule: where its value will come from, and a value to try."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.rule_sources import source_choices, source_of
from indicators.rules import Asked, Rule, asked, read_answer
from indicators.targets import Target


@dataclass
class Input:
    """One row of the form."""

    asked: Asked
    sources: list[tuple[str, str]]
    source: str
    answer: str = ""
    error: str = ""
    source_error: str = ""

    @property
    def control(self) -> str:
        return {"boolean": "boolean", "choice": "choice"}.get(self.asked.type, "text")

    @property
    def is_number(self) -> bool:
        return self.asked.type in ("decimal", "integer")


def inputs_of(rule: Rule, targets: Sequence[Target], bindings: dict, answers: dict) -> list[Input]:
    return [
        Input(leaf, _sources(leaf, targets, bindings.get(leaf.path, "")), bindings.get(leaf.path, ""),
              answers.get(leaf.path, ""))
        for leaf in asked(rule)
    ]


def read_answers(rule: Rule, answers: dict[str, str]) -> dict:
    """{path: answer} of those that are not blank. Raises RuleError at the first that cannot be read."""
    read = {leaf.path: read_answer(leaf, answers.get(leaf.path)) for leaf in asked(rule)}
    return {path: value for path, value in read.items() if value is not None}


def _sources(leaf: Asked, targets: Sequence[Target], current: str) -> list[tuple[str, str]]:
    """A source that names a target which is no longer there stays in sight until it is changed."""
    choices = source_choices(leaf, targets)
    lost = current and current not in dict(choices)
    return [*choices, (current, f"{source_of(current).label}（没有这个目标）")] if lost else choices

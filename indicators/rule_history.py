"""A rule and its versions as a page shows them."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from .models import Indicator, ScoringRule
from .rule_sources import bound
from .rule_versions import Difference, differences, misfit
from .rules import read_rule


@dataclass(frozen=True)
class Version:
    rule: ScoringRule
    differences: list[Difference]


def history_of(indicator: Indicator) -> list[Version]:
    rows = list(indicator.rules.select_related("created_by").order_by("-number"))
    return [
        Version(row, differences(before, row) if before else [])
        for row, before in zip_longest(rows, rows[1:])
    ]


@dataclass(frozen=True)
class Input:
    label: str
    source: str


@dataclass(frozen=True)
class CurrentRule:
    """The version in force: its kind in words, its sentence, where each input comes from, why it no longer fits."""

    number: int
    label: str
    sentence: str
    full_marks: Decimal
    inputs: list[Input]
    misfit: str


def current_rule(indicator: Indicator, history: list[Version]) -> CurrentRule | None:
    version = next((entry.rule for entry in history if entry.rule.is_current), None)
    if version is None:
        return None
    rule = read_rule(version.as_data)
    inputs = [Input(leaf.full_label, source.label) for leaf, source in bound(rule, version.bindings)]
    return CurrentRule(version.number, rule.kind.label, version.sentence, version.full_marks, inputs,
                       misfit(version, indicator.full_marks))

"""The versions of an indicator's rule, newest first, each with what it has otherwise than the one before."""

from dataclasses import dataclass

from .models import Indicator, ScoringRule
from .rule_versions import Difference, differences


@dataclass(frozen=True)
class Version:
    rule: ScoringRule
    differences: list[Difference]


def history_of(indicator: Indicator) -> list[Version]:
    rows = list(indicator.rules.select_related("created_by").order_by("-number"))
    return [
        Version(row, differences(before, row) if before else [])
        for row, before in zip(rows, [*rows[1:], None], strict=True)
    ]

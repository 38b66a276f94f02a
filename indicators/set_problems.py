"""Why a draft cannot be published yet, as sentences without a full stop."""

from collections.abc import Iterator
from decimal import Decimal

from eco_demo.lib.numbers import format_number

from .choices import NEEDS_TARGET
from .models import Indicator, IndicatorSet, ScoringRule
from .rule_versions import misfit


def problems(indicator_set: IndicatorSet) -> list[str]:
    rows = list(indicator_set.indicators.select_related("parent").order_by("position", "id"))
    tops = [row for row in rows if row.parent_id is None]
    if not tops:
        return ["还没有指标"]
    found = [f"第{row.number}项“{row.name}”没有填指标值" for row in _without_threshold(rows)]
    found += _uneven_parts(rows)
    found += _unfitting_rules(indicator_set)
    total = sum((row.full_marks for row in tops), Decimal(0))
    if total != indicator_set.total_marks:
        found.append(
            f"各项分值合计{format_number(total)}分，与总分{format_number(indicator_set.total_marks)}分不符"
        )
    return found


def _without_threshold(rows: list[Indicator]) -> list[Indicator]:
    """An indicator made of parts may leave its own threshold to them."""
    with_parts = {row.parent_id for row in rows if row.parent_id}
    return [
        row.parent or row for row in rows
        if row.comparator in NEEDS_TARGET and row.threshold is None and row.pk not in with_parts
    ]


def _uneven_parts(rows: list[Indicator]) -> Iterator[str]:
    """Parts need no marks of their own; those that have some share out their indicator's."""
    sums: dict[int, Decimal] = {}
    for part in (row for row in rows if row.parent_id):
        sums[part.parent_id] = sums.get(part.parent_id, Decimal(0)) + part.full_marks
    for row in rows:
        if sums.get(row.pk) and sums[row.pk] != row.full_marks:
            yield (f"第{row.number}项“{row.name}”各分项合计{format_number(sums[row.pk])}分，"
                   f"与本项{format_number(row.full_marks)}分不符")


def _unfitting_rules(indicator_set: IndicatorSet) -> Iterator[str]:
    rules = ScoringRule.objects.current().filter(indicator__indicator_set=indicator_set).select_related("indicator")
    for rule in rules.order_by("indicator__position", "indicator_id"):
        indicator = rule.indicator
        reason = misfit(rule, indicator.full_marks)
        if reason:
            yield (f"第{indicator.number}项“{indicator.name}”的评分规则按{format_number(rule.full_marks)}分写，"
                   f"分值已是{format_number(indicator.full_marks)}分（{reason}）")

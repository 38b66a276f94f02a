"""An indicator set as a tree for screens and tables: domains, groups, indicators, parts, with the sums of marks."""

from dataclasses import dataclass, field
from decimal import Decimal

from eco_demo.lib.numbers import format_number

from .choices import Comparator
from .models import Domain, Indicator, IndicatorSet

_SIGNS = {"=": "=", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}


@dataclass
class Group:
    domain: Domain
    indicators: list[Indicator] = field(default_factory=list)

    @property
    def marks(self) -> Decimal:
        return sum((row.full_marks for row in self.indicators), Decimal(0))


@dataclass
class TopDomain:
    domain: Domain
    groups: list[Group] = field(default_factory=list)

    @property
    def marks(self) -> Decimal:
        return sum((group.marks for group in self.groups), Decimal(0))


@dataclass
class Outline:
    indicator_set: IndicatorSet
    domains: list[TopDomain]

    @property
    def marks(self) -> Decimal:
        return sum((domain.marks for domain in self.domains), Decimal(0))

    @property
    def indicators(self) -> list[Indicator]:
        return [row for domain in self.domains for group in domain.groups for row in group.indicators]

    @property
    def missing_marks(self) -> Decimal:
        """Positive when marks are still to be given, negative when too many were."""
        return self.indicator_set.total_marks - self.marks

    @property
    def unconfirmed(self) -> int:
        return sum(bool(row.to_confirm) for row in self.indicators)


def outline_of(indicator_set: IndicatorSet) -> Outline:
    """Three queries, whatever the size. A domain that holds indicators itself gets a group of its own."""
    domains = list(indicator_set.domains.order_by("position", "id"))
    groups = {domain.pk: Group(domain) for domain in domains}
    for row in indicator_set.indicators.top_level().with_parts().order_by("position", "id"):
        groups[row.domain_id].indicators.append(row)
    tops = []
    for top in (domain for domain in domains if domain.parent_id is None):
        own = [groups[top.pk]] if groups[top.pk].indicators else []
        below = [groups[domain.pk] for domain in domains if domain.parent_id == top.pk]
        tops.append(TopDomain(top, own + below))
    return Outline(indicator_set, tops)


def threshold_text(indicator: Indicator) -> str:
    """The document's wording, else made from comparator and numbers."""
    if indicator.threshold_text or indicator.threshold is None:
        return indicator.threshold_text or indicator.get_comparator_display()
    if indicator.comparator == Comparator.BETWEEN and indicator.threshold_upper is not None:
        upper = format_number(indicator.threshold_upper, indicator.unit_of_measure)
        return f"{format_number(indicator.threshold)}—{upper}"
    return _SIGNS.get(indicator.comparator, "") + format_number(indicator.threshold, indicator.unit_of_measure)

"""An indicator set as a tree for screens and tables: domains, groups, indicators, parts, with the sums of marks."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from eco_demo.lib.numbers import format_number

from .choices import CHECKABLE, Comparator, EvidenceKind
from .models import Domain, Indicator, IndicatorSet, ScoringRule

_CHECKABLE = dict(CHECKABLE)
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
    def surplus_marks(self) -> Decimal:
        return -self.missing_marks

    @property
    def unconfirmed(self) -> int:
        return sum(bool(row.to_confirm) for row in self.indicators)


def outline_of(indicator_set: IndicatorSet) -> Outline:
    """Four queries, whatever the size. A domain that holds indicators itself gets a group of its own.

    Each indicator carries its `current_rule` (or None), and as words what is `to_check` and its `evidence`.
    """
    rules = {
        rule.indicator_id: rule
        for rule in ScoringRule.objects.current().filter(indicator__indicator_set=indicator_set)
    }
    domains = list(indicator_set.domains.order_by("position", "id"))
    groups = {domain.pk: Group(domain) for domain in domains}
    for row in indicator_set.indicators.top_level().with_parts().order_by("position", "id"):
        row.current_rule, row.to_check, row.evidence = rules.get(row.pk), _to_check(row), evidence_words(row)
        groups[row.domain_id].indicators.append(row)
    tops = []
    for top in (domain for domain in domains if domain.parent_id is None):
        own = [groups[top.pk]] if groups[top.pk].indicators else []
        below = [groups[domain.pk] for domain in domains if domain.parent_id == top.pk]
        tops.append(TopDomain(top, own + below))
    return Outline(indicator_set, tops)


@dataclass(frozen=True)
class Sums:
    """What stands beside one indicator's marks: the other indicators, its own parts, the other parts of its parent."""

    others: Decimal
    parts: Decimal
    siblings: Decimal


def sums_beside(indicator_set: IndicatorSet, indicator: Indicator | None, parent: Indicator | None) -> Sums:
    rows = indicator_set.indicators.exclude(pk=indicator.pk if indicator else None)
    below = {"parts": indicator, "siblings": parent}
    return Sums(_marks_of(rows.top_level()), **{
        name: _marks_of(rows.filter(parent=whole)) if whole else Decimal(0) for name, whole in below.items()
    })


def _marks_of(rows) -> Decimal:
    return rows.aggregate(total=Sum("full_marks"))["total"] or Decimal(0)


def evidence_words(indicator: Indicator) -> list[str]:
    """应交佐证, each as 类别：名称."""
    return [f"{EvidenceKind(row['kind']).label}：{row['name']}" for row in indicator.required_evidence]


def _to_check(indicator: Indicator) -> list[str]:
    return [_CHECKABLE.get(name, name) for name in indicator.to_confirm]


def threshold_text(indicator: Indicator) -> str:
    """The document's wording, else made from comparator and numbers."""
    if indicator.threshold_text or indicator.threshold is None:
        return indicator.threshold_text or indicator.get_comparator_display()
    if indicator.comparator == Comparator.BETWEEN and indicator.threshold_upper is not None:
        upper = format_number(indicator.threshold_upper, indicator.unit_of_measure)
        return f"{format_number(indicator.threshold)}—{upper}"
    return _SIGNS.get(indicator.comparator, "") + format_number(indicator.threshold, indicator.unit_of_measure)

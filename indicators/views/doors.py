"""The ways to a set and its parts: to read what is published, to edit one's own draft."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from .. import access
from ..models import Domain, Indicator, IndicatorSet


def visible_set(request, pk: int) -> IndicatorSet:
    return get_object_or_404(IndicatorSet.objects.visible_to(request.user).select_related("owner", "based_on"), pk=pk)


def own_set(request, pk: int) -> IndicatorSet:
    return _own(request, visible_set(request, pk))


def draft_set(request, pk: int) -> IndicatorSet:
    return _draft(request, visible_set(request, pk))


def draft_domain(request, pk: int) -> Domain:
    domains = Domain.objects.visible_to(request.user).select_related("indicator_set", "parent")
    domain = get_object_or_404(domains, pk=pk)
    _draft(request, domain.indicator_set)
    return domain


def visible_indicator(request, pk: int) -> Indicator:
    indicators = Indicator.objects.visible_to(request.user).with_parts().select_related("indicator_set", "parent")
    return get_object_or_404(indicators, pk=pk)


def own_indicator(request, pk: int) -> Indicator:
    """A whole indicator of a set of one's own office, published or not: its rule may be revised."""
    indicators = Indicator.objects.visible_to(request.user).top_level().with_parts().select_related("indicator_set")
    indicator = get_object_or_404(indicators, pk=pk)
    _own(request, indicator.indicator_set)
    return indicator


def draft_indicator(request, pk: int) -> Indicator:
    indicator = visible_indicator(request, pk)
    _draft(request, indicator.indicator_set)
    return indicator


def _own(request, indicator_set: IndicatorSet) -> IndicatorSet:
    if not access.may_own_set(request.user, indicator_set):
        raise PermissionDenied("指标体系由编制单位的环委办主任维护，您可以查看和导出。")
    return indicator_set


def _draft(request, indicator_set: IndicatorSet) -> IndicatorSet:
    if not access.can_edit_set(request.user, _own(request, indicator_set)):
        raise PermissionDenied(f"“{indicator_set}”已发布，不能再改动。需要调整时，请复制为新版本。")
    return indicator_set

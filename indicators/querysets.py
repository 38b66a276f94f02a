from django.apps import apps
from django.db.models import Prefetch, QuerySet

from . import access
from .choices import SetStatus


class IndicatorSetQuerySet(QuerySet):
    def visible_to(self, user) -> "IndicatorSetQuerySet":
        return self.filter(access.sets_visible(user))

    def published(self) -> "IndicatorSetQuerySet":
        return self.filter(status=SetStatus.PUBLISHED)


class DomainQuerySet(QuerySet):
    def visible_to(self, user) -> "DomainQuerySet":
        return self.filter(indicator_set__in=apps.get_model("indicators", "IndicatorSet").objects.visible_to(user))


class IndicatorQuerySet(QuerySet):
    def visible_to(self, user) -> "IndicatorQuerySet":
        return self.filter(indicator_set__in=apps.get_model("indicators", "IndicatorSet").objects.visible_to(user))

    def top_level(self) -> "IndicatorQuerySet":
        return self.filter(parent=None)

    def with_parts(self) -> "IndicatorQuerySet":
        """With sub-indicators, group and domain, in a fixed number of queries."""
        return self.select_related("domain__parent").prefetch_related(
            Prefetch("parts", queryset=self.model.objects.order_by("position", "id"))
        )


class ScoringRuleQuerySet(QuerySet):
    def visible_to(self, user) -> "ScoringRuleQuerySet":
        return self.filter(
            indicator__indicator_set__in=apps.get_model("indicators", "IndicatorSet").objects.visible_to(user)
        )

    def current(self) -> "ScoringRuleQuerySet":
        return self.filter(is_current=True)

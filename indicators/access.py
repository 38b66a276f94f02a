"""Indicator sets are read by everybody at work in the territory; the office that directs it edits its own drafts."""

from django.db.models import Q

from departments.access import NOTHING, scope_of
from departments.choices import Power

from .choices import SetStatus


def sets_visible(user) -> Q:
    """Published sets for all at work; drafts only for the office that owns them."""
    scope = scope_of(user)
    if not scope.has(*Power.values):
        return NOTHING
    rows = Q(status=SetStatus.PUBLISHED)
    return rows | Q(scope.where(Power.DIRECT, unit_field="owner")) if scope.has(Power.DIRECT) else rows


def can_create_set(user) -> bool:
    return scope_of(user).has(Power.DIRECT)


def can_edit_set(user, indicator_set) -> bool:
    """Only a draft, and only the office that owns it; a published edition is copied instead."""
    return indicator_set.status == SetStatus.DRAFT and scope_of(user).covers(
        indicator_set, Power.DIRECT, unit_field="owner"
    )

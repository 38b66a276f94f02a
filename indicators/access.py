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


def may_write_sets_of(user, office) -> bool:
    """Write in the name of `office`: whoever directs the territory it lies in."""
    return scope_of(user).covers_unit(office, Power.DIRECT)


def may_own_set(user, indicator_set) -> bool:
    """The office that wrote the set, whatever its status; a national set belongs to nobody."""
    return scope_of(user).covers(indicator_set, Power.DIRECT, unit_field="owner")


def can_edit_set(user, indicator_set) -> bool:
    """Only a draft, and only the office that owns it; a published edition is copied instead."""
    return indicator_set.status == SetStatus.DRAFT and may_own_set(user, indicator_set)

"""Who serves where in which role; opening and ending keeps the auth groups that guardian grants to in step."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from eco_demo.lib import clock

from .. import access
from ..choices import ROLE_POWERS, SEPARATED_ROLES, TERRITORIAL_ROLES, TERRITORIES, Role
from ..models import Membership, RoleGroup, Unit, UnitGroupGrant, User
from . import audit


@transaction.atomic
def open_membership(user: User, unit: Unit, role: str, *, by, valid_from: date | None = None,
                    valid_to: date | None = None, limited_to: Iterable[Unit] = ()) -> Membership:
    """Let `user` serve at `unit` in `role`. `by` is None only in set-up commands."""
    if by is not None:
        _check_may_open(by, user, unit, role)
    _check_separation(user, role)
    limits = list(limited_to)
    group = role_group(unit, role, by=by)
    membership = Membership(
        user=user, unit=unit, role=role, role_group=group, valid_from=valid_from, valid_to=valid_to,
        is_limited=bool(limits),
    )
    membership.full_clean()
    membership.save()
    membership.limited_to.set(limits)
    user.groups.add(group.group)
    access.forget_scope(user)
    audit.record("membership.open", membership, by=by, limited_to=[u.name for u in limits])
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by, on: date | None = None) -> Membership:
    """The last day is `on` (yesterday by default, so that the right ends at once)."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if by is not None and not _may_touch(by, membership.unit, membership.role):
        raise PermissionDenied("您不能结束这项任职。")
    last = on or clock.today() - timedelta(days=1)
    if membership.valid_from and membership.valid_from > last:
        membership.valid_from = last
    membership.valid_to = last
    membership.save(update_fields=["valid_from", "valid_to"])
    _leave_group(membership)
    audit.record("membership.end", membership, by=by, on=last)
    return membership


@transaction.atomic
def leave_expired_groups(on: date) -> int:
    """Take people out of auth groups whose membership has run out; the scope already ignores them."""
    expired = Membership.objects.filter(valid_to__lt=on, user__groups=F("role_group__group")).select_related(
        "role_group", "user"
    )
    return sum(_leave_group(membership) for membership in expired)


def role_group(unit: Unit, role: str, *, by) -> RoleGroup:
    """The unit×role group with its first grants; a territorial role is granted on its territory."""
    found = RoleGroup.objects.filter(unit=unit, role=role).select_related("group").first()
    if found:
        return found
    group = Group.objects.create(name=f"unit:{unit.pk}:{role}")
    created = RoleGroup.objects.create(unit=unit, role=role, group=group)
    target = _territory_of(unit) if role in TERRITORIAL_ROLES else unit
    for power in ROLE_POWERS.get(role, ()):
        _grant(group, power, target)
    if ROLE_POWERS.get(role):
        audit.record("grant.first", created, by=by, on=target.name, powers=list(ROLE_POWERS[role]))
    return created


@transaction.atomic
def set_grants(group: RoleGroup, unit: Unit, powers: Iterable[str], *, by) -> None:
    """The powers of a unit×role group on one unit, as the security administrator decides."""
    if not access.can_grant(by):
        raise PermissionDenied("只有安全管理员可以授权。")
    wanted = set(powers)
    held = UnitGroupGrant.objects.filter(group=group.group, content_object=unit).select_related("permission")
    before = {grant.permission.codename for grant in held}
    held.exclude(permission__codename__in=wanted).delete()
    for power in sorted(wanted - before):
        _grant(group.group, power, unit)
    audit.record("grant.set", group, by=by, on=unit.name, before=sorted(before), after=sorted(wanted))


def _grant(group: Group, power: str, unit: Unit) -> None:
    permission = Permission.objects.get(content_type__app_label="departments", codename=power)
    UnitGroupGrant.objects.get_or_create(group=group, permission=permission, content_object=unit)


def _territory_of(unit: Unit) -> Unit:
    """The office's territory: itself when it is one, else the nearest above."""
    if unit.level in TERRITORIES:
        return unit
    return unit.district or unit.city or unit.province or unit


def _check_may_open(by: User, user: User, unit: Unit, role: str) -> None:
    if by.pk == user.pk:
        raise PermissionDenied("不能给自己授予角色。")
    if not _may_touch(by, unit, role):
        raise PermissionDenied("您不能授予这个角色。")


def _may_touch(by: User, unit: Unit, role: str) -> bool:
    """The security administrator for any role; a unit's administrator for its own liaison accounts only."""
    if access.can_grant(by):
        return True
    own_staff = role in (Role.UNIT_STAFF, Role.UNIT_HEAD)
    return own_staff and access.scope_of(by).covers_unit(unit, access.Power.MANAGE)


def _check_separation(user: User, role: str) -> None:
    others = set(
        Membership.objects.in_force(clock.today()).filter(user=user).values_list("role", flat=True)
    ) - {role}
    if others and (role in SEPARATED_ROLES or others & set(SEPARATED_ROLES)):
        raise ValidationError("系统管理员、安全管理员、审计员三个角色互斥，且不能兼任业务角色。")


def _leave_group(membership: Membership) -> bool:
    """Out of the auth group, unless another membership in force keeps the person in it."""
    still = Membership.objects.in_force(clock.today()).filter(
        user=membership.user_id, role_group=membership.role_group_id
    ).exists()
    if not still:
        membership.user.groups.remove(membership.role_group.group_id)
    access.forget_scope(membership.user)
    return not still

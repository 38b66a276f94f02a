"""Who serves where in which role; opening and ending keeps the auth groups that guardian grants to in step."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from eco_demo.lib import clock

from .. import access
from ..choices import REACHES_ABOVE_DISTRICT, ROLE_POWERS, SEPARATED_ROLES, TERRITORIAL_ROLES, TERRITORIES, Level, Power
from ..models import Membership, RoleGroup, Unit, UnitGroupGrant, User
from . import audit


@transaction.atomic
def open_membership(user: User, unit: Unit, role: str, *, by, valid_from: date | None = None,
                    valid_to: date | None = None, limited_to: Iterable[Unit] = ()) -> Membership:
    """Let `user` serve at `unit` in `role`. `by` is None only in set-up commands."""
    limits = list(limited_to)
    membership = join(user, unit, role, by=by, valid_from=valid_from, valid_to=valid_to, limits=limits)
    audit.record("membership.open", membership, by=by, limited_to=[u.name for u in limits])
    return membership


def join(user: User, unit: Unit, role: str, *, by, valid_from: date | None = None, valid_to: date | None = None,
         limits: Collection[Unit] = ()) -> Membership:
    """A checked membership inside the caller's transaction, which also writes the trail entry."""
    if by is not None:
        _check_may_open(by, user, unit, role)
    _check_separation(user, role)
    _check_limits(unit, role, limits)
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
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by, on: date | None = None) -> Membership:
    """The last day is `on` (yesterday by default, so that the right ends at once)."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if by is not None and not _may_end(by, membership):
        raise PermissionDenied("您不能结束这项任职。")
    last = on or clock.today() - timedelta(days=1)
    if membership.valid_to and membership.valid_to <= last:
        return membership
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
    """The unit×role group with its first grants; a territorial role is granted on its territory.

    An office above the districts holds on itself what must not reach into them: it directs its own plans.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # the first two members come one after the other
    found = RoleGroup.objects.filter(unit=unit, role=role).select_related("group").first()
    if found:
        return found
    group = Group.objects.create(name=f"unit:{unit.pk}:{role}")
    created = RoleGroup.objects.create(unit=unit, role=role, group=group)
    target = _territory_of(unit) if role in TERRITORIAL_ROLES else unit
    powers = ROLE_POWERS.get(role, ())
    if target.level != Level.DISTRICT and not set(powers) <= set(REACHES_ABOVE_DISTRICT):
        target = unit
    for power in powers:
        _grant(group, power, target)
    if powers:
        audit.record("grant.first", created, by=by, on=target.name, powers=list(powers))
    return created


@transaction.atomic
def set_grants(group: RoleGroup, unit: Unit, powers: Iterable[str], *, by) -> None:
    """The powers of a unit×role group on one unit, as the security administrator decides."""
    if not access.can_grant(by):
        raise PermissionDenied("只有安全管理员可以授权。")
    if group.role in SEPARATED_ROLES:
        raise ValidationError("系统管理员、安全管理员、审计员不得持有业务权限。")
    wanted = set(powers)
    held = UnitGroupGrant.objects.filter(group=group.group, content_object=unit).select_related("permission")
    before = {grant.permission.codename for grant in held}
    held.exclude(permission__codename__in=wanted).delete()
    for power in sorted(wanted - before):
        _grant(group.group, power, unit)
    audit.record("grant.set", group, by=by, on=unit.name, before=sorted(before), after=sorted(wanted))


def _grant(group: Group, power: str, unit: Unit) -> None:
    _check_reach(power, unit)
    permission = Permission.objects.get(content_type__app_label="departments", codename=power)
    UnitGroupGrant.objects.get_or_create(group=group, permission=permission, content_object=unit)


def _check_reach(power: str, unit: Unit) -> None:
    """A grant on a city or province reaches every district below, whose live work is none of its business."""
    if unit.level in (Level.CITY, Level.PROVINCE) and power not in REACHES_ABOVE_DISTRICT:
        raise ValidationError(f"“{Power(power).label}”只能授在县（市、区）及以下，{unit}只能接收上报材料。")


def _territory_of(unit: Unit) -> Unit:
    """The office's territory: itself when it is one, else the nearest above."""
    if unit.level in TERRITORIES:
        return unit
    return unit.district or unit.city or unit.province or unit


def _check_may_open(by: User, user: User, unit: Unit, role: str) -> None:
    if by.pk == user.pk:
        raise PermissionDenied("不能给自己授予角色。")
    if not access.can_serve_in(by, unit, role):
        raise PermissionDenied("您不能授予这个角色。")


def _may_end(by: User, membership: Membership) -> bool:
    return by.pk != membership.user_id and access.can_serve_in(by, membership.unit, membership.role)


def _check_limits(unit: Unit, role: str, limits: Collection[Unit]) -> None:
    """A limit narrows what the role's group is granted; a unit outside of that would widen it."""
    if not limits:
        return
    if role not in TERRITORIAL_ROLES:
        raise ValidationError("只有审核员、环委办主任、党政领导、上级环委办可以限定所列单位。")
    territory = _territory_of(unit)
    column = f"{access.column_of(territory.level)}_id"
    strangers = [limit.name for limit in limits if getattr(limit, column, None) != territory.pk]
    if strangers:
        raise ValidationError(f"这些单位不在{territory}之内：{'、'.join(strangers)}。")


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

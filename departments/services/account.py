"""Accounts: opening with a random first password, resetting, disabling, changing one's own password."""

import secrets

from django.contrib.auth import password_validation
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from eco_demo.lib import clock

from .. import access
from ..models import Unit, User
from . import audit

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "23456789"


def first_password() -> str:
    """12 characters without look-alikes, of three classes."""
    pools = [_LETTERS] * 5 + [_CAPITALS] * 3 + [_DIGITS] * 4
    picked = [secrets.choice(pool) for pool in pools]
    secrets.SystemRandom().shuffle(picked)
    return "".join(picked)


@transaction.atomic
def open_account(*, by, username: str, display_name: str, unit: Unit, phone: str = "") -> tuple[User, str]:
    """A new account with no role yet, and its first password, which is shown once and must be changed."""
    if not access.can_manage_member(by, unit):
        raise PermissionDenied("您不能为这个单位开设账号。")
    user = User(username=User.normalize_username(username), display_name=display_name, phone=phone)
    password = first_password()
    user.set_password(password)
    user.full_clean()
    user.save()
    audit.record("account.open", user, by=by, unit=unit.name)
    return user, password


@transaction.atomic
def reset_password(user: User, *, by) -> str:
    """A new first password; every session of the account ends."""
    if user.pk == by.pk or not _may_manage(by, user):
        raise PermissionDenied("您不能重置这个账号的密码。")
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user)
    audit.record("account.reset_password", user, by=by)
    return password


@transaction.atomic
def set_active(user: User, active: bool, *, by) -> User:
    """Disable or enable an account; disabling ends its sessions at once."""
    if user.pk == by.pk or not _may_manage(by, user):
        raise PermissionDenied("您不能停用或启用这个账号。")
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        end_sessions(user)
    audit.record("account.enable" if active else "account.disable", user, by=by)
    return user


@transaction.atomic
def change_own_password(user: User, password: str) -> User:
    """The person's own new password, by the rules of the validators."""
    password_validation.validate_password(password, user)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    audit.record("account.change_password", user, by=user)
    return user


def end_sessions(user: User) -> int:
    """A changed password hash ends sessions by itself; this also removes their rows."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    return ended


def _may_manage(by: User, user: User) -> bool:
    """The account's whole standing must lie inside what `by` manages."""
    if access.can_create_accounts(by):
        return True
    units = [m.unit for m in user.memberships.in_force(clock.today()).select_related("unit")]
    return bool(units) and all(access.can_manage_member(by, unit) for unit in units)

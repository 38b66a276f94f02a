"""Accounts: opening with a random first password, resetting, disabling, changing one's own password."""

import secrets

from axes.models import AccessAttempt
from axes.utils import reset as axes_reset
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from .. import access
from ..choices import Role
from ..models import Unit, User
from . import audit, membership

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
def open_account(*, by, username: str, display_name: str, unit: Unit, role: str = "",
                 phone: str = "") -> tuple[User, str]:
    """A new account and its first password, which is shown once and must be changed.

    A unit's administrator gives the role along with it; the system administrator opens it without one, and the
    security administrator decides on roles afterwards.
    """
    if not access.can_manage_member(by, unit):
        raise PermissionDenied("您不能为这个单位开设账号。")
    user = User(username=User.normalize_username(username), display_name=display_name, phone=phone)
    password = first_password()
    user.set_password(password)
    user.full_clean()
    user.save()
    if role:
        membership.join(user, unit, role, by=by)
    audit.record("account.open", user, by=by, unit=unit.name, role=Role(role).label if role else "")
    return user, password


@transaction.atomic
def unlock(user: User, *, by) -> User:
    """Forget the wrong passwords that locked the account."""
    if not access.can_manage_account(by, user):
        raise PermissionDenied("您不能解除这个账号的登录锁定。")
    if axes_reset(username=user.username):
        audit.record("account.unlock", user, by=by)
    return user


@transaction.atomic
def reset_password(user: User, *, by) -> str:
    """A new first password; every session of the account ends."""
    if not access.can_manage_account(by, user):
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
    if not access.can_manage_account(by, user):
        raise PermissionDenied("您不能停用或启用这个账号。")
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active == active:
        return user
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


def is_locked(user: User) -> bool:
    """Whether wrong passwords keep the account out at the moment."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    wrong = AccessAttempt.objects.filter(username=user.username, attempt_time__gte=since)
    return (wrong.aggregate(n=Sum("failures_since_start"))["n"] or 0) >= settings.AXES_FAILURE_LIMIT


def end_sessions(user: User) -> int:
    """A changed password hash ends sessions by itself; this also removes their rows."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    return ended

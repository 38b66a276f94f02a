"""Logins in the activity trail: receivers for signals of django.contrib.auth, and what axes locks by."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from .choices import Result


def connect() -> None:
    # Axes first: its receiver decides whether this failure locks the account, ours writes that down.
    import axes.signals  # noqa: F401

    user_logged_in.connect(record_login, dispatch_uid="trail_login")
    user_logged_out.connect(record_logout, dispatch_uid="trail_logout")
    user_login_failed.connect(record_failure, dispatch_uid="trail_login_failure")


def locked_by(request_or_attempt, credentials=None) -> list[str]:
    """The account alone: a whole street office may sit behind one address."""
    return ["username"]


def record_login(sender, request, user, **kwargs) -> None:
    from .services import audit

    now = int(timezone.now().timestamp())
    request.session.update({"began_at": now, "seen_at": now})
    audit.record("login.succeed", user, by=user)


def record_logout(sender, request, user, **kwargs) -> None:
    from .services import audit

    if user is not None:
        audit.record("login.end", user, by=user)


def record_failure(sender, credentials, request=None, **kwargs) -> None:
    from .models import User
    from .services import audit

    username = credentials.get("username") or ""
    account = User.objects.filter(username=username).first()
    locked = getattr(request, "axes_locked_out", False)
    audit.record(
        "login.lock" if locked else "login.fail", account, result=Result.REFUSED if locked else Result.FAILED,
        # Under a name that does not exist people type their password now and then.
        username=account.username if account else f"{username[:2]}…",
    )

"""The one clock of the business: now and today in the office's time zone, movable for demonstrations and drills."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """The moment, aware."""
    return _moved.get() or timezone.now()


def today() -> date:
    """The day in the office's time zone, never UTC's: at 00:30 on 1 January UTC still says last year."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the business run as if it were `moment` (aware); the activity trail keeps real time."""
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)

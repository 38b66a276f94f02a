"""Until when a ledger is open, and which light shows: computed from dates, never stored. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from .choices import LedgerStatus, Light, PlanStatus

_HANDED_IN = (LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED)


def end_of(day: date) -> datetime:
    """The last second of a day in the office's time zone: 截止12月31日 means 23:59:59."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


@dataclass(frozen=True)
class Openness:
    """Whether the unit may write now and hand in now; if not, why, in words for the unit."""

    may_fill: bool
    may_submit: bool
    reason: str = ""
    until: datetime | None = None


def openness(plan, due: date, reopened_until: Iterable[datetime], now: datetime) -> Openness:
    """The ledger of one participation under a plan: open from publication until the due date, or as re-opened."""
    if plan.status == PlanStatus.CLOSED:
        return Openness(False, False, f"{plan.year}年度已归档，材料只能查看。")
    if plan.status == PlanStatus.DRAFT:
        return Openness(False, False, "年度计划尚未发布。")
    window = max((until for until in reopened_until if until >= now), default=None)
    if window:
        return Openness(True, True, until=window)
    if now > end_of(due):
        return Openness(False, False, f"自查填报已于{due:%Y-%m-%d}截止。确需补报，请联系环委办重新开放。", end_of(due))
    opens = plan.self_check_from
    if timezone.localdate(now) < opens:
        return Openness(True, False, f"现在可以填写和上传，{opens:%Y-%m-%d}起可以提交。", end_of(due))
    return Openness(True, True, until=end_of(due))


def light(status: str, due: date, on: date, near_days: int) -> Light:
    if status in _HANDED_IN:
        return Light.DONE
    if on > due:
        return Light.OVERDUE
    return Light.NEAR if (due - on).days <= near_days else Light.NORMAL

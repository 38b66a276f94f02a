"""Telling the units their line scores before they are public, and from when to when they may object."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.choices import PlanStatus
from tasks.errors import Refused
from tasks.models import Plan

from .. import access, phases
from ..reading.feedback import Coverage, coverage_of

# A first day further off than this is a slip of the pen.
LATEST_START = timedelta(days=30)


class FeedbackRefused(Refused):
    """Scores cannot be fed back now, or not in this way."""


class LinesWithoutScore(FeedbackRefused):
    """Lines without a score yet; feeding back needs an explicit confirmation with a reason."""

    def __init__(self, coverage: Coverage):
        super().__init__(
            f"还有{coverage.open}项没有审核通过，现在反馈，这些项目的得分要等审核通过后单位才看得到，申诉期不另外计算。"
            "确需现在反馈，请勾选确认并写明理由。"
        )


@transaction.atomic
def give_feedback(plan: Plan, by: User, *, appeals_from: date | None = None, allow_open: bool = False,
                  reason: str = "") -> Plan:
    """From now on units read the scores of their own lines, and object from `appeals_from` on. Repeating is once."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not access.can_direct(by, plan):
        raise PermissionDenied("只有环委办主任可以反馈得分，已归档的年度不能再反馈。")
    if plan.feedback_at:
        return plan
    first = appeals_from or clock.today()
    coverage = coverage_of(plan)
    _check(plan, coverage, first)
    if coverage.open and not (allow_open and reason.strip()):
        raise LinesWithoutScore(coverage)
    plan.feedback_at = clock.now()
    open_window(plan, first)
    plan.save(update_fields=["feedback_at", "appeals_from", "appeals_to"])
    audit.record(
        "score.feedback", plan, by=by, units=coverage.units, lines=coverage.scored, open_lines=coverage.open,
        appeals_from=plan.appeals_from, appeals_to=plan.appeals_to, reason=reason.strip() if coverage.open else "",
    )
    return plan


def may_start(first: date, today: date) -> bool:
    return today <= first <= today + LATEST_START


def open_window(plan: Plan, first: date) -> None:
    """Set the days of the appeal window on a plan that the caller saves."""
    plan.appeals_from, plan.appeals_to = phases.window_from(plan, first)


def _check(plan: Plan, coverage: Coverage, first: date) -> None:
    today = clock.today()
    if plan.status == PlanStatus.DRAFT:
        raise FeedbackRefused("年度计划尚未发布，没有得分可以反馈。")
    if plan.scores_published_at:
        raise FeedbackRefused("得分已经公布，各单位都看得到，不需要再反馈。")
    if not coverage.scored:
        raise FeedbackRefused("还没有一项审核通过，没有得分可以反馈。")
    if not may_start(first, today):
        raise FeedbackRefused(f"申诉开始日期应在今天至{today + LATEST_START:%Y-%m-%d}之间，请核对。")

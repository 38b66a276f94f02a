"""Freezing a year and making its scores public. A snapshot is written once; only its publication date is set later."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.choices import LedgerStatus, PlanStatus
from tasks.models import Plan

from .. import access
from ..choices import PackageStatus
from ..models import Appeal, Snapshot
from ..reports.snapshot_collect import collect
from ..reports.snapshot_data import YearData, to_json
from .feedback import open_window

_ATTEMPTS = 5
_APPROVED = (PackageStatus.APPROVED, PackageStatus.HANDED_IN, PackageStatus.ACCEPTED)


class LinesStillOpen(Exception):
    """Lines without a decision; freezing needs an explicit confirmation with a reason."""

    def __init__(self, year: YearData):
        self.year = year
        states = "、".join(f"{LedgerStatus(state).label}{count}项" for state, count in open_states(year).items())
        super().__init__(f"还有{year.open_lines}项没有审核通过（{states}），这些项按未得分计。确需现在冻结，请勾选确认并写明理由。")


class WindowStillOpen(Exception):
    """Units may still object to their scores; freezing before that needs an explicit confirmation with a reason."""

    def __init__(self, plan: Plan):
        super().__init__(f"申诉期到{plan.appeals_to:%Y-%m-%d}截止，各单位还可以提出申诉。确需现在冻结，请勾选确认并写明理由。")


class CannotFreeze(Exception):
    """The year cannot be frozen now; the message says why."""


class AppealsOpen(CannotFreeze):
    """Appeals wait for an answer: what is frozen would be out of date with the next one."""

    def __init__(self, count: int):
        self.count = count
        super().__init__(f"还有{count}条申诉没有办结，请先办结申诉再冻结。")


class CannotPublish(Exception):
    """Scores are published only after the district has approved them."""


def open_states(year: YearData) -> dict[str, int]:
    return {state: count for state, count in year.counts.states.items() if state != LedgerStatus.ACCEPTED}


@transaction.atomic
def freeze(plan: Plan, by: User, *, allow_open: bool = False, reason: str = "") -> Snapshot:
    """The year as it stands, as a numbered snapshot; the last one when nothing has changed since.

    Raises LinesStillOpen or WindowStillOpen unless what is still open is allowed with a reason.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not access.can_direct(by, plan):
        raise PermissionDenied("只有环委办主任可以冻结本年度数据，已归档的年度不能再冻结。")
    if plan.status == PlanStatus.DRAFT:
        raise CannotFreeze("年度计划尚未发布，没有可以冻结的数据。")
    waiting = Appeal.objects.of_plan(plan).open().count()
    if waiting:
        raise AppealsOpen(waiting)
    year, reason = _steady(plan, reason.strip()), reason.strip()
    if not year.counts.lines:
        raise CannotFreeze("本年度还没有任务分解到单位，没有可以冻结的数据。")
    doubt = _doubt(plan, year)
    if doubt and not (allow_open and reason):
        raise doubt
    return _keep(plan, year, by, reason if doubt else "")


@transaction.atomic
def publish(snapshot: Snapshot, by: User) -> Snapshot:
    """Let the units see their scores and reports (公布得分); repeating it changes nothing.

    Where the scores were not fed back before, the time to object begins now.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=snapshot.plan_id)
    snapshot = Snapshot.objects.defer("data").get(pk=snapshot.pk)
    if not access.can_direct(by, plan):
        raise PermissionDenied("只有环委办主任可以公布得分，已归档的年度不能再公布。")
    if snapshot.published_at:
        return snapshot
    if not snapshot.packages.filter(status__in=_APPROVED).exists():
        raise CannotPublish("这份数据还没有经区政府审定，审定通过后才能向各单位公布得分。")
    snapshot.published_at = plan.scores_published_at = clock.now()
    snapshot.save(update_fields=["published_at"])
    if plan.appeals_from is None:
        open_window(plan, clock.today())
    plan.save(update_fields=["scores_published_at", "appeals_from", "appeals_to"])
    audit.record("snapshot.publish", snapshot, by=by, sha256=snapshot.sha256)
    return snapshot


def _doubt(plan: Plan, year: YearData) -> LinesStillOpen | WindowStillOpen | None:
    """What speaks against freezing now, and may be overruled with a reason."""
    if year.open_lines:
        return LinesStillOpen(year)
    may_still_object = plan.appeals_to is not None and clock.today() <= plan.appeals_to
    return WindowStillOpen(plan) if may_still_object else None


def _steady(plan: Plan, reason: str) -> YearData:
    """The year read twice alike: somebody handing in between two of the queries would show as a difference."""
    year = collect(plan, reason)
    for _ in range(_ATTEMPTS):
        again = collect(plan, reason)
        if again == year:
            return year
        year = again
    raise CannotFreeze("有单位正在提交或审核员正在评分，数据一直在变动，请稍后再冻结。")


def _keep(plan: Plan, year: YearData, by: User, reason: str) -> Snapshot:
    text = to_json(year)
    digest = hashlib.sha256(text.encode()).hexdigest()
    last = plan.snapshots.defer("data").order_by("-number").first()
    if last and last.sha256 == digest:
        return last
    snapshot = Snapshot.objects.create(
        plan=plan, number=last.number + 1 if last else 1, taken_at=clock.now(), taken_by=by, data=text, sha256=digest,
    )
    audit.record("snapshot.freeze", snapshot, by=by, sha256=digest, open_lines=year.open_lines, reason=reason)
    return snapshot

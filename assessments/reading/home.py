"""What each role's home page shows, collected in a fixed number of queries. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone

from assessments.access import can_see_totals
from assessments.choices import AbsenceStatus, AppealStatus, Met, PackageStatus
from assessments.models import LineReview, Package
from assessments.totals import Total, rounded
from departments.access import scope_of
from departments.models import Unit, User
from eco_demo.lib.workdays import workdays_between
from indicators.choices import Attribute
from tasks.access import OWN_WORK
from tasks.choices import LedgerStatus, Receipt, TaskRole
from tasks.lamps import Lamp, lamp_of, step_of
from tasks.models import AnnualTask, Evidence, Plan, ReturnReason, Submission, TaskUnit
from tasks.reports.certification import waiting_values
from tasks.reports.timetable import DayLine, next_day

from .absence import asked_count
from .appeal import waiting_count
from .heat import HeatMap, heat_map
from .outcomes import scores_of

ROWS = 12
WAITING_ROWS = 10


# --- a unit ----------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class ToDo:
    """One row of 需要您处理."""

    part: TaskUnit
    lamp: Lamp
    step: str
    targets: Sequence[str]
    files: int
    reasons: Sequence[str] = ()


@dataclass(frozen=True)
class UnitHome:
    plan: Plan | None
    counts: dict
    rows: Sequence[ToDo]
    hints: Sequence[dict] = ()
    workdays_left: int | None = None
    scored_units: Sequence[Unit] = ()
    to_certify: int = 0
    next_report: DayLine | None = None

    @property
    def reminders(self) -> list[dict]:
        if not self.to_certify:
            return []
        text = f"有 {self.to_certify} 个数据等待本单位认定"
        return [{"text": text, "url": reverse("certification_list"), "label": "去认定"}]

    @property
    def is_over(self) -> bool:
        return self.plan is not None and self.workdays_left is None

    @property
    def left(self) -> int:
        return self.counts["open"] - len(self.rows)


def collect_unit_home(user: User, year: int, on: date, *, may_submit: bool) -> UnitHome:
    """Counts of the unit's tasks, and what waits for it, the returned first, then by date."""
    parts = TaskUnit.objects.own_of(user).for_year(year).applying()
    accepted, handed_in = Q(ledger__status=LedgerStatus.ACCEPTED), Q(ledger__status=LedgerStatus.SUBMITTED)
    returned = Q(ledger__status=LedgerStatus.RETURNED)
    waits = ~(accepted | handed_in) & ~Q(receipt=Receipt.RETURNED)
    counts = parts.aggregate(
        all=Count("id"), lead=Count("id", filter=Q(role=TaskRole.LEAD)), accepted=Count("id", filter=accepted),
        handed_in=Count("id", filter=handed_in), returned=Count("id", filter=returned),
        unsigned=Count("id", filter=Q(receipt=Receipt.WAITING)), open=Count("id", filter=waits),
        overdue=Count("id", filter=waits & Q(due__lt=on)),
        self_score=Sum("ledger__self_score"), full_marks=Sum("task__full_marks"),
    )
    rows = list(
        parts.filter(waits).select_related("task__plan", "unit", "ledger")
        .prefetch_related("task__targets").annotate(files=Count("ledger__evidence_uses"), is_returned=returned)
        .order_by("-is_returned", "due", "task__position", "id")[:ROWS]
    )
    reasons = _reasons_of(user, [part.ledger.pk for part in rows if part.is_returned])
    plan = Plan.objects.visible_to(user).filter(year=year).first()
    return UnitHome(
        plan=plan,
        workdays_left=workdays_between(on, plan.self_check_to) if plan and on <= plan.self_check_to else None,
        counts=counts | {"support": counts["all"] - counts["lead"]},
        rows=[
            ToDo(
                part=part, lamp=lamp_of(part, on), step=step_of(part, may_submit=may_submit), files=part.files,
                targets=[target.text for target in part.task.targets.all()], reasons=reasons.get(part.ledger.pk, ()),
            )
            for part in rows
        ],
        hints=_evidence_hints(user, year),
        scored_units=Unit.objects.filter(pk__in=parts.values("unit")) if _shows_scores(plan) else (),
        to_certify=waiting_values(user, year).count(),
        next_report=next_day(plan, on) if plan else None,
    )


def _shows_scores(plan: Plan | None) -> bool:
    return plan is not None and (plan.feedback_at or plan.scores_published_at) is not None


def _reasons_of(user: User, ledger_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = ReturnReason.objects.visible_to(user).filter(
        submission__is_current=True, submission__ledger__in=ledger_ids
    )
    for reason in rows.select_related("submission"):
        found.setdefault(reason.submission.ledger_id, []).append(reason.text)
    return found


def _evidence_hints(user: User, year: int) -> list[dict]:
    """Files nobody refers to yet, and files formed before the year they should prove."""
    mine = Evidence.objects.filter(scope_of(user).where(*OWN_WORK)).for_year(year).in_use()
    unused = mine.filter(uses=None, was_submitted=False).order_by("-id")[:3]
    early = mine.filter(formed_on__year__lt=year).order_by("-id")[:3]
    return [
        *({"evidence": row, "text": "已上传，还没有任务引用"} for row in unused),
        *({"evidence": row, "text": f"形成日期 {row.formed_on:%Y-%m-%d}，不在本考核年度"} for row in early),
    ]


# --- the office ------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class OfficeHome:
    plan: Plan | None
    counts: dict
    waiting: Sequence[dict]
    behind: Sequence[dict]
    handed_back: Sequence[TaskUnit]
    absences: int = 0
    appeals: int = 0

    @property
    def reminders(self) -> list[dict]:
        found = []
        if self.appeals:
            url = f"{reverse('appeal_list')}?status={AppealStatus.FILED}"
            found.append({"text": f"有 {self.appeals} 条申诉等待您复核", "url": url, "label": "去复核"})
        if self.absences:
            url = f"{reverse('absence_list')}?status={AbsenceStatus.ASKED}"
            found.append({"text": f"有 {self.absences} 项不适用申请等待批准", "url": url, "label": "去办理"})
        return found


def collect_office_home(user: User, year: int, on: date) -> OfficeHome:
    """What waits for review, which units are behind, which tasks came back unsigned."""
    parts = TaskUnit.objects.visible_to(user).for_year(year).applying()
    accepted, handed_in = Q(ledger__status=LedgerStatus.ACCEPTED), Q(ledger__status=LedgerStatus.SUBMITTED)
    done = accepted | handed_in
    counts = parts.aggregate(
        all=Count("id"), accepted=Count("id", filter=accepted), handed_in=Count("id", filter=handed_in),
        returned=Count("id", filter=Q(ledger__status=LedgerStatus.RETURNED)),
        unsigned=Count("id", filter=Q(receipt=Receipt.WAITING)),
        overdue=Count("id", filter=~done & Q(due__lt=on)), units=Count("unit", distinct=True),
    )
    waiting = Submission.objects.visible_to(user).for_year(year).awaiting_review().select_related(
        "ledger__task_unit__task", "ledger__task_unit__unit"
    ).annotate(files=Count("evidence")).order_by("submitted_at", "id")[:WAITING_ROWS]
    behind = (
        parts.filter(receipt=Receipt.SIGNED).values("unit_id", "unit__name", "unit__position")
        .annotate(all=Count("id"), done=Count("id", filter=done), accepted=Count("id", filter=accepted),
                  due=Min("due", filter=~done), last=Max("ledger__updated_at"))
        .filter(done__lt=Count("id")).order_by("done", "-all", "unit__position")[:WAITING_ROWS]
    )
    return OfficeHome(
        plan=Plan.objects.visible_to(user).filter(year=year).first(),
        counts=counts,
        waiting=[
            {"submission": row, "part": row.ledger.task_unit,
             "days": (on - timezone.localdate(row.submitted_at)).days}
            for row in waiting
        ],
        behind=list(behind),
        handed_back=list(
            parts.handed_back().select_related("task", "unit").order_by("receipt_at", "id")[:WAITING_ROWS]
        ),
        absences=asked_count(user, year), appeals=waiting_count(user, year),
    )


# --- leaders and the city --------------------------------------------------------------------------------------

@dataclass(frozen=True)
class LeaderHome:
    """How far are we, who is behind, where did points go."""

    plan: Plan | None
    counts: dict
    met: dict
    of: dict
    packages: Sequence[Package]
    total: Total | None = None
    heat: HeatMap | None = None
    lost: Sequence = ()
    behind: Sequence[dict] = ()

    @property
    def reported_share(self) -> Decimal:
        return rounded(Decimal(100) * self.counts["handed_in"] / (self.counts["all"] or 1))

    @property
    def to_approve(self) -> Sequence[Package]:
        return [package for package in self.packages if package.status == PackageStatus.SENT]


def collect_leader_home(user: User, year: int) -> LeaderHome:
    """The year at a glance, for a whole district or for the units a leader is limited to."""
    plan = Plan.objects.visible_to(user).filter(year=year).first()
    packages = list(Package.objects.visible_to(user).filter(plan__year=year).select_related("plan", "snapshot"))
    if plan is None:
        return LeaderHome(None, {"all": 0, "handed_in": 0, "accepted": 0}, {}, {}, packages)
    parts = TaskUnit.objects.visible_to(user).filter(task__plan=plan).applying()
    done = Q(ledger__status__in=[LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED])
    counts = parts.aggregate(
        all=Count("id"), handed_in=Count("id", filter=done),
        accepted=Count("id", filter=Q(ledger__status=LedgerStatus.ACCEPTED)),
    )
    met, of = _met_by_attribute(plan, parts)
    sees_all, scores = can_see_totals(user, plan), scores_of(plan)
    return LeaderHome(
        plan=plan, counts=counts, met=met, of=of, packages=packages,
        total=scores.district if sees_all else None,
        heat=heat_map(plan, scores.rows_for(user)),
        lost=scores.most_lost() if sees_all else (),
        behind=list(
            parts.values("unit_id", "unit__name", "unit__position")
            .annotate(all=Count("id"), done=Count("id", filter=done))
            .filter(done__lt=Count("id")).order_by("done", "-all", "unit__position")[:5]
        ),
    )


def _met_by_attribute(plan: Plan, parts) -> tuple[dict, dict]:
    """Indicators met, and all of them, by attribute; an indicator with two leads is met when both are."""
    leads = LineReview.objects.accepted().filter(
        submission__is_current=True, submission__ledger__task_unit__in=parts.filter(role=TaskRole.LEAD)
    ).values_list("submission__ledger__task_unit__task_id", "met")
    by_task: dict[int, bool] = {}
    for task, met in leads:
        by_task[task] = by_task.get(task, True) and met == Met.MET
    met = dict.fromkeys(Attribute.values, 0)
    of = dict.fromkeys(Attribute.values, 0)
    tasks = AnnualTask.objects.filter(plan=plan, participations__in=parts.filter(role=TaskRole.LEAD)).distinct()
    for task, attribute in tasks.filter(indicator__isnull=False).values_list("id", "indicator__attribute"):
        of[attribute] += 1
        met[attribute] += by_task.get(task, False)
    return met, of


@dataclass(frozen=True)
class CityHome:
    packages: Sequence[Package]

    @property
    def waiting(self) -> Sequence[Package]:
        return [package for package in self.packages if package.status == PackageStatus.HANDED_IN]


def collect_city_home(user: User) -> CityHome:
    """Packages that districts have handed in, the newest first."""
    rows = Package.objects.visible_to(user).select_related("plan", "district", "snapshot").order_by("-id")[:50]
    return CityHome(list(rows))

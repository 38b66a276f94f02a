"""Appeals as pages show them: the list, one with its line, and what a unit may object to. Fixed numbers of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.timezone import localdate, localtime

from assessments import access
from assessments.appeal_rules import Outcome, line_refusal, outcome_of, window_refusal
from assessments.choices import AppealStatus, Decision
from assessments.models import Appeal, AppealEvidence, Deduction, LineReview
from eco_demo.lib.keyset import keyset_page
from eco_demo.lib.workdays import workdays_between
from tasks.choices import PlanStatus
from tasks.models import Evidence, Plan, TaskUnit

LINE = "review__submission__ledger__task_unit"
LAMPS = {
    AppealStatus.FILED: "info", AppealStatus.UPHELD: "ok", AppealStatus.PARTLY: "warn", AppealStatus.REJECTED: "idle",
    AppealStatus.WITHDRAWN: "idle",
}
_DEDUCTIONS = Deduction.objects.select_related("evidence__version", "by", "lifted_by")
_FILES = AppealEvidence.objects.select_related("version__file", "version__evidence")


@dataclass(frozen=True)
class AppealRow:
    appeal: Appeal
    workdays: int

    @property
    def part(self) -> TaskUnit:
        return self.appeal.review.submission.ledger.task_unit

    @property
    def lamp(self) -> str:
        return LAMPS[self.appeal.status]

    @property
    def pace(self) -> str:
        """How long it waits, or how long the answer took."""
        if self.appeal.status == AppealStatus.WITHDRAWN:
            return f"{localtime(self.appeal.decided_at):%m-%d} 撤回"
        if self.appeal.decided_at:
            return f"{self.workdays} 个工作日办结" if self.workdays else "当天办结"
        return f"已等 {self.workdays} 个工作日" if self.workdays else "等待复核"


@dataclass(frozen=True)
class AppealPage:
    """One appeal with its line: what was taken off, what was lifted, and who may do what now."""

    appeal: Appeal
    deductions: list[Deduction]
    files: list[AppealEvidence]
    may_withdraw: bool
    may_decide: bool
    is_own_score: bool

    @property
    def review(self) -> LineReview:
        return self.appeal.review

    @property
    def part(self) -> TaskUnit:
        return self.review.submission.ledger.task_unit

    @property
    def lamp(self) -> str:
        return LAMPS[self.appeal.status]

    @property
    def in_force(self) -> list[Deduction]:
        return [row for row in self.deductions if row.lifted_by_id is None]

    @property
    def is_settled(self) -> bool:
        """Whether the line has a score now; one that is taken up again is the office's draft."""
        return self.review.decision == Decision.ACCEPTED

    def outcome(self, kept: dict) -> Outcome:
        return outcome_of(self.review, self.in_force, kept)


def appeals_of_year(user, year: int, filters: dict) -> QuerySet[Appeal]:
    """What this person sees of a year, narrowed by status, unit and q."""
    rows = Appeal.objects.visible_to(user).filter(**{f"{LINE}__year": year})
    if filters.get("status"):
        rows = rows.filter(status=filters["status"])
    if filters.get("unit"):
        rows = rows.filter(**{f"{LINE}__unit": filters["unit"]})
    if filters.get("q"):
        words = filters["q"]
        rows = rows.filter(
            Q(**{f"{LINE}__task__title__icontains": words}) | Q(**{f"{LINE}__task__number": words})
            | Q(**{f"{LINE}__unit_name__icontains": words})
        )
    return rows


def appeal_page(rows: QuerySet[Appeal], today: date, *, after: str | None, before: str | None):
    """(rows, keyset page), the newest first. One query."""
    page = keyset_page(rows.select_related(f"{LINE}__task", f"{LINE}__unit", "decided_by"), order=("-id",), after=after,
                       before=before)
    return [AppealRow(appeal, _workdays(appeal, today)) for appeal in page.rows], page


def counts_by_status(user, year: int) -> dict[str, int]:
    rows = appeals_of_year(user, year, {}).order_by().values_list("status").annotate(Count("pk"))
    return dict.fromkeys(AppealStatus.values, 0) | dict(rows)


def waiting_count(user, year: int) -> int:
    """Appeals that this person may answer: of the units one reviews, not against one's own score."""
    rows = Appeal.objects.open().filter(access.appeals_to_recheck(user), **{f"{LINE}__year": year})
    return rows.count()


def one_appeal(pk: int, user) -> AppealPage:
    """Raises `Appeal.DoesNotExist` for one that is not this person's to see. Four queries."""
    appeal = (
        Appeal.objects.visible_to(user)
        .select_related(f"{LINE}__task__plan", f"{LINE}__task__indicator", f"{LINE}__unit", f"{LINE}__ledger",
                        "review__rule", "review__reviewer", "filed_by", "decided_by")
        .prefetch_related(
            Prefetch("review__deductions", _DEDUCTIONS), "review__marks", Prefetch("evidence", _FILES)
        ).get(pk=pk)
    )
    part = appeal.review.submission.ledger.task_unit
    is_open = appeal.status == AppealStatus.FILED and part.task.plan.status != PlanStatus.CLOSED
    return AppealPage(
        appeal=appeal, deductions=list(appeal.review.deductions.all()), files=list(appeal.evidence.all()),
        may_withdraw=is_open and access.can_appeal(user, part), may_decide=is_open and access.can_recheck(user, appeal),
        is_own_score=is_open and access.can_review(user, part) and access.gave_score(user, appeal.review),
    )


def line_to_appeal(pk: int, user) -> LineReview:
    """A line with what an appeal against it must show; `LineReview.DoesNotExist` for one not to be seen."""
    prefix = "submission__ledger__task_unit"
    return (
        LineReview.objects.visible_to(user)
        .select_related(f"{prefix}__task__plan", f"{prefix}__task__indicator", f"{prefix}__unit")
        .prefetch_related(Prefetch("deductions", _DEDUCTIONS), "appeals").get(pk=pk)
    )


def refusal_for(review: LineReview, today: date) -> str:
    """Why this line cannot be appealed against today, in words; empty when it can."""
    part = review.submission.ledger.task_unit
    return window_refusal(part.task.plan, today) or line_refusal(review, part, review.appeals.all())


def files_to_pick(part: TaskUnit) -> QuerySet[Evidence]:
    """The unit's own catalogue of the year."""
    rows = Evidence.objects.filter(unit=part.unit_id, year=part.year).in_use().exclude(current=None)
    return rows.select_related("current").order_by("-id")


@dataclass(frozen=True)
class Standing:
    """A unit's appeals under one plan, line by line, for the table of its scores."""

    latest: dict[int, Appeal]
    may_file: bool

    def of(self, part: TaskUnit, review: LineReview | None) -> dict:
        """`appeal`: the last one on this line; `may_file`: whether the button is shown."""
        appeal = self.latest.get(review.pk) if review else None
        may_file = self.may_file and not line_refusal(review, part, [appeal] if appeal else [])
        return {"appeal": appeal, "lamp": LAMPS[appeal.status] if appeal else "", "may_file": may_file}


def standing_of(plan: Plan, part: TaskUnit, user, today: date) -> Standing:
    """`part`: any line of the unit. One query."""
    rows = Appeal.objects.visible_to(user).of_plan(plan).filter(**{f"{LINE}__unit": part.unit_id}).order_by("id")
    may_file = access.can_appeal(user, part) and not window_refusal(plan, today)
    return Standing({appeal.review_id: appeal for appeal in rows}, may_file)


def _workdays(appeal: Appeal, today: date) -> int:
    """Since it was filed, until it was answered or until now."""
    end = localdate(appeal.decided_at) if appeal.decided_at else today
    return workdays_between(localdate(appeal.filed_at), end)

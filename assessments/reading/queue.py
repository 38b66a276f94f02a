"""The queue of handed-in lines: filters, what is doubtful about each, the load, and the way from line to line."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments import access
from assessments.choices import Decision
from assessments.models import ReviewStage
from assessments.suggestion import suggestion_of, with_rule_data
from eco_demo.lib import clock
from eco_demo.lib.keyset import capped_count, keyset_page
from tasks.choices import LedgerStatus
from tasks.models import Plan, Submission, SubmittedEvidence

from .queue_filters import (
    DIFFERS,
    HAS_APPEAL,
    IS_LATE,
    IS_WAITING,
    awaiting,
    in_stage,
    marks_here,
    named,
    used_elsewhere,
)

ORDER = ("submitted_at", "id")
WAITING, ACCEPTED, RETURNED, ALL = "waiting", "accepted", "returned", "all"
MINE = "mine"
_STATUS = {
    WAITING: IS_WAITING, ACCEPTED: Q(review__decision=Decision.ACCEPTED),
    RETURNED: Q(review__decision=Decision.RETURNED), ALL: Q(),
}


@dataclass(frozen=True)
class Load:
    """How much lies on the desk this year."""

    waiting: int
    started: int
    resubmitted: int
    late: int
    accepted: int
    returned: int
    oldest: datetime | None

    @property
    def total(self) -> int:
        return self.waiting + self.accepted + self.returned


@dataclass(frozen=True)
class QueueRow:
    """A round in the queue: how long it waits, how it stands, and what is doubtful about it."""

    submission: Submission
    days: int
    stages: list[ReviewStage]
    # What the rule gives by now, or gave when the line was decided.
    suggested: Decimal | None

    @property
    def part(self):
        return self.submission.ledger.task_unit

    @property
    def review(self):
        return getattr(self.submission, "review", None)

    @property
    def state(self) -> tuple[str, str]:
        """Lamp and word."""
        decision = self.review.decision if self.review else Decision.PENDING
        if decision == Decision.ACCEPTED:
            return "ok", "已通过"
        if decision == Decision.RETURNED:
            return "bad", "已退回"
        stage = self.stage
        if stage and stage.scorers > 1:
            return "info", f"{stage} {self.submission.marks_given}/{stage.scorers} 人"
        if stage and self.review and self.review.stages_passed:
            return "info", f"待{stage}"
        word = stage or "审核"
        return ("info", f"{word}中") if self.submission.review_started_at else ("idle", f"待{word}")

    @property
    def stage(self) -> ReviewStage | None:
        passed = self.review.stages_passed if self.review else 0
        return self.stages[passed] if passed < len(self.stages) else None

    @property
    def is_far_from_rule(self) -> bool:
        """The unit's own score is another than the rule's."""
        own = self.submission.self_score
        return self.suggested is not None and own is not None and own != self.suggested

    @property
    def is_waiting(self) -> bool:
        return self.submission.ledger.status == LedgerStatus.SUBMITTED

    @property
    def doubts(self) -> list[tuple[str, str]]:
        """(kind, word), most serious first."""
        late = timezone.localdate(self.submission.submitted_at) > self.part.due
        missed = any(value.get("met") is False for value in self.submission.values)
        found = (
            (self.submission.has_appeal, "bad", "申诉"),
            (self.submission.has_duplicate, "bad", "重复佐证"), (missed, "warn", "未达标"),
            (not self.submission.evidence_count, "warn", "无佐证"), (late, "warn", "逾期提交"),
            (bool(self.submission.override_reason), "warn", "缺件"),
            (bool(self.review and self.review.override_reason), "brand", "改判"),
        )
        return [(kind, word) for is_so, kind, word in found if is_so]


@dataclass(frozen=True)
class Neighbours:
    previous: int | None
    next: int | None
    position: int
    total: int


def queue_of(user, year: int, filters: dict) -> QuerySet[Submission]:
    """Current rounds on this person's desk that fit the filters of the queue's form."""
    rows = _desk(user, year).filter(_STATUS[filters.get("status") or WAITING])
    if filters.get("unit"):
        rows = rows.filter(ledger__task_unit__unit=filters["unit"])
    if filters.get("domain"):
        rows = rows.filter(ledger__task_unit__task__domain=filters["domain"])
    if filters.get("late"):
        rows = rows.filter(IS_LATE)
    if filters.get("again"):
        rows = rows.filter(round__gt=1)
    if filters.get("stage"):
        rows = rows.filter(awaiting(user) if filters["stage"] == MINE else in_stage(filters["stage"]))
    if filters.get("differs"):
        rows = rows.filter(DIFFERS)
    if filters.get("appeal"):
        rows = rows.filter(HAS_APPEAL)
    if filters.get("q"):
        rows = rows.filter(named(filters["q"]))
    return rows


def stages_on_desk(user, year: int) -> dict[int, list[ReviewStage]]:
    """The review stages of every plan of the year this person sees, by plan. One query."""
    found: dict[int, list[ReviewStage]] = {}
    for stage in ReviewStage.objects.filter(plan__in=Plan.objects.visible_to(user), plan__year=year):
        found.setdefault(stage.plan_id, []).append(stage)
    return found


def with_doubts(rows: QuerySet[Submission], user) -> QuerySet[Submission]:
    """With everything a row of the queue shows, in five queries."""
    files = SubmittedEvidence.objects.filter(submission=OuterRef("pk")).order_by()
    return with_rule_data(rows).select_related(
        "review__reviewer", "ledger__task_unit__unit", "ledger__task_unit__task__domain",
        "ledger__task_unit__task__indicator",
    ).annotate(
        evidence_count=_counted(files, "submission"),
        marks_given=_counted(marks_here().order_by(), "review"),
        has_duplicate=Exists(files.filter(Exists(used_elsewhere(user)))),
        has_appeal=HAS_APPEAL,
    )


def queue_page(rows: QuerySet[Submission], user, *, after: str | None, before: str | None,
               stages: dict[int, list[ReviewStage]]):
    """(rows, keyset page, how many in words). Six queries."""
    page = keyset_page(with_doubts(rows, user), order=ORDER, after=after, before=before)
    count, more = capped_count(rows)
    today = clock.today()
    shown = [
        QueueRow(row, (today - timezone.localdate(row.submitted_at)).days,
                 stages.get(row.ledger.task_unit.task.plan_id, []), _suggested(row))
        for row in page.rows
    ]
    return shown, page, f"{count}+" if more else str(count)


def load_of(user, year: int) -> Load:
    """One query over the whole desk, whatever the filters."""
    return Load(**_desk(user, year).aggregate(
        waiting=Count("pk", filter=IS_WAITING),
        started=Count("pk", filter=IS_WAITING & Q(review_started_at__isnull=False)),
        resubmitted=Count("pk", filter=IS_WAITING & Q(round__gt=1)),
        late=Count("pk", filter=IS_WAITING & IS_LATE),
        accepted=Count("pk", filter=_STATUS[ACCEPTED]),
        returned=Count("pk", filter=_STATUS[RETURNED]),
        oldest=Min("submitted_at", filter=IS_WAITING),
    ))


def neighbours(rows: QuerySet[Submission], submission: Submission) -> Neighbours:
    """The lines before and after this one in a filtered queue, and where it stands. Three queries."""
    at, pk = submission.submitted_at, submission.pk
    before = Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk)
    after = Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk)
    counts = rows.order_by().aggregate(before=Count("pk", filter=before), total=Count("pk"))
    return Neighbours(
        previous=rows.filter(before).order_by("-submitted_at", "-id").values_list("pk", flat=True).first(),
        next=rows.filter(after).order_by("submitted_at", "id").values_list("pk", flat=True).first(),
        position=counts["before"] + 1, total=counts["total"],
    )


def _counted(rows: QuerySet, by: str):
    counted = rows.values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _suggested(submission: Submission) -> Decimal | None:
    review = getattr(submission, "review", None)
    if review and review.decision == Decision.ACCEPTED:
        return review.suggested
    suggestion = suggestion_of(submission, review)
    return suggestion.score if suggestion else None


def _desk(user, year: int) -> QuerySet[Submission]:
    return Submission.objects.visible_to(user).filter(access.submissions_to_review(user)).current().for_year(year)

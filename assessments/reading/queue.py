"""The queue of handed-in lines: filters, what is doubtful about each, the load, and the way from line to line."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments import access
from assessments.choices import Decision
from eco_demo.lib import clock
from eco_demo.lib.keyset import capped_count, keyset_page
from tasks.choices import LedgerStatus
from tasks.models import Submission, SubmittedEvidence

ORDER = ("submitted_at", "id")
WAITING, ACCEPTED, RETURNED, ALL = "waiting", "accepted", "returned", "all"
IS_WAITING = Q(ledger__status=LedgerStatus.SUBMITTED)
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
        return ("info", "审核中") if self.submission.review_started_at else ("idle", "待审核")

    @property
    def is_waiting(self) -> bool:
        return self.submission.ledger.status == LedgerStatus.SUBMITTED

    @property
    def doubts(self) -> list[tuple[str, str]]:
        """(kind, word), most serious first."""
        late = timezone.localdate(self.submission.submitted_at) > self.part.due
        missed = any(value.get("met") is False for value in self.submission.values)
        found = (
            (self.submission.has_duplicate, "bad", "重复佐证"), (missed, "warn", "未达标"),
            (not self.submission.evidence_count, "warn", "无佐证"), (late, "warn", "逾期提交"),
            (bool(self.submission.override_reason), "warn", "缺件"),
        )
        return [(kind, word) for is_so, kind, word in found if is_so]


@dataclass(frozen=True)
class Neighbours:
    previous: int | None
    next: int | None
    position: int
    total: int


def queue_of(user, year: int, filters: dict) -> QuerySet[Submission]:
    """Current rounds on this person's desk that fit the filters: status, unit, domain, late, again, q."""
    rows = _desk(user, year).filter(_STATUS[filters.get("status") or WAITING])
    if filters.get("unit"):
        rows = rows.filter(ledger__task_unit__unit=filters["unit"])
    if filters.get("domain"):
        rows = rows.filter(ledger__task_unit__task__domain=filters["domain"])
    if filters.get("late"):
        rows = rows.filter(_IS_LATE)
    if filters.get("again"):
        rows = rows.filter(round__gt=1)
    if filters.get("q"):
        rows = rows.filter(_names(filters["q"]))
    return rows


def with_doubts(rows: QuerySet[Submission], user) -> QuerySet[Submission]:
    """With everything a row of the queue shows, in one query."""
    files = SubmittedEvidence.objects.filter(submission=OuterRef("pk")).order_by()
    counted = files.values("submission").annotate(n=Count("pk")).values("n")
    return rows.select_related(
        "review__reviewer", "ledger__task_unit__unit", "ledger__task_unit__task__domain"
    ).annotate(
        evidence_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        has_duplicate=Exists(files.filter(Exists(used_elsewhere(user)))),
    )


def queue_page(rows: QuerySet[Submission], user, *, after: str | None, before: str | None):
    """(rows, keyset page, how many in words). Two queries."""
    page = keyset_page(with_doubts(rows, user), order=ORDER, after=after, before=before)
    count, more = capped_count(rows)
    today = clock.today()
    shown = [QueueRow(row, (today - timezone.localdate(row.submitted_at)).days) for row in page.rows]
    return shown, page, f"{count}+" if more else str(count)


def used_elsewhere(user) -> QuerySet[SubmittedEvidence]:
    """For a `SubmittedEvidence` as outer row: the same bytes handed in by another unit, or for another year.

    Only what this person may read, so that a warning never tells of a district next door.
    """
    return SubmittedEvidence.objects.filter(
        access.scope_of(user).where(*access.OFFICE, prefix="submission__ledger__task_unit__"),
        version__file=OuterRef("version__file"),
    ).exclude(evidence__unit=OuterRef("evidence__unit"), evidence__year=OuterRef("evidence__year"))


def load_of(user, year: int) -> Load:
    """One query over the whole desk, whatever the filters."""
    return Load(**_desk(user, year).aggregate(
        waiting=Count("pk", filter=IS_WAITING),
        started=Count("pk", filter=IS_WAITING & Q(review_started_at__isnull=False)),
        resubmitted=Count("pk", filter=IS_WAITING & Q(round__gt=1)),
        late=Count("pk", filter=IS_WAITING & _IS_LATE),
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


_IS_LATE = Q(submitted_at__date__gt=F("ledger__task_unit__due"))


def _desk(user, year: int) -> QuerySet[Submission]:
    return Submission.objects.visible_to(user).filter(access.submissions_to_review(user)).current().for_year(year)


def _names(words: str) -> Q:
    return (
        Q(ledger__task_unit__task__title__icontains=words) | Q(ledger__task_unit__task__number=words)
        | Q(ledger__task_unit__unit_name__icontains=words) | Q(ledger__task_unit__unit__short_name__icontains=words)
    )

"""Numbers that wait for a certifying unit's word, and what it has said: the number, the requirement, the unit, no more.

Nothing of the reporting unit's ledger, evidence or score is read here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from .. import access
from ..choices import Certified, LedgerStatus, PlanStatus, TaskRole
from ..lamps import Lamp
from ..measure import is_met
from ..models import Certification, LedgerValue, Submission, TaskTarget, TaskUnit
from ..reported import reported_of, requirement_text, shown_value

_MET = {True: Lamp("ok", "达标"), False: Lamp("bad", "未达标"), None: None}
_WORDS = {Certified.CONFIRMED: "ok", Certified.CORRECTED: "warn"}
_NUMBER = ("task_unit", "task_unit__unit", "task_unit__task__plan")


@dataclass(frozen=True)
class ReportedNumber:
    """One number of a handed-in round, as its certifying unit sees it."""

    submission: Submission
    target: TaskTarget
    part: TaskUnit
    word: Certification | None = None

    @property
    def key(self) -> str:
        return f"{self.submission.pk}-{self.target.pk}"

    @property
    def requirement(self) -> str:
        return requirement_text(self.target)

    @property
    def baseline(self) -> str:
        target = self.target
        return "" if target.baseline is None else shown_value(target.baseline, "", target.unit_of_measure)

    @property
    def reported(self) -> str:
        return shown_value(*reported_of(self.submission, self.target.pk), self.target.unit_of_measure)

    @property
    def certified(self) -> str:
        return shown_value(self.word.actual, self.word.text, self.target.unit_of_measure) if self.word else ""

    @property
    def is_reported(self) -> bool:
        return reported_of(self.submission, self.target.pk) != (None, "")

    @property
    def met(self) -> Lamp | None:
        return _lamp(self.target, reported_of(self.submission, self.target.pk)[0])

    @property
    def certified_met(self) -> Lamp | None:
        return _lamp(self.target, self.word.actual)

    @property
    def lamp(self) -> Lamp:
        return Lamp(_WORDS[self.word.verdict], self.word.get_verdict_display()) if self.word else Lamp("idle", "待认定")

    @property
    def submitted_at(self) -> datetime:
        return self.submission.submitted_at

    @property
    def is_own(self) -> bool:
        """The plan names the reporting unit itself as the one whose word counts."""
        return self.target.certifier_id == self.part.unit_id

    @property
    def is_open(self) -> bool:
        """Until the office has decided, the unit has taken the round back, or the year is archived."""
        ledger = self.submission.ledger
        return (
            self.submission.is_current and ledger.status == LedgerStatus.SUBMITTED and self.part.applies
            and self.part.task.plan.status == PlanStatus.PUBLISHED
        )


def waiting_values(user, year: int) -> QuerySet[LedgerValue]:
    """Numbers of current rounds that this person's units are to certify and have not yet; one row each."""
    given = Certification.objects.filter(
        target=OuterRef("target"), submission__ledger=OuterRef("ledger"), submission__is_current=True
    )
    return LedgerValue.objects.filter(
        ~Exists(given), target__certifier_id__in=access.working_units(user), ledger__status=LedgerStatus.SUBMITTED,
        ledger__task_unit__role=TaskRole.LEAD, ledger__task_unit__applies=True, ledger__task_unit__year=year,
        ledger__task_unit__task__plan__status=PlanStatus.PUBLISHED,
    )


def waiting_numbers(values: Iterable[LedgerValue]) -> list[ReportedNumber]:
    """Rows of a page of `with_round(waiting_values(…))`."""
    numbers = []
    for value in values:
        submission = value.ledger.current_rounds[0]
        submission.ledger = value.ledger
        numbers.append(ReportedNumber(submission, value.target, value.ledger.task_unit))
    return numbers


def with_round(values: QuerySet[LedgerValue]) -> QuerySet[LedgerValue]:
    """With everything a row shows, in two queries."""
    rounds = Prefetch("ledger__submissions", Submission.objects.current(), to_attr="current_rounds")
    return values.select_related("target", *(f"ledger__{path}" for path in _NUMBER)).prefetch_related(rounds)


def given_words(user, year: int) -> QuerySet[Certification]:
    """What this person's units have said about rounds that still count."""
    return Certification.objects.visible_to(user).filter(
        certifier_id__in=access.working_units(user), submission__is_current=True,
        submission__ledger__task_unit__year=year,
    )


def given_numbers(words: Iterable[Certification]) -> list[ReportedNumber]:
    return [ReportedNumber(word.submission, word.target, word.submission.ledger.task_unit, word) for word in words]


def with_number(words: QuerySet[Certification]) -> QuerySet[Certification]:
    return words.select_related("target", "by", *(f"submission__ledger__{path}" for path in _NUMBER))


def number_to_certify(user, submission: int, target: int) -> ReportedNumber | None:
    """One number, for somebody of its certifying unit only."""
    wanted = TaskTarget.objects.filter(access.targets_to_certify(user), pk=target).first()
    found = Submission.objects.filter(pk=submission, ledger__task_unit__role=TaskRole.LEAD).select_related(
        *(f"ledger__{path}" for path in _NUMBER)
    ).first()
    if wanted is None or found is None or found.ledger.task_unit.task_id != wanted.task_id:
        return None
    word = Certification.objects.filter(submission=found, target=wanted).select_related("by").first()
    return ReportedNumber(found, wanted, found.ledger.task_unit, word)


def _lamp(target: TaskTarget, actual) -> Lamp | None:
    return _MET[is_met(target.comparator, actual, target=target.target, upper=target.upper, baseline=target.baseline)]

"""Scores line by line, and the totals of `outcomes` for callers that want one of them."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from assessments.choices import Decision
from assessments.models import Absence, Deduction, LineReview
from assessments.totals import Total
from departments.models import Unit
from indicators.models import Domain
from tasks.models import AnnualTask, Plan, Submission, TaskUnit

from .outcomes import UnitRow, scores_of

_DEDUCTIONS = Deduction.objects.select_related("evidence")


@dataclass(frozen=True)
class LineRow:
    """One line of a unit: what it gave itself, what it got, and why."""

    task_unit: TaskUnit
    submission: Submission | None = None
    review: LineReview | None = None
    deductions: list[Deduction] = field(default_factory=list)

    @property
    def is_scored(self) -> bool:
        return self.absence is None and self.review is not None and self.review.decision == Decision.ACCEPTED

    @property
    def score(self) -> Decimal | None:
        return self.review.score if self.is_scored else None

    @property
    def full_marks(self) -> Decimal:
        return self.review.full_marks if self.is_scored else self.task_unit.task.full_marks

    @property
    def absence(self) -> Absence | None:
        """Why the line does not apply to the unit, once the office has approved it."""
        return next(iter(self.task_unit.absences.all()), None)

    @property
    def reasons(self) -> list[Deduction]:
        """Deductions stand only once the line is accepted; those that an appeal lifted are still shown."""
        return self.deductions if self.is_scored else []

    @property
    def in_force(self) -> list[Deduction]:
        """Those that count."""
        return [deduction for deduction in self.reasons if not deduction.lifted_by_id]


def unit_totals(plan: Plan, user) -> list[UnitRow]:
    """Units the person oversees, in official order."""
    return scores_of(plan).rows_for(user)


def district_total(plan: Plan) -> Total:
    """Over every line of the plan; ask `access.can_see_totals` before showing it."""
    return scores_of(plan).district


def unit_result(plan: Plan, unit: Unit) -> UnitRow | None:
    """Ask `access.can_see_grade` before showing its total, place or grade."""
    return scores_of(plan).row_of(unit)


def most_lost(plan: Plan, first: int = 5) -> list[tuple[AnnualTask, Decimal]]:
    return scores_of(plan).most_lost(first)


def line_table(plan: Plan, unit: Unit) -> list[LineRow]:
    """The lines of one unit in the plan's order; ask `access.can_see_score` before showing scores. Four queries."""
    return _line_rows(TaskUnit.objects.filter(task__plan=plan, unit=unit))


def line_tables(plan: Plan, user) -> list[LineRow]:
    """The lines of every unit the person oversees, unit by unit. Four queries and the scope."""
    return _line_rows(TaskUnit.objects.visible_to(user).filter(task__plan=plan))


def _line_rows(parts: QuerySet[TaskUnit]) -> list[LineRow]:
    rounds = Submission.objects.current().filter(ledger__task_unit__in=parts.order_by().values("pk"))
    parts = parts.select_related("task__domain", "unit", "ledger").prefetch_related(
        Prefetch("absences", Absence.objects.approved().select_related("transfer_to"))
    ).order_by("unit__position", "unit_id", "task__position", "task_id")
    by_ledger = {
        submission.ledger_id: submission
        for submission in rounds.select_related("review__reviewer").prefetch_related(
            Prefetch("review__deductions", _DEDUCTIONS)
        )
    }
    return [_line_row(part, by_ledger.get(part.ledger.pk)) for part in parts]


def domain_columns(plan: Plan) -> list[Domain]:
    """Groups (or domains) that the plan's tasks stand in, in the order of the indicator set. One query."""
    found = Domain.objects.filter(tasks__plan=plan).select_related("parent").distinct()
    return sorted(found, key=lambda d: ((d.parent or d).position, (d.parent or d).pk, d.position, d.pk))


def deductions_of(plan: Plan, user) -> QuerySet[Deduction]:
    """Every deduction that counts, biggest first, of the lines the person oversees."""
    return Deduction.objects.in_force().filter(
        review__in=LineReview.objects.visible_to(user).accepted(),
        review__submission__is_current=True,
        review__submission__ledger__task_unit__task__plan=plan,
        review__submission__ledger__task_unit__applies=True,
    ).select_related("review__submission__ledger__task_unit__task", "review__submission__ledger__task_unit__unit",
                     "evidence").order_by("-points", "id")


def _line_row(part: TaskUnit, submission: Submission | None) -> LineRow:
    review = getattr(submission, "review", None) if submission else None
    return LineRow(part, submission, review, list(review.deductions.all()) if review else [])

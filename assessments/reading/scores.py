"""Score lines gathered for `totals`, which alone adds them up. Only accepted current rounds carry a score."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from assessments import totals
from assessments.access import can_see_totals
from assessments.choices import Decision
from assessments.models import Deduction, LineReview
from assessments.totals import ScoreLine, Total
from departments.models import Unit
from indicators.models import Domain
from tasks.choices import TaskRole
from tasks.models import AnnualTask, Plan, Submission, TaskUnit

_DEDUCTIONS = Deduction.objects.select_related("evidence")


@dataclass(frozen=True)
class UnitRow:
    """One unit's result: its total, the same by domain, and its place among its own class."""

    unit: Unit
    total: Total
    by_domain: dict[int, Total]
    place: int | None = None

    @property
    def unit_class(self) -> str:
        return self.unit.unit_class

    @property
    def lines(self) -> int:
        return self.total.lines

    @property
    def scored(self) -> int:
        return self.total.scored

    @property
    def earned(self) -> Decimal:
        return self.total.earned

    @property
    def possible(self) -> Decimal:
        return self.total.possible

    @property
    def percent(self) -> Decimal | None:
        return self.total.percent


@dataclass(frozen=True)
class LineRow:
    """One line of a unit: what it gave itself, what it got, and why."""

    task_unit: TaskUnit
    submission: Submission | None = None
    review: LineReview | None = None
    deductions: list[Deduction] = field(default_factory=list)

    @property
    def is_scored(self) -> bool:
        return self.review is not None and self.review.decision == Decision.ACCEPTED

    @property
    def score(self) -> Decimal | None:
        return self.review.score if self.is_scored else None

    @property
    def full_marks(self) -> Decimal:
        return self.review.full_marks if self.is_scored else self.task_unit.task.full_marks

    @property
    def reasons(self) -> list[Deduction]:
        """Deductions stand only once the line is accepted."""
        return self.deductions if self.is_scored else []


def unit_totals(plan: Plan, user) -> list[UnitRow]:
    """Units the person oversees, in official order; places only for somebody who sees the whole district.

    Three queries at most, whatever the number of units and tasks.
    """
    lines = _lines(plan, TaskUnit.objects.visible_to(user))
    by_unit: dict[int, list[tuple[TaskUnit, ScoreLine]]] = {}
    for part, line in lines:
        by_unit.setdefault(part.unit_id, []).append((part, line))
    rows = [_unit_row(pairs) for pairs in by_unit.values()]
    if not can_see_totals(user, plan):
        return rows
    places = _places(rows)
    return [UnitRow(row.unit, row.total, row.by_domain, places[row.unit.pk]) for row in rows]


def district_total(plan: Plan) -> Total:
    """Over every line of the plan; ask `access.can_see_totals` before showing it."""
    return totals.district_total(line for _, line in _lines(plan, TaskUnit.objects.all()))


def unit_result(plan: Plan, unit: Unit, user) -> UnitRow | None:
    return next((row for row in unit_totals(plan, user) if row.unit == unit), None)


def line_table(plan: Plan, unit: Unit) -> list[LineRow]:
    """The lines of one unit in the plan's order; ask `access.can_see_score` before showing scores. Three queries."""
    return _line_rows(TaskUnit.objects.filter(task__plan=plan, unit=unit))


def line_tables(plan: Plan, user) -> list[LineRow]:
    """The lines of every unit the person oversees, unit by unit. Three queries and the scope."""
    return _line_rows(TaskUnit.objects.visible_to(user).filter(task__plan=plan))


def _line_rows(parts: QuerySet[TaskUnit]) -> list[LineRow]:
    parts = parts.select_related("task__domain", "unit", "ledger").order_by(
        "unit__position", "unit_id", "task__position", "task_id"
    )
    rounds = Submission.objects.current().filter(ledger__task_unit__in=parts.order_by().values("pk"))
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


def most_lost(plan: Plan, first: int = 5) -> list[tuple[AnnualTask, Decimal]]:
    """The tasks that cost the district most points, each with what was lost."""
    lost = totals.losses(line for _, line in _lines(plan, TaskUnit.objects.all()))
    top = dict(list(lost.items())[:first])
    tasks = AnnualTask.objects.in_bulk(top)
    return [(tasks[pk], points) for pk, points in top.items()]


def deductions_of(plan: Plan, user) -> QuerySet[Deduction]:
    """Every deduction that counts, biggest first, of the lines the person oversees."""
    return Deduction.objects.filter(
        review__in=LineReview.objects.visible_to(user).accepted(),
        review__submission__is_current=True,
        review__submission__ledger__task_unit__task__plan=plan,
    ).select_related("review__submission__ledger__task_unit__task", "review__submission__ledger__task_unit__unit",
                     "evidence").order_by("-points", "id")


def _lines(plan: Plan, parts: QuerySet[TaskUnit]) -> list[tuple[TaskUnit, ScoreLine]]:
    parts = parts.filter(task__plan=plan).select_related("unit", "task").order_by(
        "unit__position", "unit_id", "task__position", "task_id"
    )
    scored = {
        part: (score, full_marks)
        for part, score, full_marks in LineReview.objects.accepted().filter(
            submission__is_current=True, submission__ledger__task_unit__task__plan=plan
        ).values_list("submission__ledger__task_unit_id", "score", "full_marks")
    }
    return [(part, _score_line(plan, part, *scored.get(part.pk, (None, part.task.full_marks)))) for part in parts]


def _score_line(plan: Plan, part: TaskUnit, score: Decimal | None, full_marks: Decimal) -> ScoreLine:
    is_lead = part.role == TaskRole.LEAD
    return ScoreLine(
        task=part.task_id, full_marks=full_marks, score=score,
        weight=Decimal(1) if is_lead else plan.support_weight, is_lead=is_lead,
    )


def _unit_row(pairs: list[tuple[TaskUnit, ScoreLine]]) -> UnitRow:
    by_domain: dict[int, list[ScoreLine]] = {}
    for part, line in pairs:
        by_domain.setdefault(part.task.domain_id, []).append(line)
    return UnitRow(
        unit=pairs[0][0].unit, total=totals.unit_total(line for _, line in pairs),
        by_domain={domain: totals.unit_total(lines) for domain, lines in by_domain.items()},
    )


def _places(rows: list[UnitRow]) -> dict[int, int | None]:
    """Units compete only within their class; one without a class, or without any score yet, has no place."""
    by_class: dict[str, dict[int, Decimal | None]] = {}
    for row in rows:
        counts = row.unit.unit_class and row.total.scored
        by_class.setdefault(row.unit.unit_class, {})[row.unit.pk] = row.total.percent if counts else None
    return {unit: place for percents in by_class.values() for unit, place in totals.ranked(percents).items()}


def _line_row(part: TaskUnit, submission: Submission | None) -> LineRow:
    review = getattr(submission, "review", None) if submission else None
    return LineRow(part, submission, review, list(review.deductions.all()) if review else [])

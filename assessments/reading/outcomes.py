"""A plan's scores as they stand: every line that counts, and what each unit's lines come to by the plan's method."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q

from assessments import totals
from assessments.access import can_see_totals
from assessments.models import LineReview
from assessments.reports.snapshot_lines import domain_name
from assessments.totals import Absent, Method, Outcome, ScoreLine, Special, Total, UnitScores
from departments.models import Unit
from indicators.rules.amounts import shown
from indicators.rules.grading import quota_of
from tasks.choices import TaskRole
from tasks.models import AnnualTask, Plan, TaskUnit

from .method import absences_of, method_of, specials_of


@dataclass(frozen=True)
class UnitRow:
    """One unit's result: its outcome, what it got by domain, and its place among its own class.

    `outcome.score` is the unit's score; `total` and `percent` are its points alone, without bonus and penalty.
    """

    unit: Unit
    outcome: Outcome
    by_domain: dict[int, Total]
    place: int | None = None

    @property
    def unit_class(self) -> str:
        return self.unit.unit_class

    @property
    def total(self) -> Total:
        return self.outcome.total

    @property
    def score(self) -> Decimal | None:
        return self.outcome.score

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
class PlanScores:
    """Parts and lines by unit, in official order; every line of the plan, whoever is reading."""

    plan: Plan
    method: Method
    parts: dict[int, list[TaskUnit]]
    lines: dict[int, list[ScoreLine]]
    absences: dict[int, tuple[Absent, ...]] = field(default_factory=dict)
    specials: dict[int, tuple[Special, ...]] = field(default_factory=dict)

    @cached_property
    def outcomes(self) -> dict[int, Outcome]:
        return totals.outcomes([
            UnitScores(unit, parts[0].unit.unit_class, tuple(self.lines[unit]), self.absences.get(unit, ()),
                       self.specials.get(unit, ()))
            for unit, parts in self.parts.items()
        ], self.method)

    @cached_property
    def applying(self) -> dict[tuple[int, int], ScoreLine]:
        """Lines as the district counts them, by unit and task; those that fall out are missing."""
        return {
            (unit, line.task): line
            for unit, lines in self.lines.items() for line in totals.applying(lines, self.absences.get(unit, ()))
        }

    @property
    def district(self) -> Total:
        """Ask `access.can_see_totals` before showing it."""
        return totals.district_total(self.applying.values())

    def most_lost(self, first: int = 5) -> list[tuple[AnnualTask, Decimal]]:
        """The tasks that cost the district most points, each with what was lost."""
        tasks = {part.task_id: part.task for parts in self.parts.values() for part in parts}
        return [(tasks[task], points) for task, points in list(totals.losses(self.applying.values()).items())[:first]]

    def row_of(self, unit: Unit) -> UnitRow | None:
        """With its place; ask `access.can_see_grade` before showing more than lines."""
        return self._row(unit.pk) if unit.pk in self.parts else None

    def quota_notes(self, unit_class: str) -> list[str]:
        """How many units of a class may get a grade whose number is limited."""
        if not unit_class:
            return []
        size = sum(parts[0].unit.unit_class == unit_class for parts in self.parts.values())
        return [
            f"{name}名额{quota_of(share, size)}个（{size}个单位的{shown(share * totals.HUNDRED)}%）"
            for name, share in self.method.quotas.items()
        ]

    def rows_for(self, user) -> list[UnitRow]:
        """Units all of whose lines the person may see; places only for somebody who sees the whole district."""
        seen = set(TaskUnit.objects.visible_to(user).filter(task__plan=self.plan).values_list("pk", flat=True))
        is_placed = can_see_totals(user, self.plan)
        return [
            self._row(unit, is_placed=is_placed)
            for unit, parts in self.parts.items() if all(part.pk in seen for part in parts)
        ]

    def _row(self, unit: int, *, is_placed: bool = True) -> UnitRow:
        outcome = self.outcomes[unit]
        domains = {part.task_id: part.task.domain_id for part in self.parts[unit]}
        by_domain: dict[int, list[totals.Counted]] = {}
        for row in outcome.lines:
            if row.counts:
                by_domain.setdefault(domains[row.line.task], []).append(row)
        return UnitRow(
            unit=self.parts[unit][0].unit, outcome=outcome,
            by_domain={domain: totals.total_of(rows) for domain, rows in by_domain.items()},
            place=outcome.place if is_placed else None,
        )


def scores_of(plan: Plan) -> PlanScores:
    """Five queries without a scheme, seven with one, whatever the number of units and tasks."""
    parts, lines = {}, {}
    for part, line in _lines(plan):
        parts.setdefault(part.unit_id, []).append(part)
        lines.setdefault(part.unit_id, []).append(line)
    return PlanScores(plan, method_of(plan), parts, lines, absences_of(plan), specials_of(plan))


def _lines(plan: Plan) -> list[tuple[TaskUnit, ScoreLine]]:
    """Only accepted current rounds carry a score."""
    parts = TaskUnit.objects.filter(task__plan=plan).select_related(
        "unit", "task__domain__parent", "task__indicator__domain__parent"
    ).order_by("unit__position", "unit_id", "task__position", "task_id")
    in_force = Count("deductions", filter=Q(deductions__lifted_by=None))
    reviews = LineReview.objects.accepted().filter(
        submission__is_current=True, submission__ledger__task_unit__task__plan=plan
    ).annotate(lost=in_force)
    scored = {
        part: given
        for part, *given in reviews.values_list("submission__ledger__task_unit_id", "score", "full_marks", "lost")
    }
    return [(part, _line(plan, part, *scored.get(part.pk, (None, part.task.full_marks, 0)))) for part in parts]


def _line(plan: Plan, part: TaskUnit, score: Decimal | None, full_marks: Decimal, lost: int) -> ScoreLine:
    is_lead = part.role == TaskRole.LEAD
    return ScoreLine(
        task=part.task_id, full_marks=full_marks, score=score,
        weight=Decimal(1) if is_lead else plan.support_weight, is_lead=is_lead,
        title=f"{part.task.number} {part.task.title}", module=domain_name(part.task), deductions=lost,
    )

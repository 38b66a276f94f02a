"""Absences (不适用) for pages and for the service: what one does to its unit's total, and what stands in its way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from assessments import access
from assessments.choices import ABSENCE_OPEN, AbsenceStatus, Treatment
from assessments.models import Absence
from assessments.totals import Absent, ScoreLine, total_of
from assessments.totals.absences import Counted, counted
from eco_demo.lib.numbers import format_number
from tasks.choices import PlanStatus, Receipt, TaskRole
from tasks.lamps import Lamp
from tasks.models import AnnualTask, Plan, TaskUnit

_KINDS = {
    AbsenceStatus.ASKED: "warn", AbsenceStatus.APPROVED: "ok", AbsenceStatus.REFUSED: "bad",
    AbsenceStatus.WITHDRAWN: "idle",
}


@dataclass(frozen=True)
class UnitLines:
    """A unit's lines of a plan with the absences in force, to say what one of them does."""

    lines: list[ScoreLine] = field(default_factory=list)
    approved: list[Absent] = field(default_factory=list)

    def before_and_after(self, absent: Absent) -> tuple[tuple[Counted, ...], tuple[Counted, ...]]:
        others = [row for row in self.approved if row.task != absent.task]
        return counted(self.lines, others), counted(self.lines, [*others, absent])

    def leaves_something(self, absent: Absent) -> bool:
        """Whether there are points left to earn, if there were any."""
        before, after = map(total_of, self.before_and_after(absent))
        return bool(after.possible) or not before.possible

    def effect(self, absent: Absent) -> str:
        """What becomes of the unit's points, in words."""
        before, after = self.before_and_after(absent)
        was, now = _points(total_of(before).possible), _points(total_of(after).possible)
        if absent.treatment == Treatment.FULL_MARKS:
            own = next(row for row in after if row.line.task == absent.task)
            return f"按满分计：本项计{_points(own.points)}分，本单位应得分仍为{now}"
        to = [(old, new) for old, new in zip(before, after, strict=True) if new.line.task == absent.transfer_to]
        if to and to[0][0].marks != to[0][1].marks:
            old, new = to[0]
            return (f"分值并入另一项：{new.line.title}由{_points(old.marks)}分变为{_points(new.marks)}分，"
                    f"本单位应得分仍为{now}")
        return f"其余项目折算：本单位应得分由{was}变为{now}"


@dataclass(frozen=True)
class AbsenceRow:
    absence: Absence
    effect: str

    @property
    def part(self) -> TaskUnit:
        return self.absence.task_unit

    @property
    def lamp(self) -> Lamp:
        return lamp_of(self.absence)


def rows_of(absences: Iterable[Absence]) -> list[AbsenceRow]:
    """Each with its effect, in two queries for all of them."""
    absences = list(absences)
    lines = _lines_of({row.task_unit.unit_id for row in absences}, {row.task_unit.task.plan_id for row in absences})
    return [AbsenceRow(row, lines[_key(row.task_unit)].effect(_absent(row))) for row in absences]


def lines_of(part: TaskUnit) -> UnitLines:
    return _lines_of({part.unit_id}, {part.task.plan_id})[_key(part)]


def with_part(absences: QuerySet[Absence]) -> QuerySet[Absence]:
    """With everything a row shows."""
    return absences.select_related(
        "task_unit__task__plan", "task_unit__unit", "transfer_to", "asked_by", "decided_by"
    )


def receivers_of(part: TaskUnit) -> QuerySet[AnnualTask]:
    """Tasks of the same unit that may take over the points of one that does not apply."""
    asked = Absence.objects.filter(task_unit=OuterRef("pk"), status=AbsenceStatus.ASKED)
    parts = TaskUnit.objects.filter(
        ~Exists(asked), unit=part.unit_id, task__plan=part.task.plan_id, task__full_marks__gt=0
    ).applying().exclude(pk=part.pk)
    if not part.task.plan.support_weight:
        parts = parts.filter(role=TaskRole.LEAD)
    return AnnualTask.objects.filter(participations__in=parts).order_by("position", "id")


def refusal_of(plan: Plan) -> str:
    """Why nothing may be asked or decided about a plan's absences any more; empty while it may."""
    if plan.status != PlanStatus.PUBLISHED:
        return f"{plan.year}年度计划不在执行中，不能办理不适用。"
    return "得分已经公布，不能再办理不适用。" if plan.scores_published_at else ""


def may_ask(user, part: TaskUnit) -> bool:
    """Whether to offer asking at all; the service looks again."""
    return (
        access.can_ask_absence(user, part) and part.receipt == Receipt.SIGNED and part.applies
        and not refusal_of(part.task.plan)
    )


@dataclass(frozen=True)
class Acts:
    """What this person may do about an absence now."""

    may_decide: bool = False
    may_withdraw: bool = False
    may_revoke: bool = False


def acts_open_to(user, absence: Absence) -> Acts:
    plan = absence.task_unit.task.plan
    if refusal_of(plan):
        return Acts()
    decides, is_asked = access.can_decide_absence(user, absence.task_unit), absence.status == AbsenceStatus.ASKED
    return Acts(
        may_decide=decides and is_asked, may_withdraw=is_asked and access.can_withdraw_absence(user, absence),
        may_revoke=decides and absence.status == AbsenceStatus.APPROVED and plan.feedback_at is None,
    )


def standing_on(part: TaskUnit, user) -> Absence | None:
    """The last word about this line."""
    return Absence.objects.visible_to(user).filter(task_unit=part).order_by("-id").first()


def open_on(part: TaskUnit) -> Absence | None:
    return Absence.objects.filter(task_unit=part, status__in=ABSENCE_OPEN).first()


def asked_count(user, year: int) -> int:
    """How many wait for this person's approval."""
    waiting = Absence.objects.filter(access.absences_to_decide(user), status=AbsenceStatus.ASKED)
    return waiting.filter(task_unit__year=year).count()


def lamp_of(absence: Absence) -> Lamp:
    return Lamp(_KINDS[absence.status], absence.get_status_display())


def absent_of(part: TaskUnit, treatment: str, transfer_to: AnnualTask | None) -> Absent:
    return Absent(part.task_id, treatment, "", transfer_to.pk if transfer_to else None)


def _absent(absence: Absence) -> Absent:
    return absent_of(absence.task_unit, absence.treatment, absence.transfer_to)


def _key(part: TaskUnit) -> tuple[int, int]:
    return part.unit_id, part.task.plan_id


def _lines_of(units: set[int], plans: set[int]) -> dict[tuple[int, int], UnitLines]:
    found: dict[tuple[int, int], UnitLines] = defaultdict(UnitLines)
    parts = TaskUnit.objects.filter(unit__in=units, task__plan__in=plans).select_related("task__plan")
    for part in parts.order_by("task__position", "task_id", "unit_id"):
        found[_key(part)].lines.append(_line(part))
    approved = Absence.objects.filter(task_unit__unit__in=units, task_unit__task__plan__in=plans).approved()
    for absence in approved.select_related("task_unit__task", "transfer_to").order_by("id"):
        found[_key(absence.task_unit)].approved.append(_absent(absence))
    return found


def _line(part: TaskUnit) -> ScoreLine:
    task, is_lead = part.task, part.is_lead
    return ScoreLine(
        task.pk, task.full_marks, None, Decimal(1) if is_lead else task.plan.support_weight, is_lead,
        title=f"第{task.number}项“{task.title}”",
    )


def _points(value: Decimal) -> str:
    return format_number(value)

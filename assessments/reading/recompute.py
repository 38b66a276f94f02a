"""What the rules in force would make of lines scored by older versions: line by line, and in the units' totals."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from hashlib import sha256

from django.db.models import Prefetch

from assessments import access, totals
from assessments.choices import AppealStatus, Decision, Origin
from assessments.models import Deduction, LineReview
from assessments.suggestion import rule_of, suggestion_of, with_rule_data
from assessments.totals import Outcome
from departments.models import Unit
from indicators.models import ScoringRule
from tasks.choices import TaskRole
from tasks.models import Plan, Submission, TaskUnit
from tasks.scoring import Suggestion

from .outcomes import PlanScores, scores_of

# What stands for a whole score is replaced; what a reviewer took off by hand stays.
REPLACED = (Origin.RULE, Origin.PANEL, Origin.RECHECK)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """An accepted line whose score was not given by the rule in force; `part` is the unit's share of the task."""

    review: LineReview
    part: TaskUnit
    rule: ScoringRule | None
    suggestion: Suggestion | None
    # Why it cannot be computed at all, and why it is left alone unless somebody ticks it.
    obstacle: str = ""
    left_because: str = ""

    @property
    def pk(self) -> int:
        return self.review.pk

    @property
    def is_possible(self) -> bool:
        return not self.obstacle

    @property
    def deductions(self) -> list[Deduction]:
        return [row for row in self.review.deductions.all() if row.lifted_by_id is None]

    @property
    def kept(self) -> list[Deduction]:
        return [row for row in self.deductions if row.origin not in REPLACED]

    @cached_property
    def score(self) -> Decimal | None:
        """What the line would get: the rule's losses and what was taken off by hand."""
        if not self.is_possible:
            return None
        points = [loss.points for loss in self.suggestion.losses] + [row.points for row in self.kept]
        return totals.line_score(self.review.full_marks + self.suggestion.bonus, points)

    @property
    def change(self) -> Decimal | None:
        return self.score - self.review.score if self.is_possible else None

    @property
    def is_by_rule(self) -> bool:
        """Nothing but the rule would decide it."""
        return self.is_possible and self.score == self.suggestion.score

    @property
    def _content(self) -> list:
        losses = [(str(loss.points), loss.text) for loss in self.suggestion.losses] if self.is_possible else []
        return [self.pk, self.review.version, self.rule and self.rule.pk, str(self.score), losses, self.left_because]


@dataclass(frozen=True)
class UnitChange:
    unit: Unit
    before: Outcome
    after: Outcome

    @property
    def change(self) -> Decimal | None:
        return None if None in (self.before.score, self.after.score) else self.after.score - self.before.score


@dataclass(frozen=True)
class Differences:
    """The list as somebody sees it before confirming; `digest` tells whether it is still the same."""

    plan: Plan
    lines: list[Line]

    @property
    def usual(self) -> list[Line]:
        return [line for line in self.lines if line.is_possible and not line.left_because]

    @property
    def left(self) -> list[Line]:
        return [line for line in self.lines if line.is_possible and line.left_because]

    @property
    def impossible(self) -> list[Line]:
        return [line for line in self.lines if not line.is_possible]

    @property
    def digest(self) -> str:
        return sha256(json.dumps([line._content for line in self.lines]).encode()).hexdigest()

    def chosen(self, ticked: Collection[int]) -> list[Line]:
        return [*self.usual, *(line for line in self.left if line.pk in ticked)]


def differences_of(plan: Plan, by) -> Differences:
    """Every accepted line of a lead unit that was not scored by the version in force. Nine queries."""
    rounds = Submission.objects.current().filter(
        review__decision=Decision.ACCEPTED, ledger__task_unit__task__plan=plan,
        ledger__task_unit__role=TaskRole.LEAD, ledger__task_unit__applies=True,
    )
    rounds = with_rule_data(rounds).select_related(
        "review__rule", "review__reviewer", "ledger__task_unit__unit", "ledger__task_unit__task__plan"
    ).prefetch_related(
        Prefetch("review__deductions", Deduction.objects.order_by("id")), "review__appeals",
    ).order_by("ledger__task_unit__task__position", "ledger__task_unit__task_id", "ledger__task_unit__unit__position",
               "ledger__task_unit__unit_id")
    lines = [_line(round_, by) for round_ in rounds if _is_older(round_)]
    return Differences(plan, lines)


def changed_units(plan: Plan, chosen: Iterable[Line]) -> list[UnitChange]:
    """Totals, places and grades before and after, of the units whose lines are chosen, in official order."""
    before = scores_of(plan)
    new = {(line.part.unit_id, line.part.task_id): line for line in chosen if line.change}
    touched = {unit for unit, _ in new}
    after = PlanScores(plan, before.method, before.parts, {
        unit: [_rescored(line, new.get((unit, line.task))) for line in lines] for unit, lines in before.lines.items()
    }, before.absences, before.specials)
    return [
        UnitChange(parts[0].unit, before.outcomes[unit], after.outcomes[unit])
        for unit, parts in before.parts.items() if unit in touched
    ]


def _rescored(line: totals.ScoreLine, new: Line | None) -> totals.ScoreLine:
    if new is None or not line.is_lead:
        return line
    return replace(line, score=new.score, deductions=len(new.kept) + len(new.suggestion.losses))


def _is_older(round_: Submission) -> bool:
    rule = rule_of(round_)
    return round_.review.rule_id != (rule.pk if rule else None)


def _line(round_: Submission, by) -> Line:
    review, part, rule = round_.review, round_.ledger.task_unit, rule_of(round_)
    suggestion = suggestion_of(round_, review)
    line = Line(review, part, rule, suggestion, obstacle=_obstacle(review, part, suggestion, by))
    return line if line.obstacle else replace(line, left_because=_left_because(line))


def _obstacle(review: LineReview, part: TaskUnit, suggestion: Suggestion | None, by) -> str:
    if suggestion is None:
        return "评分规则已停用，得分不变"
    if not access.can_review(by, part):
        return "被考核单位是您所在的单位，应当回避"
    if any(appeal.status == AppealStatus.FILED for appeal in review.appeals.all()):
        return "有申诉等待复核，办结后再重算"
    if suggestion.is_ready:
        return ""
    return suggestion.problem or f"还缺{'、'.join(suggestion.missing)}"


def _left_because(line: Line) -> str:
    """A score that people decided is not changed by a rule unless somebody says so."""
    review, origins = line.review, {row.origin for row in line.deductions}
    if review.override_reason:
        return f"改判过：{review.override_reason}"
    if any(row.lifted_by_id for row in review.deductions.all()) or Origin.RECHECK in origins:
        return "申诉复核过"
    if Origin.PANEL in origins:
        return "由多人评分合成"
    if review.rule_id is None:
        return "原来没有按规则评分"
    if line.kept:
        # With no reason for another score, these rows stand for some of the rule's own losses.
        return "有扣分由审核人逐条记或改过；勾选后与规则的扣分两样都扣，请先核对"
    return ""

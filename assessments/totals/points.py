"""Score lines and their sums. Pure, Decimal, no database.

A line is one unit's part in one task: its full marks, the reviewed score (None while there is none, which counts
as nothing earned), and a weight (1 for a lead, the plan's factor for a cooperating unit).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules import TWO_PLACES

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True)
class ScoreLine:
    """One unit's part in one task, as points. `title` and `module` are for the explanation and the weights."""

    task: int
    full_marks: Decimal
    score: Decimal | None
    weight: Decimal = Decimal(1)
    is_lead: bool = True
    title: str = ""
    module: str = ""
    # How many deductions stand against it: a way to part equal totals.
    deductions: int = 0

    @property
    def marks(self) -> Decimal:
        return self.weight * self.full_marks

    @property
    def points(self) -> Decimal:
        return self.weight * (self.score or ZERO)


@dataclass(frozen=True)
class Total:
    """`earned` of `possible` points, and the same per hundred, rounded half up to two decimals."""

    earned: Decimal
    possible: Decimal
    scored: int
    lines: int

    @property
    def percent(self) -> Decimal | None:
        return rounded(self.earned / self.possible * HUNDRED) if self.possible else None

    @property
    def is_complete(self) -> bool:
        return self.scored == self.lines


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up: the default of the assessment office."""
    return TWO_PLACES.apply(value)


def line_score(full_marks: Decimal, deductions: Iterable[Decimal], bonus: Decimal = ZERO) -> Decimal:
    """Full marks less every deduction, never below nothing (扣完为止), and the bonus that the rule grants."""
    return max(ZERO, full_marks - sum(deductions, ZERO) + bonus)


def district_total(lines: Iterable[ScoreLine]) -> Total:
    """The district's result: each task counts once, with the mean of its lead units' scores."""
    by_task = _leads_by_task(lines)
    means = [sum((line.score or ZERO for line in leads), ZERO) / len(leads) for leads in by_task.values()]
    return Total(
        earned=sum(means, ZERO),
        possible=sum((leads[0].full_marks for leads in by_task.values()), ZERO),
        scored=sum(all(line.score is not None for line in leads) for leads in by_task.values()),
        lines=len(by_task),
    )


def losses(lines: Iterable[ScoreLine]) -> dict[int, Decimal]:
    """Points the district lost per task, biggest first; a task counts once all its lead lines are scored."""
    lost = {
        task: rounded(leads[0].full_marks - sum((line.score for line in leads), ZERO) / len(leads))
        for task, leads in _leads_by_task(lines).items() if all(line.score is not None for line in leads)
    }
    return {task: points for task, points in sorted(lost.items(), key=lambda item: (-item[1], item[0])) if points > 0}


def _leads_by_task(lines: Iterable[ScoreLine]) -> dict[int, list[ScoreLine]]:
    by_task: dict[int, list[ScoreLine]] = {}
    for line in lines:
        if line.is_lead:
            by_task.setdefault(line.task, []).append(line)
    return by_task

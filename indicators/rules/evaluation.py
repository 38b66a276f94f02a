"""A rule applied to values: the score, and every line that leads to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from .amounts import EXACT, ZERO, shown
from .kind import Case, Rule
from .rounding import TWO_PLACES, Rounding
from .schema import read_fields
from .steps import POINTS, SCORE, Step, arithmetic, points


@dataclass(frozen=True)
class Result:
    """`score` as rounded, `exact` before rounding; the last line of the explanation has the score."""

    score: Decimal
    exact: Decimal
    full_marks: Decimal
    explanation: tuple[Step, ...]
    grade: str = ""

    @property
    def lost(self) -> Decimal:
        return self.full_marks - self.exact

    def as_json(self) -> dict:
        answer = {
            "score": f"{self.score:f}",
            "full_marks": f"{self.full_marks:f}",
            "explanation": [step.as_answer() for step in self.explanation],
        }
        return {**answer, "grade": self.grade} if self.grade else answer


def evaluate(rule: Rule, inputs: dict, *, at: str = "inputs", rounding: Rounding | None = TWO_PLACES) -> Result:
    """The score of `inputs` by `rule`. Pure: the same arguments give the same result. Raises RuleError.

    `rounding` is the set's; the rule's own goes before it. None keeps the score exact, for a part of another rule.
    """
    with localcontext(EXACT):
        case = Case(rule, read_fields(rule.kind.inputs, inputs, at), at, rounding)
        return _conclude(case, list(rule.kind.score(case)))


def _conclude(case: Case, steps: list[Step]) -> Result:
    exact, rounding = _sum(steps), case.rounding
    for correction in _within_bounds(case.rule, exact):
        steps.append(correction)
        exact += correction.value
    score, text = exact, f"得分：{arithmetic(steps)}分"
    if rounding:
        score = rounding.apply(exact)
        text += f"，{rounding}为{score:f}分" if score != exact else ""
    last = Step(text, score, SCORE)
    grade = next((step.grade for step in reversed(steps) if step.grade), "")
    return Result(score, exact, case.full_marks, (*steps, last), grade)


def _within_bounds(rule: Rule, total: Decimal) -> list[Step]:
    lowest, highest = rule.bounds
    if total < lowest:
        return [points(f"扣完为止，最低{shown(lowest)}分", lowest - total)]
    if highest is not None and total > highest:
        return [points(f"封顶，最高{shown(highest)}分", highest - total)]
    return []


def _sum(steps: Iterable[Step]) -> Decimal:
    return sum((step.value for step in steps if step.role == POINTS), ZERO)

"""The rule's score of one line: live while it is under review, as kept with the decision afterwards."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.choices import Decision
from assessments.models import LineReview
from assessments.suggestion import bonus_of, rule_of, suggestion_of
from indicators.models import ScoringRule
from indicators.rules import Asked, shown_answer
from indicators.rules.steps import FACT
from tasks.models import Submission
from tasks.scoring import asked_of_office, correctable


def apart(other: str, gap: Decimal) -> str:
    """比自评低 0.70 分, 与自评一致."""
    return f"比{other}{'高' if gap > 0 else '低'} {abs(gap)} 分" if gap else f"与{other}一致"


@dataclass(frozen=True)
class Fact:
    """One thing the rule has to be told: what the unit said, what the office said; the office's word counts."""

    asked: Asked
    is_of_unit: bool
    unit_answer: object
    office_answer: object

    @property
    def by_unit(self) -> str:
        return shown_answer(self.asked, self.unit_answer)

    @property
    def by_office(self) -> str:
        return shown_answer(self.asked, self.office_answer)

    @property
    def is_corrected(self) -> bool:
        return bool(self.by_unit and self.by_office) and self.by_unit != self.by_office

    @property
    def is_open(self) -> bool:
        return self.asked.required and not self.by_unit and not self.by_office


@dataclass(frozen=True)
class RuleScore:
    """`steps` as they are kept in JSON; `suggested` is None while something is missing."""

    rule: ScoringRule
    suggested: Decimal | None
    steps: list[dict]
    missing: list[str]
    problem: str
    facts: list[Fact]
    self_score: Decimal | None
    # Another version is in force by now; the line keeps the one it was scored by.
    newer: ScoringRule | None = None
    # What a line under review keeps of the bonus that was taken over.
    bonus: Decimal = Decimal(0)

    @property
    def lines(self) -> list[dict]:
        return [_line(step) for step in self.steps]

    @property
    def is_ready(self) -> bool:
        return self.suggested is not None

    @property
    def beside_self(self) -> str:
        """How far the rule is from the unit's own score."""
        if self.suggested is None or self.self_score is None:
            return ""
        return apart("自评", self.suggested - self.self_score)


def _line(step: dict) -> dict:
    """A step as it is shown: a fact's number stands in its sentence already."""
    number = "" if step.get("role", FACT) == FACT else step["value"].replace("-", "−")
    return {"text": step["text"], "role": step.get("role", FACT), "number": number,
            "lines": [_line(below) for below in step.get("steps", ())]}


def rule_score(submission: Submission, review: LineReview | None) -> RuleScore | None:
    """Without another query where `suggestion.with_rule_data` read the round."""
    current = rule_of(submission)
    if review is not None and review.decision == Decision.ACCEPTED:
        return _as_decided(submission, review, current)
    if current is None:
        return None
    suggestion = suggestion_of(submission, review)
    return RuleScore(
        current, suggestion.score, suggestion.explanation,
        list(suggestion.missing), suggestion.problem, _facts(current, submission, review), submission.self_score,
        bonus=bonus_of(review, suggestion) if review else Decimal(0),
    )


def _as_decided(submission: Submission, review: LineReview, current: ScoringRule | None) -> RuleScore | None:
    if review.rule is None:
        return None
    newer = current if current and current.pk != review.rule_id else None
    return RuleScore(review.rule, review.suggested, review.explanation, [], "", _facts(review.rule, submission, review),
                     submission.self_score, newer)


def _facts(rule: ScoringRule, submission: Submission, review: LineReview | None) -> list[Fact]:
    office = review.office_facts if review else {}
    asked = [(one, False) for one in asked_of_office(rule)] + [(one, True) for one in correctable(rule)]
    return [
        Fact(one, is_of_unit, submission.rule_facts.get(one.path), office.get(one.path)) for one, is_of_unit in asked
    ]

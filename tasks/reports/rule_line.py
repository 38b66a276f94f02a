"""What the scoring rule makes of a unit's own report, for the unit to see while it fills and after it handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eco_demo.lib.numbers import format_number

from ..models import Ledger, LedgerValue, Submission, TaskUnit
from ..rule_facts import asked_in, rule_of, shown_facts
from ..scoring import FOR_UNIT, Known, Suggestion, suggest

MOST_NAMED = 3


@dataclass(frozen=True)
class RuleLine:
    """A suggestion beside the unit's own score; `facts` are its answers in words."""

    suggestion: Suggestion
    self_score: Decimal | None
    facts: Sequence[tuple[str, str]]

    @property
    def score(self) -> str:
        return format_number(self.suggestion.score) if self.suggestion.is_ready else ""

    @property
    def full_marks(self) -> str:
        return format_number(self.suggestion.full_marks)

    @property
    def is_same(self) -> bool:
        return self.suggestion.is_ready and self.self_score == self.offered

    @property
    def offered(self) -> Decimal:
        """What the unit can take over: its own score ends at the full marks."""
        return min(self.suggestion.score, self.suggestion.full_marks)

    @property
    def to_answer(self) -> str:
        """What the unit itself still has to fill in, not too much at once."""
        own = [text.rpartition("（")[0] for text in self.suggestion.missing if _waits_for(text, FOR_UNIT)]
        return "、".join(own[:MOST_NAMED]) + (f"等 {len(own)} 项" if len(own) > MOST_NAMED else "")

    @property
    def others(self) -> str:
        """What somebody else still has to say."""
        return "、".join(text for text in self.suggestion.missing if not _waits_for(text, FOR_UNIT))

    @property
    def gap(self) -> str:
        """`自评分高 0.4 分`, nothing while there are not two numbers."""
        if not self.suggestion.is_ready or self.self_score is None or self.is_same:
            return ""
        apart = self.self_score - self.offered
        return f"自评分比规则测算{'高' if apart > 0 else '低'} {format_number(abs(apart))} 分"


def _waits_for(missing: str, words: tuple[str, ...]) -> bool:
    return missing.endswith(tuple(f"（{word}）" for word in words))


def rule_line_of_ledger(part: TaskUnit, values: Sequence[LedgerValue], missing_evidence: int) -> RuleLine | None:
    """Of the working copy; `values` with their targets."""
    ledger: Ledger = part.ledger
    reported = [{"target": row.target_id, "actual": row.actual} for row in values]
    return _rule_line(part, values, reported, ledger.rule_facts, ledger.self_score, missing_evidence)


def rule_line_of_submission(part: TaskUnit, submission: Submission, values: Sequence[LedgerValue],
                            missing_evidence: int) -> RuleLine | None:
    """Of a round as it was handed in, by the rule as it is now."""
    return _rule_line(part, values, submission.values, submission.rule_facts, submission.self_score, missing_evidence)


def _rule_line(part: TaskUnit, values: Iterable[LedgerValue], reported: Sequence[Mapping], facts: Mapping,
               self_score: Decimal | None, missing_evidence: int) -> RuleLine | None:
    rule = rule_of(part)
    if rule is None:
        return None
    known = Known(values=reported, targets=[row.target for row in values], missing_evidence=missing_evidence,
                  unit_facts=facts)
    return RuleLine(suggest(rule, part.task.full_marks, known), self_score, shown_facts(asked_in(part), facts))

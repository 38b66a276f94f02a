"""What a line gets and why: its score beside the rule's, and the rule version it was judged by."""

from dataclasses import dataclass
from decimal import Decimal

from assessments import panel
from assessments.models import LineReview
from assessments.suggestion import bonus_of, doubts, rule_of, suggested_met, suggestion_of
from indicators.models import ScoringRule
from tasks.scoring import Suggestion

from .desk import NeedsReason, score_of

REASON_LENGTH = LineReview._meta.get_field("override_reason").max_length


@dataclass(frozen=True)
class Settlement:
    """A line's score as its deductions stand, what the rule suggests, and why they differ."""

    score: Decimal
    rule: ScoringRule | None
    suggestion: Suggestion | None
    override_reason: str

    @property
    def is_ready(self) -> bool:
        return self.suggestion is not None and self.suggestion.is_ready

    @property
    def differs(self) -> bool:
        return self.is_ready and self.score != self.suggestion.score

    def require_reason(self) -> None:
        if self.differs and not self.override_reason:
            raise NeedsReason(self.score, self.suggestion.score)


def settle(review: LineReview, override_reason: str) -> Settlement:
    """A score that an earlier stage has explained needs no second explanation."""
    suggestion = suggestion_of(review.submission, review)
    review.bonus = bonus_of(review, suggestion)
    score, reason = score_of(review), override_reason.strip()[:REASON_LENGTH]
    if not reason and review.stages_passed and _score_so_far(review) == score:
        reason = review.override_reason
    return Settlement(score, rule_of(review.submission), suggestion, reason)


def _score_so_far(review: LineReview) -> Decimal | None:
    """What the stage before this one gave."""
    marks = list(review.marks.filter(stage__position=review.stages_passed).select_related("stage"))
    return panel.joined([mark.score for mark in marks], marks[0].stage.joining) if marks else None


def write_rule(review: LineReview, settlement: Settlement) -> tuple[str, ...]:
    """Set what the score is given by; returns the names of the fields to save."""
    is_ready = settlement.is_ready
    review.rule = settlement.rule if is_ready else None
    review.suggested = settlement.suggestion.score if is_ready else None
    review.explanation = settlement.suggestion.explanation if is_ready else []
    review.override_reason = settlement.override_reason if settlement.differs else ""
    return "rule", "suggested", "explanation", "override_reason", "bonus"


def doubts_about(review: LineReview, settlement: Settlement, score: Decimal) -> list[str]:
    submission, suggestion = review.submission, settlement.suggestion
    return doubts(
        unjudged=submission.evidence.filter(verdict=None).count(), is_lead=submission.ledger.task_unit.is_lead,
        met=review.met, suggested=suggested_met(submission).met, is_deducted=score < review.full_marks,
        unanswered=suggestion.missing if suggestion else (),
    )

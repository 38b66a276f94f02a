"""The stages of a line's review: who passed which, and whose marks may be seen by now."""

from dataclasses import dataclass

from assessments import panel
from assessments.choices import Decision
from assessments.models import LineReview, ReviewStage, StageMark

DONE, CURRENT, TODO, BAD = "done", "current", "todo", "bad"


@dataclass(frozen=True)
class StageRow:
    """One stage. Until several scorers are complete, `marks` holds the reader's own alone; `given` counts all."""

    stage: ReviewStage
    state: str
    marks: list[StageMark]
    given: int

    @property
    def is_panel(self) -> bool:
        return self.stage.scorers > 1

    @property
    def is_current(self) -> bool:
        return self.state == CURRENT

    @property
    def joined(self) -> str:
        """How the marks became one score, in words."""
        if self.state != DONE or not self.is_panel or not self.marks:
            return ""
        return panel.in_words([mark.score for mark in self.marks], self.stage.joining)


def stage_rows(review: LineReview | None, stages: list[ReviewStage], user) -> list[StageRow]:
    marks = list(review.marks.all()) if review else []
    return [_row(review, place, stage, marks, user) for place, stage in enumerate(stages)]


def current_stage(review: LineReview | None, stages: list[ReviewStage]) -> ReviewStage | None:
    passed = review.stages_passed if review else 0
    return stages[passed] if passed < len(stages) else None


def _row(review: LineReview | None, place: int, stage: ReviewStage, marks: list[StageMark], user) -> StageRow:
    state, given = _state(review, place), [mark for mark in marks if mark.stage_id == stage.pk]
    seen = given if state == DONE or stage.scorers == 1 else [mark for mark in given if mark.by_id == user.pk]
    return StageRow(stage, state, seen, len(given))


def _state(review: LineReview | None, place: int) -> str:
    passed = review.stages_passed if review else 0
    if place < passed:
        return DONE
    if place > passed:
        return TODO
    return BAD if review and review.decision == Decision.RETURNED else CURRENT

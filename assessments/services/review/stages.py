"""Several stages and several reviewers: what one of them gave, how marks become one, how a line passes on."""

from decimal import Decimal

from assessments import panel
from assessments.choices import Origin, ReasonCode
from assessments.models import Deduction, LineReview, ReviewStage, StageMark
from departments.models import User
from eco_demo.lib import clock

from .desk import ReviewRefused, stage_of

REASON_LENGTH = StageMark._meta.get_field("reason").max_length
DEDUCTION_LENGTH = Deduction._meta.get_field("reason").max_length


def check_single(review: LineReview) -> None:
    """Where several score, nobody settles the deductions alone."""
    stage = stage_of(review)
    if stage is not None and stage.scorers > 1:
        raise ReviewRefused(f"{stage}由{stage.scorers}人分别评分，请在“我的评分”里填写，不单独记扣分。")


def is_last(review: LineReview) -> bool:
    plan = review.submission.ledger.task_unit.task.plan
    return review.stages_passed + 1 >= plan.review_stages.count()


def keep_mark(review: LineReview, stage: ReviewStage, score: Decimal, reason: str, by: User) -> StageMark:
    """One mark a person, stage and line; until the stage is passed its giver may change it.

    The stage is held, so that the office does not set others under a mark that is being written.
    """
    if not ReviewStage.objects.select_for_update(of=("self",), no_key=True).filter(pk=stage.pk):
        raise ReviewRefused("审核环节刚被修改，您的评分没有写入，请刷新页面后再办理。")
    mark, _ = StageMark.objects.update_or_create(review=review, stage=stage, by=by, defaults={
        "stage_name": stage.name, "score": score, "reason": reason[:REASON_LENGTH], "at": clock.now(),
    })
    return mark


def join_marks(review: LineReview, stage: ReviewStage, by: User) -> str:
    """The joined score stands as one deduction in place of all others; gives the sentence that says how."""
    marks = list(review.marks.filter(stage=stage))
    scores = [mark.score for mark in marks]
    score, words = panel.joined(scores, stage.joining), f"{stage}：{panel.in_words(scores, stage.joining)}"
    review.deductions.in_force().delete()
    review.bonus = max(score - review.full_marks, Decimal(0))
    if score < review.full_marks:
        reasons = "；".join(dict.fromkeys(mark.reason for mark in marks if mark.reason))
        Deduction.objects.create(
            review=review, points=review.full_marks - score, code=ReasonCode.DISCRETION, origin=Origin.PANEL,
            reason=f"{words}。{reasons}"[:DEDUCTION_LENGTH], by=by,
        )
    return words

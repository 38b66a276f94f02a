"""初审, 复核, 审定: who passes what, several scorers of one stage, and everything anew after a return."""

from decimal import Decimal

import pytest

from assessments.choices import Decision, Joining, Origin
from assessments.models import LineReview, ReviewStage, StageMark
from assessments.reading import line_on_desk
from assessments.services.review import (
    ReviewRefused,
    StaleReview,
    accept_ledger,
    deduct,
    mark_line,
    open_review,
    reopen_line,
    return_ledger,
    use_rule,
)
from assessments.services.review.stages import keep_mark
from departments.models import AuditEvent
from tasks.choices import LedgerStatus, Line
from tests.assessments.desk import hand_in_again
from tests.assessments.ruled import add_stages, handed_in, reviewers, step_rule

MEND = [(Line.NARRATIVE, None, "请补充数据来源")]


@pytest.fixture
def staged(world, plan):
    add_stages(plan)
    return handed_in(world, plan, "95")


def passed(review, *people):
    for person in people:
        review = accept_ledger(review, "属实", person, review.version)
    return review


def actions():
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


def test_a_stage_that_is_not_the_last_passes_the_line_on(world, staged):
    review = passed(staged, world.reviewer)
    assert (review.decision, review.stages_passed, review.score) == (Decision.PENDING, 1, None)
    review.submission.ledger.refresh_from_db()
    assert review.submission.ledger.status == LedgerStatus.SUBMITTED
    assert actions()[-1] == "review.pass"


def test_the_last_stage_accepts(world, staged):
    second, = reviewers(world, 1)
    review = passed(staged, world.reviewer, second, world.chief)
    assert (review.decision, review.stages_passed, review.score) == (Decision.ACCEPTED, 3, Decimal(10))
    assert [str(mark) for mark in review.marks.all()] == ["初审 10.00", "复核 10.00", "审定 10.00"]
    assert actions()[-1] == "review.accept"


def test_a_double_click_passes_one_stage(world, staged):
    for _ in range(2):
        review = accept_ledger(staged, "", world.reviewer, staged.version)
    assert review.stages_passed == 1


def test_nobody_passes_two_stages(world, staged):
    review = passed(staged, world.reviewer)
    for step in (lambda: accept_ledger(review, "", world.reviewer, review.version + 0),
                 lambda: deduct(review, world.reviewer, Decimal(1), "缺数据", "", version=review.version),
                 lambda: return_ledger(review, MEND, "", world.reviewer, review.version)):
        with pytest.raises(ReviewRefused, match="您已在初审环节办理过这一项，复核要由其他人办理"):
            step()


def test_the_chiefs_stage_is_the_chiefs(world, staged):
    second, third = reviewers(world, 2)
    review = passed(staged, world.reviewer, second)
    with pytest.raises(ReviewRefused, match="由环委办主任办理"):
        accept_ledger(review, "", third, review.version)
    assert passed(review, world.chief).decision == Decision.ACCEPTED


def test_a_return_starts_the_next_round_at_the_first_stage(world, staged):
    second, = reviewers(world, 1)
    review = passed(staged, world.reviewer)
    return_ledger(review, MEND, "", second, review.version)
    again = open_review(hand_in_again(world, review.submission, narrative="已补充。"), second)
    assert again.stages_passed == 0
    accept_ledger(again, "", world.reviewer, again.version, confirmed=True)
    assert LineReview.objects.get(pk=again.pk).stages_passed == 1


def test_taking_up_again_starts_at_the_first_stage(world, staged):
    second, = reviewers(world, 1)
    review = reopen_line(passed(staged, world.reviewer, second, world.chief), "数据有误", world.chief)
    assert (review.stages_passed, review.marks.count()) == (0, 0)
    assert AuditEvent.objects.order_by("seq").last().detail["stages"][0] == "初审 10.00"
    assert passed(review, world.reviewer).stages_passed == 1


def test_a_reason_given_in_an_earlier_stage_holds_while_the_score_does(world, plan):
    step_rule(plan)
    add_stages(plan)
    second, = reviewers(world, 1)
    review = handed_in(world, plan)
    deduct(review, world.reviewer, Decimal(1), "酌情", "", version=review.version)
    review = accept_ledger(review, "", world.reviewer, review.version + 1, override_reason="停运两月")
    assert (review.suggested, review.override_reason) == (Decimal("8.50"), "停运两月")
    review = passed(review, second)
    deduct(review, world.chief, Decimal("0.20"), "迟报", "", version=review.version)
    with pytest.raises(ReviewRefused, match="改判理由"):
        accept_ledger(review, "", world.chief, review.version + 1)


@pytest.fixture
def panel(world, plan):
    """In 复核, where three score; 初审 has taken 1.50 off by the rule."""
    step_rule(plan)
    add_stages(plan, second=3, joining=Joining.TRIMMED)
    review = handed_in(world, plan)
    return passed(use_rule(review, world.reviewer, review.version), world.reviewer)


def test_marks_are_joined_when_all_are_given(world, panel):
    for person, score in zip(reviewers(world, 3), ("8", "9", "7.50"), strict=True):
        assert panel.stages_passed == 1
        panel = mark_line(panel, Decimal(score), "见会议记录", person, panel.version)
    assert (panel.stages_passed, panel.decision, panel.suggested) == (2, Decision.PENDING, Decimal("8.50"))
    row = panel.deductions.get()
    assert (row.points, row.origin) == (Decimal("2.00"), Origin.PANEL)
    assert "去掉一个最高分9.00、一个最低分7.50" in row.reason
    assert panel.override_reason.startswith("复核：3人评分8.00、9.00、7.50")
    accepted = accept_ledger(panel, "", world.chief, panel.version)
    assert accepted.score == Decimal("8.00")


def test_nobody_sees_anothers_mark_before_all_are_given(world, panel):
    second, third = reviewers(world, 2)
    mark_line(panel, Decimal("6.25"), "偏低", second, panel.version)
    mark_line(panel, Decimal("7.75"), "偏低", third, panel.version)
    for person, seen in ((second, ["6.25"]), (third, ["7.75"]), (world.chief, []), (world.reviewer, [])):
        row = line_on_desk(panel.submission_id, person).stages[1]
        assert ([str(mark.score) for mark in row.marks], row.given) == (seen, 2)


def test_another_mark_makes_nobodys_page_stale_but_a_deduction_would(world, panel):
    second, third = reviewers(world, 2)
    version = panel.version
    mark_line(panel, Decimal(8), "偏低", second, version)
    mark_line(panel, Decimal(7), "偏低", third, version)
    assert StageMark.objects.filter(stage__name="复核").count() == 2
    with pytest.raises(StaleReview):
        mark_line(panel, Decimal(7), "偏低", world.chief, version - 1)


def test_a_mark_may_be_changed_until_all_are_given(world, panel):
    second, = reviewers(world, 1)
    for score in ("8", "7", "7"):
        mark_line(panel, Decimal(score), "偏低", second, panel.version)
    assert [str(mark.score) for mark in panel.marks.filter(by=second)] == ["7.00"]
    assert actions().count("review.mark") == 2


@pytest.mark.parametrize(("score", "reason", "words"), [
    ("10.01", "好", "0到10.00分之间"), ("-1", "差", "0到10.00分之间"), ("8", " ", "与规则得分8.50分不同，请写明理由"),
])
def test_a_mark_out_of_range_or_without_a_reason_is_refused(world, panel, score, reason, words):
    second, = reviewers(world, 1)
    with pytest.raises(ReviewRefused, match=words):
        mark_line(panel, Decimal(score), reason, second, panel.version)


def test_the_rules_own_score_needs_no_reason(world, panel):
    second, = reviewers(world, 1)
    mark_line(panel, Decimal("8.50"), "", second, panel.version)
    assert StageMark.objects.filter(by=second).exists()


def test_where_several_score_nobody_settles_alone(world, panel):
    second, = reviewers(world, 1)
    for step in (lambda: accept_ledger(panel, "", second, panel.version),
                 lambda: deduct(panel, second, Decimal(1), "缺数据", "", version=panel.version)):
        with pytest.raises(ReviewRefused, match="3人分别评分"):
            step()


def test_who_passed_an_earlier_stage_does_not_score(world, panel):
    with pytest.raises(ReviewRefused, match="已在初审环节办理过"):
        mark_line(panel, Decimal(8), "偏低", world.reviewer, panel.version)


def test_a_mark_in_a_stage_that_is_gone_meanwhile_is_refused(world, staged):
    """The chief sets other stages between a reviewer's look at the stage and the mark."""
    stage = staged.submission.ledger.task_unit.task.plan.review_stages.first()
    ReviewStage.objects.all().delete()
    with pytest.raises(ReviewRefused, match="环节刚被修改"):
        keep_mark(staged, stage, Decimal(9), "", world.reviewer)

"""The rule's score on the desk: taken over, overridden with a reason, answered by the office; kept with the line."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.choices import Decision, Met, Origin, ReasonCode, Verdict
from assessments.models import Appeal, Deduction
from assessments.services.review import (
    NeedsConfirmation,
    NeedsReason,
    ReviewRefused,
    StaleReview,
    accept_ledger,
    answer_facts,
    change_deduction,
    deduct,
    judge_file,
    judge_met,
    reopen_line,
    use_rule,
)
from assessments.suggestion import suggestion_of
from departments.models import AuditEvent
from indicators.rules import RuleError
from tasks.models import Certification
from tests.assessments.desk import hand_in
from tests.assessments.ruled import discretion_rule, event_rule, handed_in, step_rule
from tests.tasks.rules import give_rule

OWN, OFFICE = "counts/超标", "counts/通报"


@pytest.fixture
def ruled(world, plan):
    """87% where 90% was asked: the rule gives 8.50."""
    step_rule(plan)
    return handed_in(world, plan)


def last_entry():
    return AuditEvent.objects.order_by("seq").last()


def test_the_rules_losses_become_deductions_with_line_code_and_origin(world, ruled):
    use_rule(ruled, world.reviewer, ruled.version)
    row = ruled.deductions.get()
    assert (row.points, row.code, row.origin, row.by) == (
        Decimal("1.50"), ReasonCode.NOT_REACHED, Origin.RULE, world.reviewer
    )
    assert "扣1.5分" in row.reason and "每差1个百分点扣0.5分" in row.rule_text
    assert last_entry().action == "review.use_rule"


def test_taking_the_rule_over_twice_writes_nothing_twice(world, ruled):
    for _ in range(2):
        use_rule(ruled, world.reviewer, ruled.version)
    assert ruled.deductions.count() == 1
    ruled.refresh_from_db()
    assert use_rule(ruled, world.reviewer, ruled.version).version == ruled.version


def test_a_line_taken_over_keeps_version_score_and_steps(world, ruled):
    review = use_rule(ruled, world.reviewer, ruled.version)
    accepted = accept_ledger(review, "属实", world.reviewer, review.version)
    assert (accepted.score, accepted.suggested, accepted.rule.number, accepted.override_reason) == (
        Decimal("8.50"), Decimal("8.50"), 1, ""
    )
    assert accepted.explanation[-1]["value"] == "8.50"
    accepted.refresh_from_db()
    assert accepted.decision == Decision.ACCEPTED


def test_another_score_than_the_rules_needs_a_reason(world, ruled):
    deduct(ruled, world.reviewer, Decimal(1), "酌情", "", version=ruled.version)
    with pytest.raises(NeedsReason, match=r"9\.00分与规则得分8\.50分不同"):
        accept_ledger(ruled, "", world.reviewer, ruled.version + 1)
    accepted = accept_ledger(ruled, "", world.reviewer, ruled.version + 1, override_reason="停运两月，会商酌减。")
    assert (accepted.score, accepted.suggested, accepted.override_reason) == (
        Decimal("9.00"), Decimal("8.50"), "停运两月，会商酌减。"
    )


def test_a_reason_without_a_difference_is_not_kept(world, ruled):
    review = use_rule(ruled, world.reviewer, ruled.version)
    assert accept_ledger(review, "", world.reviewer, review.version, override_reason="多余").override_reason == ""


def test_a_reviewers_own_deduction_stays_beside_the_rules(world, ruled):
    deduct(ruled, world.reviewer, Decimal("0.30"), "迟报", "", version=ruled.version, code=ReasonCode.LATE)
    use_rule(ruled, world.reviewer, ruled.version + 1)
    assert list(ruled.deductions.values_list("points", "origin")) == [
        (Decimal("0.30"), Origin.HAND), (Decimal("1.50"), Origin.RULE)
    ]


def test_a_changed_rule_deduction_is_the_reviewers_own(world, ruled):
    review = use_rule(ruled, world.reviewer, ruled.version)
    change_deduction(ruled.deductions.get(), world.chief, Decimal(1), "酌情", "", version=review.version)
    assert (ruled.deductions.get().origin, ruled.deductions.get().code) == (Origin.HAND, ReasonCode.NOT_REACHED)


def test_what_the_rule_still_has_to_be_told_must_be_confirmed(world, plan):
    discretion_rule(plan)
    review = handed_in(world, plan, "91")
    with pytest.raises(ReviewRefused, match="还没有算出：还缺"):
        use_rule(review, world.reviewer, review.version)
    with pytest.raises(NeedsConfirmation, match="规则得分没有算出，还缺"):
        accept_ledger(review, "", world.reviewer, review.version)
    accepted = accept_ledger(review, "", world.reviewer, review.version, confirmed=True)
    assert (accepted.score, accepted.rule, accepted.suggested) == (Decimal(10), None, None)


def test_the_offices_answer_goes_before_the_units(world, plan):
    event_rule(plan)
    review = handed_in(world, plan, "91", **{OWN: "1"})
    assert suggestion_of(review.submission, review).score == Decimal(9)
    review = answer_facts(review, {OWN: "2", OFFICE: "1", "counts/编造": "9"}, world.reviewer, review.version)
    assert review.office_facts == {OWN: 2, OFFICE: 1}
    assert suggestion_of(review.submission, review).score == Decimal(6)
    assert last_entry().action == "review.answer"


def test_a_blank_answer_takes_the_earlier_one_back(world, plan):
    event_rule(plan)
    review = handed_in(world, plan, "91", **{OWN: "1"})
    review = answer_facts(review, {OFFICE: "2"}, world.reviewer, review.version)
    review = answer_facts(review, {OFFICE: " "}, world.reviewer, review.version)
    assert review.office_facts == {}
    assert suggestion_of(review.submission, review).score == Decimal(9)


@pytest.mark.parametrize("typed", ["两次", "-1", "1.5", "1e9"])
def test_an_answer_that_cannot_be_read_is_refused_at_its_field(world, plan, typed):
    event_rule(plan)
    review = handed_in(world, plan, "91")
    with pytest.raises(RuleError) as refusal:
        answer_facts(review, {OFFICE: typed}, world.reviewer, review.version)
    assert refusal.value.field == "inputs.counts.通报"
    review.refresh_from_db()
    assert review.office_facts == {}


def test_answers_are_refused_where_somebody_was_first(world, plan):
    event_rule(plan)
    review = handed_in(world, plan, "91")
    answer_facts(review, {OFFICE: "1"}, world.reviewer, review.version)
    with pytest.raises(StaleReview):
        answer_facts(review, {OFFICE: "2"}, world.chief, review.version)


@pytest.mark.parametrize("name", ["water_head", "leader", "city_receiver"])
def test_only_the_office_uses_the_rule(world, ruled, name):
    for step in (lambda: use_rule(ruled, world.people[name], ruled.version),
                 lambda: answer_facts(ruled, {}, world.people[name], ruled.version)):
        with pytest.raises(PermissionDenied):
            step()


def test_a_certified_number_goes_before_the_reported_one(world, plan, ruled):
    Certification.objects.create(
        submission=ruled.submission, target=plan.tasks.get(number="1").targets.get(), certifier=world.statistics,
        verdict="corrected", actual="86", reason="全年口径", by=world.chief, at=ruled.submission.submitted_at,
    )
    assert suggestion_of(ruled.submission, ruled).score == Decimal("8.00")


def test_a_file_found_invalid_is_missing_evidence(world, plan):
    events = {"events": [{"name": "缺佐证", "points": "0.2"}]}
    give_rule(plan.tasks.get(number="1").indicator, "event_deduct", events, {"counts/缺佐证": "missing_evidence"})
    review = handed_in(world, plan, "91")
    assert suggestion_of(review.submission, review).score == Decimal(10)
    judge_file(review.submission.evidence.get(), Verdict.INVALID, "没有盖章", world.reviewer)
    assert suggestion_of(review.submission, review).score == Decimal("9.80")


def test_the_offices_word_decides_where_no_number_does(world, plan):
    plan.tasks.get(number="1").targets.update(comparator="qualitative", target=None)
    give_rule(plan.tasks.get(number="1").indicator, "qualitative", {}, {"achieved": "met"})
    review = handed_in(world, plan)
    assert not suggestion_of(review.submission, review).is_ready
    review = judge_met(review, Met.MET, world.reviewer)
    assert suggestion_of(review.submission, review).score == Decimal(10)


def test_a_cooperating_unit_has_no_rule(world, plan):
    step_rule(plan)
    assert suggestion_of(hand_in(world, plan, world.housing)) is None


def test_a_lifted_deduction_counts_no_more_and_is_not_touched(world, ruled):
    review = use_rule(ruled, world.reviewer, ruled.version)
    accepted = accept_ledger(review, "", world.reviewer, review.version)
    lift(accepted, world)
    reopened = reopen_line(accepted, "再核", world.chief)
    row = Deduction.objects.get()
    with pytest.raises(ReviewRefused, match="申诉复核撤销"):
        change_deduction(row, world.chief, Decimal(1), "再扣", "", version=reopened.version)
    accepted = accept_ledger(reopened, "", world.chief, reopened.version, confirmed=True, override_reason="申诉成立")
    assert accepted.score == Decimal(10)


def test_a_line_with_an_open_appeal_is_not_taken_up_again(world, ruled):
    review = use_rule(ruled, world.reviewer, ruled.version)
    accepted = accept_ledger(review, "", world.reviewer, review.version)
    lift(accepted, world, status="filed")
    with pytest.raises(ReviewRefused, match="待复核的申诉"):
        reopen_line(accepted, "再核", world.chief)


def lift(review, world, status="upheld"):
    appeal = Appeal.objects.create(review=review, claim="停运不应计入", status=status, score_before=review.score,
                                   filed_by=world.water_head, filed_at=review.decided_at)
    review.deductions.update(lifted_by=appeal)

"""Scores given by an older rule version change only when somebody has seen the list and confirmed it with a reason."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.choices import ChangeCause, Origin
from assessments.models import ScoreChange
from assessments.reading.recompute import changed_units, differences_of
from assessments.services.recompute import ListChanged, RecomputeRefused, recompute
from assessments.services.review import accept_ledger, change_deduction, deduct, use_rule
from departments.models import AuditEvent
from indicators.services.rule import retire_rule, save_rule
from tests.assessments.ruled import STEP, event_rule, handed_in, step_rule


@pytest.fixture
def ruled(plan):
    return step_rule(plan)


def accepted(world, plan, *, by_hand="", override_reason="", follow=True):
    """87% by 每差1个百分点扣0.5分: 8.50; `by_hand` more points off by the reviewer."""
    review = handed_in(world, plan)
    if follow:
        review = use_rule(review, world.reviewer, review.version)
    if by_hand:
        deduct(review, world.reviewer, Decimal(by_hand), "报送材料不规范", "", version=review.version)
        review.refresh_from_db()
    return accept_ledger(review, "", world.reviewer, review.version, confirmed=True, override_reason=override_reason)


def revise(world, rule, **parameters):
    """The office doubles what each step costs."""
    return save_rule(rule.indicator, world.chief, version=1, kind="step_deduct", bindings=rule.bindings,
                     parameters=STEP | {"points_per_step": "1"} | parameters, reason="市局明确按1分扣")


def confirm(world, plan, *, ticked=(), reason="按修订后的规则", by=None):
    by = by or world.chief
    return recompute(plan, by, digest=differences_of(plan, by).digest, ticked=ticked, reason=reason)


def test_lines_of_the_version_in_force_are_not_listed(world, plan, ruled):
    accepted(world, plan)
    assert differences_of(plan, world.chief).lines == []


def test_the_list_shows_old_and_new_and_changes_nothing(world, plan, ruled):
    review = accepted(world, plan)
    revise(world, ruled)
    line, = differences_of(plan, world.chief).usual
    assert (line.review.rule.number, line.rule.number) == (1, 2)
    assert (line.review.suggested, line.suggestion.score) == (Decimal("8.50"), Decimal("7.00"))
    assert (line.review.score, line.score, line.change) == (Decimal("8.50"), Decimal("7.00"), Decimal("-1.50"))
    review.refresh_from_db()
    assert review.score == Decimal("8.50") and not ScoreChange.objects.exists()


def test_the_units_totals_are_shown_before_and_after(world, plan, ruled):
    accepted(world, plan)
    revise(world, ruled)
    unit, = changed_units(plan, differences_of(plan, world.chief).usual)
    assert unit.unit == world.water
    assert (unit.before.score, unit.after.score) == (Decimal("28.33"), Decimal("23.33"))


def test_confirming_gives_the_new_score_and_keeps_the_old(world, plan, ruled):
    review = accepted(world, plan)
    new = revise(world, ruled)
    change, = confirm(world, plan)
    review.refresh_from_db()
    assert (review.score, review.suggested, review.rule) == (Decimal("7.00"), Decimal("7.00"), new)
    assert (change.cause, change.score_before, change.score_after) == (ChangeCause.RECOMPUTE, Decimal("8.50"),
                                                                       Decimal("7.00"))
    assert (change.rule_before, change.rule_after, change.reason) == (ruled, new, "按修订后的规则")
    assert change.explanation_before and review.explanation != change.explanation_before
    assert [(row.points, row.origin) for row in review.deductions.in_force()] == [(Decimal(3), Origin.RULE)]
    assert AuditEvent.objects.filter(action="score.recompute").count() == 1


def test_what_was_taken_off_by_hand_stays(world, plan, ruled):
    review = accepted(world, plan, by_hand="0.5", override_reason="另扣材料分")
    revise(world, ruled)
    found = differences_of(plan, world.chief)
    assert found.usual == [] and found.left[0].left_because == "改判过：另扣材料分"
    confirm(world, plan, ticked={review.pk})
    review.refresh_from_db()
    assert (review.score, review.suggested, review.override_reason) == (Decimal("6.50"), Decimal("7.00"), "另扣材料分")
    assert sorted(row.origin for row in review.deductions.in_force()) == [Origin.HAND, Origin.RULE]


def test_an_overridden_line_is_left_alone_unless_ticked(world, plan, ruled):
    review = accepted(world, plan, by_hand="0.5", override_reason="另扣材料分")
    revise(world, ruled)
    with pytest.raises(RecomputeRefused, match="没有要重算的项目"):
        confirm(world, plan)
    review.refresh_from_db()
    assert review.score == Decimal("8.00") and review.rule == ruled


def test_a_score_that_only_people_gave_is_left_alone(world, plan, ruled):
    accepted(world, plan, by_hand="1.5", follow=False)
    revise(world, ruled)
    line, = differences_of(plan, world.chief).left
    assert line.left_because.startswith("有扣分由审核人逐条记或改过")


def test_a_line_one_of_whose_losses_a_reviewer_rewrote_is_left_alone(world, plan):
    """The rewritten row stands for a loss of the rule, which would come back beside it."""
    rule = event_rule(plan)
    review = handed_in(world, plan, **{"counts/超标": 1, "counts/通报": 1})
    use_rule(review, world.reviewer, review.version)
    review.refresh_from_db()
    row = review.deductions.first()
    change_deduction(row, world.reviewer, row.points, "五月超标一次", "", version=review.version)
    accept_ledger(review, "", world.reviewer, review.version + 1, confirmed=True)
    parameters = {"events": [{"name": "超标", "points": "1"}, {"name": "通报", "points": "3"}]}
    save_rule(rule.indicator, world.chief, version=1, kind="event_deduct", bindings=rule.bindings,
              parameters=parameters, reason="加重通报")
    found = differences_of(plan, world.chief)
    assert found.usual == [] and "两样都扣" in found.left[0].left_because


def test_a_line_scored_before_there_was_a_rule_is_left_alone(world, plan):
    accepted(world, plan, follow=False)
    step_rule(plan)
    line, = differences_of(plan, world.chief).left
    assert (line.left_because, line.score) == ("原来没有按规则评分", Decimal("8.50"))


def test_a_line_whose_rule_was_retired_keeps_its_score(world, plan, ruled):
    accepted(world, plan)
    retire_rule(ruled.indicator, world.chief, version=1, reason="改为逐条扣分")
    line, = differences_of(plan, world.chief).impossible
    assert line.obstacle == "评分规则已停用，得分不变" and line.score is None


def test_a_new_rule_that_asks_more_says_what_is_missing(world, plan, ruled):
    accepted(world, plan)
    save_rule(ruled.indicator, world.chief, version=1, kind="discretionary", parameters={},
              bindings={"points": "office", "reason": "office"}, reason="改为酌情评分")
    line, = differences_of(plan, world.chief).impossible
    assert line.obstacle.startswith("还缺") and line.obstacle.count("待环委办评定") == 2


def test_a_list_that_has_changed_is_not_applied(world, plan, ruled):
    review = accepted(world, plan)
    revise(world, ruled)
    digest = differences_of(plan, world.chief).digest
    save_rule(ruled.indicator, world.chief, version=2, kind="step_deduct", bindings=ruled.bindings,
              parameters=STEP | {"points_per_step": "2"}, reason="又改")
    with pytest.raises(ListChanged) as refusal:
        recompute(plan, world.chief, digest=digest, ticked=(), reason="按修订后的规则")
    review.refresh_from_db()
    assert refusal.value.now.lines[0].score == Decimal("4.00") and review.score == Decimal("8.50")


def test_confirming_twice_is_confirming_once(world, plan, ruled):
    accepted(world, plan)
    revise(world, ruled)
    digest = differences_of(plan, world.chief).digest
    first, again = (
        recompute(plan, world.chief, digest=digest, ticked=(), reason="按修订后的规则") for _ in range(2)
    )
    assert first == again and ScoreChange.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_reason_is_needed(world, plan, ruled, reason):
    accepted(world, plan)
    revise(world, ruled)
    with pytest.raises(RecomputeRefused, match="请写明重算的理由"):
        confirm(world, plan, reason=reason)


def test_nothing_is_recomputed_once_scores_are_published(world, plan, ruled):
    accepted(world, plan)
    revise(world, ruled)
    plan.scores_published_at = timezone.now()
    plan.save()
    with pytest.raises(RecomputeRefused, match="已经公布"):
        confirm(world, plan)


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "stranger_staff"])
def test_only_the_office_chief_recomputes(world, plan, ruled, name):
    accepted(world, plan)
    revise(world, ruled)
    with pytest.raises(PermissionDenied):
        confirm(world, plan, by=world.people[name])


def test_nothing_is_recomputed_in_an_archived_year(world, plan, ruled):
    accepted(world, plan)
    revise(world, ruled)
    plan.status = "closed"
    plan.save()
    with pytest.raises(PermissionDenied):
        confirm(world, plan)

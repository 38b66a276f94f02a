"""Points above the full marks come from the rule alone, and last only as long as it grants them."""

from decimal import Decimal

import pytest

from assessments.reading import line_on_desk
from assessments.services.review import accept_ledger, answer_facts, use_rule
from tests.assessments.ruled import handed_in
from tests.tasks.rules import give_rule

TIERS = {"tiers": [{"from": "5", "points": "6"}, {"from": "10", "points": "12"}], "unit": "%", "bonus_cap": "2"}


@pytest.fixture
def granted(world, plan):
    """The office's 11% gives 12 of 10 points, and the reviewer has taken them over."""
    give_rule(plan.tasks.get(number="1").indicator, "tiers", TIERS, {"actual": "office"})
    review = handed_in(world, plan)
    review = answer_facts(review, {"actual": "11"}, world.reviewer, review.version)
    return use_rule(review, world.reviewer, review.version)


def test_a_bonus_counts(world, granted):
    assert line_on_desk(granted.submission_id, world.reviewer).score == Decimal(12)
    review = accept_ledger(granted, "", world.reviewer, granted.version, confirmed=True)
    assert (review.score, review.bonus) == (Decimal(12), Decimal(2))


@pytest.mark.parametrize(("answer", "reason"), [("", ""), ("6", "按现场核查")])
def test_a_bonus_the_rule_grants_no_longer_is_gone(world, granted, answer, reason):
    """With the answer taken back, or another that earns none."""
    review = answer_facts(granted, {"actual": answer}, world.reviewer, granted.version)
    shown = line_on_desk(review.submission_id, world.reviewer).score
    review = accept_ledger(review, "", world.reviewer, review.version, confirmed=True, override_reason=reason)
    assert (shown, review.score, review.bonus) == (Decimal(10), Decimal(10), Decimal(0))

"""Freezing and publishing beside appeals: not while one is open, not in silence while one may come."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.choices import AppealStatus
from assessments.models import Snapshot
from assessments.services.appeal import decide_appeal
from assessments.services.feedback import give_feedback
from assessments.services.snapshot import AppealsOpen, WindowStillOpen, freeze, publish
from departments.models import AuditEvent
from eco_demo.lib import clock
from eco_demo.lib.workdays import add_workdays
from tasks.models import Plan
from tests.assessments.appeals import appeal_on
from tests.assessments.year import package_at, score_year
from tests.world import part_of


def review_of(plan, unit, number="1"):
    return part_of(plan, unit, number).ledger.submissions.get().review


@pytest.fixture
def fed_back(world, plan):
    return give_feedback(score_year(world, plan), world.chief)


def close_window(plan):
    day = clock.today() - timedelta(days=1)
    Plan.objects.filter(pk=plan.pk).update(appeals_from=day, appeals_to=day)


def test_a_year_with_open_appeals_is_not_frozen(world, fed_back):
    appeal_on(world, review_of(fed_back, world.water))
    close_window(fed_back)
    with pytest.raises(AppealsOpen, match="还有1条申诉没有办结"):
        freeze(fed_back, world.chief, allow_open=True, reason="急用")
    assert not Snapshot.objects.exists()


def test_an_answered_appeal_lets_the_year_be_frozen(world, fed_back):
    appeal = appeal_on(world, review_of(fed_back, world.water))
    decide_appeal(appeal, world.chief, 1, AppealStatus.REJECTED, {}, "扣分属实。")
    close_window(fed_back)
    assert freeze(fed_back, world.chief).number == 1


def test_freezing_inside_the_window_needs_a_reason(world, fed_back):
    with pytest.raises(WindowStillOpen, match="还可以提出申诉"):
        freeze(fed_back, world.chief)
    with pytest.raises(WindowStillOpen):
        freeze(fed_back, world.chief, allow_open=True)
    freeze(fed_back, world.chief, allow_open=True, reason="各单位书面放弃申诉")
    assert AuditEvent.objects.get(action="snapshot.freeze").detail["reason"] == "各单位书面放弃申诉"


def test_a_window_that_has_not_begun_needs_a_reason_too(world, plan):
    score_year(world, plan)
    give_feedback(plan, world.chief, appeals_from=clock.today() + timedelta(days=3))
    with pytest.raises(WindowStillOpen):
        freeze(plan, world.chief)


def test_publication_without_feedback_opens_the_window(world, plan):
    publish(package_at(world, plan, "approved").snapshot, world.chief)
    plan.refresh_from_db()
    assert (plan.appeals_from, plan.appeals_to) == (clock.today(), add_workdays(clock.today(), 5))
    assert appeal_on(world, review_of(plan, world.water)).status == AppealStatus.FILED


def test_publication_after_feedback_leaves_the_window_as_it_was(world, plan):
    package = package_at(world, plan, "approved")
    give_feedback(plan, world.chief)
    close_window(plan)
    publish(package.snapshot, world.chief)
    plan.refresh_from_db()
    assert plan.appeals_to == clock.today() - timedelta(days=1)


def test_an_appeal_upheld_after_publication_changes_the_live_score_and_not_the_snapshot(world, plan):
    snapshot = publish(package_at(world, plan, "approved").snapshot, world.chief)
    review = review_of(plan, world.water)
    kept = {row.pk: Decimal(0) for row in review.deductions.all()}
    decide_appeal(appeal_on(world, review), world.chief, 1, AppealStatus.UPHELD, kept, "撤销。")
    review.refresh_from_db()
    assert (review.score, Snapshot.objects.get(pk=snapshot.pk).data) == (Decimal(10), snapshot.data)
    close_window(plan)
    assert freeze(plan, world.chief).number == snapshot.number + 1

"""Two reviewers at the same moment: one is first, the other is told; nothing is overwritten in silence."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections

from assessments.choices import Joining
from assessments.models import LineReview, ReviewStage
from assessments.services.review import ReviewRefused, accept_ledger, deduct, mark_line, open_review, return_ledger
from tasks.choices import Line
from tests.assessments.desk import hand_in
from tests.assessments.ruled import reviewers
from tests.world import load_world, make_plan

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="the in-memory test database has one writer"),
]
ROUNDS = 8


@pytest.fixture
def opened():
    world = load_world()
    plan = make_plan(world, tasks=ROUNDS)
    for number in range(1, ROUNDS + 1):
        open_review(hand_in(world, plan, world.water, str(number)), world.reviewer)
    return world


def at_once(*steps):
    """Run the steps side by side from one barrier; each gives "ok" or the name of its refusal."""
    barrier, results = threading.Barrier(len(steps)), []

    def run(step):
        barrier.wait()
        try:
            step()
            results.append("ok")
        except ReviewRefused as refusal:
            results.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_one_returns_while_the_other_accepts(opened):
    for review in LineReview.objects.all():
        results = at_once(
            lambda r=review: accept_ledger(r, "", opened.reviewer, 1, confirmed=True),
            lambda r=review: return_ledger(r, [(Line.NARRATIVE, None, "请补充")], "", opened.chief, 1),
        )
        assert results == ["StaleReview", "ok"]


def test_two_deduct_at_once(opened):
    for review in LineReview.objects.all():
        results = at_once(
            lambda r=review: deduct(r, opened.reviewer, 1, "缺数据", "", version=1),
            lambda r=review: deduct(r, opened.chief, 2, "数据不实", "", version=1),
        )
        assert results == ["StaleReview", "ok"]
        assert review.deductions.count() == 1


def test_two_of_a_panel_mark_at_once_and_the_stage_is_joined_once(opened):
    plan = LineReview.objects.first().submission.ledger.task_unit.task.plan
    ReviewStage.objects.create(plan=plan, position=1, name="初审", scorers=2, joining=Joining.AVERAGE)
    ReviewStage.objects.create(plan=plan, position=2, name="审定", by_chief=True)
    for review in LineReview.objects.all():
        results = at_once(
            lambda r=review: mark_line(r, Decimal(8), "偏低", opened.reviewer, 1, confirmed=True),
            lambda r=review: mark_line(r, Decimal(9), "偏低", opened.chief, 1, confirmed=True),
        )
        assert results == ["ok", "ok"]
        review.refresh_from_db()
        assert (review.stages_passed, review.deductions.get().points) == (1, Decimal("1.50"))


def test_of_three_markers_for_two_places_one_is_told(opened):
    plan = LineReview.objects.first().submission.ledger.task_unit.task.plan
    ReviewStage.objects.create(plan=plan, position=1, name="初审", scorers=2, joining=Joining.AVERAGE)
    third, = reviewers(opened, 1)
    for review in LineReview.objects.all():
        results = at_once(*(
            lambda r=review, by=by: mark_line(r, Decimal(9), "偏低", by, 1, confirmed=True)
            for by in (opened.reviewer, opened.chief, third)
        ))
        assert results == ["StaleReview", "ok", "ok"]
        assert review.marks.count() == 2


def test_two_pass_the_same_stage_at_once(opened):
    plan = LineReview.objects.first().submission.ledger.task_unit.task.plan
    for place, name in enumerate(("初审", "复核", "审定"), 1):
        ReviewStage.objects.create(plan=plan, position=place, name=name)
    for review in LineReview.objects.all():
        results = at_once(
            lambda r=review: accept_ledger(r, "", opened.reviewer, 1, confirmed=True),
            lambda r=review: accept_ledger(r, "", opened.chief, 1, confirmed=True),
        )
        assert results == ["StaleReview", "ok"]
        review.refresh_from_db()
        assert (review.stages_passed, review.marks.count()) == (1, 1)

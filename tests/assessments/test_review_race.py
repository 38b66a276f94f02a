"""Two reviewers at the same moment: one is first, the other is told; nothing is overwritten in silence."""

import threading

import pytest
from django.db import connection, connections

from assessments.models import LineReview
from assessments.services.review import ReviewRefused, accept_ledger, deduct, open_review, return_ledger
from tasks.choices import Line
from tests.assessments.desk import hand_in
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

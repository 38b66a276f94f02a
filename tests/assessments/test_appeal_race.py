"""Two at the same moment: two deciders of one appeal, an appeal and a freeze. One is first, the other is told."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections

from assessments.choices import AppealStatus
from assessments.models import Appeal, LineReview, ScoreChange, Snapshot
from assessments.services.appeal import AppealRefused, decide_appeal, file_appeal
from assessments.services.snapshot import AppealsOpen, freeze
from tests.assessments.appeals import CLAIM, appeal_on, feed_back, lost_line
from tests.assessments.year import score_year
from tests.world import load_world, make_person, make_plan

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="the in-memory test database has one writer"),
]
ROUNDS = 6


@pytest.fixture
def fed_back():
    """As many lines of 水利局 with a deduction each, fed back today."""
    world = load_world()
    plan = make_plan(world, tasks=ROUNDS)
    for number in range(1, ROUNDS + 1):
        lost_line(world, plan, str(number))
    feed_back(world, score_year(world, plan))
    return world, plan


def at_once(*steps):
    """Run the steps side by side from one barrier; each gives "ok" or the name of its refusal."""
    barrier, results = threading.Barrier(len(steps)), []

    def run(step):
        barrier.wait()
        try:
            step()
            results.append("ok")
        except (AppealRefused, AppealsOpen) as refusal:
            results.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_two_decide_at_once(fed_back):
    world, _ = fed_back
    other = make_person("second_reviewer", world.office, "office_reviewer")
    for review in LineReview.objects.filter(score__lt=10, submission__ledger__task_unit__unit=world.water):
        appeal = appeal_on(world, review)
        kept = {row.pk: Decimal(0) for row in review.deductions.all()}
        results = at_once(
            lambda a=appeal, k=kept: decide_appeal(a, world.chief, 1, AppealStatus.UPHELD, k, "撤销。"),
            lambda a=appeal: decide_appeal(a, other, 1, AppealStatus.REJECTED, {}, "属实。"),
        )
        assert results == ["StaleAppeal", "ok"]
        decided = Appeal.objects.get(pk=appeal.pk)
        assert ScoreChange.objects.filter(appeal=appeal).count() == (decided.status == AppealStatus.UPHELD)
        assert LineReview.objects.get(pk=review.pk).score == decided.score_after


def test_two_clicks_file_one_appeal(fed_back):
    world, _ = fed_back
    for review in LineReview.objects.filter(score__lt=10, submission__ledger__task_unit__unit=world.water):
        file = lambda r=review: file_appeal(r, world.water_head, CLAIM)  # noqa: E731
        assert at_once(file, file) == ["ok", "ok"]
        assert review.appeals.count() == 1


def test_an_appeal_and_a_freeze_at_once_never_both_miss_each_other(fed_back):
    """Either the freeze came first, or it saw the appeal; never is a year frozen beside an appeal already filed."""
    world, plan = fed_back
    for review in LineReview.objects.filter(score__lt=10, submission__ledger__task_unit__unit=world.water):
        before = Snapshot.objects.count()
        results = at_once(
            lambda r=review: appeal_on(world, r),
            lambda: freeze(plan, world.chief, allow_open=True, reason="急用"),
        )
        assert results in (["AppealsOpen", "ok"], ["ok", "ok"])
        assert Snapshot.objects.count() - before <= (results == ["ok", "ok"])
        Appeal.objects.open().update(status=AppealStatus.WITHDRAWN)

"""Score lines read from the database and added up: units, places, the district, and what was lost."""

from decimal import Decimal

import pytest

from assessments import totals
from assessments.models import LineReview
from assessments.reading import deductions_of, district_total, line_table, most_lost, unit_totals
from assessments.services.review import accept_ledger, deduct, judge_file, open_review
from assessments.totals import ScoreLine
from departments.choices import Role
from tests.assessments.desk import hand_in
from tests.world import make_person


def score(world, submission, off="0"):
    """Accept a line with `off` points taken off."""
    review = open_review(submission, world.reviewer)
    for submitted in submission.evidence.all():
        judge_file(submitted, "valid", "", world.reviewer)
    if Decimal(off):
        review.refresh_from_db()
        deduct(review, world.reviewer, Decimal(off), "资料不全", "每缺一项扣分", version=review.version)
    review.refresh_from_db()
    return accept_ledger(review, "", world.reviewer, review.version, confirmed=True)


def by_unit(rows):
    return {row.unit.short_name: row for row in rows}


def test_a_unit_total_weighs_lead_and_support_lines(world, plan):
    score(world, hand_in(world, plan, world.water), off="1.5")
    score(world, hand_in(world, plan, world.housing), off="4")
    rows = by_unit(unit_totals(plan, world.chief))
    water, housing = rows["水利局"], rows["住建局"]
    assert (water.earned, water.possible, water.scored, water.lines) == (Decimal("8.50"), Decimal(30), 1, 3)
    assert (housing.earned, housing.possible) == (Decimal("3.00"), Decimal("15.00"))
    assert (water.percent, housing.percent) == (Decimal("28.33"), Decimal("20.00"))


def test_units_are_ranked_within_their_class(world, plan):
    score(world, hand_in(world, plan, world.water))
    score(world, hand_in(world, plan, world.housing), off="1")
    score(world, hand_in(world, plan, world.town))
    places = {name: row.place for name, row in by_unit(unit_totals(plan, world.chief)).items()}
    assert places == {"水利局": 1, "住建局": 2, "东镇": 1, "西街道": None}


def test_a_unit_total_is_also_given_by_domain(world, plan):
    score(world, hand_in(world, plan, world.water))
    row = by_unit(unit_totals(plan, world.chief))["水利局"]
    assert [total.earned for total in row.by_domain.values()] == [Decimal(10)]


def test_the_district_counts_each_task_once_by_its_lead(world, plan):
    score(world, hand_in(world, plan, world.water), off="2")
    score(world, hand_in(world, plan, world.housing), off="9")
    total = district_total(plan)
    assert (total.earned, total.possible, total.scored, total.lines) == (Decimal(8), Decimal(30), 1, 3)


def test_only_the_accepted_current_round_counts(world, plan):
    accepted = score(world, hand_in(world, plan, world.water))
    LineReview.objects.filter(pk=accepted.pk).update(decision="pending")
    assert district_total(plan).scored == 0


def test_a_limited_leader_gets_the_listed_units_without_places(world, plan):
    leader = make_person("leader2", world.district, Role.DISTRICT_LEADER, limited_to=[world.water])
    rows = unit_totals(plan, leader)
    assert [(row.unit, row.place) for row in rows] == [(world.water, None)]


@pytest.mark.parametrize("name", ["water_staff", "sysadmin", "stranger_staff"])
def test_units_see_no_foreign_totals(world, plan, name):
    assert all(row.unit in (world.water,) for row in unit_totals(plan, world.people[name]))


def test_the_line_table_gives_self_score_score_and_reasons(world, plan):
    score(world, hand_in(world, plan, world.water, self_score="9"), off="0.5")
    first, second, _ = line_table(plan, world.water)
    assert (first.submission.self_score, first.score, [d.reason for d in first.reasons]) == (
        Decimal(9), Decimal("9.50"), ["资料不全"]
    )
    assert (second.submission, second.score, second.full_marks) == (None, None, Decimal(10))


def test_a_pending_score_is_not_shown_as_given(world, plan):
    review = open_review(hand_in(world, plan, world.water), world.reviewer)
    deduct(review, world.reviewer, Decimal(1), "缺数据", "", version=1)
    first = line_table(plan, world.water)[0]
    assert (first.score, first.reasons) == (None, [])


def test_what_was_lost_most_comes_first(world, plan):
    score(world, hand_in(world, plan, world.water, "1"), off="0.5")
    score(world, hand_in(world, plan, world.water, "2"), off="2")
    assert [(task.number, points) for task, points in most_lost(plan)] == [
        ("2", Decimal("2.00")), ("1", Decimal("0.50"))
    ]
    assert [d.points for d in deductions_of(plan, world.leader)] == [Decimal("2.00"), Decimal("0.50")]


def test_losses_wait_for_every_lead_of_a_task():
    lines = [ScoreLine(1, Decimal(4), Decimal(3)), ScoreLine(1, Decimal(4), None), ScoreLine(2, Decimal(2), Decimal(1))]
    assert totals.losses(lines) == {2: Decimal("1.00")}


@pytest.mark.parametrize("lines", [1, 3])
def test_totals_cost_the_same_for_any_number_of_lines(world, plan, lines, django_assert_num_queries):
    for number in range(1, lines + 1):
        score(world, hand_in(world, plan, world.water, str(number)), off="1")
    unit_totals(plan, world.leader)
    with django_assert_num_queries(7):
        unit_totals(plan, world.leader)
    with django_assert_num_queries(5):
        district_total(plan)
    with django_assert_num_queries(4):
        line_table(plan, world.water)

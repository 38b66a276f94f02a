"""Units' outcomes as they are read from the database: the plan's scheme, special entries, absences, appeals."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from assessments.models import Appeal, Deduction, LineReview
from assessments.reading import deductions_of, scores_of, unit_result, unit_totals
from assessments.reading.method import method_of
from assessments.reading.scheme import modules_of
from assessments.scheme_terms import WeightTerms
from assessments.services.special import revoke
from assessments.totals import DEFAULT_METHOD
from departments.choices import Role
from eco_demo.lib import clock
from indicators.rules import WHOLE
from tasks.models import AnnualTask, TaskUnitException
from tests.assessments.settled import absent, entered, set_scheme, with_quota
from tests.assessments.year import score_line, score_year
from tests.world import make_person, part_of


def outcomes(plan):
    """By short name: score and grade."""
    scores = scores_of(plan)
    return {
        parts[0].unit.short_name: (str(scores.outcomes[unit].score), scores.outcomes[unit].grade)
        for unit, parts in scores.parts.items()
    }


def test_a_plan_without_a_scheme_is_graded_by_scale_a(world, plan):
    score_year(world, plan)
    assert method_of(plan) == DEFAULT_METHOD
    assert outcomes(plan) == {
        "水利局": ("95.83", "优秀"), "住建局": ("98.33", "优秀"),
        "东镇": ("93.33", "优秀"), "西街道": ("100.00", "优秀"),
    }


def test_the_scheme_of_the_plan_decides(world, plan):
    score_year(world, plan)
    set_scheme(world, plan, decimal_places=0, bands=with_quota("50"))
    assert method_of(plan).rounding == WHOLE
    assert outcomes(plan) == {
        "水利局": ("96", "良好"), "住建局": ("98", "优秀"), "东镇": ("93", "良好"), "西街道": ("100", "优秀")
    }
    assert scores_of(plan).quota_notes("department") == ["优秀名额1个（2个单位的50%）"]


def test_modules_weigh_by_their_top_domain(world, plan):
    score_year(world, plan)
    module, = modules_of(plan)
    set_scheme(world, plan, weights=(WeightTerms(module.pk, module.name, Decimal(100)),))
    outcome = unit_result(plan, world.water).outcome
    assert [(row.name, row.weight) for row in outcome.modules] == [("生态生活", Decimal(100))]
    assert str(outcome.score) == "95.83"


def test_bonus_penalty_and_veto_of_the_unit_count(world, plan):
    score_year(world, plan)
    entered(world, plan, world.water, "bonus", "2")
    entered(world, plan, world.water, "penalty", "0.5")
    entered(world, plan, world.housing, "veto")
    assert (outcomes(plan)["水利局"], outcomes(plan)["住建局"]) == (("97.33", "优秀"), ("98.33", "不合格"))


def test_a_revoked_entry_counts_no_more(world, plan):
    score_year(world, plan)
    revoke(entered(world, plan, world.housing, "veto"), world.chief, "经核实不属实")
    assert outcomes(plan)["住建局"] == ("98.33", "优秀")


@pytest.mark.parametrize(("treatment", "to", "expected"), [
    ("renormalise", "", "93.75"), ("transfer", "2", "95.83"), ("full_marks", "", "95.83"),
])
def test_a_line_that_does_not_apply_is_treated_as_approved(world, plan, treatment, to, expected):
    """10 of 10 lost its line; 8.75 and 10 remain, or 20 of 20 in the other, or full marks."""
    score_line(world, part_of(plan, world.water, "1"), points="1.25")
    score_line(world, part_of(plan, world.water, "2"))
    absent(world, plan, world.water, "3", treatment, to)
    assert outcomes(plan)["水利局"] == (expected, "优秀")


def test_the_district_leaves_out_what_does_not_apply(world, plan):
    score_line(world, part_of(plan, world.water, "1"), points="1.25")
    absent(world, plan, world.water, "3")
    district = scores_of(plan).district
    assert (district.earned, district.possible, district.lines) == (Decimal("8.75"), Decimal(20), 2)


def test_a_deduction_that_an_appeal_lifted_counts_no_more(world, plan):
    """Neither in the list of deductions nor where fewer deductions go first."""
    for unit in (world.water, world.housing):
        for number in "123":
            score_line(world, part_of(plan, unit, number), points="1" if number == "1" else None)
    deduction = Deduction.objects.filter(review__submission__ledger__task_unit__unit=world.water).get()
    deduction.lifted_by = Appeal.objects.create(
        review=deduction.review, claim="已补交", score_before=9, filed_by=world.water_head, filed_at=clock.now(),
        status="upheld",
    )
    deduction.save()
    set_scheme(world, plan, tie_break="lost")
    places = {row.unit: row.place for row in unit_totals(plan, world.chief)}
    assert (places[world.water], places[world.housing]) == (1, 2)
    assert [row.review.submission.ledger.task_unit.unit for row in deductions_of(plan, world.chief)] == [world.housing]


def test_a_limited_leader_reads_grades_after_the_quota_of_the_whole_class(world, plan):
    score_year(world, plan)
    set_scheme(world, plan, bands=with_quota("50"))
    leader = make_person("leader2", world.district, Role.DISTRICT_LEADER, limited_to=[world.water])
    row, = unit_totals(plan, leader)
    assert (row.unit, row.outcome.grade, row.place) == (world.water, "良好", None)


def test_an_opened_line_shows_no_total_of_its_unit(world, plan):
    TaskUnitException.objects.create(
        user=world.town_staff, content_object=part_of(plan, world.housing, "1"), reason="协同填报", until=clock.today(),
        permission=Permission.objects.get(codename="read_taskunit"), granted_by=world.chief,
    )
    assert {row.unit for row in unit_totals(plan, world.town_staff)} == {world.town}


@pytest.mark.parametrize("number", [1, 3])
def test_special_items_and_absences_cost_the_same_for_any_number(world, plan, number, django_assert_num_queries):
    for place in range(number):
        entered(world, plan, world.water, "bonus", "1")
        absent(world, plan, world.housing, str(place + 1), "full_marks")
    set_scheme(world, plan, decimal_places=1)
    with django_assert_num_queries(7):
        assert scores_of(plan).outcomes


def test_a_bonus_above_the_full_marks_stops_at_the_ceiling(world, plan):
    """A rule may grant points above a line's marks; the total stays within a hundred unless the scheme says more."""
    score_year(world, plan)
    AnnualTask.objects.filter(plan=plan).update(full_marks=Decimal(10))
    LineReview.objects.update(bonus=Decimal(2))
    LineReview.objects.update(score=Decimal(12))
    assert outcomes(plan)["水利局"] == ("100.00", "优秀")
    set_scheme(world, plan, bonus_cap=Decimal(5))
    assert outcomes(plan)["水利局"] == ("105.00", "优秀")

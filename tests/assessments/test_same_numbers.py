"""Screen, PDF, workbooks, exports and snapshot of one year show the same numbers."""

from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.choices import SpecialKind
from assessments.models import (
    Absence,
    Appeal,
    GradeBand,
    LineReview,
    ModuleWeight,
    Scheme,
    ScoreChange,
    SpecialEntry,
    SpecialItem,
)
from assessments.services.snapshot import freeze
from tests.assessments.same_numbers import check_same_numbers
from tests.assessments.test_explain_pages import give_rule
from tests.assessments.year import build_all, frozen, score_year
from tests.world import part_of


def test_a_plain_year_shows_the_same_everywhere(world, plan):
    assert check_same_numbers(plan, frozen(world, plan)) > 100


def test_a_score_that_differs_anywhere_is_noticed(world, plan):
    snapshot = frozen(world, plan)
    LineReview.objects.filter(submission__ledger=part_of(plan, world.water, "2").ledger).update(score="9.99")
    with pytest.raises(AssertionError, match="区水利局"):
        check_same_numbers(plan, snapshot)


def test_delivered_files_are_read_where_there_are_any(world, plan):
    snapshot = frozen(world, plan)
    build_all(snapshot, world)
    assert check_same_numbers(plan, snapshot, printed=1) > 50


def test_a_year_of_rules_appeals_bonus_veto_and_absence_shows_the_same_everywhere(world, plan):
    score_year(world, plan)
    review = LineReview.objects.get(submission__ledger=part_of(plan, world.water).ledger)
    give_rule(review)
    LineReview.objects.filter(pk=review.pk).update(override_reason="现场核查属实")
    uphold(review, world)
    enter_specials(world, plan)
    let_be_absent(world, plan)
    Scheme.objects.create(plan=plan, decimal_places=1, bonus_cap=Decimal(5))
    for name, bound in (("优秀", 90), ("良好", 80), ("不合格", 0)):
        GradeBand.objects.create(scheme=plan.scheme, name=name, at_least=bound)
    ModuleWeight.objects.create(scheme=plan.scheme, domain=plan.indicator_set.domains.get(parent=None), weight=100)
    assert check_same_numbers(plan, freeze(plan, world.chief)) > 100


def uphold(review: LineReview, world) -> None:
    """The deduction of 1.25 lifted by an appeal, the score brought to its full marks."""
    now = timezone.now()
    appeal = Appeal.objects.create(
        review=review, claim="材料齐全", status="upheld", score_before="8.75", score_after="10", answer="属实",
        filed_by=world.water_head, filed_at=now, decided_by=world.chief, decided_at=now,
    )
    review.deductions.update(lifted_by=appeal)
    ScoreChange.objects.create(review=review, cause="appeal", appeal=appeal, score_before="8.75", score_after="10",
                               reason="材料属实", by=world.chief, at=now)
    LineReview.objects.filter(pk=review.pk).update(score=10)


def enter_specials(world, plan) -> None:
    now = timezone.now()
    bonus = SpecialItem.objects.create(plan=plan, kind=SpecialKind.BONUS, name="省级表彰", max_points=2)
    veto = SpecialItem.objects.create(plan=plan, kind=SpecialKind.VETO, name="弄虚作假", grade="不合格")
    SpecialEntry.objects.create(item=bonus, unit=world.housing, points=3, reason="示范典型", by=world.chief, at=now)
    SpecialEntry.objects.create(item=veto, unit=world.town, reason="监测数据造假", by=world.chief, at=now)


def let_be_absent(world, plan) -> None:
    now = timezone.now()
    Absence.objects.create(
        task_unit=part_of(plan, world.street), treatment="transfer", transfer_to=plan.tasks.get(number="2"),
        reason="辖区没有污水处理厂", status="approved", asked_by=world.chief, asked_at=now, decided_by=world.chief,
        decided_at=now,
    )

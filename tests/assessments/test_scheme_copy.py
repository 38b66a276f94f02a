"""Last year's settings for a new plan: everything, and modules only where all domains match by name."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import SpecialItem
from assessments.reading.scheme import modules_of, scheme_of, source_for, stages_of
from assessments.scheme_terms import SCALES, STAGE_PRESETS, Terms, WeightTerms
from assessments.services.scheme import SchemeRefused, change_scheme, set_stages, take_over
from departments.models import AuditEvent
from indicators.models import Domain
from tasks.choices import PlanStatus
from tasks.models import Plan
from tests.world import make_indicator_set

DATES = ("work_from", "work_to", "self_check_from", "self_check_to", "report_due", "city_review_due", "publish_due")
STRICT = Terms(bands=SCALES["方案B"], max_bonus=Decimal(3))


def next_plan(world, plan) -> Plan:
    """The office's draft of the next year, on a new edition of the set."""
    return Plan.objects.create(
        office=plan.office, province=plan.province, city=plan.city, district=plan.district, year=plan.year + 1,
        title="下一年度计划", indicator_set=make_indicator_set(world.office, code="next"), status=PlanStatus.DRAFT,
        **{name: getattr(plan, name) + timedelta(days=365) for name in DATES},
    )


def settled(world, plan, *, weighed=True) -> Terms:
    """This year with a scheme, two stages and a veto."""
    modules = tuple(WeightTerms(domain.pk, domain.name, Decimal(100)) for domain in modules_of(plan))
    terms = replace(STRICT, weights=modules if weighed else ())
    change_scheme(plan, world.chief, 0, terms)
    set_stages(plan, world.chief, STAGE_PRESETS["两级"])
    SpecialItem.objects.create(plan=plan, kind="veto", name="重大污染事件", grade="不合格", basis="经认定负有责任")
    return terms


def test_everything_is_taken_over_under_one_trail_entry(world, plan):
    terms, new = settled(world, plan), next_plan(world, plan)
    assert take_over(new, world.chief).unmatched == ()
    taken, version = scheme_of(new)
    assert version == 1
    assert replace(taken, weights=()) == replace(terms, weights=())
    assert [weight.domain_id for weight in taken.weights] == [domain.pk for domain in modules_of(new)]
    assert stages_of(new) == STAGE_PRESETS["两级"]
    assert [(item.name, item.grade) for item in new.special_items.all()] == [("重大污染事件", "不合格")]
    assert plan.special_items.count() == 1
    assert AuditEvent.objects.filter(action="scheme.take_over").count() == 1


def test_weights_stay_behind_when_a_domain_has_another_name(world, plan):
    settled(world, plan)
    new = next_plan(world, plan)
    Domain.objects.filter(indicator_set=new.indicator_set, parent=None).update(name="生态环境")
    assert take_over(new, world.chief).unmatched == ("生态生活",)
    assert scheme_of(new)[0].weights == ()


def test_a_second_time_finds_it_done(world, plan):
    settled(world, plan)
    new = next_plan(world, plan)
    take_over(new, world.chief)
    assert take_over(new, world.chief) is None
    assert AuditEvent.objects.filter(action="scheme.take_over").count() == 1


def test_it_is_offered_only_to_a_plan_without_settings_after_one_with(world, plan):
    new = next_plan(world, plan)
    assert source_for(new) is None
    with pytest.raises(SchemeRefused, match="以前的年度没有设定过"):
        take_over(new, world.chief)
    settled(world, plan)
    assert source_for(new) == plan
    change_scheme(new, world.chief, 0, STRICT)
    assert source_for(new) is None


def test_only_the_chief_takes_over(world, plan):
    settled(world, plan)
    with pytest.raises(PermissionDenied):
        take_over(next_plan(world, plan), world.reviewer)

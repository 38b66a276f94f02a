"""The demonstration's documents of other places become published plans with what each document asks for."""

import pytest

from departments.models import User
from eco_demo.demo import imported
from eco_demo.demo.people import District
from tasks.choices import PlanStatus, ReportKind, Rhythm, TaskRole
from tasks.models import Plan, PlanImport, TaskSource

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(world):
    district = District({"hb": world.province}, {})
    imported.set_up_places(district)
    return {(plan.district_id and plan.district.name) or plan.city.name: plan
            for plan in imported.bring_in_plans(district, print)}


def test_every_document_becomes_a_published_plan_with_its_source(plans):
    counts = {place: plan.tasks.count() for place, plan in plans.items()}
    assert counts == {"青山区": 28, "黄陂区": 18, "荆州市": 8, "示例区": 4}
    assert {plan.status for plan in plans.values()} == {PlanStatus.PUBLISHED}
    assert TaskSource.objects.exclude(text="").count() == sum(counts.values())


def test_qingshan_has_its_stages_and_first_named_units_lead(plans):
    plan = plans["青山区"]
    assert list(plan.stages.values_list("first_year", "last_year", "name")) == [
        (2022, 2023, "全面创建阶段"), (2024, 2024, "深化创建阶段"), (2025, 2025, "巩固提升阶段")
    ]
    task = plan.tasks.get(number="1.2")
    leads = task.participations.filter(role=TaskRole.LEAD)
    assert list(leads.values_list("unit_name", flat=True)) == ["区自然资源和规划分局"]
    assert task.participations.filter(role=TaskRole.SUPPORT).count() == 5


def test_huangpi_takes_its_cycle_from_the_text_and_its_tasks_from_the_annex(plans):
    plan = plans["黄陂区"]
    assert f"{plan.work_from} {plan.work_to} {plan.report_due}" == "2019-09-01 2019-12-31 2020-01-31"
    assert f"{plan.city_review_due} {plan.publish_due}" == "2020-02-29 2020-05-31"
    assert plan.tasks.get(number="4").leader == "分管环保工作的区领导"
    assert plan.measures.count() == 8
    assert plan.tasks.get(number="2").participations.count() == 8  # the lead and seven townships


def test_jingzhou_has_goals_of_counties_and_meets_twice_a_year(plans):
    plan = plans["荆州市"]
    goals = plan.place_goals.filter(place="监利市").order_by("year")
    assert list(goals.values_list("year", "unit__name")) == [(2021, "监利市"), (2022, "监利市")]
    rule = plan.reporting_rules.get()
    assert (rule.rhythm, rule.kind) == (Rhythm.HALF_YEARLY, ReportKind.MEETING)


def test_the_opinion_of_2012_is_simplified_and_reports_monthly(plans):
    plan = plans["示例区"]
    assert plan.title == "全区生态建设安排意见"
    assert (plan.reporting_rules.get().rhythm, plan.year) == (Rhythm.MONTHLY, 2012)


def test_next_years_document_waits_to_be_confirmed(world):
    people = {"hwb-zr": User.objects.get(username="chief")}
    batch = imported.leave_one_to_confirm(District({"zy-office": world.office}, people), print)
    assert PlanImport.objects.get() == batch
    assert Plan.objects.count() == 0

"""The table of scores, one unit's lines, deductions and the workbook: content, readers, cost."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.services.review import accept_ledger, deduct, open_review
from tests.assessments.desk import hand_in


def accepted(world, plan, unit, number="1", off=None):
    review = open_review(hand_in(world, plan, unit, number), world.reviewer)
    version = 1
    if off:
        deduct(review, world.reviewer, off, "资料不全", "每缺一项扣分", version=1)
        version = 2
    return accept_ledger(review, "基本属实", world.reviewer, version, confirmed=True)


def unit_url(plan, unit):
    return reverse("score_unit", kwargs={"plan": plan.pk, "unit": unit.pk})


def test_the_table_shows_progress_until_a_domain_is_scored(world, plan, as_user):
    accepted(world, plan, world.water)
    page = as_user(world.leader).get(reverse("score_table")).content.decode()
    assert "heat-open\">1/3<" in page
    for number in ("2", "3"):
        accepted(world, plan, world.water, number, off=3)
    page = as_user(world.leader).get(reverse("score_table")).content.decode()
    assert 'class="heat-3"' in page and "80.00" in page


def test_townships_have_a_tab_of_their_own(world, plan, as_user):
    page = as_user(world.chief).get(reverse("score_table") + "?class=township").content.decode()
    assert "东镇" in page and "水利局" not in page


@pytest.mark.parametrize("lines", [1, 3])
def test_the_table_costs_the_same_for_any_number_of_lines(world, plan, as_user, lines, django_assert_num_queries):
    for number in range(1, lines + 1):
        accepted(world, plan, world.water, str(number), off=1)
    client = as_user(world.leader)
    with django_assert_num_queries(16):
        client.get(reverse("score_table"))


@pytest.mark.parametrize("lines", [1, 3])
def test_a_unit_reads_its_lines_at_a_fixed_cost(world, plan, as_user, lines, django_assert_num_queries):
    for number in range(1, lines + 1):
        accepted(world, plan, world.water, str(number), off=1)
    plan.scores_published_at = timezone.now()
    plan.save()
    client = as_user(world.water_staff)
    with django_assert_num_queries(19):
        client.get(unit_url(plan, world.water))


def test_a_unit_reads_its_score_and_reasons_only_after_publication(world, plan, as_user):
    accepted(world, plan, world.water, off=1)
    client = as_user(world.water_staff)
    assert client.get(unit_url(plan, world.water)).status_code == 404
    plan.scores_published_at = timezone.now()
    plan.save()
    page = client.get(unit_url(plan, world.water)).content.decode()
    assert "资料不全" in page and "9.00" in page
    assert world.reviewer.display_name not in page


def test_a_unit_never_reads_another_units_score(world, plan, as_user):
    plan.scores_published_at = timezone.now()
    plan.save()
    assert as_user(world.water_head).get(unit_url(plan, world.housing)).status_code == 404


def test_deductions_are_listed_biggest_first(world, plan, as_user):
    accepted(world, plan, world.water, "1", off=1)
    accepted(world, plan, world.housing, "2", off=2)
    rows = as_user(world.leader).get(reverse("score_lost")).context["rows"]
    assert [str(row.points) for row in rows] == ["2.00", "1.00"]


def test_the_workbook_holds_totals_and_every_line(world, plan, as_user):
    accepted(world, plan, world.water, "1", off=1)
    answer = as_user(world.leader).get(reverse("score_export"))
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["得分汇总", "逐项得分", "评分办法"]
    cells = [cell for row in book["逐项得分"].iter_rows(values_only=True) for cell in row]
    assert "扣1.00分：资料不全" in cells and "基本属实" in cells


def test_a_year_without_a_plan_says_so(world, as_user):
    assert "还没有发布的计划" in as_user(world.leader).get(reverse("score_table")).content.decode()

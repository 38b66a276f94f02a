"""The table of scores, one unit's lines, deductions and the workbook: content, readers, cost."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.services.review import accept_ledger, deduct, open_review
from tests.assessments.appeals import feed_back
from tests.assessments.desk import hand_in
from tests.assessments.settled import absent, entered, set_scheme, with_quota
from tests.assessments.year import score_year


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
    with django_assert_num_queries(20):
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
    assert book.sheetnames == ["得分汇总", "逐项得分", "计算过程", "评分办法"]
    cells = [cell for row in book["逐项得分"].iter_rows(values_only=True) for cell in row]
    assert "扣1.00分：资料不全" in cells and "基本属实" in cells


def test_a_year_without_a_plan_says_so(world, as_user):
    assert "还没有发布的计划" in as_user(world.leader).get(reverse("score_table")).content.decode()


def test_a_unit_in_feedback_reads_its_lines_and_no_total(world, plan, as_user):
    accepted(world, plan, world.water, off=1)
    feed_back(world, plan)
    page = as_user(world.water_staff).get(unit_url(plan, world.water))
    assert page.context["result"] is None
    assert "资料不全" in page.content.decode() and "等次在公布后显示" in page.content.decode()
    assert as_user(world.leader).get(unit_url(plan, world.water)).context["result"].place == 1


def test_a_published_unit_reads_its_grade_and_place(world, plan, as_user):
    score_year(world, plan)
    entered(world, plan, world.water, "bonus", "2")
    type(plan).objects.update(scores_published_at=timezone.now())
    page = as_user(world.water_staff).get(unit_url(plan, world.water)).content.decode()
    assert "97.83" in page and "优秀" in page and "/ 部门 2 个" in page and "省级试点通过验收" in page


def test_a_veto_shows_the_raw_score_beside_its_effect(world, plan, as_user):
    score_year(world, plan)
    entered(world, plan, world.water, "veto")
    sentence = "（一票否决：veto事项0（三月水污染事件），等次由优秀定为不合格，得分不变）"
    for address in (reverse("score_table"), unit_url(plan, world.water)):
        page = as_user(world.leader).get(address).content.decode()
        assert f'<strong class="num">95.83</strong> · <strong>不合格</strong>{sentence}' in page


@pytest.mark.parametrize(("kind", "head"), [("bonus", "加分"), ("penalty", "扣分")])
def test_columns_of_bonus_and_penalty_come_with_the_first_entry(world, plan, as_user, kind, head):
    column = f'<th scope="col" rowspan="2">{head}</th>'
    client = as_user(world.chief)
    assert column not in client.get(reverse("score_table")).content.decode()
    entered(world, plan, world.water, kind, "0.5")
    assert column in client.get(reverse("score_table")).content.decode()


def test_a_quota_is_told_below_the_table(world, plan, as_user):
    score_year(world, plan)
    set_scheme(world, plan, bands=with_quota("50"))
    page = as_user(world.chief).get(reverse("score_table")).content.decode()
    assert "优秀名额1个（2个单位的50%），有 1 个单位得分够而超出名额，评为下一等次" in page


def test_unfinished_units_are_marked_as_provisional(world, plan, as_user):
    accepted(world, plan, world.water)
    page = as_user(world.chief).get(reverse("score_table")).content.decode()
    assert "待定" in page and "还有 2 个单位没有审完" in page


def test_units_outside_the_classes_have_a_tab_without_places(world, plan, as_user):
    client = as_user(world.chief)
    assert "其他单位" not in client.get(reverse("score_table")).content.decode()
    type(world.water).objects.filter(pk=world.water.pk).update(unit_class="")
    page = client.get(reverse("score_table") + "?class=").content.decode()
    assert "其他单位 1" in page and "水利局" in page and "名次</a>" not in page


def test_a_line_that_does_not_apply_says_why(world, plan, as_user):
    absent(world, plan, world.water, "2", "transfer", "1")
    page = as_user(world.chief).get(unit_url(plan, world.water)).content.decode()
    assert "不适用" in page and "辖区没有这项工作（分值并入另一项：1 污水处理率1）" in page


def test_the_workbook_holds_grades_special_items_and_the_calculation(world, plan, as_user):
    score_year(world, plan)
    entered(world, plan, world.water, "veto")
    book = load_workbook(BytesIO(as_user(world.chief).get(reverse("score_export")).content))
    rows = list(book["得分汇总"].values)
    said = dict(zip(rows[1], rows[3], strict=True))
    assert (said["总分"], said["等次"], said["名次"]) == (95.83, "不合格", 2)
    assert "得分：95.833333分，四舍五入保留2位小数为95.83分" in [row[1] for row in book["计算过程"].values]
    assert [row[2] for row in book["加分扣分与否决"].values][-1] == "veto事项0"

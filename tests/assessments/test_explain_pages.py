"""The pages 为什么是这个分: what they say, who reads them, what they cost."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.choices import Decision, SpecialKind
from assessments.models import Appeal, Deduction, LineReview, ScoreChange
from assessments.reading.explain import _falls
from assessments.totals import Special
from indicators.models import ScoringRule
from indicators.rules import evaluate, read_rule
from tests.assessments.explained import line as line_of
from tests.assessments.explained import unit
from tests.assessments.year import score_line, score_year
from tests.world import part_of


def why_line(part) -> str:
    return reverse("line_why", kwargs={"pk": part.pk})


def why_unit(plan, unit) -> str:
    return reverse("score_why", kwargs={"plan": plan.pk, "unit": unit.pk})


def read(client, url) -> str:
    """The words of the page in a row."""
    answer = client.get(url)
    assert answer.status_code == 200
    return "".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def give_rule(review: LineReview, actual="86") -> ScoringRule:
    """The review as the rule's suggestion would leave it."""
    indicator = review.submission.ledger.task_unit.task.indicator
    rule = ScoringRule.objects.create(
        indicator=indicator, number=1, kind="step_deduct", full_marks=Decimal(10), created_at=timezone.now(),
        parameters={"target": "90", "direction": "higher", "step": "1", "points_per_step": "0.5", "unit": "%"},
        bindings={"actual": "actual"}, sentence="目标不低于90%，每低1个百分点扣0.5分，扣完为止",
    )
    result = evaluate(read_rule(rule.as_data), {"actual": actual})
    review.rule, review.suggested = rule, result.score
    review.explanation = [step.as_json() for step in result.explanation]
    review.save()
    return rule


@pytest.fixture
def line(world, plan):
    """水利局's first line: ten marks less 1.25, by a rule that says eight."""
    review = score_line(world, part_of(plan, world.water), points="1.25")
    give_rule(review)
    return review


@pytest.fixture
def published(world, plan):
    score_year(world, plan)
    plan.scores_published_at = timezone.now()
    plan.save()
    return plan


def test_a_line_is_explained_down_to_the_rules_steps(world, line, as_user):
    line.override_reason = "现场核查属实"
    line.save()
    page = read(as_user(world.leader), why_line(line.submission.ledger.task_unit))
    assert "10.00−1.25=8.75" in page
    assert "评分规则（第1版）：目标不低于90%，每低1个百分点扣0.5分，扣完为止8.00" in page
    assert "完成值：95.5%" in page and "来源单位填报的完成值" in page
    assert "规则得分8.00分，改判为8.75分：现场核查属实" in page
    assert "原因类别其他" in page and "扣分人区环委办审核员" in page


def test_a_lifted_deduction_is_struck_and_the_change_tells_both_scores(world, line, as_user):
    now = timezone.now()
    appeal = Appeal.objects.create(
        review=line, claim="材料齐全", status="upheld", score_before="8.75", score_after="10",
        filed_by=world.water_head, filed_at=now, answer="属实", decided_by=world.chief, decided_at=now,
    )
    line.deductions.update(lifted_by=appeal)
    ScoreChange.objects.create(review=line, cause="appeal", appeal=appeal, score_before="8.75", score_after="10",
                               reason="材料属实", by=world.chief, at=now)
    LineReview.objects.filter(pk=line.pk).update(score=10)
    page = read(as_user(world.chief), why_line(line.submission.ledger.task_unit))
    assert "污水处理率1少交一份材料已撤销−1.25" in page
    assert "申诉（申诉成立），得分由8.75分改为10.00分" in page and "申诉复核：8.75→10.00" in page


def test_a_total_is_explained_down_to_its_lines(world, published, as_user):
    page = read(as_user(world.leader), why_unit(published, world.water))
    assert "28.75÷30×100≈95.833333" in page
    assert "10.00−1.25=8.75" in page
    assert "分扣在哪里" in page and "等次：优秀" in page


def test_every_figure_of_the_page_is_marked_with_its_value(world, published, as_user):
    page = as_user(world.leader).get(why_unit(published, world.housing)).content.decode()
    values = re.findall(r'<data class="why-number[^"]*" value="([^"]+)">', page)
    assert values[0] == "98.33"
    assert "-0.50" in values


def test_a_unit_before_feedback_reads_nothing(world, plan, as_user):
    score_year(world, plan)
    client = as_user(world.water_head)
    assert client.get(why_line(part_of(plan, world.water))).status_code == 404
    assert client.get(why_unit(plan, world.water)).status_code == 404


def test_a_unit_after_feedback_reads_its_lines_without_a_total(world, plan, as_user):
    score_year(world, plan)
    plan.feedback_at = timezone.now()
    plan.save()
    page = read(as_user(world.water_head), why_unit(plan, world.water))
    assert "总分、名次和等次尚未公布" in page and "10.00−1.25=8.75" in page
    assert "95.83" not in page and "28.75" not in page and "等次：" not in page


def test_a_unit_reads_its_total_once_published_and_no_accounts(world, published, as_user):
    page = read(as_user(world.water_head), why_unit(published, world.water))
    assert "95.83" in page and "扣分人" not in page and world.reviewer.display_name not in page


@pytest.mark.parametrize("name", ["housing_head", "town_staff", "stranger_staff", "city_receiver", "auditor"])
def test_nobody_else_reads_a_units_explanation(world, published, as_user, name):
    client = as_user(world.people[name])
    assert client.get(why_unit(published, world.water)).status_code == 404
    assert client.get(why_line(part_of(published, world.water))).status_code == 404


def test_a_file_is_linked_for_those_who_may_open_it(world, line, as_user):
    submitted = line.deductions.get().evidence
    page = as_user(world.leader).get(why_line(line.submission.ledger.task_unit)).content.decode()
    assert reverse("evidence_download", kwargs={"pk": submitted.version_id}) in page


def test_a_line_that_was_taken_up_again_tells_its_earlier_score(world, line, as_user):
    line.reopenings.create(reason="补充了监测数据", score_before="8.50", by=world.chief, at=timezone.now())
    page = read(as_user(world.leader), why_line(line.submission.ledger.task_unit))
    assert "通过后退回重新审核，原得分8.50分" in page and "补充了监测数据" in page


def test_a_line_that_is_not_decided_says_so(world, plan, as_user):
    review = score_line(world, part_of(plan, world.water), points="1")
    LineReview.objects.filter(pk=review.pk).update(decision=Decision.PENDING, score=None)
    page = read(as_user(world.chief), why_line(part_of(plan, world.water)))
    assert "还没有审核得分" in page and "1.00" not in page


@pytest.mark.parametrize("lines", [1, 3])
def test_a_units_explanation_costs_the_same_for_any_number_of_lines(
    world, plan, as_user, lines, django_assert_num_queries
):
    for number in range(1, lines + 1):
        give_rule(score_line(world, part_of(plan, world.water, str(number)), points="1"))
    plan.scores_published_at = timezone.now()
    plan.save()
    client = as_user(world.water_staff)
    with django_assert_num_queries(28):
        client.get(why_unit(plan, world.water))


@pytest.mark.parametrize("deductions", [1, 3])
def test_a_lines_explanation_costs_the_same_for_any_number_of_deductions(
    world, line, as_user, deductions, django_assert_num_queries
):
    for _ in range(1, deductions):
        Deduction.objects.create(review=line, points="0.5", reason="另一条", by=world.reviewer)
    client = as_user(world.chief)
    with django_assert_num_queries(21):
        client.get(why_line(line.submission.ledger.task_unit))


def test_the_picture_leads_from_a_hundred_to_the_score():
    specials = (Special(SpecialKind.BONUS, "表彰", points=Decimal(9)),
                Special(SpecialKind.PENALTY, "通报", points=Decimal(1)))
    lines = [line_of(1, "10", ["0.5"]), line_of(2, domain="生态安全")]
    falls, lowest = _falls(unit(lines, specials=specials).outcome)
    assert [(fall.label, fall.text) for fall in falls] == [
        ("满分", "100.00"), ("生态生活", "−2.50"), ("加分", "+9.00"), ("扣分", "−1.00"), ("封顶、取舍", "−5.50"),
        ("得分", "100.00"),
    ]
    assert lowest == 95 and (falls[1].start, falls[2].length) == ("21.74", "78.26")

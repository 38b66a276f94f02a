"""The desk with a rule and with stages: what it shows, and what each button answers."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.choices import Joining
from assessments.services.review import accept_ledger, deduct, mark_line, use_rule
from departments.access import forget_scope
from departments.choices import Role
from departments.services.membership import open_membership
from tasks.models import Certification
from tests.assessments.desk import hand_in
from tests.assessments.ruled import add_stages, discretion_rule, event_rule, handed_in, reviewers, step_rule
from tests.world import make_person

HX = {"HTTP_HX_REQUEST": "true"}


def at(name, review):
    return reverse(name, kwargs={"pk": review.submission_id})


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def ruled(world, plan):
    step_rule(plan)
    return handed_in(world, plan)


def test_the_desk_shows_the_rule_its_steps_and_the_gaps(world, ruled, as_user):
    page = words_of(as_user(world.reviewer).get(at("review_line", ruled)))
    assert all(words in page for words in (
        "规则第 1 版", "每差1个百分点扣0.5分，扣完为止", "−1.5", "规则比自评低 0.50 分", "按扣分计比规则得分高 1.50 分",
        "采用规则得分", 'data-opens-dialog="accept-dialog"',
    ))


def test_the_rule_is_taken_over_with_one_press(world, ruled, as_user):
    answer = as_user(world.reviewer).post(at("review_use_rule", ruled), {"version": ruled.version}, **HX)
    assert answer.status_code == 200
    assert "合计 −1.50" in words_of(answer) and "按扣分计与规则一致" in words_of(answer)


def test_an_override_is_asked_for_and_then_shown(world, ruled, as_user):
    client, facts = as_user(world.reviewer), {"version": ruled.version, "comment": "属实", "confirmed": "on"}
    refused = client.post(at("review_accept", ruled), facts)
    assert refused.status_code == 422 and "请写明改判理由" in words_of(refused)
    client.post(at("review_accept", ruled), facts | {"override_reason": "停运两月，会商酌减。"})
    assert "改判理由：停运两月，会商酌减。" in words_of(client.get(at("review_line", ruled)))


def test_the_offices_facts_are_asked_beside_the_units(world, plan, as_user):
    event_rule(plan)
    review = handed_in(world, plan, "91", **{"counts/超标": "1"})
    client = as_user(world.reviewer)
    assert all(words in words_of(client.get(at("review_line", review))) for words in ("环委办评定的数据", "1次"))
    answer = client.post(at("review_facts", review), {"fact-0": "2", "fact-1": "", "version": review.version}, **HX)
    assert answer.status_code == 200 and "hx-preserve" not in words_of(answer).partition('id="rule-facts"')[2][:40]
    review.refresh_from_db()
    assert review.office_facts == {"counts/通报": 2}


def test_a_bad_fact_comes_back_at_its_field(world, plan, as_user):
    event_rule(plan)
    review = handed_in(world, plan, "91")
    answer = as_user(world.reviewer).post(
        at("review_facts", review), {"fact-0": "两次", "version": review.version}, **HX
    )
    assert answer.status_code == 422
    assert 'value="两次"' in words_of(answer) and "不是" in words_of(answer)


def test_what_is_missing_opens_the_form(world, plan, as_user):
    discretion_rule(plan)
    page = words_of(as_user(world.reviewer).get(at("review_line", handed_in(world, plan, "91"))))
    assert "还缺：" in page and 'id="rule-facts" open' in page


def test_facts_of_a_line_without_a_rule_are_nowhere(world, plan, as_user):
    review = handed_in(world, plan)
    assert as_user(world.reviewer).post(at("review_facts", review), {"version": 1}).status_code == 404


def test_the_certified_number_stands_beside_the_report(world, plan, ruled, as_user):
    target = plan.tasks.get(number="1").targets.get()
    client = as_user(world.reviewer)
    type(target).objects.update(certifier=world.statistics)
    assert "待统计局认定" in words_of(client.get(at("review_line", ruled)))
    Certification.objects.create(submission=ruled.submission, target=target, certifier=world.statistics, actual="86.5",
                                 verdict="corrected", reason="全年口径", by=world.chief,
                                 at=ruled.submission.submitted_at)
    page = words_of(client.get(at("review_line", ruled)))
    assert all(words in page for words in ("86.5%", "比填报低 0.5个百分点", "全年口径", "8.25"))


def test_a_deduction_takes_its_reason_code(world, ruled, as_user):
    as_user(world.reviewer).post(at("review_deduct", ruled), {
        "points": "0.5", "code": "late", "reason": "迟报三天", "version": ruled.version,
    })
    assert ruled.deductions.get().code == "late"
    assert "逾期报送" in words_of(as_user(world.reviewer).get(at("review_line", ruled)))


def test_a_reviewer_of_the_unit_reads_that_he_steps_back(world, ruled, as_user):
    open_membership(world.reviewer, world.water, Role.UNIT_STAFF, by=None)
    forget_scope(world.reviewer)
    client = as_user(world.reviewer)
    assert "按回避规定不参加这一项的评分" in words_of(client.get(at("review_line", ruled)))
    for name in ("review_use_rule", "review_facts", "review_mark"):
        assert client.post(at(name, ruled), {"version": 1, "score": "8", "reason": "好"}).status_code in (403, 404)


def test_passing_a_stage_says_so_and_shows_who_did(world, plan, as_user):
    add_stages(plan)
    review = handed_in(world, plan, "95")
    client = as_user(world.reviewer)
    page = client.post(at("review_accept", review), {"version": review.version, "confirmed": "on"}, follow=True)
    assert "第1项已通过初审，转复核。" in words_of(page)
    page = words_of(client.get(at("review_line", review)))
    assert all(words in page for words in ("stage-done", "您已在初审环节办理过这一项", str(world.reviewer)))


@pytest.fixture
def panel(world, plan, ruled):
    add_stages(plan, second=2, joining=Joining.AVERAGE)
    review = use_rule(ruled, world.reviewer, ruled.version)
    return accept_ledger(review, "", world.reviewer, review.version)


def test_several_score_in_their_own_form(world, panel, as_user):
    second, third = reviewers(world, 2)
    facts = {"version": panel.version, "score": "6.25", "reason": "资料缺两个月", "confirmed": "on"}
    page = as_user(second).post(at("review_mark", panel), facts, follow=True)
    assert "您的评分已记下" in words_of(page)
    other = words_of(as_user(third).get(at("review_line", panel)))
    assert "已有 1 人评分" in other and "6.25" not in other and "资料缺两个月" not in other
    page = as_user(third).post(at("review_mark", panel), facts | {"score": "7.25"}, follow=True)
    assert "第1项已通过复核，转审定。" in words_of(page)
    done = words_of(as_user(world.chief).get(at("review_line", panel)))
    assert "2人评分6.25、7.25，取平均，得6.75分" in done


@pytest.mark.parametrize("score", ["", "八", "11", "-1", "1.234"])
def test_a_bad_mark_comes_back_with_what_was_typed(world, panel, as_user, score):
    second, = reviewers(world, 1)
    answer = as_user(second).post(at("review_mark", panel), {
        "version": panel.version, "score": score, "reason": "资料不全", "confirmed": "on",
    })
    assert answer.status_code == 422 and "资料不全" in words_of(answer)


def test_full_marks_for_a_missed_target_are_asked_about_once(world, panel, as_user):
    second, = reviewers(world, 1)
    facts = {"version": panel.version, "score": "10", "reason": "停运有批准文件"}
    asked = as_user(second).post(at("review_mark", panel), facts)
    assert asked.status_code == 422 and 'name="confirmed" value="on" data-confirm="请先确认：未达标' in words_of(asked)
    as_user(second).post(at("review_mark", panel), facts | {"confirmed": "on"})
    assert panel.marks.filter(by=second).exists()


def numbers(client, query) -> set[str]:
    return {row.part.task.number for row in client.get(reverse("review_queue") + query).context["rows"]}


def test_the_queue_is_filtered_by_stage(world, plan, as_user):
    add_stages(plan, second=2, joining=Joining.AVERAGE)
    second, third = reviewers(world, 2)
    first = handed_in(world, plan, "95", "1")
    hand_in(world, plan, world.water, "2")
    review = accept_ledger(first, "", world.reviewer, first.version)
    assert numbers(as_user(world.reviewer), "?stage=mine") == {"2"}
    assert numbers(as_user(second), "?stage=mine") == {"1", "2"}
    assert numbers(as_user(second), "?stage=复核") == {"1"}
    assert numbers(as_user(second), "?stage=审定") == set()
    review = mark_line(review, Decimal(10), "", second, review.version)
    assert numbers(as_user(second), "?stage=mine") == {"2"}
    mark_line(review, Decimal(10), "", third, review.version)
    assert numbers(as_user(world.chief), "?stage=审定") == {"1"}
    assert "1" not in numbers(as_user(make_person("reviewer9", world.office, Role.OFFICE_REVIEWER)), "?stage=mine")


def test_the_queue_finds_what_differs_from_the_rule(world, plan, as_user):
    for number in ("1", "2"):
        step_rule(plan, number)
    same, other = handed_in(world, plan, "87", "1"), handed_in(world, plan, "87", "2")
    same = use_rule(same, world.reviewer, same.version)
    accept_ledger(same, "", world.reviewer, same.version)
    deduct(other, world.reviewer, Decimal(1), "酌情", "", version=other.version)
    accept_ledger(other, "", world.reviewer, other.version + 1, override_reason="停运两月")
    client = as_user(world.reviewer)
    assert numbers(client, "?status=all&differs=on") == {"2"} == numbers(client, "?differs=on")
    assert "改判" in words_of(client.get(reverse("review_queue") + "?status=accepted"))


def test_the_queue_finds_open_appeals(world, plan, as_user, ruled):
    review = use_rule(ruled, world.reviewer, ruled.version)
    review = accept_ledger(review, "", world.reviewer, review.version)
    review.appeals.create(claim="停运不应计入", score_before=review.score, filed_by=world.water_head,
                          filed_at=review.decided_at)
    page = as_user(world.reviewer).get(reverse("review_queue") + "?appeal=on")
    assert [row.part.task.number for row in page.context["rows"]] == ["1"]
    assert "停运不应计入" in words_of(as_user(world.reviewer).get(at("review_line", review)))


@pytest.mark.parametrize("rows", [1, 3])
def test_rules_and_stages_cost_the_same_for_any_number_of_rows(
    world, plan, as_user, rows, django_assert_num_queries
):
    add_stages(plan)
    for number in range(1, rows + 1):
        step_rule(plan, str(number))
        handed_in(world, plan, "87", str(number))
    client = as_user(world.reviewer)
    with django_assert_num_queries(17):
        page = words_of(client.get(reverse("review_queue")))
    assert page.count("规则 8.50") == rows


@pytest.mark.parametrize("marks", [1, 3])
def test_a_line_costs_the_same_for_any_number_of_marks(world, plan, ruled, as_user, marks, django_assert_num_queries):
    add_stages(plan, second=4, joining=Joining.AVERAGE)
    review = use_rule(ruled, world.reviewer, ruled.version)
    review = accept_ledger(review, "", world.reviewer, review.version)
    for person in reviewers(world, marks):
        mark_line(review, Decimal(8), "偏低", person, review.version)
    client = as_user(world.chief)
    with django_assert_num_queries(24):
        client.get(at("review_line", review))

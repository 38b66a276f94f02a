"""Appeals as their pages show them: the score line's button, the claim, the list, the recheck."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.choices import AppealStatus
from assessments.models import Appeal
from assessments.services.appeal import decide_appeal
from eco_demo.lib import clock
from tasks.models import Plan
from tests.assessments.appeals import (
    CLAIM,
    appeal_on,
    catalogued,
    fed_back_line,
    feed_back,
    filed,
    lost_line,
    second_deduction,
)


def url(name, pk) -> str:
    return reverse(name, args=[pk])


def text(answer) -> str:
    return answer.content.decode()


# --- filing ----------------------------------------------------------------------------------------------------

def test_a_unit_begins_from_its_score_line(world, plan, as_user):
    review = fed_back_line(world, plan)
    client = as_user(world.water_head)
    assert url("appeal_new", review.pk) in text(client.get(reverse("score_unit", args=[plan.pk, world.water.pk])))
    piece = catalogued(world)
    answer = client.post(url("appeal_new", review.pk), {"claim": CLAIM, "wanted": "9.5", "evidence": [piece.pk]})
    appeal = Appeal.objects.get()
    assert answer.url == url("appeal_detail", appeal.pk)
    assert (appeal.wanted, appeal.evidence.get().version_id) == (Decimal("9.5"), piece.current_id)
    page = text(client.get(reverse("score_unit", args=[plan.pk, world.water.pk])))
    assert url("appeal_detail", appeal.pk) in page and url("appeal_new", review.pk) not in page


def test_staff_see_the_state_and_no_button(world, plan, as_user):
    review = fed_back_line(world, plan)
    page = text(as_user(world.water_staff).get(reverse("score_unit", args=[plan.pk, world.water.pk])))
    assert url("appeal_new", review.pk) not in page


def test_a_refused_claim_keeps_what_was_typed(world, plan, as_user):
    review, piece = fed_back_line(world, plan), catalogued(world)
    answer = as_user(world.water_head).post(
        url("appeal_new", review.pk), {"claim": CLAIM, "wanted": "7", "evidence": [piece.pk]}
    )
    assert answer.status_code == 422
    assert "应高于现得分8.00分" in text(answer) and CLAIM in text(answer)
    assert f'value="{piece.pk}" id="file-{piece.pk}" checked' in text(answer)


def test_another_units_file_cannot_be_posted(world, plan, as_user):
    review, foreign = fed_back_line(world, plan), catalogued(world, unit=world.housing)
    answer = as_user(world.water_head).post(
        url("appeal_new", review.pk), {"claim": CLAIM, "evidence": [foreign.pk]}
    )
    assert answer.status_code == 422 and "已不在本单位佐证库中" in text(answer)


@pytest.mark.parametrize("posted", [
    {"evidence": "abc"}, {"wanted": "九分"}, {"wanted": "1e400"}, {"claim": "长" * 2001},
])
def test_nonsense_is_answered_in_words(world, plan, as_user, posted):
    answer = as_user(world.water_head).post(
        url("appeal_new", fed_back_line(world, plan).pk), {"claim": CLAIM} | posted
    )
    assert answer.status_code == 422 and not Appeal.objects.exists()


def test_after_the_window_the_page_says_so_instead_of_a_form(world, plan, as_user):
    review, day = fed_back_line(world, plan), clock.today() - timedelta(days=1)
    Plan.objects.filter(pk=plan.pk).update(appeals_from=day, appeals_to=day)
    client = as_user(world.water_head)
    page = text(client.get(url("appeal_new", review.pk)))
    assert f"申诉期已于{day:%Y-%m-%d}截止" in page and "提交申诉" not in page
    assert client.post(url("appeal_new", review.pk), {"claim": CLAIM}).status_code == 422


def test_who_waits_for_an_answer_is_led_to_it(world, plan, as_user):
    appeal = filed(world, plan)
    answer = as_user(world.water_head).get(url("appeal_new", appeal.review_id))
    assert answer.url == url("appeal_detail", appeal.pk)


def test_withdrawing_asks_nobody_else(world, plan, as_user):
    appeal = filed(world, plan)
    client = as_user(world.water_head)
    for _ in range(2):
        assert client.post(url("appeal_withdraw", appeal.pk)).status_code == 302
    appeal.refresh_from_db()
    assert appeal.status == AppealStatus.WITHDRAWN


# --- the list --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("person", "queries"), [("water_head", 10), ("reviewer", 11)])
def test_the_list_costs_the_same_for_any_number(world, plan, as_user, django_assert_num_queries, rows, person, queries):
    reviews = [lost_line(world, plan, str(number)) for number in range(1, rows + 1)]
    feed_back(world, plan)
    for review in reviews:
        appeal_on(world, review)
    client = as_user(world.people[person])
    with django_assert_num_queries(queries):
        client.get(reverse("appeal_list"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("person", "queries"), [("water_head", 10), ("chief", 10)])
def test_an_appeal_costs_the_same_for_any_number_of_deductions(world, plan, as_user, django_assert_num_queries, rows,
                                                               person, queries):
    review = fed_back_line(world, plan)
    for _ in range(rows - 1):
        second_deduction(world, review)
    appeal = appeal_on(world, review, evidence=[catalogued(world, f"材料{number}") for number in range(rows)])
    client = as_user(world.people[person])
    with django_assert_num_queries(queries):
        client.get(url("appeal_detail", appeal.pk))


def test_the_list_is_narrowed_by_state_unit_and_words(world, plan, as_user):
    filed(world, plan)
    client = as_user(world.chief)

    def found(**query) -> int:
        return len(client.get(reverse("appeal_list"), query).context["rows"])

    assert [found(status="filed"), found(status="upheld")] == [1, 0]
    assert [found(unit=world.water.pk), found(unit=world.housing.pk)] == [1, 0]
    assert [found(q="水利"), found(q="没有的"), found(status="x", unit="x")] == [1, 0, 1]


def test_a_unit_does_not_see_anothers_appeals(world, plan, as_user):
    appeal = filed(world, plan)
    assert not as_user(world.housing_head).get(reverse("appeal_list")).context["rows"]
    assert as_user(world.housing_head).get(url("appeal_detail", appeal.pk)).status_code == 404


def test_an_empty_list_says_what_appeals_are_and_when(world, plan, as_user):
    assert "环委办反馈得分后，单位负责人可以在申诉期内" in text(as_user(world.water_head).get(reverse("appeal_list")))
    assert "还没有单位提出申诉" in text(as_user(world.chief).get(reverse("appeal_list")))
    feed_back(world, lost_line(world, plan) and plan)
    assert "从“本单位得分”里那一项的“申诉”提出" in text(as_user(world.water_head).get(reverse("appeal_list")))


# --- the recheck -----------------------------------------------------------------------------------------------

def test_the_new_score_is_shown_beside_the_old_one_while_choosing(world, plan, as_user):
    appeal = filed(world, plan, wanted=Decimal("9"))
    row = appeal.review.deductions.get()
    client = as_user(world.chief)

    def outcome(**posted) -> str:
        return text(client.get(url("appeal_outcome", appeal.pk), {
            name.format(row.pk): value for name, value in posted.items()
        }))

    assert "维持原分" in outcome() and "申诉成立" not in outcome()
    assert "8.00</span> → <strong" in outcome() and ">10.00</strong>" in outcome(**{"what_{}": "lift"})
    part = outcome(**{"what_{}": "part", "left_{}": "1.5"})
    assert ">8.50</strong>" in part and 'value="partly" id="status-partly" checked' in part


def test_a_conclusion_that_somebody_chose_stays_while_it_fits(world, plan, as_user):
    appeal = filed(world, plan)
    row = appeal.review.deductions.get()
    client = as_user(world.chief)
    query = {f"what_{row.pk}": "lift", "status": "partly", "advised": "upheld"}
    page = text(client.get(url("appeal_outcome", appeal.pk), query))
    assert 'value="partly" id="status-partly" checked' in page
    page = text(client.get(url("appeal_outcome", appeal.pk), query | {"advised": "partly"}))
    assert 'value="upheld" id="status-upheld" checked' in page


def test_the_office_answers_and_the_unit_reads_it_without_names(world, plan, as_user):
    appeal = filed(world, plan)
    row = appeal.review.deductions.get()
    data = {"version": 1, "status": "partly", "answer": "部分属实。", f"what_{row.pk}": "part", f"left_{row.pk}": "0.5"}
    assert as_user(world.chief).post(url("appeal_decide", appeal.pk), data).status_code == 302
    page = text(as_user(world.water_head).get(url("appeal_detail", appeal.pk)))
    assert "部分属实。" in page and "9.50" in page and "经申诉撤销" in page
    assert world.chief.display_name not in page and world.reviewer.display_name not in page


@pytest.mark.parametrize(("changes", "words"), [
    ({"answer": ""}, "请写明复核意见"), ({"status": "upheld"}, "没有撤销或减少任何扣分"),
    ({"what": "part", "left": ""}, "请填改扣多少分"), ({"what": "part", "left": "2"}, "大于0、小于2.00"),
    ({"what": "part", "left": "很多"}, "“很多”"), ({"status": ""}, "复核结论"), ({"version": "x"}, "复核结论"),
])
def test_a_recheck_that_cannot_be_kept_says_why(world, plan, as_user, changes, words):
    appeal = filed(world, plan)
    row = appeal.review.deductions.get()
    names = {"what": f"what_{row.pk}", "left": f"left_{row.pk}"}
    data = {"version": "1", "status": "rejected", "answer": "属实。"} | {
        names.get(name, name): value for name, value in changes.items()
    }
    answer = as_user(world.chief).post(url("appeal_decide", appeal.pk), data)
    assert answer.status_code == 422 and words in text(answer)
    assert Appeal.objects.get().status == AppealStatus.FILED


def test_the_second_of_two_deciders_is_shown_how_it_stands_and_keeps_the_words(world, plan, as_user):
    appeal = filed(world, plan)
    decide_appeal(appeal, world.chief, 1, AppealStatus.REJECTED, {}, "扣分属实。")
    data = {"version": 1, "status": "rejected", "answer": "我的另一份意见。"}
    answer = as_user(world.chief).post(url("appeal_decide", appeal.pk), data)
    assert answer.status_code == 409
    assert "维持原分" in text(answer) and "我的另一份意见。" in text(answer)


def test_who_gave_the_score_is_told_to_leave_it_to_others(world, plan, as_user):
    appeal = filed(world, plan)
    page = text(as_user(world.reviewer).get(url("appeal_detail", appeal.pk)))
    assert "申诉应由其他审核员复核" in page and "办结申诉" not in page


def test_the_first_page_of_who_may_answer_leads_to_the_appeal(world, plan, as_user):
    filed(world, plan)
    assert "有 1 条申诉等待您复核" in text(as_user(world.chief).get("/"))
    assert "等待您复核" not in text(as_user(world.reviewer).get("/"))

"""The queue and the two panes: what they show, to whom, and at a fixed cost."""

import pytest
from django.urls import reverse

from assessments.choices import Decision
from assessments.models import LineReview
from assessments.services.review import accept_ledger, deduct, keep_note, return_ledger
from tasks.choices import Line
from tests.assessments.desk import attach, hand_in, hand_in_again
from tests.world import part_of

HX = {"HTTP_HX_REQUEST": "true"}


def at(name, submission, **kwargs):
    return reverse(name, kwargs={"pk": submission.pk, **kwargs})


def test_the_queue_lists_the_oldest_first_with_what_is_doubtful(world, plan, as_user):
    hand_in(world, plan, world.water, "2", actual="80")
    hand_in(world, plan, world.water, "1")
    page = as_user(world.reviewer).get(reverse("review_queue")).content.decode()
    assert page.index("污水处理率2") < page.index("污水处理率1")
    assert page.count("tag-warn\">未达标") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [("?status=waiting", {"1", "2"}), ("?status=accepted", set()), ("?status=all", {"1", "2", "3"}),
     ("?status=returned", {"3"}), ("?q=污水处理率2", {"2"}), ("?q=住建", set()), ("?again=on", set()),
     ("?late=on", set()), ("?status=nonsense&unit=999&domain=x", {"1", "2"})],
)
def test_the_queue_is_filtered(world, plan, as_user, query, found):
    for number in ("1", "2"):
        hand_in(world, plan, world.water, number)
    back = hand_in(world, plan, world.water, "3")
    reasons = {"version": 1, "line_narrative": "on", "line_narrative_text": "请补充"}
    as_user(world.reviewer).post(at("review_return", back), reasons)
    rows = as_user(world.reviewer).get(reverse("review_queue") + query).context["rows"]
    assert {row.part.task.number for row in rows} == found


def test_the_same_bytes_of_another_unit_are_pointed_out(world, plan, as_user):
    hand_in(world, plan, world.housing, content="one scan")
    mine = hand_in(world, plan, world.water, content="one scan")
    client = as_user(world.reviewer)
    assert client.get(reverse("review_queue")).content.decode().count("重复佐证") == 2
    assert "同区住房和城乡建设局第1项" in client.get(at("review_line", mine)).content.decode()


def test_one_file_for_several_lines_of_the_same_unit_is_no_duplicate(world, plan, as_user):
    hand_in(world, plan, world.water, "2", content="one scan")
    hand_in(world, plan, world.water, "1", content="one scan")
    assert "重复佐证" not in as_user(world.reviewer).get(reverse("review_queue")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_for_any_number_of_rows(world, plan, as_user, rows, django_assert_num_queries):
    for number in range(1, rows + 1):
        hand_in(world, plan, world.water, str(number))
    client = as_user(world.reviewer)
    with django_assert_num_queries(17):
        client.get(reverse("review_queue"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_line_costs_the_same_for_any_number_of_files_and_deductions(
    world, plan, as_user, rows, django_assert_num_queries
):
    submission = hand_in(world, plan, world.water, files=[f"报告{n}" for n in range(rows)])
    review = LineReview.objects.create(submission=submission, full_marks=10)
    for number, file in enumerate(submission.evidence.all(), 1):
        deduct(review, world.reviewer, number, f"原因{number}", "", file, version=number)
    client = as_user(world.reviewer)
    with django_assert_num_queries(25):
        client.get(at("review_line", submission))


def test_looking_changes_nothing(world, submission, as_user):
    as_user(world.reviewer).get(at("review_line", submission))
    submission.refresh_from_db()
    assert submission.review_started_at is None
    assert not LineReview.objects.exists()


def test_a_deduction_is_written_and_the_panes_come_back(world, submission, as_user):
    answer = as_user(world.reviewer).post(
        at("review_deduct", submission), {"points": "0.5", "reason": "缺数据", "rule_text": "", "version": 1}, **HX
    )
    assert answer.status_code == 200
    assert "−0.50" in answer.content.decode()
    assert 'value="2" form="decision"' in answer.content.decode()


@pytest.mark.parametrize("points", ["", "abc", "0", "99", "1e5", "0.001"])
def test_bad_points_come_back_with_a_sentence_and_what_was_typed(world, submission, as_user, points):
    answer = as_user(world.reviewer).post(
        at("review_deduct", submission), {"points": points, "reason": "缺两月数据", "version": 1}, **HX
    )
    assert answer.status_code == 422
    assert "缺两月数据" in answer.content.decode()


def test_the_second_reviewer_gets_409_with_both_values_and_keeps_the_words(world, review, as_user):
    deduct(review, world.reviewer, 1, "缺数据", "", version=1)
    answer = as_user(world.chief).post(
        at("review_deduct", review.submission), {"points": "2", "reason": "数据不实", "version": 1}, **HX
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in page for words in ("已扣1.00分", "扣2分（数据不实）", 'value="数据不实"'))


def test_a_deduction_is_changed_in_its_place(world, review, as_user):
    deduction = deduct(review, world.reviewer, 1, "缺数据", "", version=1)
    client, url = as_user(world.reviewer), at("review_deduction", review.submission, deduction=deduction.pk)
    assert 'value="缺数据"' in client.get(url, **HX).content.decode()
    client.post(url, {"points": "1.5", "reason": "缺六个月数据", "rule_text": "", "version": 2}, **HX)
    deduction.refresh_from_db()
    assert (str(deduction.points), deduction.reason) == ("1.50", "缺六个月数据")


def test_a_file_is_judged_and_its_reason_waits_in_the_composer(world, submission, as_user):
    file = submission.evidence.get()
    verdict = {"verdict": "invalid", "reason": "未盖公章", "version": 1}
    answer = as_user(world.reviewer).post(at("review_file", submission, submitted=file.pk), verdict, **HX)
    assert "无效：未盖公章" in answer.content.decode()
    assert file.verdict.verdict == "invalid"


def test_accepting_goes_on_to_the_next_line(world, plan, as_user):
    first, second = (hand_in(world, plan, world.water, number) for number in ("1", "2"))
    answer = as_user(world.reviewer).post(
        at("review_accept", first) + "?status=waiting", {"version": 1, "confirmed": "on", "comment": "属实"}
    )
    assert answer.url == at("review_line", second) + "?status=waiting"
    assert LineReview.objects.get().comment == "属实"


def test_accepting_unseen_files_without_confirmation_is_asked_back(world, submission, as_user):
    answer = as_user(world.reviewer).post(at("review_accept", submission), {"version": 1, "comment": "属实"})
    assert answer.status_code == 422
    assert "还有1份佐证没有评价" in answer.content.decode()
    assert "属实" in answer.content.decode()


def test_the_second_of_two_decisions_gets_409(world, submission, as_user):
    facts = {"version": 1, "confirmed": "on"}
    as_user(world.reviewer).post(at("review_accept", submission), facts)
    answer = as_user(world.chief).post(
        at("review_return", submission), {"version": 1, "line_narrative": "on", "line_narrative_text": "请补充"}
    )
    assert answer.status_code == 409
    assert LineReview.objects.get().decision == Decision.ACCEPTED


def test_a_return_without_reasons_stays_on_the_page(world, submission, as_user):
    answer = as_user(world.reviewer).post(at("review_return", submission), {"version": 1, "comment": "请改"})
    assert answer.status_code == 422
    assert "请至少勾选一处" in answer.content.decode()


def test_earlier_rounds_stand_with_what_was_asked_and_what_changed(world, plan, judged, as_user):
    return_ledger(judged, [(Line.NARRATIVE, None, "请补充数据来源")], "", world.reviewer, judged.version)
    attach(world, part_of(plan, world.water).ledger, "补充说明")
    second = hand_in_again(world, judged.submission, narrative="数据取自国控断面。")
    page = as_user(world.reviewer).get(at("review_line", second)).content.decode()
    assert all(words in page for words in ("请补充数据来源", "改写了自查说明", "新增佐证《补充说明》"))


def test_only_the_chief_is_offered_to_take_up_again(world, judged, as_user):
    accept_ledger(judged, "", world.reviewer, judged.version)
    url = at("review_line", judged.submission)
    assert "退回重新审核" not in as_user(world.reviewer).get(url).content.decode()
    chief = as_user(world.chief)
    assert "退回重新审核" in chief.get(url).content.decode()
    chief.post(at("review_reopen", judged.submission), {"reason": "数据有误"})
    judged.refresh_from_db()
    assert judged.decision == Decision.PENDING


def test_a_unit_never_reads_the_internal_note(world, judged, as_user):
    keep_note(judged, "", "会上再议", world.reviewer, judged.version)
    judged.refresh_from_db()
    accept_ledger(judged, "属实", world.reviewer, judged.version)
    client = as_user(world.water_head)
    for url in (at("review_line", judged.submission), reverse("score_table"), reverse("score_lost")):
        assert client.get(url).status_code == 404

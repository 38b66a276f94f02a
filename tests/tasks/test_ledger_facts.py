"""Answers to the scoring rule: kept, refused, missing, frozen, and what the rule makes of them for the unit."""

from decimal import Decimal

import pytest
from django.urls import reverse

from departments.models import AuditEvent
from tasks.errors import LedgerIncomplete, StaleLedger, ValueRefused
from tasks.models import Ledger, Submission
from tasks.reports import rounds
from tasks.rule_facts import asked_in, field_of
from tasks.services.ledger import mark_returned, save_draft, submit_ledger
from tests.world import make_plan, part_of

from .rules import ANSWERS, MENDED, PATROLLED, SPILLS, give_rule

REASON = "报告尚未印发"


@pytest.fixture
def part(world, plan):
    part = part_of(plan, world.water)
    give_rule(part.task.indicator)
    return part


@pytest.fixture
def ledger(part) -> Ledger:
    return part.ledger


def save(ledger, by, facts=ANSWERS, *, version=1, value="93", **more):
    return save_draft(ledger, **{
        "by": by, "version": version, "values": {ledger.values.get().target_id: value}, "self_score": "9",
        "narrative": "已完成。", "problems": "", "next_steps": "", "rule_facts": facts, **more,
    })


def typed(part, answers=ANSWERS, **more) -> dict:
    """What the form of the page sends."""
    facts = {field_of(leaf): answers.get(leaf.path, "") for leaf in asked_in(part)}
    value = f"value_{part.ledger.values.get().target_id}"
    return {"version": 1, value: "93", "self_score": "9", "narrative": "已完成。", "problems": "", "next_steps": "",
            **facts, **more}


def test_answers_are_kept_as_data_and_the_trail_names_them(world, ledger):
    kept = save(ledger, world.water_staff)
    assert kept.rule_facts == {PATROLLED: True, MENDED: False, SPILLS: 2}
    assert AuditEvent.objects.order_by("-id").first().detail["changed"][-3:] == [
        "四项工作：按规定巡河", "四项工作：问题整改", "管网运行：污水外溢"
    ]


def test_the_same_answers_again_change_nothing(world, ledger):
    save(ledger, world.water_staff)
    assert save(ledger, world.water_staff, version=1).version == 2


def test_another_answer_over_somebody_elses_is_a_clash(world, ledger):
    save(ledger, world.water_staff)
    with pytest.raises(StaleLedger):
        save(ledger, world.water_head, {**ANSWERS, SPILLS: "3"})
    assert Ledger.objects.get(pk=ledger.pk).rule_facts[SPILLS] == 2


def test_an_answer_taken_back_is_blank_and_one_left_out_stays(world, ledger):
    save(ledger, world.water_staff)
    assert save(ledger, world.water_staff, {SPILLS: " "}, version=2).rule_facts == {PATROLLED: True, MENDED: False}


@pytest.mark.parametrize("facts, message", [
    ({SPILLS: "两次"}, "不是数字"), ({SPILLS: "-1"}, "“管网运行：污水外溢”不能小于0"), ({SPILLS: "1.5"}, "必须是整数"),
    ({PATROLLED: "大概"}, "请选是或否"),
])
def test_an_answer_that_is_none_is_refused(world, ledger, facts, message):
    with pytest.raises(ValueRefused, match=message):
        save(ledger, world.water_staff, facts)


def test_what_the_rule_does_not_ask_is_not_kept(world, plan, ledger):
    assert save(ledger, world.water_staff, {"parts/别的/actual": "1"}).rule_facts == {}
    support = part_of(plan, world.housing).ledger
    assert save(support, world.housing_staff, value="").rule_facts == {}


def test_what_must_be_answered_is_missing_before_handing_in(world, ledger):
    ledger = save(ledger, world.water_staff, {SPILLS: "1"})
    with pytest.raises(LedgerIncomplete, match="评分数据“四项工作：按规定巡河”、评分数据“四项工作：问题整改”"):
        submit_ledger(ledger, world.water_head, REASON)


def test_handing_in_freezes_the_answers_to_what_is_asked(world, ledger):
    ledger = save(ledger, world.water_staff)
    Ledger.objects.filter(pk=ledger.pk).update(rule_facts={**ledger.rule_facts, "earlier/question": "7"})
    submission = submit_ledger(ledger, world.water_head, REASON)
    assert submission.rule_facts == {PATROLLED: True, MENDED: False, SPILLS: 2}


def test_rounds_tell_which_answer_changed(world, ledger):
    submit_ledger(save(ledger, world.water_staff), world.water_head, REASON)
    mark_returned(ledger, world.reviewer)
    again = save(ledger, world.water_staff, {**ANSWERS, MENDED: "是", SPILLS: ""}, version=4)
    submit_ledger(again, world.water_head, REASON)
    newest, first = rounds.collect_rounds(again)
    assert [(line.label, line.before, line.after) for line in newest.changes] == [
        ("四项工作：问题整改", "否", "是"), ("管网运行：污水外溢", "2次", ""),
    ]
    assert first.facts == [("四项工作：按规定巡河", "是"), ("四项工作：问题整改", "否"), ("管网运行：污水外溢", "2次")]


def test_a_new_version_of_the_rule_asks_anew_and_old_answers_stay_readable(world, ledger, part):
    submission = submit_ledger(save(ledger, world.water_staff), world.water_head, REASON)
    give_rule(part.task.indicator, "qualitative", {}, {"achieved": "unit"}, number=2)
    [round_] = rounds.collect_rounds(Ledger.objects.get(pk=ledger.pk))
    assert round_.facts == [("达到要求", ""), ("按规定巡河", "是"), ("问题整改", "否"), ("污水外溢", "2")]
    assert round_.submission == submission


def test_autosave_keeps_answers_and_names_what_it_cannot_read(part, world, as_user):
    client = as_user(world.water_staff)
    answer = client.post(reverse("ledger_autosave", args=[part.ledger.pk]), typed(part, {**ANSWERS, SPILLS: "多次"}))
    assert (answer.status_code, answer.json()["version"]) == (422, 2)
    assert "管网运行：污水外溢：“多次”不是数字" in answer.json()["message"]
    assert Ledger.objects.get(pk=part.ledger.pk).rule_facts == {PATROLLED: True, MENDED: False}


def test_two_people_answering_at_once_see_both_answers(part, world, as_user):
    as_user(world.water_staff).post(reverse("ledger_autosave", args=[part.ledger.pk]), typed(part))
    answers = {**ANSWERS, SPILLS: "3"}
    page = as_user(world.water_head).post(reverse("ledger_save", args=[part.ledger.pk]), typed(part, answers))
    assert page.status_code == 409
    assert [(line.label, line.before, line.after) for line in page.context["differences"]] == [
        ("管网运行：污水外溢", "2", "3")
    ]


def suggestion(client, part) -> str:
    return client.get(reverse("ledger_suggestion", args=[part.ledger.pk])).content.decode()


def test_the_unit_sees_what_the_rule_makes_of_it_and_can_take_it_over(part, world, as_user):
    client = as_user(world.water_staff)
    assert "还缺：完成情况：完成值、四项工作：按规定巡河、四项工作：问题整改" in suggestion(client, part)
    save(part.ledger, world.water_staff)
    box = suggestion(client, part)
    assert "6.8" in box and "/ 10 分" in box and "自评分比规则测算高 2.2 分" in box
    assert 'data-take="6.80"' in box and "缺佐证材料：1次×0.2分" in box
    save(part.ledger, world.water_staff, version=2, self_score="6.8")
    assert "与自评分一致" in suggestion(client, part) and "data-take" not in suggestion(client, part)


def test_what_only_the_office_can_say_is_not_asked_of_the_unit(part, world, as_user):
    bindings = {"points": "office", "reason": "office"}
    give_rule(part.task.indicator, "discretionary", {}, bindings, number=2)
    box = suggestion(as_user(world.water_staff), part)
    assert "评定后得出" in box and "酌情给分（待环委办评定）" in box and "还缺" not in box


def test_a_rule_that_cannot_be_read_is_a_sentence_and_no_error(part, world, as_user):
    part.task.indicator.rules.update(parameters={})
    assert "评分规则有误：缺少" in suggestion(as_user(world.water_staff), part)
    assert as_user(world.water_staff).get(reverse("task_detail", args=[part.pk])).status_code == 200


def test_a_cooperating_unit_is_asked_nothing(part, plan, world, as_user):
    page = as_user(world.housing_staff).get(reverse("task_detail", args=[part_of(plan, world.housing).pk]))
    assert page.context["rule_line"] is None and "评分数据" not in page.content.decode()


def test_what_was_handed_in_shows_the_answers_and_the_measure(part, world, as_user):
    save(part.ledger, world.water_staff)
    submit_ledger(part.ledger, world.water_head, REASON)
    for name, pk in (("task_detail", part.pk), ("ledger_print", part.ledger.pk)):
        for person in (world.water_staff, world.reviewer):
            page = as_user(person).get(reverse(name, args=[pk])).content.decode()
            assert "管网运行：污水外溢" in page and "2次" in page and "6.8" in page, (name, person)
            assert "data-take" not in page
    assert Submission.objects.get().self_score == Decimal(9)


@pytest.mark.parametrize("facts", [0, 3])
def test_the_page_costs_the_same_with_and_without_answers(world, plan, as_user, django_assert_num_queries, facts):
    part = part_of(plan, world.water)
    if facts:
        give_rule(part.task.indicator)
    client = as_user(world.water_staff)
    with django_assert_num_queries(15):
        page = client.get(reverse("task_detail", args=[part.pk]))
    assert len(page.context["form"].asked) == facts


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_waiting_list_costs_the_same_for_one_rule_and_three(world, as_user, django_assert_num_queries, tasks):
    plan = make_plan(world, tasks=tasks)
    for number in range(1, tasks + 1):
        part = part_of(plan, world.water, str(number))
        give_rule(part.task.indicator)
        save(part.ledger, world.water_staff, {SPILLS: "1"})
    Ledger.objects.filter(task_unit__unit=world.water).update(status="awaiting_head")
    client = as_user(world.water_head)
    client.get(reverse("ledger_waiting"))
    with django_assert_num_queries(12):
        page = client.get(reverse("ledger_waiting"))
    assert [row.missing[:1] for row in page.context["rows"]] == [["评分数据“四项工作：按规定巡河”"]] * tasks


def test_the_suggestion_of_another_unit_is_not_there(part, world, as_user):
    assert as_user(world.housing_staff).get(
        reverse("ledger_suggestion", args=[part.ledger.pk])
    ).status_code == 404

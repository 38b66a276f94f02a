"""Saving and handing in from the page: autosave's JSON, clashes, and text that is never lost."""

import pytest
from django.urls import reverse

from departments.models import AuditEvent
from tasks.choices import LedgerStatus
from tasks.models import Ledger, Submission
from tests.world import part_of


@pytest.fixture
def ledger(world, plan) -> Ledger:
    return part_of(plan, world.water).ledger


def typed(ledger, **more) -> dict:
    value = f"value_{ledger.values.get().target_id}"
    return {"version": 1, value: more.pop("value", "92.3"), "self_score": "9", "narrative": "已完成。", "problems": "",
            "next_steps": "", **more}


def post(client, name, ledger, **more):
    return client.post(reverse(name, args=[ledger.pk]), typed(ledger, **more))


def test_autosave_answers_with_the_time_and_the_new_version(world, ledger, as_user):
    answer = post(as_user(world.water_staff), "ledger_autosave", ledger)
    assert answer.status_code == 200 and answer.json()["version"] == 2


def test_autosave_keeps_what_it_can_read_and_says_what_it_cannot(world, ledger, as_user):
    answer = post(as_user(world.water_staff), "ledger_autosave", ledger, value="92吨")
    assert (answer.status_code, answer.json()["version"]) == (422, 2)
    assert "“92吨”带有单位" in answer.json()["message"]
    kept = Ledger.objects.get(pk=ledger.pk)
    assert (kept.narrative, kept.values.get().actual) == ("已完成。", None)


def test_autosave_sent_again_after_a_lost_answer_is_no_clash(world, ledger, as_user):
    client = as_user(world.water_staff)
    post(client, "ledger_autosave", ledger)
    entries = AuditEvent.objects.count()
    assert post(client, "ledger_autosave", ledger).json()["version"] == 2
    assert AuditEvent.objects.count() == entries


def test_two_people_saving_at_once_lose_nothing(world, ledger, as_user):
    post(as_user(world.water_staff), "ledger_autosave", ledger, problems="管网老化。")
    head = as_user(world.water_head)
    assert post(head, "ledger_autosave", ledger, narrative="另一份").status_code == 409
    page = post(head, "ledger_save", ledger, narrative="另一份")
    assert page.status_code == 409
    shown = {name: page.context["form"][name].value() for name in ("narrative", "problems", "version")}
    assert shown == {"narrative": "另一份", "problems": "管网老化。", "version": 2}
    assert [(line.before, line.after) for line in page.context["differences"]] == [("已完成。", "另一份")]
    assert "data-autosave" not in page.content.decode()


def test_a_bad_number_comes_back_in_its_field(world, ledger, as_user):
    page = post(as_user(world.water_staff), "ledger_save", ledger, value="九成")
    assert page.status_code == 422
    assert "“九成”不是数字" in page.content.decode() and 'value="九成"' in page.content.decode()


def test_handing_in_from_the_page_saves_first(world, ledger, as_user):
    answer = post(as_user(world.water_head), "ledger_submit", ledger, override_reason="报告尚未印发")
    assert answer.status_code == 302
    assert Submission.objects.get().narrative == "已完成。"


def test_an_incomplete_ledger_is_saved_but_not_handed_in(world, ledger, as_user):
    page = post(as_user(world.water_head), "ledger_submit", ledger, value="")
    assert page.status_code == 422
    assert page.context["incomplete"].missing == ["完成值"]
    assert Ledger.objects.get(pk=ledger.pk).narrative == "已完成。"


def test_a_second_press_finds_the_ledger_handed_in(world, ledger, as_user):
    client = as_user(world.water_head)
    for _ in range(2):
        answer = post(client, "ledger_submit", ledger, override_reason="报告尚未印发")
        assert answer.status_code == 302
    assert Submission.objects.count() == 1


def test_text_typed_into_a_locked_ledger_is_shown(world, ledger, as_user):
    post(as_user(world.water_head), "ledger_submit", ledger, override_reason="报告尚未印发")
    page = post(as_user(world.water_staff), "ledger_save", ledger, version=3, next_steps="我还在写的话")
    assert page.status_code == 422
    assert [line.after for line in page.context["unsaved"]] == ["我还在写的话"]


def test_sending_to_the_head_and_back(world, ledger, as_user):
    assert post(as_user(world.water_staff), "ledger_send", ledger).status_code == 302
    assert Ledger.objects.get(pk=ledger.pk).status == LedgerStatus.AWAITING_HEAD
    client = as_user(world.water_head)
    client.post(reverse("ledger_send_back", args=[ledger.pk]), {"reason": " "})
    assert Ledger.objects.get(pk=ledger.pk).status == LedgerStatus.AWAITING_HEAD
    client.post(reverse("ledger_send_back", args=[ledger.pk]), {"reason": "补数据来源"})
    assert Ledger.objects.get(pk=ledger.pk).status == LedgerStatus.DRAFT


def test_a_foreign_ledger_is_not_there(world, ledger, as_user):
    for name in ("ledger_autosave", "ledger_save", "ledger_submit"):
        assert post(as_user(world.housing_staff), name, ledger).status_code == 404
    assert AuditEvent.objects.filter(action="access.refused").count() == 3

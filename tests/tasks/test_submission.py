"""Handing in, recalling, returning and accepting: states, frozen copies, and what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from eco_demo.lib import clock
from tasks.choices import LedgerStatus
from tasks.deadlines import end_of
from tasks.errors import LedgerIncomplete, LedgerLocked, ReviewBegun, SelfCheckClosed, StaleLedger
from tasks.models import Ledger, Submission
from tasks.services.ledger import (
    begin_review,
    mark_accepted,
    mark_reopened,
    mark_returned,
    recall,
    save_draft,
    send_back_to_staff,
    send_to_head,
    submit_ledger,
)
from tests.world import part_of

REASON = "监测报告由市站统一出具，尚未印发。"


@pytest.fixture
def ledger(world, plan) -> Ledger:
    """Filled in by the staff; the monitoring report is not there."""
    ledger = part_of(plan, world.water).ledger
    return save_draft(
        ledger, by=world.water_staff, version=1, values={ledger.values.get().target_id: "92.30"}, self_score="9",
        narrative="已完成。", problems="管网老化。", next_steps="改造。",
    )


@pytest.fixture
def submitted(world, ledger) -> Submission:
    return submit_ledger(ledger, world.water_head, REASON)


def status_of(ledger) -> str:
    return Ledger.objects.get(pk=ledger.pk).status


def test_the_head_hands_in_a_frozen_copy(world, ledger, submitted):
    assert (submitted.round, submitted.is_current, submitted.self_score) == (1, True, Decimal(9))
    assert submitted.values == [{
        "target": ledger.values.get().target_id, "name": "", "unit": "%", "requirement": "≥90%", "actual": "92.3",
        "text": "", "met": True,
    }]
    assert status_of(ledger) == LedgerStatus.SUBMITTED


def test_the_staff_cannot_hand_in_where_the_head_does(world, ledger):
    with pytest.raises(PermissionDenied):
        submit_ledger(ledger, world.water_staff, REASON)


def test_the_staff_hand_in_where_the_plan_lets_them(world, plan, ledger):
    plan.head_submits = False
    plan.save()
    assert submit_ledger(ledger, world.water_staff, REASON).round == 1


def test_missing_evidence_needs_a_reason(world, ledger):
    with pytest.raises(LedgerIncomplete, match="监测报告"):
        submit_ledger(ledger, world.water_head)
    assert submit_ledger(ledger, world.water_head, REASON).override_reason == REASON


def test_an_empty_ledger_says_what_is_missing(world, plan):
    with pytest.raises(LedgerIncomplete) as refused:
        submit_ledger(part_of(plan, world.water, "2").ledger, world.water_head, REASON)
    assert refused.value.missing == ["完成值", "自评分", "自查说明"]


def test_a_cooperating_unit_need_not_know_the_leads_number(world, plan):
    ledger = part_of(plan, world.housing).ledger
    save_draft(ledger, by=world.housing_staff, version=1, values={}, self_score="10", narrative="配合完成。",
               problems="", next_steps="")
    assert submit_ledger(ledger, world.housing_head).round == 1


def test_a_double_click_hands_in_once(world, ledger, submitted):
    entries = AuditEvent.objects.count()
    assert submit_ledger(ledger, world.water_head, REASON) == submitted
    assert (Submission.objects.count(), AuditEvent.objects.count()) == (1, entries)


def test_the_head_hands_in_what_the_head_has_read(world, ledger):
    with pytest.raises(StaleLedger):
        submit_ledger(ledger, world.water_head, REASON, version=ledger.version - 1)


@pytest.mark.parametrize("opens, closes", [(1, 10), (-10, -1)])
def test_handing_in_waits_for_the_self_check_and_ends_with_it(world, plan, ledger, opens, closes):
    day = clock.today()
    plan.self_check_from, plan.self_check_to = day + timedelta(days=opens), day + timedelta(days=closes)
    plan.save()
    ledger.task_unit.due = plan.self_check_to
    ledger.task_unit.save()
    with pytest.raises(SelfCheckClosed):
        submit_ledger(ledger, world.water_head, REASON)


def test_the_way_over_the_head_and_back(world, ledger):
    assert send_to_head(ledger, world.water_staff).status == LedgerStatus.AWAITING_HEAD
    with pytest.raises(PermissionDenied):
        send_back_to_staff(ledger, "请补数据来源", world.water_staff)
    assert send_back_to_staff(ledger, "请补数据来源", world.water_head).status == LedgerStatus.DRAFT


def test_recalling_ends_with_the_review(world, ledger, submitted):
    begin_review(submitted)
    with pytest.raises(ReviewBegun):
        recall(ledger, world.water_head)
    assert status_of(ledger) == LedgerStatus.SUBMITTED


def test_a_recalled_round_is_kept_and_the_next_one_counts_on(world, ledger, submitted):
    recall(ledger, world.water_head)
    assert status_of(ledger) == LedgerStatus.DRAFT
    again = submit_ledger(ledger, world.water_head, REASON)
    assert list(ledger.submissions.values_list("round", "is_current")) == [(2, True), (1, False)]
    with pytest.raises(LedgerLocked):
        begin_review(submitted)
    assert begin_review(again).review_started_at


def test_recalling_is_the_heads_and_ends_with_the_self_check(world, plan, ledger, submitted):
    with pytest.raises(PermissionDenied):
        recall(ledger, world.water_staff)
    with clock.at(end_of(plan.self_check_to) + timedelta(seconds=1)), pytest.raises(SelfCheckClosed):
        recall(ledger, world.water_head)


def test_a_returned_round_is_mended_and_handed_in_again(world, ledger, submitted):
    mark_returned(ledger, world.reviewer)
    assert Submission.objects.get().decided_by == world.reviewer
    assert submit_ledger(ledger, world.water_head, REASON).round == 2


def test_a_return_after_the_closing_date_reopens_the_line(world, plan, ledger, submitted):
    with clock.at(end_of(plan.self_check_to) + timedelta(days=2)):
        mark_returned(ledger, world.reviewer)
        assert submit_ledger(ledger, world.water_head, REASON).round == 2


def test_an_accepted_line_can_be_reopened_for_review_only(world, ledger, submitted):
    mark_accepted(ledger, world.reviewer)
    with pytest.raises(LedgerLocked):
        submit_ledger(ledger, world.water_head, REASON)
    with pytest.raises(LedgerLocked):
        mark_returned(ledger, world.reviewer)
    assert mark_reopened(ledger, world.chief).status == LedgerStatus.SUBMITTED

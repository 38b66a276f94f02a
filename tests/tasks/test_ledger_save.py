"""Drafts: what is kept, what is refused, and two people saving at once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from departments.models import AuditEvent
from eco_demo.lib import clock
from tasks.choices import LedgerStatus, Receipt
from tasks.deadlines import end_of
from tasks.errors import LedgerLocked, NotSignedFor, SelfCheckClosed, StaleLedger, ValueRefused
from tasks.models import Ledger, ReopenWindow
from tasks.services.ledger import save_draft
from tests.world import part_of

TYPED = {"self_score": "9.5", "narrative": "已完成。", "problems": "", "next_steps": ""}


@pytest.fixture
def ledger(world, plan) -> Ledger:
    return part_of(plan, world.water).ledger


def save(ledger, by, *, version=1, value="92.3", **typed):
    target = ledger.values.get().target_id
    return save_draft(ledger, by=by, version=version, values={target: value}, **{**TYPED, **typed})


def test_a_draft_is_kept_with_its_value_and_version(world, ledger):
    kept = save(ledger, world.water_staff)
    assert (kept.status, kept.version, kept.self_score) == (LedgerStatus.DRAFT, 2, Decimal("9.5"))
    assert ledger.values.get().actual == Decimal("92.3")


def test_saving_the_same_again_changes_nothing(world, ledger):
    save(ledger, world.water_staff)
    entries = AuditEvent.objects.count()
    assert save(ledger, world.water_staff, version=2).version == 2
    assert AuditEvent.objects.count() == entries


def test_the_second_of_two_people_is_told_who_was_first(world, ledger):
    save(ledger, world.water_staff)
    with pytest.raises(StaleLedger, match="水利局填报员 已于"):
        save(ledger, world.water_head, narrative="另一份说明")
    assert Ledger.objects.get(pk=ledger.pk).narrative == "已完成。"


@pytest.mark.parametrize("value, reason", [
    ("92.3吨", "带有单位"), ("九十", "不是数字"), ("≥90", "比较符号"), ("1.23456", "小数"), ("1" * 15, "数字太大"),
])
def test_a_number_with_something_in_it_is_refused(world, ledger, value, reason):
    with pytest.raises(ValueRefused, match=reason):
        save(ledger, world.water_staff, value=value)


@pytest.mark.parametrize("score, reason", [("10.5", "0 到 10"), ("-1", "0 到 10"), ("9.555", "2 位小数")])
def test_a_self_score_outside_the_marks_is_refused(world, ledger, score, reason):
    with pytest.raises(ValueRefused, match=reason):
        save(ledger, world.water_staff, self_score=score)


def test_another_unit_cannot_save(world, ledger):
    with pytest.raises(PermissionDenied):
        save(ledger, world.housing_staff)


@pytest.mark.parametrize("status", [LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED])
def test_a_ledger_that_is_with_the_office_is_locked(world, ledger, status):
    Ledger.objects.update(status=status)
    with pytest.raises(LedgerLocked):
        save(ledger, world.water_staff)


def test_a_task_is_filled_only_after_it_was_signed_for(world, ledger):
    ledger.task_unit.receipt = Receipt.WAITING
    ledger.task_unit.save()
    with pytest.raises(NotSignedFor):
        save(ledger, world.water_staff)


@pytest.mark.parametrize("seconds, is_open", [(-1, True), (0, True), (1, False)])
def test_the_closing_second_decides(world, plan, ledger, seconds, is_open):
    with clock.at(end_of(plan.self_check_to) + timedelta(seconds=seconds)):
        if is_open:
            assert save(ledger, world.water_staff).version == 2
        else:
            with pytest.raises(SelfCheckClosed, match="截止"):
                save(ledger, world.water_staff)


def test_a_reopened_window_lets_one_unit_go_on(world, plan, ledger):
    late = end_of(plan.self_check_to) + timedelta(days=3)
    ReopenWindow.objects.create(plan=plan, unit=world.water, opened_at=late - timedelta(hours=1),
                                until=late + timedelta(hours=1), reason="补报", opened_by=world.chief)
    with clock.at(late):
        assert save(ledger, world.water_staff).version == 2
    with clock.at(late), pytest.raises(SelfCheckClosed):
        save(part_of(plan, world.housing).ledger, world.housing_staff)


def test_the_time_of_saving_is_the_business_clock(world, ledger):
    moment = timezone.now() - timedelta(days=5)
    with clock.at(moment):
        assert save(ledger, world.water_staff).updated_at == moment

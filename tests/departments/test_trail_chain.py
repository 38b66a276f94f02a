"""The activity trail's chain: whole as written, and every way of tampering is found at the right entry."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from departments.models import AuditEvent
from departments.services import audit


@pytest.fixture
def entries(world):
    """Three fresh entries at the end of the world's own."""
    return [audit.record("unit.change", world.water, by=world.sysadmin, n=n) for n in range(3)]


def test_the_chain_is_whole(entries):
    assert audit.first_broken() is None


def test_an_edited_entry_is_found(entries):
    AuditEvent.objects.filter(pk=entries[1].pk).update(object_text="别的单位")
    assert audit.first_broken() == (entries[1].seq, "内容与校验值不符")


def test_a_detail_edited_is_found(entries):
    AuditEvent.objects.filter(pk=entries[1].pk).update(detail={"n": 7})
    assert audit.first_broken() == (entries[1].seq, "内容与校验值不符")


def test_a_deleted_entry_is_found(entries):
    AuditEvent.objects.filter(pk=entries[1].pk).delete()
    assert audit.first_broken() == (entries[1].seq, "序号不连续，缺少记录")


def test_a_renumbered_chain_is_found(entries):
    AuditEvent.objects.filter(pk=entries[1].pk).delete()
    AuditEvent.objects.filter(pk=entries[2].pk).update(seq=entries[1].seq)
    assert audit.first_broken() == (entries[1].seq, "与上一条记录不衔接")


def test_swapped_entries_are_found(entries):
    first, second = entries[1], entries[2]
    AuditEvent.objects.filter(pk=first.pk).update(seq=1_000_000)
    AuditEvent.objects.filter(pk=second.pk).update(seq=first.seq)
    AuditEvent.objects.filter(pk=first.pk).update(seq=second.seq)
    assert audit.first_broken() == (first.seq, "与上一条记录不衔接")


def test_an_inserted_entry_with_a_guessed_hash_is_found(entries):
    last = entries[-1]
    AuditEvent.objects.create(seq=last.seq + 1, at=last.at, action="unit.change", previous=last.hash, hash="0" * 64)
    assert audit.first_broken() == (last.seq + 1, "内容与校验值不符")


def test_the_command_says_that_the_trail_is_whole(entries):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == f"操作日志完整，共 {AuditEvent.objects.count()} 条。\n"


def test_the_command_names_the_first_broken_entry(entries):
    AuditEvent.objects.filter(pk=entries[0].pk).update(actor_name="别人")
    with pytest.raises(CommandError, match=f"操作日志第 {entries[0].seq} 条：内容与校验值不符。") as failure:
        call_command("verify_audit")
    assert failure.value.returncode == 1


def test_without_the_entry_the_change_does_not_happen(world, monkeypatch):
    from departments.services.unit import change_unit

    def broken(*args, **kwargs):
        raise OSError("no trail")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError, match="no trail"):
        change_unit(world.water, by=world.sysadmin, name="区水务局")
    world.water.refresh_from_db()
    assert world.water.name == "区水利局"

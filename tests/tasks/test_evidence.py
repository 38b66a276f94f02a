"""Evidence: added once, used in several ledgers, versioned, locked with the ledger, never lost."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from eco_demo.lib import content_store
from eco_demo.lib.file_check import RefusedFile
from indicators.choices import EvidenceKind
from tasks.choices import LedgerStatus, PlanStatus
from tasks.errors import EvidenceRefused, LedgerLocked, SelfCheckClosed
from tasks.models import Evidence, EvidenceUse, EvidenceVersion, Ledger, StoredFile
from tasks.services.evidence import (
    add_file,
    attach,
    describe,
    detach,
    reorder,
    replace_version,
    restore,
    same_file_elsewhere,
    withdraw,
)
from tests.lib.samples import pdf, picture
from tests.world import part_of


def add(world, by=None, *, unit=None, content=None, name="监测报告.pdf", **more) -> Evidence:
    unit = unit or world.water
    return add_file(BytesIO(content or pdf(2)), name, unit=unit, year=more.pop("year", world_year()),
                    by=by or world.water_staff, **more)


def world_year() -> int:
    from eco_demo.lib import clock

    return clock.today().year


@pytest.fixture
def ledger(world, plan) -> Ledger:
    return part_of(plan, world.water).ledger


def test_a_file_becomes_catalogued_evidence(world, plan, ledger):
    evidence = add(world, ledger=ledger, doc_no="水监〔2021〕7号")
    assert (evidence.title, evidence.kind, evidence.pages) == ("监测报告", EvidenceKind.REPORT, 2)
    assert (evidence.issuer, evidence.doc_no, evidence.current.name) == ("水利局", "水监〔2021〕7号", "监测报告.pdf")
    assert content_store.verify(evidence.current.file.sha256)
    assert ledger.evidence_uses.get().item_no == 1


def test_one_upload_writes_one_trail_entry(world, plan, ledger):
    entries = AuditEvent.objects.count()
    add(world, ledger=ledger)
    assert AuditEvent.objects.count() == entries + 1


def test_a_picture_gets_a_small_copy(world, plan):
    stored = add(world, content=picture(size=(3000, 2000)), name="现场.jpg").current.file
    assert stored.has_preview
    assert content_store.path_of(stored.sha256).with_suffix(".jpg").stat().st_size < 60_000


@pytest.mark.parametrize("content, name, reason", [
    (b"", "空.pdf", "空的"), (b"hello", "假.pdf", "“假.pdf”"), (pdf(), "程序.exe", "不接收 .exe"),
])
def test_a_file_that_is_not_what_it_says_leaves_nothing(world, plan, content, name, reason):
    with pytest.raises(RefusedFile, match=reason):
        add_file(BytesIO(content), name, unit=world.water, year=world_year(), by=world.water_staff)
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_same_file_again_is_the_same_evidence_used_twice(world, plan, ledger):
    other = part_of(plan, world.water, "2").ledger
    assert add(world, ledger=ledger) == add(world, ledger=other, name="又一次.pdf")
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 2)


def test_another_unit_cannot_add_attach_or_describe(world, plan, ledger):
    evidence = add(world)
    for act in (
        lambda: add(world, world.housing_staff),
        lambda: attach(ledger, evidence, world.housing_staff),
        lambda: describe(evidence, world.housing_staff, title="改名"),
        lambda: withdraw(evidence, world.housing_staff),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_only_own_evidence_of_the_year_can_be_attached(world, plan, ledger):
    foreign = add(world, world.housing_staff, unit=world.housing)
    last_year = add(world, year=world_year() - 1)
    for evidence in (foreign, last_year):
        with pytest.raises(EvidenceRefused, match="本单位本年度"):
            attach(ledger, evidence, world.water_staff)


def test_taking_one_off_closes_the_gap_in_the_numbers(world, plan, ledger):
    pieces = [add(world, content=pdf(n), ledger=ledger) for n in (1, 2, 3)]
    detach(ledger.evidence_uses.get(evidence=pieces[0]), world.water_staff)
    assert list(ledger.evidence_uses.values_list("evidence", "item_no")) == [(pieces[1].pk, 1), (pieces[2].pk, 2)]
    assert Evidence.objects.count() == 3


def test_the_order_is_the_units_own(world, plan, ledger):
    for pages in (1, 2):
        add(world, content=pdf(pages), ledger=ledger)
    first, second = ledger.evidence_uses.values_list("pk", flat=True)
    reorder(ledger, [second, first], world.water_staff)
    assert list(ledger.evidence_uses.values_list("pk", flat=True)) == [second, first]
    with pytest.raises(EvidenceRefused, match="刷新"):
        reorder(ledger, [second], world.water_staff)


def test_a_ledger_with_the_office_locks_its_evidence(world, plan, ledger):
    evidence = add(world, ledger=ledger)
    Ledger.objects.filter(pk=ledger.pk).update(status=LedgerStatus.SUBMITTED)
    with pytest.raises(LedgerLocked):
        detach(ledger.evidence_uses.get(), world.water_staff)
    with pytest.raises(LedgerLocked):
        add(world, content=pdf(5), ledger=ledger)
    with pytest.raises(EvidenceRefused, match="锁定"):
        describe(evidence, world.water_staff, title="改名")


def test_a_new_version_leaves_the_old_one_in_place(world, plan):
    evidence = add(world)
    replaced = replace_version(evidence, BytesIO(pdf(3)), "监测报告（盖章）.pdf", world.water_staff)
    assert (replaced.current.number, replaced.pages) == (2, 3)
    names = EvidenceVersion.objects.values_list("number", "name")
    assert list(names) == [(2, "监测报告（盖章）.pdf"), (1, "监测报告.pdf")]
    with pytest.raises(EvidenceRefused, match="完全相同"):
        replace_version(evidence, BytesIO(pdf(3)), "再传.pdf", world.water_staff)


def test_withdrawing_and_restoring(world, plan):
    evidence = add(world)
    assert withdraw(evidence, world.water_staff).withdrawn_at
    assert restore(evidence, world.water_staff).withdrawn_at is None


def test_evidence_in_use_or_handed_in_is_not_withdrawn(world, plan, ledger):
    evidence = add(world, ledger=ledger)
    with pytest.raises(EvidenceRefused, match="还在台账中使用"):
        withdraw(evidence, world.water_staff)
    Evidence.objects.update(was_submitted=True)
    with pytest.raises(EvidenceRefused, match="留存备查"):
        withdraw(evidence, world.water_staff)


def test_the_same_file_is_named_to_whoever_may_read_the_other_one(world, plan, ledger):
    own, year = add(world, ledger=ledger), world_year()
    add(world, world.housing_staff, unit=world.housing, ledger=part_of(plan, world.housing, "2").ledger, title="秘密")
    add(world, year=year - 1)

    def elsewhere(reader):
        return [str(one) for one in same_file_elsewhere([(own.pk, own.current.file_id)], reader)[own.pk]]

    assert elsewhere(world.water_staff) == [f"水利局{year - 1}年度佐证库"]
    assert elsewhere(world.reviewer) == []  # nothing has been handed in
    EvidenceVersion.objects.update(was_submitted=True)
    assert elsewhere(world.reviewer) == [f"水利局{year - 1}年度佐证库", f"住建局{year}年度第2项"]


def test_a_closed_year_takes_no_more_evidence(world, plan):
    plan.status = PlanStatus.CLOSED
    plan.save()
    with pytest.raises(SelfCheckClosed, match="已归档"):
        add(world)


def test_the_quota_of_a_unit_and_year(world, plan, settings):
    add(world)
    settings.ECO_QUOTA_MB = 0
    with pytest.raises(EvidenceRefused, match="上限"):
        add(world, content=pdf(4))

"""Uploads in pieces: resumed, repeated, refused, finished once."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from eco_demo.lib import clock, content_store
from eco_demo.lib.content_store import UploadRefused
from eco_demo.lib.file_check import RefusedFile
from tasks.deadlines import end_of
from tasks.errors import EvidenceRefused, SelfCheckClosed
from tasks.models import Evidence, Ledger, StoredFile, Upload
from tasks.services.evidence import add_file
from tasks.services.upload import append, begin, cancel, finish, offset_of, sweep
from tests.lib.samples import pdf
from tests.world import part_of

CONTENT = pdf(3)


@pytest.fixture
def ledger(world, plan) -> Ledger:
    return part_of(plan, world.water).ledger


def start(world, ledger=None, *, content=CONTENT, name="报告.pdf", **more) -> Upload:
    return begin(world.water_staff, name=name, size=len(content), unit=world.water, year=clock.today().year,
                 ledger=ledger, **more)


def send(upload, content=CONTENT, offset=0) -> int:
    return append(upload, offset, BytesIO(content), upload.uploaded_by)


def test_a_broken_upload_goes_on_where_it_stopped(world, ledger):
    upload = start(world, ledger)
    assert send(upload, CONTENT[:100]) == offset_of(upload) == 100
    assert send(upload, CONTENT[100:], 100) == len(CONTENT)
    evidence = finish(upload, world.water_staff)
    assert content_store.path_of(evidence.current.file.sha256).read_bytes() == CONTENT
    assert ledger.evidence_uses.get().evidence == evidence


def test_a_piece_at_the_wrong_place_is_refused_with_the_right_one(world, plan):
    upload = start(world)
    send(upload, CONTENT[:100])
    with pytest.raises(UploadRefused) as refused:
        send(upload, CONTENT[:100])
    assert refused.value.offset == 100


def test_finishing_twice_gives_one_evidence(world, ledger):
    upload = start(world, ledger)
    send(upload)
    assert finish(upload, world.water_staff) == finish(upload, world.water_staff)
    assert Evidence.objects.count() == 1
    assert offset_of(Upload.objects.get()) == len(CONTENT)


@pytest.mark.parametrize("name, size, reason", [
    ("大.pdf", 51 * 1024 * 1024, "上限"), ("空.pdf", 0, "空的"), ("x.exe", 10, "不接收"),
])
def test_what_cannot_be_taken_is_said_before_a_byte_is_sent(world, plan, name, size, reason):
    with pytest.raises(RefusedFile, match=reason):
        begin(world.water_staff, name=name, size=size, unit=world.water, year=clock.today().year)


def test_a_false_file_leaves_nothing_behind(world, ledger):
    upload = start(world, ledger, content=b"not a pdf")
    send(upload, b"not a pdf")
    with pytest.raises(RefusedFile):
        finish(upload, world.water_staff)
    assert not (Upload.objects.exists() or StoredFile.objects.exists() or offset_of(upload))


def test_nobody_else_goes_on_with_an_upload(world, plan):
    upload = start(world)
    with pytest.raises(PermissionDenied):
        append(upload, 0, BytesIO(CONTENT), world.water_head)
    with pytest.raises(PermissionDenied):
        cancel(upload, world.water_head)


def test_another_units_ledger_takes_no_upload(world, plan):
    with pytest.raises(PermissionDenied):
        begin(world.water_staff, name="a.pdf", size=9, unit=world.water, year=clock.today().year,
              ledger=part_of(plan, world.housing).ledger)


@pytest.mark.parametrize("began, arrives, is_taken", [
    (-1, 0, True), (-1, 599, True), (-1, 600, True), (-1, 601, False), (-700, 1, True),
])
def test_an_upload_under_way_at_closing_time_has_ten_minutes(world, plan, ledger, began, arrives, is_taken):
    closing = end_of(plan.self_check_to)
    with clock.at(closing + timedelta(seconds=began)):
        upload = start(world, ledger)
    send(upload)
    with clock.at(closing + timedelta(seconds=arrives)):
        if is_taken:
            assert finish(upload, world.water_staff)
        else:
            with pytest.raises(SelfCheckClosed):
                finish(upload, world.water_staff)


def test_an_upload_is_not_begun_after_closing_time(world, plan, ledger):
    with clock.at(end_of(plan.self_check_to) + timedelta(seconds=1)), pytest.raises(SelfCheckClosed):
        start(world, ledger)


def test_a_cancelled_upload_is_gone(world, plan):
    upload = start(world)
    send(upload, CONTENT[:10])
    cancel(upload, world.water_staff)
    assert not Upload.objects.exists()
    with pytest.raises(EvidenceRefused, match="重新上传"):
        finish(upload, world.water_staff)


def test_an_upload_replaces_the_file_of_a_piece(world, ledger):
    evidence = add_file(BytesIO(pdf(1)), "旧.pdf", unit=world.water, year=ledger.task_unit.year, by=world.water_staff)
    upload = start(world, replaces=evidence)
    send(upload)
    assert finish(upload, world.water_staff).current.number == 2


def test_the_sweep_forgets_what_nobody_goes_on_with(world, plan):
    upload = start(world)
    send(upload, CONTENT[:10])
    assert sweep() == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        sweep()
    assert not Upload.objects.exists()


def test_every_stored_file_is_verified(world, ledger, capsys):
    stored = add_file(BytesIO(CONTENT), "报告.pdf", unit=world.water, year=ledger.task_unit.year,
                      by=world.water_staff).current.file
    call_command("verify_files")
    content_store.path_of(stored.sha256).write_bytes(b"changed")
    with pytest.raises(SystemExit):
        call_command("verify_files")
    assert f"{stored.sha256} 内容已改变：区水利局" in capsys.readouterr().err

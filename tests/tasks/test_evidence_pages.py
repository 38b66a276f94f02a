"""The library, pieces, downloads and uploads over HTTP."""

import base64
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.choices import Result
from departments.models import AuditEvent
from eco_demo.lib import clock, content_store
from indicators.choices import EvidenceKind
from tasks.models import Evidence, EvidenceVersion, Ledger, Upload
from tasks.services.evidence import add_file
from tests.lib.samples import docx, pdf, picture
from tests.world import part_of

TUS = {"Tus-Resumable": "1.0.0"}
CONTENT = pdf(3)
SIZE = len(CONTENT)


@pytest.fixture
def ledger(world, plan) -> Ledger:
    return part_of(plan, world.water).ledger


def add(world, content=None, name="监测报告.pdf", **more) -> Evidence:
    year, by = clock.today().year, world.water_staff
    return add_file(BytesIO(content or pdf()), name, unit=world.water, year=year, by=by, **more)


def begin(client, *, size=SIZE, name="报告.pdf", **meta):
    meta = {"filename": name, **{key: str(value) for key, value in meta.items()}}
    header = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in meta.items())
    return client.post(reverse("upload_begin"), headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": header})


def patch(client, url, content, offset):
    return client.patch(url, content, content_type="application/offset+octet-stream",
                        headers={**TUS, "Upload-Offset": str(offset)})


def test_an_upload_in_two_pieces_becomes_evidence_of_the_ledger(world, ledger, as_user):
    client = as_user(world.water_staff)
    url = begin(client, ledger=ledger.pk)["Location"]
    assert patch(client, url, CONTENT[:50], 0)["Upload-Offset"] == "50"
    assert client.head(url, headers=TUS)["Upload-Offset"] == "50"
    assert patch(client, url, CONTENT[:50], 0).status_code == 409
    assert patch(client, url, CONTENT[50:], 50).status_code == 204
    assert ledger.evidence_uses.get().evidence.title == "报告"
    assert client.head(url, headers=TUS)["Upload-Offset"] == str(len(CONTENT))


def test_the_same_file_again_is_said_to_be_there_already(world, ledger, as_user):
    add(world, CONTENT)
    client = as_user(world.water_staff)
    patch(client, begin(client, ledger=ledger.pk)["Location"], CONTENT, 0)
    assert "同一个文件" in client.get(reverse("ledger_evidence", args=[ledger.pk])).content.decode()
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("size, name, status", [
    (51 * 1024 * 1024, "大.pdf", 413), (0, "空.pdf", 422), (9, "程序.exe", 422), (9, "", 422),
])
def test_what_cannot_be_taken_gets_a_sentence(world, plan, as_user, size, name, status):
    answer = begin(as_user(world.water_staff), size=size, name=name)
    assert answer.status_code == status and answer.json()["message"].endswith(("。", "上传", "格式", "ofd"))


def test_a_false_file_is_refused_when_it_is_whole(world, plan, as_user):
    client = as_user(world.water_staff)
    answer = patch(client, begin(client, size=5)["Location"], b"hello", 0)
    assert answer.status_code == 422 and "“报告.pdf”未能上传" in answer.json()["message"]
    assert not Upload.objects.exists()


def test_more_bytes_than_were_announced_are_refused(world, plan, as_user):
    client = as_user(world.water_staff)
    assert patch(client, begin(client, size=5)["Location"], CONTENT, 0).status_code == 413


def test_an_upload_is_its_owners(world, plan, as_user):
    url = begin(as_user(world.water_staff))["Location"]
    for person in (world.water_head, world.housing_staff):
        assert patch(as_user(person), url, CONTENT, 0).status_code == 404
    assert as_user(world.water_staff).delete(url, headers=TUS).status_code == 204
    assert not Upload.objects.exists()


def test_an_upload_into_a_foreign_ledger_finds_nothing(world, plan, as_user):
    assert begin(as_user(world.housing_staff), ledger=part_of(plan, world.water).ledger.pk).status_code == 404


def test_the_plain_form_names_the_files_that_got_lost(world, ledger, as_user):
    files = [SimpleUploadedFile("一.pdf", pdf(1)), SimpleUploadedFile("二.exe", b"x")]
    client = as_user(world.water_staff)
    answer = client.post(reverse("evidence_add"), {"files": files, "count": 7, "ledger": ledger.pk}, follow=True)
    assert "您选择了 7 个文件，服务器只收到 2 个" in answer.content.decode()
    files = [SimpleUploadedFile("一.pdf", pdf(1)), SimpleUploadedFile("二.exe", b"x")]
    answer = client.post(reverse("evidence_add"), {"files": files, "count": 2, "ledger": ledger.pk}, follow=True)
    assert "已上传 1 个文件" in answer.content.decode() and "“二.exe”未能上传" in answer.content.decode()


@pytest.mark.parametrize("content, name", [(pdf(), "报告（终稿）.pdf"), (picture(), "照片.jpg"), (docx(), "说明.docx")])
def test_a_download_is_an_attachment_that_runs_nothing(world, plan, as_user, content, name):
    version = add(world, content, name).current
    answer = as_user(world.water_staff).get(reverse("evidence_download", args=[version.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert AuditEvent.objects.filter(action="evidence.download", object_id=version.pk).count() == 1


def test_the_front_server_sends_the_file_where_there_is_one(world, plan, as_user, settings):
    settings.ECO_ACCEL_PREFIX = "/kept"
    version = add(world).current
    sha = version.file.sha256
    answer = as_user(world.water_staff).get(reverse("evidence_download", args=[version.pk]))
    assert answer["X-Accel-Redirect"] == f"/kept/{sha[:2]}/{sha[2:4]}/{sha}" and answer.content == b""


def test_only_pictures_and_pdfs_are_shown_in_the_page(world, plan, as_user):
    client = as_user(world.water_staff)
    for content, name, status in ((pdf(), "a.pdf", 200), (picture(), "b.jpg", 200), (docx(), "c.docx", 404)):
        version = add(world, content, name).current
        assert client.get(reverse("evidence_preview", args=[version.pk])).status_code == status


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"short")])
def test_a_file_that_is_gone_or_changed_is_said_so(world, plan, as_user, spoil):
    version = add(world).current
    spoil(content_store.path_of(version.file.sha256))
    answer = as_user(world.water_staff).get(reverse("evidence_download", args=[version.pk]))
    assert answer.status_code == 410 and "文件校验失败" in answer.content.decode()
    assert AuditEvent.objects.get(action="evidence.broken").result == Result.FAILED


def test_the_office_reads_only_the_version_that_was_handed_in(world, plan, as_user):
    evidence = add(world)
    client, url = as_user(world.reviewer), reverse("evidence_download", args=[evidence.current_id])
    assert client.get(url).status_code == 404
    EvidenceVersion.objects.update(was_submitted=True)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_library_costs_the_same_for_one_piece_and_three(
    world, ledger, as_user, django_assert_num_queries, pieces
):
    for pages in range(1, pieces + 1):
        add(world, pdf(pages), ledger=ledger)
    client = as_user(world.water_staff)
    with django_assert_num_queries(15):
        assert len(client.get(reverse("evidence_list")).context["rows"]) == pieces


def test_the_library_is_searched(world, ledger, as_user):
    add(world, pdf(1), "通知.pdf", doc_no="水发〔2021〕3号", ledger=ledger)
    add(world, picture(), "现场.jpg")
    client = as_user(world.water_staff)
    for query, expected in (({"q": "3号"}, ["通知"]), ({"kind": "photo"}, ["现场"]), ({"use": "unused"}, ["现场"])):
        rows = client.get(reverse("evidence_list"), query).context["rows"]
        assert [evidence.title for evidence, _ in rows] == expected, query


def test_the_catalogue_is_corrected_in_the_page(world, plan, as_user):
    evidence, client = add(world), as_user(world.water_staff)
    url = reverse("evidence_edit", args=[evidence.pk])
    entry = {"title": "年度监测报告", "kind": EvidenceKind.REPORT, "formed_on": "2021-12-31", "pages": "12"}
    answer = client.post(url, entry, headers={"HX-Request": "true"})
    assert answer["HX-Trigger"] == "evidence-uploaded"
    assert Evidence.objects.get().pages == 12
    assert "日期写成 2021-12-31 的样子" in client.post(url, {**entry, "formed_on": "去年"}).content.decode()


def test_pieces_are_moved_taken_off_and_used_again(world, ledger, as_user):
    for pages in (1, 2):
        add(world, pdf(pages), ledger=ledger)
    first, second = ledger.evidence_uses.all()
    client = as_user(world.water_staff)
    client.post(reverse("ledger_reorder", args=[ledger.pk]), {"use": second.pk, "to": "up"})
    assert list(ledger.evidence_uses.values_list("pk", flat=True)) == [second.pk, first.pk]
    client.post(reverse("use_detach", args=[first.pk]))
    assert ledger.evidence_uses.count() == 1
    client.post(reverse("ledger_pick", args=[ledger.pk]), {"evidence": [first.evidence_id]})
    assert ledger.evidence_uses.count() == 2


def test_foreign_evidence_is_not_there(world, plan, as_user):
    evidence = add(world)
    client = as_user(world.housing_staff)
    for name in ("evidence_detail", "evidence_edit"):
        assert client.get(reverse(name, args=[evidence.pk])).status_code == 404
    assert client.get(reverse("evidence_download", args=[evidence.current_id])).status_code == 404
    assert client.post(reverse("ledger_pick", args=[part_of(plan, world.housing).ledger.pk]),
                       {"evidence": [evidence.pk]}).status_code == 302
    assert not evidence.uses.exists()

"""Documents that are no plans, through the real upload and the real job: a sentence, soon, and nothing written."""

import resource
import time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.urls import reverse

from departments.models import Unit
from indicators.models import IndicatorSet
from tasks.choices import ImportStatus
from tasks.models import AnnualTask, ImportFile, Plan, PlanImport
from tests.lib import samples
from tests.tasks.plan_import.documents import TEXT, finished, jobs_of, upload
from tests.tasks.plan_text import office_files

SECONDS, MEGABYTES = 40, 250
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


def zipped(**parts: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def word(body: str) -> bytes:
    return zipped(**{"[Content_Types].xml": samples.DOCX_TYPES, "word/document.xml": body})


def sheet(body: str) -> bytes:
    return zipped(**{
        "[Content_Types].xml": samples.XLSX_TYPES, "xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": body,
    })


def many_small_parts() -> bytes:
    return zipped(**{"[Content_Types].xml": samples.DOCX_TYPES, **{f"word/{n}.xml": "<a/>" for n in range(2500)}})


def without_head(tmp_path) -> bytes:
    import docx

    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in (["1", "森林覆盖率", "区林业局"], ["2", "污水处理率", "区住建局"]):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(tmp_path / "a.docx")
    return (tmp_path / "a.docx").read_bytes()


def scanned(tmp_path) -> bytes:
    return office_files.scanned_pdf(tmp_path / "a.pdf").read_bytes()


def strange_workbook(tmp_path) -> bytes:
    return office_files.workbook_of_something_else(tmp_path / "a.xlsx").read_bytes()


@pytest.fixture
def sent(world, as_user):
    """What the chief's upload becomes: its batch, or the page that refuses it."""
    client = as_user(world.chief)

    def send(content: bytes, name: str):
        answer = client.post(reverse("plan_import_start"), {"files": [upload(content, name)]})
        return finished(PlanImport.objects.get()) if answer.status_code == 302 else answer.content.decode()

    return send


@pytest.fixture
def bounded():
    """Neither time nor memory run away."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    assert time.monotonic() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024


@pytest.fixture
def nothing_written(world):
    def kept():
        return [model.objects.count() for model in (Plan, AnnualTask, IndicatorSet, Unit)]

    before = kept()
    yield
    assert kept() == before


pytestmark = pytest.mark.usefixtures("bounded", "nothing_written")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "计划.docx", "空文件"),
        (samples.picture(), "扫描.jpg", "这是图片"),
        (samples.picture(), "计划.docx", "这是图片"),
        (b"Rar!\x1a\x07\x00" + bytes(200), "计划.rar", "压缩包"),
        (b"{\\rtf1\\ansi plan}", "计划.doc", "RTF"),
    ],
    ids=["empty", "picture", "renamed picture", "archive", "rtf"],
)
def test_refused_before_anything_is_kept(sent, content, name, said):
    assert said in sent(content, name)
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (lambda _: b" \r\n \n", "计划.txt", "没有文字"),
        (lambda _: b"\n" * 8_000_000, "计划.txt", "万字"),
        (lambda _: b"a\n" * 1_000_000, "计划.txt", "万行"),
        (lambda _: bytes(range(1, 256)) * 40, "计划.txt", "编码无法识别"),
        (scanned, "计划.pdf", "没有文字层"),
        (lambda _: samples.pdf(300), "计划.pdf", "300 页"),
        (lambda _: b"%PDF-1.7\n1 0 obj", "计划.pdf", "损坏"),
        (lambda _: samples.pdf(1, lambda writer: writer.encrypt("secret")), "计划.pdf", "密码"),
        (lambda _: samples.compound(("EncryptedPackage", bytes(4096))), "计划.docx", "密码"),
        (lambda _: b"PK\x03\x04" + bytes(40), "计划.docx", "损坏"),
        (lambda _: zipped(**{"a.txt": "甲"}), "计划.docx", "压缩包"),
        (lambda _: word("<w>" + " " * 60_000_000 + "</w>"), "计划.docx", "压缩炸弹"),
        (lambda _: word(ENTITIES), "计划.docx", "实体"),
        (lambda _: sheet("<x>" + " " * 60_000_000 + "</x>"), "计划.xlsx", "压缩炸弹"),
        (lambda _: sheet(ENTITIES), "计划.xlsx", "实体"),
        (lambda _: many_small_parts(), "计划.docx", "部件超过"),
    ],
    ids=["blank", "huge text", "many lines", "bytes", "scan", "300 pages", "cut pdf", "locked pdf", "locked word",
         "cut word", "zip", "word bomb", "word entities", "sheet bomb", "sheet entities", "many parts"],
)  # fmt: skip
def test_refused_by_the_job_with_the_name_and_a_sentence(sent, tmp_path, make, name, said):
    batch = sent(make(tmp_path), name)

    assert batch.status == ImportStatus.UNREADABLE and not batch.draft
    assert batch.message.startswith(f"“{name}”：") and said in batch.message and batch.message.endswith("。")
    assert jobs_of(batch)[0].message == batch.message
    assert ImportFile.objects.get().lines == []


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [(strange_workbook, "名册.xlsx", "没有找到"), (without_head, "计划.docx", "表头")],
    ids=["strange sheet", "no head"],
)  # fmt: skip
def test_documents_without_tasks_are_ready_with_a_warning(sent, tmp_path, make, name, said):
    batch = sent(make(tmp_path), name)

    assert (batch.status, batch.message) == (ImportStatus.READY, "没有识别出任务")
    assert said in batch.draft


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("gb18030"), TEXT.encode("utf-16"), TEXT.encode("utf-8-sig"),
        b"\n".join(line.encode("gb18030" if place % 2 else "utf-8") for place, line in enumerate(TEXT.splitlines())),
    ],
    ids=["gb18030", "utf-16", "utf-8 with a mark", "mixed"],
)  # fmt: skip
def test_every_usual_encoding_is_read(sent, content):
    assert sent(content, "计划.txt").message == "识别出 3 项任务"


def test_more_tasks_than_a_year_has_are_refused(sent):
    rows = "".join(f"{n}\t任务第{n}项\t≥{n % 90}%\t区水利局\n" for n in range(1, 1101))

    assert "1,100 项任务" in sent(f"任务分解表\n序号\t指标名称\t目标值\t牵头单位\n{rows}".encode(), "表.txt").message

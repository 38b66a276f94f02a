"""A file that is no plan gets a sentence that says what it is, soon, and nothing else happens."""

import time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from eco_demo.lib.document_text import MAX_CHARACTERS, UnreadableDocument
from tasks.plan_text import parse_plan_file, parse_plan_text

from . import office_files

SECONDS = 30


def refusal(path) -> str:
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as refused:
        parse_plan_file(path)
    assert time.monotonic() - started < SECONDS
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "空的"),
        ("blank.txt", b" \n \n", "没有文字"),
        ("old.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "损坏"),
        ("noise.txt", bytes(range(256)) * 40, "无法识别"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj", "损坏"),
        ("cut.docx", b"PK\x03\x04" + b"\0" * 40, "损坏"),
        ("archive.rar", b"Rar!\x1a\x07", "压缩包"),
    ],
)
def test_refused_with_a_sentence(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)

    assert said in refusal(path)


def test_picture_with_the_name_of_a_document(tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(office_files.picture())

    assert "图片" in refusal(path)


def test_scanned_pdf(tmp_path):
    assert "扫描" in refusal(office_files.scanned_pdf(tmp_path / "plan.pdf"))


def test_too_long(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("森林覆盖率达到要求。\n" * (MAX_CHARACTERS // 10 + 1))

    assert "万字" in refusal(path)
    with pytest.raises(UnreadableDocument):
        parse_plan_text("")


def test_zip_bomb_in_a_word_document(tmp_path):
    path = tmp_path / "plan.docx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w>" + b" " * 60_000_000)

    assert "压缩" in refusal(path)


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_entity_bomb(tmp_path, name):
    path = tmp_path / name
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bomb)
        archive.writestr("word/document.xml", bomb)

    assert "实体" in refusal(path)


def test_workbook_of_something_else_holds_no_tasks(tmp_path):
    parsed = parse_plan_file(office_files.workbook_of_something_else(tmp_path / "plan.xlsx"))

    assert parsed.items == []
    assert "没有找到" in parsed.warnings[0].message


def test_a_table_without_a_head_is_told():
    parsed = parse_plan_text("某区2023年创建任务分解表\n1\t森林覆盖率\t≥40%\t区林业局\n2\t污水处理率\t≥95%\t区住建局\n")

    assert parsed.items == []
    assert "表头" in parsed.warnings[0].message

import io
import os
import time
import zipfile

import pytest
from pypdf.actions import JavaScript
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from eco_demo.lib.file_check import FileFacts, RefusedFile, check_file, check_name_and_size
from eco_demo.lib.file_kinds import BY_CODE, accepted_in_words
from tests.lib import samples
from tests.lib.samples import compound, docx, ofd, old_excel, old_word, pdf, picture, relation, xlsx, zipped

PHONE_FILM = b"\0\0\0\x18ftypmp42" + os.urandom(20_000)


def launching(writer):
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(action))


def doubled():
    buffer = io.BytesIO(docx())
    with pytest.warns(UserWarning), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/document.xml", "<other/>")
    return buffer.getvalue()


def encrypted_entry():
    content = bytearray(docx())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.fixture
def checked(tmp_path):
    def check(content, name):
        path = tmp_path / "upload"
        path.write_bytes(content)
        return check_file(path, name, max_bytes=50_000_000)

    return check


@pytest.mark.parametrize(
    ("content", "name", "facts"),
    [
        (pdf(3), "报告.pdf", {"pages": 3}),
        (picture(), "照片.JPG", {"width": 40, "height": 30}),
        (picture() + PHONE_FILM, "实况照片.jpeg", {"width": 40, "height": 30}),
        (picture(progressive=True, quality=95), "a.jpg", {"width": 40, "height": 30}),
        (picture("MPO", save_all=True), "双摄.jpg", {"width": 40, "height": 30}),
        (picture("PNG"), "截图.png", {"width": 40, "height": 30}),
        (docx(), "说明.docx", {}),
        (docx(relation("hyperlink", "https://example.org/")), "说明.docx", {}),
        (docx(relation("attachedTemplate", "file:///C:\\模板\\公文.dotx")), "说明.docx", {}),
        (docx(("word/media/image1.emf", bytes(5_000_000))), "图.docx", {}),
        (docx(("customXml/item1.xml", "<a>甲</a>".encode("utf-16"))), "说明.docx", {}),
        (xlsx(("xl/drawings/vmlDrawing1.vml", "<xml><br></xml>")), "台账.xlsx", {}),
        (xlsx(sheet='<worksheet><f>IF(A1="a|b",1,2)</f></worksheet>'), "台账.xlsx", {}),
        (ofd(), "公文.ofd", {}),
        (old_word(), "旧文.doc", {}),
        (old_excel((0x809, bytes(16)), (0x85, bytes(4) + b"\0\0" + b"\1\0A")), "旧表.xls", {}),
    ],
)  # fmt: skip
def test_good_files_are_taken(checked, content, name, facts):
    kind = BY_CODE[{"jpeg": "jpg"}.get(name.lower().rpartition(".")[2], name.lower().rpartition(".")[2])]
    assert checked(content, name) == FileFacts(kind.code, kind.content_type, len(content), **facts)


MISMATCHES = [
    (b"<html><script>alert(1)</script></html>", "a.jpg", "实际内容是网页"),
    (b"\x7fELF\2\1\1" + bytes(60), "a.pdf", "实际内容是"),
    (b"MZ" + bytes(200), "a.docx", "实际内容是"),
    (b"hello world, plain text\n" * 9, "a.xlsx", "实际内容是文本"),
    (bytes(500), "a.png", "无法识别的数据"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "实际内容是"),
    (picture("PNG"), "a.jpg", "实际内容是PNG 图片"),
    (picture(), "a.png", "实际内容是JPG 图片"),
    (picture("GIF"), "a.jpg", "其他格式的图片"),
    (docx(), "a.xlsx", "实际内容是Word 文档"),
    (xlsx(), "a.docx", "实际内容是Excel 工作簿"),
    (zipped([("a.txt", "x")]), "a.docx", "实际内容是压缩包"),
    (ofd(), "a.docx", "实际内容是OFD"),
    (old_word(), "a.xls", "实际内容是Word 97-2003"),
    (compound(("PowerPoint Document", bytes(4096))), "a.doc", "其他旧版 Office 文件"),
]

HOSTILE = [
    (pdf(prepare=lambda w: w.add_open_action(JavaScript("app.alert(1)"))), "a.pdf", "JavaScript"),
    (pdf(prepare=launching), "a.pdf", "启动程序"),
    (pdf(prepare=lambda w: w.add_attachment("x.exe", b"MZ")), "a.pdf", "嵌入的附件"),
    (pdf(prepare=lambda w: w.encrypt("secret", algorithm="RC4-128")), "a.pdf", "密码"),
    (pdf(prepare=lambda w: w.encrypt("", "owner", algorithm="RC4-128")), "a.pdf", "加密限制"),
    (pdf(2001), "a.pdf", "2001 页"),
    (pdf()[:-40], "a.pdf", "没有传完整"),
    (b"%PDF-1.7\n" + b"x" * 500 + b"\n%%EOF", "a.pdf", "已损坏"),
    (pdf() + b"<html><script>", "a.pdf", "附带了别的内容"),
    (pdf() + docx(), "a.pdf", "附带了压缩包"),
    (picture()[:-60], "a.jpg", "不完整"),
    (picture("PNG", (300, 300))[:-30], "a.png", "不完整"),
    (picture("PNG", (8000, 5100)), "a.png", "8000×5100 像素"),
    (picture() + zipped([("a", "b")]), "a.jpg", "附带了"),
    (picture() + b"\n<!DOCTYPE html><p>", "a.jpg", "附带了别的内容"),
    (picture("PNG") + b"<?php system($_GET[1]);", "a.png", "附带了别的内容"),
    (picture() + b"MZ" + bytes(100), "a.jpg", "附带了别的内容"),
    (docx(("word/vbaProject.bin", b"x")), "a.docx", "宏"),
    (docx(types=samples.DOCX_TYPES.replace("</Types>", '<Default Extension="bin" ContentType="application/'
          'vnd.ms-office.vbaProject"/></Types>')), "a.docx", "宏"),
    (xlsx(("xl/macrosheets/sheet1.xml", "<x/>")), "a.xlsx", "宏"),
    (xlsx(("xl/externalLinks/externalLink1.xml", "<externalLink/>")), "a.xlsx", "链接了其他工作簿"),
    (xlsx(sheet="<worksheet><f>cmd|'/c calc'!A0</f></worksheet>"), "a.xlsx", "外部程序"),
    (xlsx(sheet='<worksheet><f t="x">WEBSERVICE("http://a/")</f></worksheet>'), "a.xlsx", "外部程序"),
    (docx(relation("attachedTemplate", "http://example.org/x.dotm")), "a.docx", "外部内容"),
    (docx(relation("attachedTemplate", "\\\\host\\x.dotm")), "a.docx", "外部内容"),
    (docx(relation("oleObject", "mhtml:http://example.org/x!x")), "a.docx", "外部内容"),
    (docx(relation("image", "http://example.org/x.png")), "a.docx", "外部内容"),
    (docx(relation("hyperlink", "ms-msdt:/id")), "a.docx", "启动程序的链接"),
    (docx(body="<w:d><w:instrText>DD</w:instrText><w:t>x</w:t><w:instrText>EAUTO c:\\x</w:instrText></w:d>"), "a.docx",
     "DDE"),
    (docx(body='<w:d><w:fldSimple w:instr=" DDE cmd "/></w:d>'), "a.docx", "DDE"),
    (docx(body='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:d>&a;</w:d>'), "a.docx", "实体定义"),
    (docx(body='<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><w:d/>'.encode("utf-16")), "a.docx", "实体定义"),
    (docx(("word/embeddings/oleObject1.bin", "\1Ole10Native".encode("utf-16-le"))), "a.docx", "对象包"),
    (docx(("word/media/setup.exe", b"MZ")), "a.docx", "程序"),
    (docx(("word/media/a.bin", bytes(20_000_000))), "a.docx", "压缩炸弹"),
    (docx(*((f"word/media/{n}.bin", bytes(9_900_000)) for n in range(22))), "a.docx", "解压后超过 200 MB"),
    (docx(*((f"word/{n}", b"") for n in range(2000))), "a.docx", "超过 2000 个"),
    (docx(("../../x", b"")), "a.docx", "不合规范"),
    (docx(("WORD/document.XML", b"<x/>")), "a.docx", "重名"),
    (doubled(), "a.docx", "重名"),
    (encrypted_entry(), "a.docx", "已加密"),
    (docx()[:-30], "a.docx", "没有传完整"),
    (docx() + b"trailing", "a.docx", "末尾附带"),
    (docx()[:200] + b"\0\0\0\0" + docx()[204:], "a.docx", "已损坏"),
    (ofd(("Doc_0/x.xml", "<!DOCTYPE a><a/>")), "a.ofd", "实体定义"),
    (old_word(("Macros", b"")), "a.doc", "宏"),
    (old_word(("\1Ole10Native", b"")), "a.doc", "对象包"),
    (old_word(flags=0x100), "a.doc", "打开密码"),
    (compound(("EncryptedPackage", bytes(4096))), "a.doc", "打开密码"),
    (old_excel((0x809, bytes(16)), (0x2F, bytes(6))), "a.xls", "打开密码"),
    (old_excel((0x809, bytes(16)), (0x85, bytes(5) + b"\1\1\0A")), "a.xls", "宏表"),
    (old_word()[:700], "a.doc", "已损坏"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "said"), MISMATCHES)
def test_disguised_files_are_refused(checked, content, name, said):
    with pytest.raises(RefusedFile) as refusal:
        checked(content, name)
    assert said in str(refusal.value)


@pytest.mark.parametrize(("content", "name", "said"), HOSTILE)
def test_hostile_and_damaged_files_are_refused(checked, content, name, said):
    with pytest.raises(RefusedFile) as refusal:
        checked(content, name)
    assert said in str(refusal.value)
    assert str(refusal.value).startswith(f"“{name}”未能上传：")


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("空.pdf", 0, "“空.pdf”未能上传：文件是空的（0 字节），请检查后重新上传"),
        ("大.pdf", 3 << 20, "“大.pdf”未能上传：文件大小 3.0 MB，超过 2 MB 的上限"),
        ("照片.HEIC", 9, "“照片.HEIC”未能上传：不接收 .heic 格式的文件，苹果手机的 HEIC 照片请先转成 JPG"),
        ("a.svg", 9, "“a.svg”未能上传：不接收 .svg 格式的文件，可上传 pdf、docx、xlsx、jpg、jpeg、png、doc、xls、ofd"),
        ("说明", 9, "“说明”未能上传：文件没有扩展名，可上传 pdf、docx、xlsx、jpg、jpeg、png、doc、xls、ofd"),
    ],
)
def test_what_name_and_size_tell_is_said_before_the_upload(name, size, message):
    with pytest.raises(RefusedFile) as refusal:
        check_name_and_size(name, size, max_bytes=2 << 20)
    assert str(refusal.value) == message


def test_the_sites_limit_is_used(settings):
    settings.ECO_MAX_UPLOAD_MB = 1
    assert check_name_and_size("a.pdf", 1 << 20) == 1 << 20
    with pytest.raises(RefusedFile, match="超过 1 MB 的上限"):
        check_name_and_size("a.pdf", (1 << 20) + 1)
    assert accepted_in_words(1 << 20).endswith("单个文件不超过 1 MB")


@pytest.mark.parametrize("limits", [{"WALL_SECONDS": 0.01}, {"LIB": "missing"}])
def test_the_death_of_the_child_is_a_refusal(checked, monkeypatch, limits, tmp_path):
    for name, value in limits.items():
        monkeypatch.setattr(f"eco_demo.lib.bounded_child.{name}", tmp_path / value if name == "LIB" else value)
    with pytest.raises(RefusedFile, match="文件无法识别"):
        checked(pdf(), "a.pdf")


def test_the_child_starts_fast(checked):
    checked(docx(), "a.docx")
    started = time.perf_counter()
    checked(docx(), "a.docx")
    assert time.perf_counter() - started < 1

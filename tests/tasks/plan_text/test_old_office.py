"""Old .doc and .wps files: converted where LibreOffice is installed, otherwise a sentence says what to do."""

import stat
import struct
from pathlib import Path

import pytest

from eco_demo.lib.document_text import UnreadableDocument, old_office
from tasks.plan_text import parse_plan_file

from . import office_files

SECTOR, END, TABLE = 512, 0xFFFFFFFE, 0xFFFFFFFD


def old_word(path: Path, name: str = "WordDocument") -> Path:
    """The smallest compound file with one stream: header, allocation table, directory, content."""
    header = bytearray(SECTOR)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I4xI", header, 48, 1, 4096)
    struct.pack_into("<II", header, 68, END, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", TABLE, END, *range(3, 10), END, *[0xFFFFFFFF] * 118)
    entry = bytearray(128)
    entry[: 2 * len(name)] = name.encode("utf-16-le")
    struct.pack_into("<H", entry, 64, 2 * len(name) + 2)
    struct.pack_into("<II", entry, 116, 2, 4096)
    path.write_bytes(bytes(header) + table + bytes(entry).ljust(SECTOR, b"\0") + b"\0" * 8 * SECTOR)
    return path


def install(monkeypatch, folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(old_office.shutil, "which", lambda name: str(program))


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as refused:
        parse_plan_file(path)
    return str(refused.value)


def test_without_libreoffice_the_sentence_says_to_save_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(old_office.shutil, "which", lambda name: None)

    assert "没有安装 LibreOffice" in refusal(old_word(tmp_path / "plan.doc"))


def test_an_old_document_is_read_through_the_converter(tmp_path, monkeypatch):
    converted = office_files.word_table(tmp_path / "converted.docx")
    install(monkeypatch, tmp_path, f'for last; do :; done; cp "{converted}" "${{last%.doc}}.docx"')

    assert len(parse_plan_file(old_word(tmp_path / "plan.wps")).items) == 3


def test_a_converter_that_fails_or_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(old_office, "WALL_SECONDS", 1)
    for script in ("exit 3", "sleep 30"):
        install(monkeypatch, tmp_path, script)
        assert "未能转换" in refusal(old_word(tmp_path / "plan.doc"))


def test_macros_are_refused_before_conversion(tmp_path, monkeypatch):
    install(monkeypatch, tmp_path, "exit 0")

    assert "宏" in refusal(old_word(tmp_path / "plan.doc", "Macros"))

"""A look at a zip from outside before anything unpacks it: size, ratio, names, encryption, hidden neighbours."""

import posixpath
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

CHUNK = 256 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
# Small parts may be very repetitive (an empty picture, a style sheet) without doing harm.
RATIO_COUNTS_FROM = 10 * 1024 * 1024
ENCRYPTED = 0x1
LOCAL_HEADER, END_RECORD = b"PK\x03\x04", b"PK\x05\x06"
LOCAL_HEADER_SIZE, END_RECORD_SIZE = 30, 22
XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00", b"\x00<")
XML_SUFFIXES = (".xml", ".rels")


class UnsafeArchive(ValueError):
    """Why the zip is not opened, in words for the person who sent it."""


def open_guarded(file: Path | BinaryIO, *, max_unpacked: int = MAX_UNPACKED) -> ZipFile:
    """The zip, with its directory found harmless. Raises UnsafeArchive."""
    try:
        archive = ZipFile(file)
    except (BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as error:
        raise UnsafeArchive("文件已损坏或没有传完整") from error
    try:
        _check_edges(archive)
        _check_entries(archive.infolist(), max_unpacked)
    except UnsafeArchive:
        archive.close()
        raise
    return archive


def part_chunks(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """One part, unpacked piece by piece and checked against its checksum. Raises UnsafeArchive."""
    try:
        with archive.open(info) as part:
            while chunk := part.read(CHUNK):
                yield chunk
    except UnsafeArchive:
        raise
    except Exception as error:  # zlib, struct, EOF, bad checksum: each means the same to the sender
        raise UnsafeArchive("文件已损坏或没有传完整") from error


def feed_xml(parser, archive: ZipFile, info: ZipInfo) -> None:
    """Run an expat parser over a part; document type declarations (entities, outside files) are refused."""
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for chunk in part_chunks(archive, info):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BrokenXml("文件内容已损坏，无法读取") from error


class BrokenXml(UnsafeArchive):
    """A part that should be XML is not."""


def is_xml(name: str, head: bytes) -> bool:
    return name.lower().endswith(XML_SUFFIXES) or head.lstrip(b" \t\r\n").startswith(XML_STARTS)


def _refuse_doctype(*_declaration) -> None:
    raise UnsafeArchive("文件内部含有文档类型声明或实体定义，不能接收")


def _check_edges(archive: ZipFile) -> None:
    """Nothing before, between, behind: a zip glued to another file shows different things to different programs."""
    file = archive.fp
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(4) != LOCAL_HEADER:
        raise UnsafeArchive("文件开头带有别的内容，不能接收")
    file.seek(-min(size, END_RECORD_SIZE), 2)
    if archive.comment or not file.read(4) == END_RECORD:
        raise UnsafeArchive("文件末尾附带了别的内容，不能接收")


def _check_entries(entries: list[ZipInfo], max_unpacked: int) -> None:
    if not entries:
        raise UnsafeArchive("文件是空的")
    if len(entries) > MAX_ENTRIES:
        raise UnsafeArchive(f"文件内部的部件超过 {MAX_ENTRIES} 个，不能接收")
    if sum(entry.file_size for entry in entries) > max_unpacked:
        raise UnsafeArchive(f"文件解压后超过 {max_unpacked // 1024 // 1024} MB，不能接收")
    for entry in entries:
        _check_entry(entry)
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise UnsafeArchive("文件内部有重名的部件，不能接收")
    _check_overlap(entries)


def _check_entry(entry: ZipInfo) -> None:
    if entry.flag_bits & ENCRYPTED:
        raise UnsafeArchive("文件已加密，请去掉密码后再上传")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnsafeArchive("文件使用了不支持的压缩方式")
    name = entry.orig_filename
    if "\x00" in name or "\\" in name or name.startswith("/") or ".." in posixpath.normpath(name).split("/"):
        raise UnsafeArchive("文件内部的部件名不合规范，不能接收")
    if entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise UnsafeArchive("文件压缩比异常（疑似压缩炸弹），不能接收")


def _check_overlap(entries: list[ZipInfo]) -> None:
    """Entries that share packed bytes are how the strongest zip bombs are built."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise UnsafeArchive("文件内部的部件相互重叠（疑似压缩炸弹），不能接收")
        end = entry.header_offset + LOCAL_HEADER_SIZE + len(entry.orig_filename) + entry.compress_size

"""The old .doc and .xls: a small file system whose directory tells what is inside (MS-CFB)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from .refusal import Refusal

HEADER_SIZE, ENTRY_SIZE, END_OF_CHAIN = 512, 128, 0xFFFFFFFE
BROKEN = "文件已损坏或没有传完整，请重新保存后再上传"
MACRO_NAMES = {"macros", "_vba_project", "_vba_project_cur", "vba"}
ENCRYPTED_NAMES = {"encryptedpackage", "encryptioninfo"}
PACKAGED_FILE = "\x01ole10native"
WORD_FLAGS, WORD_ENCRYPTED = 0x0A, 0x0100
BOF, EOF, FILE_PASS, BOUND_SHEET, MACRO_SHEET = 0x0809, 0x0A, 0x2F, 0x85, 1
GLOBALS_READ = 4 * 1024 * 1024


def examine(file: BinaryIO) -> tuple[str, dict]:
    try:
        folder = _Compound(file)
        streams = {name.casefold(): place for name, place in folder.entries()}
        _refuse_names(set(streams))
        if "worddocument" in streams:
            _refuse_encrypted_word(folder.read(*streams["worddocument"], most=64))
            return "doc", {}
        for name in ("workbook", "book"):
            if name in streams:
                _refuse_workbook(folder.read(*streams[name], most=GLOBALS_READ))
                return "xls", {}
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Refusal(BROKEN) from error
    return "其他旧版 Office 文件", {}


class _Compound:
    def __init__(self, file: BinaryIO):
        self.file = file
        file.seek(0)
        header = file.read(HEADER_SIZE)
        (power,) = struct.unpack_from("<H", header, 30)
        if power not in (9, 12):
            raise Refusal(BROKEN)
        self.sector = 1 << power
        self.sectors = file.seek(0, 2) // self.sector
        self.directory_start, self.small_limit = struct.unpack_from("<I4xI", header, 48)
        next_table, tables = struct.unpack_from("<II", header, 68)
        self.table = self._table(list(struct.unpack_from("<109I", header, 76)), next_table, tables)

    def entries(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Each name in the directory with the first sector and the size of its stream."""
        directory = b"".join(self._chain(self.directory_start))
        for place in range(0, len(directory) - ENTRY_SIZE + 1, ENTRY_SIZE):
            entry = directory[place : place + ENTRY_SIZE]
            (length,) = struct.unpack_from("<H", entry, 64)
            if 2 <= length <= 64:
                yield entry[: length - 2].decode("utf-16-le"), struct.unpack_from("<II", entry, 116)

    def read(self, start: int, size: int, *, most: int) -> bytes:
        """The beginning of a stream; the smallest streams live elsewhere and are no documents."""
        if size < self.small_limit:
            raise Refusal(BROKEN)
        content = bytearray()
        for piece in self._chain(start):
            content += piece
            if len(content) >= min(size, most):
                break
        return bytes(content[: min(size, most)])

    def _table(self, places: list[int], next_table: int, tables: int) -> list[int]:
        for _ in range(min(tables, self.sectors)):
            numbers = struct.unpack(f"<{self.sector // 4}I", self._sector(next_table))
            places.extend(numbers[:-1])
            next_table = numbers[-1]
        table = []
        for place in places[: self.sectors]:
            if place < self.sectors:
                table.extend(struct.unpack(f"<{self.sector // 4}I", self._sector(place)))
        return table

    def _chain(self, place: int) -> Iterator[bytes]:
        for _ in range(self.sectors + 1):
            if place >= END_OF_CHAIN:
                return
            yield self._sector(place)
            place = self.table[place]
        raise Refusal(BROKEN)

    def _sector(self, place: int) -> bytes:
        if place >= self.sectors:
            raise Refusal(BROKEN)
        self.file.seek((place + 1) * self.sector)
        return self.file.read(self.sector).ljust(self.sector, b"\0")


def _refuse_names(names: set[str]) -> None:
    if names & ENCRYPTED_NAMES:
        raise Refusal("文件设有打开密码，请去掉密码后再上传")
    if names & MACRO_NAMES:
        raise Refusal("文件中含有宏，不能接收，请另存为不带宏的文件后再上传")
    if PACKAGED_FILE in names:
        raise Refusal("文件中嵌入了别的文件（对象包），不能接收，请去掉后再上传")


def _refuse_encrypted_word(head: bytes) -> None:
    (flags,) = struct.unpack_from("<H", head, WORD_FLAGS)
    if flags & WORD_ENCRYPTED:
        raise Refusal("文件设有打开密码，请去掉密码后再上传")


def _refuse_workbook(content: bytes) -> None:
    """The workbook's own records, up to where its first sheet begins."""
    place = 0
    while place + 4 <= len(content):
        record, length = struct.unpack_from("<HH", content, place)
        if record == FILE_PASS:
            raise Refusal("文件设有打开密码，请去掉密码后再上传")
        if record == BOUND_SHEET and content[place + 9] == MACRO_SHEET:
            raise Refusal("文件中含有宏表，不能接收，请另存为不带宏的文件后再上传")
        if record == EOF:
            return
        place += 4 + length

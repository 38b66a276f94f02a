"""Saying no: the reason, and what the file really is."""

from typing import BinaryIO, NoReturn

from ..file_kinds import BY_CODE, FileKind

HEAD = 64 * 1024
REAL_TYPES = (
    ("text/html", "网页"),
    ("image/svg", "SVG 矢量图"),
    ("image/heic", "HEIC 照片"),
    ("image/", "其他格式的图片"),
    ("text/rtf", "RTF 文档"),
    ("text/", "文本"),
    ("application/json", "文本"),
    ("application/x-dosexec", "可执行程序"),
    ("application/vnd.microsoft.portable-executable", "可执行程序"),
    ("application/x-executable", "可执行程序"),
    ("application/x-pie-executable", "可执行程序"),
    ("application/x-sharedlib", "可执行程序"),
    ("application/x-rar", "压缩包"),
    ("application/x-7z", "压缩包"),
    ("application/zip", "压缩包"),
    ("application/gzip", "压缩包"),
    ("video/", "视频"),
    ("audio/", "音频"),
)
# What a file glued behind a picture or a document begins with; all lower case.
NEIGHBOURS = (
    b"pk\x03\x04", b"pk\x05\x06", b"<html", b"<!doctype", b"<script", b"<svg ", b"<?php", b"%pdf-",
    b"rar!\x1a", b"7z\xbc\xaf\x27",
)  # fmt: skip
EXECUTABLES = (b"MZ", b"\x7fELF")
END_OF_ZIP = b"PK\x05\x06"
ZIP_COMMENT = 66_000


class Refusal(Exception):
    """The reason, in words for the person who uploads."""


def refuse_mismatch(kind: FileKind, file: BinaryIO, code: str = "") -> NoReturn:
    label = BY_CODE[code].label if code in BY_CODE else code or _real_type(file)
    raise Refusal(f"扩展名表示{kind.label}，实际内容是{label}，请用正确的格式另存后再上传")


def refuse_tail(tail: bytes) -> None:
    """Refuse another file behind the real one, which some programs would open instead."""
    lowered = tail.lower()
    if tail.lstrip().startswith(EXECUTABLES) or any(start in lowered for start in NEIGHBOURS):
        raise Refusal("文件末尾附带了别的内容，不能接收，请重新导出后再上传")


def refuse_zip_behind(file: BinaryIO) -> None:
    """A zip is read from its end, so anything with a zip's end record is also a zip."""
    size = file.seek(0, 2)
    file.seek(-min(size, ZIP_COMMENT), 2)
    if END_OF_ZIP in file.read():
        raise Refusal("文件末尾附带了压缩包，不能接收，请重新导出后再上传")


def _real_type(file: BinaryIO) -> str:
    import magic

    file.seek(0)
    found = magic.from_buffer(file.read(HEAD), mime=True)
    return next((label for start, label in REAL_TYPES if found.startswith(start)), "无法识别的数据")

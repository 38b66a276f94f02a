"""Pictures: what they claim, whole, not too many pixels, nothing glued behind."""

import re
import struct
from typing import BinaryIO

from PIL import Image

from .refusal import Refusal, refuse_tail, refuse_zip_behind

MAX_PIXELS = 40_000_000
TRUNCATED = "图片不完整或已损坏，请重新导出后再上传"
# A phone's photo with a second picture or a short film behind it is called MPO by Pillow.
CODES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}
JPEG_END = 0xD9
JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
PNG_SIGNATURE = 8


def examine(file: BinaryIO) -> tuple[str, dict]:
    refuse_zip_behind(file)
    file.seek(0)
    content = file.read()
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as picture:
            code, (width, height) = CODES[picture.format], picture.size
            if width * height > MAX_PIXELS:
                raise Refusal(f"图片有 {width}×{height} 像素，超过 {MAX_PIXELS // 10_000} 万像素的上限，请缩小后再上传")
            picture.load()
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # the decoders raise OSError, SyntaxError, ValueError, struct.error and others
        raise Refusal(TRUNCATED) from error
    end = _end_of_jpeg(content) if code == "jpg" else _end_of_png(content)
    refuse_tail(content[end:])
    return code, {"width": width, "height": height}


def _end_of_jpeg(content: bytes) -> int:
    """Where the first picture ends: behind its end marker."""
    place = 2
    while match := JPEG_MARKER.search(content, place):
        marker, place = match[1][0], match.end()
        if marker == JPEG_END:
            return place
        if marker not in JPEG_WITHOUT_LENGTH:
            place += int.from_bytes(content[place : place + 2])
    raise Refusal(TRUNCATED)


def _end_of_png(content: bytes) -> int:
    place = PNG_SIGNATURE
    while place + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        place += 12 + length
        if name == b"IEND" and place <= len(content):
            return place
    raise Refusal(TRUNCATED)

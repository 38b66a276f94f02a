"""File names that people chose, made safe to show, to store as a label and to unpack on any desktop."""

import re
import unicodedata
from collections.abc import MutableSet

MAX_CHARACTERS = 200
# Linux file systems take 255 bytes; a Chinese character is three of them.
MAX_BYTES_UNPACKED = 240
MAX_SUFFIX = 10
UNNAMED = "未命名"
FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """The last path part without control, bidi and zero-width characters, ≤ 200 characters, extension kept."""
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(" " if unicodedata.category(c) == "Zs" else c for c in name if _is_visible(c))
    name = unicodedata.normalize("NFC", name)
    name = FORBIDDEN.sub("_", name).strip().rstrip(". ")
    stem, suffix = split_suffix(name)
    stem = stem.lstrip(".").strip() or UNNAMED
    if RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = "_" + stem
    return stem[: MAX_CHARACTERS - len(suffix)].rstrip(". ") + suffix


def unique_name(name: str, taken: MutableSet[str]) -> str:
    """`name`, or `name (2)`, `name (3)`… when taken; remembers it in `taken`.

    Works on archive paths too. Case is ignored, because Windows and macOS overwrite `A.PDF` with `a.pdf`.
    """
    folder, slash, base = name.rpartition("/")
    stem, suffix = split_suffix(base)
    candidate, n = _fit(stem, suffix), 1
    while (path := folder + slash + candidate).casefold() in taken:
        n += 1
        candidate = _fit(stem, f" ({n}){suffix}")
    taken.add(path.casefold())
    return path


def split_suffix(name: str) -> tuple[str, str]:
    """`("报告", ".pdf")`; a dot followed by something that is no extension belongs to the stem."""
    stem, dot, suffix = name.rpartition(".")
    if dot and 0 < len(suffix) <= MAX_SUFFIX and suffix.isascii() and suffix.isalnum():
        return stem, dot + suffix
    return name, ""


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in INVISIBLE


def _fit(stem: str, ending: str) -> str:
    room = MAX_BYTES_UNPACKED - len(ending.encode())
    if len(stem.encode()) > room:
        stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return stem + ending

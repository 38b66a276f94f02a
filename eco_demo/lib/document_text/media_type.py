"""The content type a document is sent with, by its bytes; part names stand uncompressed in a file."""

import mmap
from pathlib import Path

from ..file_kinds import DOC, DOCX, PDF, XLS, XLSX
from . import HEAD, UnreadableDocument
from .kind import kind_of

TEXT_TYPE, UNKNOWN_TYPE = "text/plain", "application/octet-stream"
PARTS = {
    "package": ((b"word/document.xml", DOCX), (b"xl/workbook.xml", XLSX)),
    "old": (("WordDocument".encode("utf-16-le"), DOC), ("Workbook".encode("utf-16-le"), XLS)),
}


def media_type(path: Path) -> str:
    """Of an upload that is not empty."""
    with open(path, "rb") as file:
        try:
            kind = kind_of(file.read(HEAD), "")
        except UnreadableDocument:
            return UNKNOWN_TYPE
        if kind == "pdf":
            return PDF.content_type
        if kind == "text":
            return TEXT_TYPE
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            found = (meant.content_type for name, meant in PARTS[kind] if content.find(name) >= 0)
            return next(found, UNKNOWN_TYPE)

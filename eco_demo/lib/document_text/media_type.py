"""The content type and the name a document is sent out with, by its bytes; part names stand uncompressed in a file."""

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

# By content type: the extension that is given, and the others that are right too.
EXTENSIONS = {
    TEXT_TYPE: (".txt",), PDF.content_type: (".pdf",), DOCX.content_type: (".docx",), XLSX.content_type: (".xlsx",),
    DOC.content_type: (".doc", ".wps"), XLS.content_type: (".xls", ".et"),
    UNKNOWN_TYPE: (".bin", ".doc", ".wps", ".xls"),
}


def fitting_name(name: str, content_type: str) -> str:
    """What came in as 计划.html and is text leaves as 计划.html.txt, which no browser runs."""
    fitting = EXTENSIONS.get(content_type, EXTENSIONS[UNKNOWN_TYPE])
    return name if name.lower().endswith(fitting) else name + fitting[0]


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

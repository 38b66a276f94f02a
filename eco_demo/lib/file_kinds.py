"""The kinds of file taken as evidence: the one list that forms, checks, previews and downloads share.

Decision: besides PDF, Word, Excel and pictures, the old .doc and .xls and the national .ofd are taken, because offices
still keep their documents in them; .zip is not (nobody reviews an archive), nor are the macro formats.
"""

from dataclasses import dataclass
from pathlib import PurePath

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    code: str
    label: str
    extensions: tuple[str, ...]
    content_type: str
    is_previewed: bool = False


OOXML = "application/vnd.openxmlformats-officedocument."
PDF = FileKind("pdf", "PDF 文档", (".pdf",), "application/pdf", is_previewed=True)
DOCX = FileKind("docx", "Word 文档", (".docx",), OOXML + "wordprocessingml.document")
XLSX = FileKind("xlsx", "Excel 工作簿", (".xlsx",), OOXML + "spreadsheetml.sheet")
JPEG = FileKind("jpg", "JPG 图片", (".jpg", ".jpeg"), "image/jpeg", is_previewed=True)
PNG = FileKind("png", "PNG 图片", (".png",), "image/png", is_previewed=True)
DOC = FileKind("doc", "Word 97-2003 文档", (".doc",), "application/msword")
XLS = FileKind("xls", "Excel 97-2003 工作簿", (".xls",), "application/vnd.ms-excel")
OFD = FileKind("ofd", "OFD 版式文档", (".ofd",), "application/ofd")

KINDS = (PDF, DOCX, XLSX, JPEG, PNG, DOC, XLS, OFD)
PICTURES = (JPEG, PNG)
BY_CODE = {kind.code: kind for kind in KINDS}
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}

ACCEPT_ATTRIBUTE = ",".join(BY_EXTENSION)
"""For `<input type="file" accept="…">`."""


def kind_of_name(name: str) -> FileKind | None:
    return BY_EXTENSION.get(PurePath(name).suffix.lower())


def accepted_in_words(max_bytes: int) -> str:
    """Said before the upload: which types, how large."""
    names = "、".join(extension.lstrip(".") for extension in BY_EXTENSION)
    return f"可上传 {names} 格式，单个文件不超过 {max_bytes // MEGABYTE} MB"

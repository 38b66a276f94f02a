"""Is this upload what its name says, whole, and harmless? Asked of a bounded child process, answered in a sentence."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from ..bounded_child import ChildDied, run_bounded
from ..file_kinds import BY_EXTENSION, MEGABYTE, kind_of_name
from ..filenames import clean_name, split_suffix

log = logging.getLogger(__name__)
HINTS = {
    ".heic": "苹果手机的 HEIC 照片请先转成 JPG",
    ".wps": "WPS 文字请“另存为”.docx 或 PDF",
    ".et": "WPS 表格请“另存为”.xlsx",
    ".ppt": "演示文稿请“另存为”PDF",
    ".pptx": "演示文稿请“另存为”PDF",
    ".docm": "带宏的文档请“另存为”.docx",
    ".xlsm": "带宏的工作簿请“另存为”.xlsx",
    ".zip": "压缩包请解压后逐个上传",
    ".rar": "压缩包请解压后逐个上传",
    ".7z": "压缩包请解压后逐个上传",
    ".tif": "请转成 PDF 或 JPG",
    ".tiff": "请转成 PDF 或 JPG",
    ".bmp": "请转成 JPG 或 PNG",
}


@dataclass(frozen=True)
class FileFacts:
    """`kind` is a code of `file_kinds`; pages for PDF only, width and height in pixels for pictures only."""

    kind: str
    content_type: str
    size: int
    pages: int | None = None
    width: int | None = None
    height: int | None = None


class RefusedFile(ValueError):
    """The file is not taken; the message names it and says why, `reason` is the part after the name."""

    def __init__(self, name: str, reason: str):
        super().__init__(f"“{clean_name(name)}”未能上传：{reason}")
        self.reason = reason


def check_file(path: Path, name: str, *, max_bytes: int | None = None) -> FileFacts:
    """What the file at `path`, sent under `name`, is. Raises RefusedFile. `max_bytes` defaults to the site's limit."""
    size = check_name_and_size(name, path.stat().st_size, max_bytes=max_bytes)
    try:
        answer = json.loads(run_bounded("file_check", str(path.resolve()), name.encode(errors="replace").decode()))
    except (ChildDied, ValueError) as error:
        log.warning("file check gave no answer: %s", error)
        raise RefusedFile(name, "文件无法识别，可能已损坏，请重新生成后再上传") from error
    if "refused" in answer:
        raise RefusedFile(name, answer["refused"])
    return FileFacts(size=size, **answer)


def check_name_and_size(name: str, size: int, *, max_bytes: int | None = None) -> int:
    """What can be said before a byte has come: extension and size. Returns the size, raises RefusedFile."""
    max_bytes = max_bytes or _site_limit()
    if kind_of_name(name) is None:
        extension = split_suffix(clean_name(name))[1].lower()
        hint = HINTS.get(extension) or "可上传 " + "、".join(e.lstrip(".") for e in BY_EXTENSION)
        raise RefusedFile(name, f"不接收 {extension} 格式的文件，{hint}" if extension else f"文件没有扩展名，{hint}")
    if size == 0:
        raise RefusedFile(name, "文件是空的（0 字节），请检查后重新上传")
    if size > max_bytes:
        raise RefusedFile(name, f"文件大小 {size / MEGABYTE:.1f} MB，超过 {max_bytes / MEGABYTE:g} MB 的上限")
    return size


def _site_limit() -> int:
    from django.conf import settings  # the child imports this package too, and has no Django

    return settings.ECO_MAX_UPLOAD_MB * MEGABYTE

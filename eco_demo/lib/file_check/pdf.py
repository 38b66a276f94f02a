"""PDF: whole, open, of bearable length, and nothing in it that acts by itself."""

import logging
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from .refusal import Refusal, refuse_tail, refuse_zip_behind

MAX_PAGES = 2_000
END = b"%%EOF"
TAIL = 64 * 1024
BROKEN = "PDF 已损坏或没有传完整，请重新生成后再上传"
ACTING_KEYS = {
    "/JS": "JavaScript 脚本",
    "/EmbeddedFiles": "嵌入的附件",
    "/EF": "嵌入的附件",
    "/RichMediaContent": "嵌入的多媒体",
    "/XFA": "动态表单（XFA）",
}
# How the pages look and read: much the largest part, and nothing there is carried out.
APPEARANCE = {"/StructTreeRoot", "/Resources", "/Contents", "/Metadata", "/OutputIntents", "/PieceInfo", "/AP"}
ACTIONS = {
    "/JavaScript": "JavaScript 脚本",
    "/Launch": "启动程序的动作",
    "/ImportData": "导入数据的动作",
    "/GoToE": "指向嵌入附件的动作",
}


def examine(file: BinaryIO) -> tuple[str, dict]:
    logging.disable(logging.ERROR)
    _check_end(file)
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise Refusal("PDF 设有密码或加密限制，请去掉后再上传")
        pages = reader.get_num_pages()
        if pages > MAX_PAGES:
            raise Refusal(f"PDF 有 {pages} 页，超过 {MAX_PAGES} 页的上限，请拆分后再上传")
        _refuse_acting(reader)
    except (Refusal, MemoryError):
        raise
    except FileNotDecryptedError as error:
        raise Refusal("PDF 设有密码或加密限制，请去掉后再上传") from error
    except Exception as error:  # pypdf answers damage with many kinds of error, RecursionError among them
        raise Refusal(BROKEN) from error
    if not pages:
        raise Refusal(BROKEN)
    return "pdf", {"pages": pages}


def _check_end(file: BinaryIO) -> None:
    refuse_zip_behind(file)
    size = file.seek(0, 2)
    file.seek(-min(size, TAIL), 2)
    _, end, tail = file.read().rpartition(END)
    if not end:
        raise Refusal(BROKEN)
    refuse_tail(tail)
    file.seek(0)


def _refuse_acting(reader: PdfReader) -> None:
    """Walk everything that can be reached from the catalogue, but for the looks."""
    waiting: list[Any] = [reader.root_object]
    seen = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            _refuse_acting_dictionary(value)
            waiting.extend(part for key, part in value.items() if key not in APPEARANCE)
        elif isinstance(value, ArrayObject):
            waiting.extend(value)


def _refuse_acting_dictionary(value: DictionaryObject) -> None:
    found = ACTIONS.get(value.get("/S")) if isinstance(value.get("/S"), str) else None
    found = found or next((label for key, label in ACTING_KEYS.items() if key in value), None)
    if found:
        raise Refusal(f"PDF 中含有{found}，不能接收，请“打印为 PDF”后再上传")

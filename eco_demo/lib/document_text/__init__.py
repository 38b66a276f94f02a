"""Documents from outside as paragraphs and tables with their place, or a sentence why not.

.txt .docx .pdf .xlsx, and .doc .xls .wps where LibreOffice is installed.

What the bytes are decides, not the extension. Word and PDF are opened in a bounded child process.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ..bounded_child import ChildDied, run_bounded

MEGABYTE = 1024 * 1024
MAX_BYTES = 30 * MEGABYTE
# About 250 pages of Chinese text; longer ones are books, not working documents.
MAX_CHARACTERS = 200_000
# Blank lines and empty cells hold no character and cost memory all the same.
MAX_LINES = 50_000
MAX_TEXT_BYTES = 4 * MEGABYTE
HEAD = 4096


@dataclass(frozen=True)
class Paragraph:
    """`line`: in a text or PDF the line; in Word the count of paragraphs and table rows so far; from 1."""

    line: int
    text: str


@dataclass(frozen=True)
class Table:
    """`line` is that of its first row; merged cells are filled with their value."""

    line: int
    rows: list[list[str]]


Block = Paragraph | Table


class UnreadableDocument(ValueError):
    """The document cannot be read; the message says why and what to do."""


def read_document(path: Path) -> list[Block]:
    """The paragraphs and tables of the document in their order. Raises UnreadableDocument."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableDocument("文件是空的（0 字节），请重新选择")
    if size > MAX_BYTES:
        raise UnreadableDocument(
            f"文件大小 {size / MEGABYTE:.1f} MB，超过 {MAX_BYTES // MEGABYTE} MB 的上限，请去掉图片后再导入"
        )
    return within_bounds(_read(path))


def read_text(text: str) -> list[Block]:
    """Text pasted from elsewhere, line by line. Raises UnreadableDocument."""
    lines = text.splitlines()
    _refuse_many_lines(len(lines))
    return within_bounds([Paragraph(number, line) for number, line in enumerate(lines, start=1)])


def within_bounds(blocks: list[Block]) -> list[Block]:
    """The blocks, neither empty nor a book. Raises UnreadableDocument."""
    _refuse_many_lines(sum(1 if isinstance(block, Paragraph) else len(block.rows) for block in blocks))
    length = sum(_length(block) for block in blocks)
    if length == 0:
        raise UnreadableDocument("文件里没有文字，请检查后重新选择")
    if length > MAX_CHARACTERS:
        raise UnreadableDocument(_too_long())
    return blocks


def pack(blocks: list[Block]) -> list[dict]:
    return [asdict(block) for block in blocks]


def unpack(blocks: list[dict]) -> list[Block]:
    return [Table(**block) if "rows" in block else Paragraph(**block) for block in blocks]


def _read(path: Path) -> list[Block]:
    from .kind import kind_of

    with open(path, "rb") as file:
        kind = kind_of(file.read(HEAD), path.suffix)
    if kind == "text":
        from .plain import decode

        if path.stat().st_size > MAX_TEXT_BYTES:
            raise UnreadableDocument(_too_long())
        return read_text(decode(path.read_bytes()))
    return _read_old(path) if kind == "old" else _read_in_child(path)


def _read_old(path: Path) -> list[Block]:
    from .old_office import FAILED, convert, find_converter

    form = {"doc": "docx", "xls": "xlsx"}.get(_ask_child(path).get("old"))
    find_converter()
    if form is None:
        raise UnreadableDocument(FAILED)
    with TemporaryDirectory(prefix="plan-") as folder:
        return _read_in_child(convert(path, form, Path(folder)))


def _read_in_child(path: Path) -> list[Block]:
    answer = _ask_child(path)
    if answer.get("workbook"):
        from .workbook import read_tables

        return read_tables(path)
    if "old" in answer:
        raise UnreadableDocument("文件无法读取，请另存为 .docx 后再导入")
    return unpack(answer["blocks"])


def _ask_child(path: Path) -> dict:
    try:
        answer = json.loads(run_bounded("document_text", str(path.resolve())))
    except (ChildDied, ValueError) as error:
        raise UnreadableDocument("文件无法读取，可能已损坏或过于复杂，请另存为 .docx 或 .txt 后再导入") from error
    if "refused" in answer:
        raise UnreadableDocument(answer["refused"])
    return answer


def _refuse_many_lines(lines: int) -> None:
    if lines > MAX_LINES:
        raise UnreadableDocument(f"文件超过 {MAX_LINES // 10_000} 万行，请删去空行，只保留需要导入的部分后再导入")


def _too_long() -> str:
    return f"文件超过 {MAX_CHARACTERS // 10_000} 万字，请只保留需要导入的部分后再导入"


def _length(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text.strip())
    # A merged area repeats its value; what was typed once counts once.
    return sum(len(text) for row in block.rows for text in set(row))

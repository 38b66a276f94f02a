"""The text layer of a PDF, line by line, without the heads and feet that every page repeats."""

import logging
import re
from collections import Counter
from typing import BinaryIO

from pypdf import PdfReader

from ..file_check.pdf import BROKEN, examine
from ..file_check.refusal import Refusal
from . import MAX_CHARACTERS, Paragraph

MAX_PAGES = 200
LEAST_CHARACTERS_A_PAGE = 20
EDGE = 2
CHINESE = re.compile(r"[一-鿿]")
SCANNED = "PDF 里没有文字层（可能是扫描件），请先做文字识别，或上传 Word、文本文件"


def read_pdf(file: BinaryIO) -> list[Paragraph]:
    """Raises Refusal."""
    pages = examine(file)[1]["pages"]
    if pages > MAX_PAGES:
        raise Refusal(f"PDF 有 {pages} 页，超过 {MAX_PAGES} 页的上限，请只保留需要导入的部分")
    file.seek(0)
    return [Paragraph(number, line) for number, line in enumerate(_lines(_page_texts(file)), start=1)]


def _page_texts(file: BinaryIO) -> list[str]:
    logging.disable(logging.ERROR)
    texts, length = [], 0
    try:
        for page in PdfReader(file).pages:
            texts.append(_sound(page.extract_text()))
            length += len(texts[-1])
            if length > 2 * MAX_CHARACTERS:
                raise Refusal(f"文件超过 {MAX_CHARACTERS // 10_000} 万字，请只保留需要导入的部分后再导入")
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # pypdf answers damage with many kinds of error, RecursionError among them
        raise Refusal(BROKEN) from error
    letters = sum(len(CHINESE.findall(text)) for text in texts)
    if letters < min(LEAST_CHARACTERS_A_PAGE * len(texts), 200):
        raise Refusal(SCANNED if length < 200 else "PDF 中的文字无法识别（字体没有编码），请上传 Word 或文本文件")
    return texts


def _sound(text: str) -> str:
    """A font may map a letter to half of a surrogate pair, which no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _lines(texts: list[str]) -> list[str]:
    pages = [[line for line in text.splitlines() if line.strip()] for text in texts]
    edges = Counter(_without_digits(line) for page in pages for line in {*page[:EDGE], *page[-EDGE:]})
    repeated = {edge for edge, count in edges.items() if len(pages) >= 3 and count > len(pages) / 2}
    lines = []
    for page in pages:
        last = len(page) - EDGE
        lines.extend(
            line for place, line in enumerate(page)
            if not ((place < EDGE or place >= last) and _without_digits(line) in repeated)
        )
    return lines


def _without_digits(line: str) -> str:
    return re.sub(r"[\d\s]", "", line)

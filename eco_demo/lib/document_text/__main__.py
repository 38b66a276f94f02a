"""The child: `python -m lib.document_text PATH` prints the blocks or the reason for refusing, as JSON."""

import json
import sys

from ..bounded_child import limit_this_process
from ..file_check.refusal import Refusal
from . import HEAD, UnreadableDocument, pack, within_bounds
from .kind import kind_of


def read(path: str) -> dict:
    with open(path, "rb") as file:
        kind = kind_of(file.read(HEAD), "")
        if kind == "pdf":
            from .pdf_pages import read_pdf

            return {"blocks": pack(within_bounds(read_pdf(file)))}
        if kind == "old":
            from ..file_check.compound import examine as examine_old

            return {"old": examine_old(file)[0]}
        from ..file_check.package import examine

        code, _facts = examine(file)
        if code == "xlsx":
            return {"workbook": True}
        if code != "docx":
            raise Refusal(f"文件的实际内容是{code}，请另存为 .docx、.pdf、.xlsx 或 .txt 后再导入")
        from .word import read_word

        return {"blocks": pack(within_bounds(read_word(file)))}


def main() -> None:
    limit_this_process()
    try:
        answer = read(sys.argv[1])
    except (Refusal, UnreadableDocument) as reason:
        answer = {"refused": str(reason)}
    except MemoryError:
        answer = {"refused": "文件内容过大，请去掉图片和附件后再导入"}
    json.dump(answer, sys.stdout)


main()

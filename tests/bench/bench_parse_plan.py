"""A plan of 50 pages read into tasks, against only extracting its text.

Goal: under two seconds for a Word document; the reference is the same file read into paragraphs and tables.
"""

import tempfile
import time
from pathlib import Path

import docx

from eco_demo.lib.document_text import Paragraph, read_document
from tasks.plan_text import parse_plan_file, parse_plan_text
from tests.bench.measure import Measurement, compare_ms
from tests.tasks.plan_text.office_files import page_pdf

DOCUMENTS = Path(__file__).parents[1] / "tasks" / "plan_text" / "documents"
PARTS = ("phrases-2023", "beiling-2024", "donggang-2023", "qinghe-2021", "wenchang-2020")
PAGES, CHARACTERS_A_PAGE = 50, 700
ROUNDS = 3
TABLE_ROWS = 500


def bench_parse_plan() -> Measurement:
    page = "\n".join((DOCUMENTS / f"{name}.txt").read_text("utf-8") for name in PARTS)
    text = page * (PAGES * CHARACTERS_A_PAGE // len(page) + 1)
    with tempfile.TemporaryDirectory() as folder:
        path = _as_word(text, Path(folder) / "plan.docx")
        measured = compare_ms(
            lambda: parse_plan_file(path), lambda: read_document(path), n=ROUNDS,
            setup=f"{PAGES} 页（{len(text)} 字）的 Word 计划，读成任务；参照：只取出段落和表格",
        )  # fmt: skip
        blocks = read_document(path)
        items = len(parse_plan_file(path).items)
        measured.extra.update(_table_in_pdf(Path(folder)))
    started = time.perf_counter()
    parse_plan_text(text)
    measured.extra.update(
        items=items, paragraphs=sum(isinstance(block, Paragraph) for block in blocks),
        text_only_ms=round((time.perf_counter() - started) * 1000),
    )  # fmt: skip
    return measured


def _table_in_pdf(folder: Path) -> dict[str, int]:
    """A breakdown table over many pages of a PDF, its cells found by their lines; once, for comparison."""
    row = "<tr><td>{n}<td>第{n}片水源林的补植与管护<td>补植{n}亩以上<td>县林业局<td>各乡镇<td>12月底前</tr>"
    head = "<tr><th>序号<th>工作任务<th>目标<th>牵头单位<th>配合单位<th>完成时限</tr>"
    body = head + "".join(row.format(n=n) for n in range(1, TABLE_ROWS + 1))
    path = page_pdf(folder / "table.pdf", f"<p>云岭县2023年任务分解表</p><table>{body}</table>")
    started = time.perf_counter()
    items = len(parse_plan_file(path).items)
    return {"pdf_table_rows": items, "pdf_table_ms": round((time.perf_counter() - started) * 1000)}


def _as_word(text: str, path: Path) -> Path:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(path)
    return path

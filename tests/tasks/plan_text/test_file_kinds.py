"""The same plan in every kind of file an office may have it in."""

import pytest

from tasks.plan_text import parse_plan_file

from . import office_files
from .scoring import DOCUMENTS, read_gold, score

MAKERS = {
    "docx": office_files.tables_as_word,
    "xlsx": office_files.tables_as_workbook,
    "pdf": office_files.tables_as_pdf,
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_every_usual_encoding(tmp_path, encoding):
    path = tmp_path / "plan.txt"
    path.write_bytes((DOCUMENTS / "chenghu-2022.txt").read_text("utf-8").encode(encoding))

    figures = score(parse_plan_file(path), read_gold(DOCUMENTS / "chenghu-2022.json"))

    assert figures.wrong == []


def test_lines_of_two_encodings_in_one_file(tmp_path):
    path = tmp_path / "plan.txt"
    lines = (DOCUMENTS / "chenghu-2022.txt").read_text("utf-8").splitlines()
    path.write_bytes(b"\n".join(line.encode("gb18030" if n % 2 else "utf-8") for n, line in enumerate(lines)))

    assert score(parse_plan_file(path), read_gold(DOCUMENTS / "chenghu-2022.json")).wrong == []


def test_word_table_with_merged_cells(tmp_path):
    parsed = parse_plan_file(office_files.word_table(tmp_path / "plan.docx"))

    assert parsed.facts.title == office_files.TITLE
    assert score(parsed, {"items": office_files.EXPECTED}).wrong == []
    assert len(parsed.items) == 3


def test_word_counts_the_numbers_itself(tmp_path):
    parsed = parse_plan_file(office_files.word_numbered(tmp_path / "plan.docx"))

    assert [(item.no, item.title, item.domain) for item in parsed.items] == [
        ("1.1", "森林覆盖率", "改善环境质量"),
        ("1.2", "城镇污水处理率", "改善环境质量"),
        ("2.1", "政府绿色采购比例", "倡导绿色生活"),
    ]


def test_workbook_with_merged_cells(tmp_path):
    parsed = parse_plan_file(office_files.workbook(tmp_path / "plan.xlsx"))

    assert parsed.facts.title == office_files.TITLE
    assert score(parsed, {"items": office_files.EXPECTED}).wrong == []
    assert [item.line for item in parsed.items] == [3, 5, 6]


def test_pdf_with_a_text_layer(tmp_path):
    text = (DOCUMENTS / "linjiang-2023.txt").read_text("utf-8")

    parsed = parse_plan_file(office_files.text_pdf(tmp_path / "plan.pdf", text))

    assert score(parsed, read_gold(DOCUMENTS / "linjiang-2023.json")).wrong == []


@pytest.mark.parametrize("name", ["yunlu-2022", "shiling-2023", "changpo-2024", "hailan-2024", "qingze-2024"])
@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
def test_the_same_table_pasted_in_every_kind_of_file(tmp_path, name, form):
    path = MAKERS[form]((DOCUMENTS / f"{name}.txt").read_text("utf-8"), tmp_path / f"plan.{form}")

    parsed = parse_plan_file(path)

    assert score(parsed, read_gold(DOCUMENTS / f"{name}.json")).wrong == []
    assert len(parsed.items) == len(read_gold(DOCUMENTS / f"{name}.json")["items"])

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import time_machine

from eco_demo.lib.spreadsheet.writing import CUT_MARK, Column, Formula, WorkbookWriter, clean_text, sheet_name

MADE_AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
NASTY = [
    "=1+1", "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "#N/A", "#REF!", "1e5", "00123", "TRUE", " 前后空格 ",
    "多\n行", "<b>&amp;</b>", "𠮷野", "_x0041_", "'", '"',
]  # fmt: skip


def made(rows, columns=None, **options):
    writer = WorkbookWriter(made_at=MADE_AT, title="任务分解表")
    writer.add_sheet("分解表", columns or [Column("内容", 30)] * len(rows[0]), rows, **options)
    return writer.to_bytes()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_text_stays_text():
    content = made([[text] for text in NASTY])
    cells = [row[0] for row in opened(content).iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == NASTY
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.quotePrefix] == NASTY[:5]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_values_keep_their_kind():
    row = [Decimal("95.20"), 3, True, None, date(2026, 1, 2), datetime(2025, 12, 31, 20, 0, 0, 5, tzinfo=UTC)]
    values = [cell.value for cell in opened(made([row]))[2]]
    assert values == [95.2, 3, "是", None, datetime(2026, 1, 2), datetime(2026, 1, 1, 4)]


def test_an_annex_has_its_number_above_and_its_office_below_the_title():
    columns = [Column("序号", 6), Column("指标", 30)]
    sheet = opened(made([[1, "甲"]], columns, label="附件1", title="责任分解表", note="编制单位：环委办"))
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["附件1", None], ["责任分解表", None], ["编制单位：环委办", None], ["序号", "指标"], [1, "甲"]]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:B1", "A2:B2", "A3:B3"}
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$4:$4", "A5")
    assert [sheet.cell(row, 1).alignment.horizontal for row in (1, 2, 3)] == ["left", "center", "right"]


def test_the_same_data_is_the_same_file():
    first = made([["甲", 1]])
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC)):
        assert made([["甲", 1]]) == first


def test_the_sheet_is_ready_to_print():
    columns = [
        Column("序号", 6, align="center"),
        Column("指标名称", 30),
        Column("目标", 10, "0.00", "right", group="指标值"),
        Column("现状", 10, "0.00", "right", group="指标值"),
    ]
    rows = [[1, "扬尘治理达标率", Decimal(95), Decimal(90)], [2, "绿化覆盖率", Decimal(40), None]]
    sheet = opened(
        made(rows, columns, title="枣阳市2021年任务分解表", totals=["合计", None, Formula("SUM(C4:C5)"), None])
    )
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:D1", "A2:A3", "B2:B3", "C2:D2"}
    assert [cell.value for cell in sheet[3]] == [None, None, "目标", "现状"]
    assert sheet["C6"].value == "=SUM(C4:C5)"
    assert (sheet.print_area, sheet.print_title_rows) == ("'分解表'!$A$1:$D$6", "$2:$3")
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("A4", "landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert (sheet["C4"].number_format, sheet["C4"].border.left.style) == ("0.00", "thin")
    assert sheet.column_dimensions["B"].width == 30


def test_a_row_of_another_length_is_a_mistake():
    with pytest.raises(ValueError, match="argument"):
        made([["a", "b"], ["a"]])


def test_what_excel_cannot_hold_is_marked():
    assert clean_text("a\x00b\x1fc\ud800\ufffe") == "a�b�c��"
    assert clean_text("字" * 32_767) == "字" * 32_767
    cut = clean_text("𠮷" * 20_000)
    assert cut.endswith(CUT_MARK)
    assert len(cut.encode("utf-16-le")) <= 32_767 * 2


def test_sheet_names_are_made_fit():
    assert sheet_name("2021/2022年[表]:一*二?") == "2021 2022年 表  一 二"
    assert sheet_name("字" * 40) == "字" * 31
    assert sheet_name("''") == "Sheet"

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eco_demo.lib.spreadsheet import in_child
from eco_demo.lib.spreadsheet.reading import NOT_CALCULATED, CellError, UnreadableWorkbook, read_table
from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer


def book_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def with_part(content, name, text):
    """The workbook with one part replaced or added."""
    result = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, text)
    return result


def with_sheet(inner):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part(saved(book_of([1])), "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}">{inner}</worksheet>')


def values(file, **limits):
    return [[cell.value for cell in row.cells] for row in read_table(file, **limits)[0].rows]


def reason(file, **limits):
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_table(file, **limits)
    return str(refusal.value)


def test_values_come_in_their_kinds():
    row = [" 扬尘 ", 95.2, 1 / 3, 3, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), "  ", "９５％"]
    assert values(saved(book_of(row))) == [
        ["扬尘", Decimal("95.2"), Decimal("0.3333333333333333"), Decimal(3), True, date(2026, 1, 2),
         datetime(2026, 1, 2, 3, 4), None, "９５％"],
    ]  # fmt: skip


def test_noise_of_stored_floats_is_not_read():
    assert values(with_sheet('<sheetData><row r="1"><c r="A1"><v>95.200000000000003</v></c></row></sheetData>')) == [
        [Decimal("95.2")]
    ]


def test_cells_know_where_they_stand_and_how_they_look():
    book = book_of(["a", "b"], [None, 0.952])
    book.active["B2"].number_format = "0.0%"
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["A"].hidden = True
    book.create_sheet("隐藏").sheet_state = "hidden"
    first, second = read_table(saved(book))
    assert [cell.ref for cell in first.rows[1].cells] == ["A2", "B2"]
    assert first.rows[1].cells[1].is_percent
    assert [row.is_hidden for row in first.rows] == [False, True]
    assert first.hidden_columns == {1}
    assert (second.is_hidden, second.rows) == (True, [])


def test_merged_cells_all_have_the_value():
    book = book_of(["大气", "甲"], [None, "乙"], ["水", "丙"])
    book.active.merge_cells("A1:A2")
    first, second, third = read_table(saved(book))[0].rows
    assert [(row.cells[0].value, row.cells[0].is_merged) for row in (first, second, third)] == [
        ("大气", True),
        ("大气", True),
        ("水", False),
    ]


def test_a_formula_without_result_and_an_error_are_said():
    book = book_of(["=1+1", "#REF!"])
    assert values(saved(book)) == [[CellError(NOT_CALCULATED), CellError("单元格是错误值 #REF!，请改正后再导入")]]


def test_a_calculated_formula_is_its_result():
    assert values(with_sheet('<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>')) == [[2]]


def test_formatted_but_empty_rows_do_not_count():
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 9000))
    cell = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert values(with_sheet(f"<sheetData>{cell}{empty}</sheetData>")) == [[1]]


def test_an_exported_table_reads_back():
    writer = WorkbookWriter(made_at=datetime(2026, 1, 1))
    rows = [["=x", Decimal("1.5"), date(2026, 1, 2)], ["甲", None, None]]
    writer.add_sheet("表", [Column("a"), Column("b"), Column("c")], rows)
    assert values(io.BytesIO(writer.to_bytes())) == [["a", "b", "c"], *rows]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ('<sheetData><row r="2147483647"><c r="A2147483647"><v>1</v></c></row></sheetData>', "行列号不合规范"),
        ('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>', "超过 5000 行"),
        ('<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>', "超过 60 列"),
        ('<sheetData><row r="1"><c r="A9"><v>1</v></c></row></sheetData>', "与所在的行不符"),
        ('<sheetData><row r="1"><c r="../x"><v>1</v></c></row></sheetData>', "不合规范"),
        ('<sheetData><row r="x"/></sheetData>', "行列号不合规范"),
        ("<sheetData>" + "<row/>" * 100_001 + "</sheetData>", "空行太多"),
        (
            '<sheetData><row r="5"><c r="E5"><v>1</v></c></row></sheetData><mergeCells>'
            + '<mergeCell ref="A1:E5"/>' * 2 + "</mergeCells>",
            "相互重叠",
        ),
        ('<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>', "已损坏"),
        ("<sheetData><row", "已损坏"),
    ],
)  # fmt: skip
def test_a_lying_sheet_is_refused(inner, said):
    assert said in reason(with_sheet(inner))


def test_entities_are_refused():
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    assert "实体定义" in reason(with_part(saved(book_of([1])), "xl/sharedStrings.xml", laughs))
    assert "实体定义" in reason(with_part(saved(book_of([1])), "xl/other.bin", laughs))


def test_a_bomb_is_refused():
    assert "压缩炸弹" in reason(with_part(saved(book_of([1])), "xl/sharedStrings.xml", b" " * 20_000_000))
    assert "解压后超过 1 MB" in reason(with_part(saved(book_of([1])), "x.xml", b" " * 2**21), max_unpacked=2**20)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"a,b\n1,2", "不是有效的 Excel 工作簿"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "旧版 Excel 工作簿（.xls）"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"PK\x03\x04garbage", "已损坏"),
    ],
)
def test_other_files_are_refused(content, said):
    assert said in reason(io.BytesIO(content))


def test_a_word_document_is_refused():
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert "不是有效的 Excel 工作簿" in reason(other)


WHOLE = saved(book_of(["a", 1, None], ["b", 2, date(2026, 1, 1)])).getvalue()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused_never_an_error(place, change):
    damaged = bytearray(WHOLE)
    damaged[place] ^= change
    try:
        read_table(io.BytesIO(damaged))
    except UnreadableWorkbook as refusal:
        assert str(refusal)


def test_an_upload_is_read_in_a_child_with_the_same_result(tmp_path):
    book = book_of(["a", 1.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), "=1", None, "#N/A"])
    book.active.row_dimensions[1].hidden = True
    path = tmp_path / "upload"
    book.save(path)
    assert in_child.read_uploaded_table(path) == read_table(path)
    path.write_bytes(b"")
    with pytest.raises(UnreadableWorkbook, match="文件是空的"):
        in_child.read_uploaded_table(path)


def test_a_file_that_kills_its_reader_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("eco_demo.lib.bounded_child.WALL_SECONDS", 0.01)
    (tmp_path / "upload").write_bytes(WHOLE)
    with pytest.raises(UnreadableWorkbook, match="无法识别"):
        in_child.read_uploaded_table(tmp_path / "upload")

"""Ruled tables in a PDF become tables, whatever program drew them; the prose around them stays prose."""

import pytest

from eco_demo.lib.document_text import Paragraph, Table, read_document
from eco_demo.lib.document_text.pdf_cells import fill
from eco_demo.lib.document_text.pdf_drawing import Lines, Piece
from eco_demo.lib.document_text.pdf_grids import find_grids
from tests.tasks.plan_text.office_files import page_pdf

HEAD = "<tr><th>序号<th>工作任务<th>目标要求<th>责任单位</tr>"
ROW = "<tr><td>{n}<td>第{n}片水源林的补植与管护<td>补植{n}亩<td>县林业局、各乡镇</tr>"


def table(*rows: str, head: str = HEAD) -> str:
    return f"<table><thead>{head}</thead>{''.join(rows)}</table>"


def read(tmp_path, body: str, style: str = ""):
    return read_document(page_pdf(tmp_path / "plan.pdf", body, style))


def test_two_tables_on_a_page_with_prose_around_them(tmp_path):
    first, second = table(ROW.format(n=1)), table("<tr><td>甲镇<td>三个村", head="<tr><th>乡镇<th>范围</tr>")

    blocks = read(tmp_path, f"<p>现将分工印发如下。</p>{first}<p>各乡镇范围见下表。</p>{second}<p>以上请遵照执行。</p>")

    assert blocks[:-1] == [
        Paragraph(1, "现将分工印发如下。"),
        Table(2, [["序号", "工作任务", "目标要求", "责任单位"],
                  ["1", "第1片水源林的补植与管护", "补植1亩", "县林业局、各乡镇"]]),
        Paragraph(4, "各乡镇范围见下表。"),
        Table(5, [["乡镇", "范围"], ["甲镇", "三个村"]]),
        Paragraph(7, "以上请遵照执行。"),
    ]  # fmt: skip


@pytest.mark.parametrize("style", ["", "table { border-collapse: separate; border-spacing: 2px }",
                                   "table { border-left: hidden; border-right: hidden }",
                                   "td, th { border: 1px dashed }", "@page { size: A4 landscape }"])  # fmt: skip
def test_merged_cells_repeat_their_text(tmp_path, style):
    rows = "<tr><td rowspan=2>水<td>断面<td colspan=2>二类</tr><tr><td>水源<td>三类<td>水利局</tr>"

    blocks = read(tmp_path, "<p>清河县水环境分工表如下，请认真落实到位。</p>" + table(rows), style)

    assert blocks[1].rows[1:] == [["水", "断面", "二类", "二类"], ["水", "水源", "三类", "水利局"]]


def test_a_wrapped_cell_is_one_line_and_an_ended_one_two(tmp_path):
    task, target = "开展入河排污口排查整治并建立长效管护机制", "PM2.5年均浓度不高于35微克/立方米"

    blocks = read(
        tmp_path, table(f"<tr><td>1<td>{task}<td>{target}<td>住建局<br>水利局</tr>"),
        "table { width: 11cm } td { width: 3cm }",
    )  # fmt: skip

    assert blocks[0].rows[1] == ["1", task, target, "住建局\n水利局"]


def test_a_table_over_pages_is_one(tmp_path):
    """Its head on each page, running heads, page numbers, 续表 and margins that change sides do not part it."""
    style = """@page { size: A5; @top-left { content: '清河县年度任务分解' } }
               @page :left { margin-left: 1cm } @page :right { margin-left: 2cm }"""

    blocks = read(tmp_path, "<p>附表如下。</p>" + table(*(ROW.format(n=n) for n in range(1, 61))), style)

    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) == 1
    assert [row[0] for row in tables[0].rows] == ["序号", *map(str, range(1, 61))]
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["附表如下。"]


def test_a_row_cut_by_the_end_of_the_page_is_one(tmp_path):
    text = "组织各乡镇逐村排查坑塘沟渠、建立问题台账并限期整改到位，" * 6

    rows = [ROW.format(n=1), ROW.format(n=2), f"<tr><td>3<td>{text}<td>全部整改<td>水利局</tr>", ROW.format(n=4)]
    blocks = read(tmp_path, table(*rows), "@page { size: 16cm 9cm; margin: 1cm }")

    assert [row[:2] for row in blocks[0].rows[3:]] == [["3", text], ["4", "第4片水源林的补植与管护"]]


def test_a_merged_cell_goes_on_over_the_page(tmp_path):
    rows = ["<tr><td rowspan=30>水环境<td>1<td>断面</tr>", *(f"<tr><td>{n}<td>第{n}号断面</tr>" for n in range(2, 31))]

    blocks = read(tmp_path, table(*rows, head="<tr><th>领域<th>序号<th>任务</tr>"), "@page { size: A5 }")

    assert [type(block) for block in blocks[:-1]] == [Table]
    assert {row[0] for row in blocks[0].rows[1:]} == {"水环境"}


def test_a_frame_around_prose_is_no_table(tmp_path):
    first, second = "请各单位按期报送自查报告和印证材料。", "联系人在县环委会办公室。"

    blocks = read(tmp_path, f"<div style='border: 2px solid'><p>{first}</p><hr><p>{second}</p></div>")

    assert [block.text for block in blocks[:2]] == [first, second]


def rectangles(*boxes: tuple[float, float, float, float]) -> list[tuple[list, bytes]]:
    return [told for box in boxes for told in ((list(box), b"re"), ([], b"f"))]


def test_thin_rectangles_and_words_in_pieces():
    """As Word draws: each border a filled rectangle for each cell, a square at each corner, a run for each change."""
    across = [(x, y, 100, 0.5) for y in (100, 130, 160) for x in (50, 150.5)]
    down = [(x, y, 0.5, 29.5) for x in (49.5, 150, 250.5) for y in (100.5, 130.5)]
    lines = Lines()
    lines.draw(rectangles(*across, *down, (50, 130, 200, 30)), 0)

    [grid] = find_grids(lines.across, lines.down)
    pieces = [
        Piece("20", 55, 140, 10),
        Piece("24年", 66, 140, 10),
        Piece("目标", 160, 141, 10),
        Piece("甲", 55, 110, 10),
    ]
    areas = {}
    for piece in pieces:
        areas.setdefault(grid.area_at(piece.x + 3, piece.y + 3), []).append(piece)

    assert fill(grid, areas).texts() == [["2024年", "目标"], ["甲", ""]]


def test_a_page_turned_on_its_side():
    lines = Lines()
    upright = [(x, y, 0.5, 100) for x in (0, 30, 60) for y in (0, 100)] + [(0, y, 60, 0.5) for y in (0, 100, 200)]
    lines.draw(rectangles(*upright), 90)

    [grid] = find_grids(lines.across, lines.down)

    assert (len(grid.areas), len(grid.areas[0])) == (2, 2)
    assert grid.xs[-1] > abs(grid.ys[0] - grid.ys[-1])


@pytest.mark.parametrize(
    "operations",
    [
        rectangles(*((x % 600, x // 600 * 5, 0.5, 4) for x in range(30_000))),
        rectangles(*((0, y, 500, 0.5) for y in range(0, 8_000, 5)), *((x, 0, 0.5, 8_000) for x in range(0, 8_000, 5))),
        [([1.0, 2.0], b"m"), *([([3.0, 4.0], b"l")] * 100_000), ([], b"S")],
        [([], b"q")] * 50_000 + [([], b"Q")] * 90_000,
        rectangles((0, 0, 1e308, 0.5), (0, 1e308, 0.5, 1e308), (-(10**400), 0, 0.5, 10)),
        [(["x"], b"re"), ([], b"h"), ([1], b"cm"), ([], b"l"), ([1, 2], b"c"), ([], b"S")],
    ],
    ids=["dashes", "squares", "points", "states", "huge", "broken"],
)
def test_drawings_that_are_no_tables(operations):
    lines = Lines()
    lines.draw(operations, 0)

    assert find_grids(lines.across, lines.down) == []

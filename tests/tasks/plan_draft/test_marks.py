"""Words of rows in their document: what is marked, what is not, and which stretch of a line belongs to which row."""

from decimal import Decimal
from time import process_time

from tasks.plan_draft.marks import mark_file
from tasks.plan_draft.shape import DraftRow, DraftTarget, DraftUnit
from tests.tasks.plan_draft.drafts import coop, lead, resp

SEWAGE = (
    "3.城镇污水处理率≥95%。市水利局牵头推进,到2023年底完成。[牵头单位:市住建局;配合单位：市发改局、工信局、各镇（办、区）]"
)


def line(number: int, text: str, cells=()) -> dict:
    return {"number": number, "last": number, "text": text, "cells": list(cells)}


def target(text: str, name: str = "", number=None, unit: str = "") -> DraftTarget:
    return DraftTarget(name, ">=", number, None, unit, text)


def marked(lines: list[dict], *rows: DraftRow) -> list[list[tuple[str, str]]]:
    """The marked words of each line with their kinds."""
    return [
        [(span.kind, span.text) for cell in found.cells for segment in cell for span in segment.spans if span.kind]
        for found in mark_file(lines, rows)
    ]


def stretches(lines: list[dict], *rows: DraftRow) -> list[list[tuple[tuple[str, ...], str]]]:
    return [
        [(segment.rows, "".join(span.text for span in segment.spans)) for cell in found.cells for segment in cell]
        for found in mark_file(lines, rows)
    ]


def test_every_kind_of_word_is_marked_once_where_it_stands():
    row = DraftRow(
        "r1", title="城镇污水处理率", deadline="到2023年底", targets=(target("≥95%"),), first_line=4, last_line=4,
        units=(lead("市住建局"), coop("市发改局"), coop("市工信局"), coop("各镇(办、区)"), coop("不在文中的局")),
    )
    assert marked([line(4, SEWAGE)], row) == [[
        ("title", "城镇污水处理率"), ("target", "≥95%"), ("deadline", "到2023年底"), ("lead", "市住建局"),
        ("coop", "市发改局"), ("coop", "工信局"), ("coop", "各镇（办、区）"),
    ]]


def test_units_are_looked_for_behind_their_label_first():
    row = DraftRow("r1", units=(lead("市水利局"),), first_line=1, last_line=1)
    text = "市水利局要加强管理。(责任单位:市水利局)"
    (found,) = mark_file([line(1, text)], [row])
    assert [span.text for span in found.cells[0][0].spans] == ["市水利局要加强管理。(责任单位:", "市水利局", ")"]


def test_a_unit_named_in_the_text_only_is_marked_there():
    row = DraftRow("r1", units=(resp("市水利局"),), first_line=1, last_line=1)
    assert marked([line(1, "由市水利局负责。")], row) == [[("resp", "市水利局")]]


def test_marks_do_not_overlap():
    row = DraftRow("r1", title="绿化率", targets=(target("绿化率"),), first_line=1, last_line=1,
                   units=(lead("市生态环境局枣阳分局"), coop("市生态环境局")))
    text = "绿化率提高。牵头单位:市生态环境局枣阳分局,配合单位:市生态环境局"
    assert marked([line(1, text)], row) == [
        [("title", "绿化率"), ("lead", "市生态环境局枣阳分局"), ("coop", "市生态环境局")]
    ]


def test_a_target_is_found_with_its_name_or_by_its_number():
    row = DraftRow("r1", first_line=1, last_line=1, targets=(
        target("≥95%", "秸秆综合利用率"), target("≥4.5%", "下降率", Decimal("4.50"), "%"), target("考核合格"),
    ))
    text = "秸秆综合利用率≥95%,能耗下降4.5%以上。"
    assert marked([line(1, text)], row) == [[("target", "秸秆综合利用率≥95%"), ("target", "4.5%")]]


def test_rows_of_one_line_are_told_apart_by_their_beginnings():
    text = "要做好工作:一是加强组织领导,成立专班;二是制定年度方案,明确任务。"
    first = DraftRow("r1", title="加强组织领导", source="加强组织领导,成立专班", first_line=9, last_line=9)
    second = DraftRow("r2", title="制定年度方案", source="制定年度方案,明确任务", first_line=9, last_line=9)
    lines = [line(9, text)]
    assert stretches(lines, first, second) == [[
        ((), "要做好工作:"), (("r1",), "一是加强组织领导,成立专班;"), (("r2",), "二是制定年度方案,明确任务。"),
    ]]
    assert marked(lines, first, second) == [[("title", "加强组织领导"), ("title", "制定年度方案")]]


def test_rows_that_cannot_be_told_apart_share_the_line():
    rows = [DraftRow(key, title="不在文中", source="别的文字", first_line=1, last_line=1) for key in ("r1", "r2")]
    assert stretches([line(1, "一行文字")], *rows) == [[(("r1", "r2"), "一行文字")]]


def test_a_row_over_several_lines_is_marked_through():
    row = DraftRow("r1", title="河长制", source="河长制", units=(lead("市水利局"),), first_line=2, last_line=3)
    lines = [line(1, "一、任务"), line(2, "1.河长制。全面推行。"), line(3, "牵头单位:市水利局"), line(4, "二、保障")]
    assert marked(lines, row) == [[], [("title", "河长制")], [("lead", "市水利局")], []]
    assert [found.starts for found in mark_file(lines, [row])] == [(), ("r1",), (), ()]


def test_cells_of_a_table_row_are_marked_apart():
    cells = ("1", "森林覆盖率", "≥40%", "市林业局")
    row = DraftRow("r1", title="森林覆盖率", targets=(target("≥40%"),), units=(lead("市林业局"),), first_line=5,
                   last_line=5, source="\n".join(cells))
    (found,) = mark_file([line(5, " ".join(cells), cells)], [row])
    assert found.is_table and [cell[0].spans[0].kind for cell in found.cells] == ["", "title", "target", "lead"]


def test_sheets_that_count_their_lines_anew_keep_their_own_rows():
    cells = ((1, "1", "河长制"), (2, "2", "林长制"), (1, "1", "垃圾分类"))
    lines = [line(number, " ".join(said), said) for number, *said in cells]
    first = DraftRow("r1", title="河长制", source="1\n河长制", first_line=1, last_line=1)
    third = DraftRow("r3", title="垃圾分类", source="1\n垃圾分类", first_line=1, last_line=1)
    assert marked(lines, first, third) == [[("title", "河长制")], [], [("title", "垃圾分类")]]


def test_a_dropped_row_keeps_its_line_without_marks():
    row = DraftRow("r1", title="河长制", first_line=1, last_line=1, is_dropped=True)
    lines = [line(1, "1.河长制。")]
    assert marked(lines, row) == [[]] and stretches(lines, row) == [[(("r1",), "1.河长制。")]]


def test_rows_added_by_hand_and_wrong_lines_mark_nothing():
    rows = [DraftRow("r1", title="河长制"), DraftRow("r2", title="河长制", first_line=7, last_line=2_000_000_000)]
    assert marked([line(1, "1.河长制。")], *rows) == [[]]


def test_what_is_printed_comes_out_as_it_was():
    hostile = "1.<script>alert(1)</script>&amp;“引号”。"
    row = DraftRow("r1", title="<script>alert(1)</script>", first_line=1, last_line=1, source=hostile)
    assert stretches([line(1, hostile)], row) == [[(("r1",), hostile)]]


def test_a_long_document_takes_no_time():
    lines = [line(number, SEWAGE * 3) for number in range(1, 5001)]
    rows = [
        DraftRow(f"r{place}", title="城镇污水处理率", targets=(target("≥95%"),), first_line=place * 16,
                 last_line=place * 16 + 3, units=tuple(DraftUnit(f"市第{n}局", "coop") for n in range(12)))
        for place in range(1, 301)
    ]
    started = process_time()
    mark_file(lines, rows)
    assert process_time() - started < 1

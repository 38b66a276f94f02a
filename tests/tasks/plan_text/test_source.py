"""The cleaned document beside the tasks: every line and table row once, every task on one of them."""

import pytest

from tasks.plan_text import parse_plan_file, parse_plan_text
from tasks.plan_text.parsed import SourceLine

from . import office_files
from .scoring import our_documents

PASTED = "\n".join([
    "发布时间：2023-05-01 | 发布单位：某区", "东湾区2023年任务分解表",
    "序号\t指标\t目标值\t牵头单位", "", "一、生态安全",
    "1\t森林覆盖率\t≥40%\t区林业局", "", "2\t用水总量\t≤3亿立方米\t区水利局",
])  # fmt: skip


def test_lines_are_cleaned_and_joined_and_the_portal_is_left_out():
    head = "当前位置：首页\n东湾区2023年工作方案\n一、重点任务\n"
    text = head + "1.加强荒山荒坡造林绿化，扩大面积，鼓励各镇和\n企业利用闲置土地。（责任单位：\n区林业局）"

    assert parse_plan_text(text).source == [
        SourceLine(2, 2, "东湾区2023年工作方案"),
        SourceLine(3, 3, "一、重点任务"),
        SourceLine(4, 6, "1.加强荒山荒坡造林绿化,扩大面积,鼓励各镇和企业利用闲置土地。(责任单位:区林业局)"),
    ]


def test_rows_of_a_pasted_table_keep_their_lines_over_gaps():
    parsed = parse_plan_text(PASTED)

    assert [(entry.number, entry.text) for entry in parsed.source[1:]] == [
        (3, "序号 指标 目标值 牵头单位"), (5, "一、生态安全"), (6, "1 森林覆盖率 ≥40% 区林业局"),
        (8, "2 用水总量 ≤3亿立方米 区水利局"),
    ]  # fmt: skip
    assert parsed.source[3].cells == ("1", "森林覆盖率", "≥40%", "区林业局")
    assert [(item.line, item.last_line) for item in parsed.items] == [(6, 6), (8, 8)]


def test_what_is_merged_across_cells_is_said_once(tmp_path):
    source = parse_plan_file(office_files.word_table(tmp_path / "plan.docx")).source

    assert source[0] == SourceLine(1, 1, office_files.TITLE)
    assert source[2].text == "一、约束性指标"
    assert len(source[2].cells) == len(office_files.HEAD)


def test_equal_figures_side_by_side_both_stay():
    parsed = parse_plan_text("序号\t指标\t2022年目标\t2023年目标\t牵头单位\n1\t水质达标率\t100%\t100%\t区水利局")

    assert parsed.source[1].cells == ("1", "水质达标率", "100%", "100%", "区水利局")


@pytest.mark.parametrize("path", our_documents(), ids=lambda path: path.stem)
def test_every_task_stands_on_lines_of_the_source(path):
    parsed = parse_plan_file(path)
    lines = {number for entry in parsed.source for number in (entry.number, entry.last)}

    assert {end for item in parsed.items for end in (item.line, item.last_line)} <= lines
    assert [entry.number for entry in parsed.source] == sorted(entry.number for entry in parsed.source)

"""What a task asks for: its text without name, target and units, from running text and from table rows."""

import pytest

from tasks.plan_draft.wording import phrase_of, requirement_of
from tasks.plan_text import parse_plan_file, parse_plan_text
from tests.tasks.plan_text import office_files

HEAD = "丙区2024年工作计划\n一、重点任务\n"


def asked(text: str) -> str:
    return requirement_of(parse_plan_text(f"{HEAD}{text}\n").items[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.城镇污水处理率≥95%。加快补齐短板。(牵头单位:区住建局)", "加快补齐短板。"),
        ("1.城镇污水处理率≥95%。(牵头单位:区住建局;完成时限:12月底前)", ""),
        ("1.河长制。全面推行河长制。[牵头单位:区水利局;配合单位:各镇(办、区)]", "全面推行河长制。"),
        ("1.实施绿色行动(约束性指标)。公园绿地面积≥15平方米/人。①加快建设;②开放空间。(区园林局牵头)",
         "公园绿地面积≥15平方米/人。①加快建设；②开放空间。"),
        ("1.强化宣传,打好主动仗、加强教育力度,开展线上线下活动。(责任单位:区委宣传部)",
         "强化宣传，打好主动仗、加强教育力度，开展线上线下活动。"),
    ],
    ids=["indicator", "indicator alone", "square brackets", "attribute", "heading that says more"],
)  # fmt: skip
def test_running_text(text, said):
    assert asked(text) == said


def test_rows_of_a_table_that_only_name_indicators_ask_for_nothing_more(tmp_path):
    parsed = parse_plan_file(office_files.word_table(tmp_path / "a.docx"))
    rows = {line.number: line.cells for line in parsed.source}

    assert [requirement_of(item, [rows[item.line]]) for item in parsed.items] == ["", "", ""]


def test_a_column_of_measures_is_the_requirement():
    table = (
        "任务分解表\n序号\t指标名称\t目标值\t工作措施\t牵头单位\t配合单位\n"
        "1\t森林覆盖率\t≥40%\t实施国土绿化,推进退化林修复。\t区林业局\t各镇\n"
    )
    item = parse_plan_text(table).items[0]
    cells = ("1", "森林覆盖率", "≥40%", "实施国土绿化,推进退化林修复。", "区林业局", "各镇")

    assert requirement_of(item, [cells]) == "实施国土绿化，推进退化林修复。"


def test_only_one_short_sentence_is_a_target():
    assert phrase_of("全面推行河长制。") == "全面推行河长制"
    assert phrase_of("编制方案。组织实施。") == "" and phrase_of("很" * 40) == "" and phrase_of("") == ""

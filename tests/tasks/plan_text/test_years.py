"""Goals of several years in one sentence: that of the plan's year is the target."""

import pytest

from tasks.plan_text import parse_plan_text
from tasks.plan_text.years import for_year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("森林覆盖率2022年达到35%,2023年达到36%,2024年达到38%。", "森林覆盖率2023年达到36%。"),
        ("优良天数比例:2022年≥85%、2023年≥86%、2024年≥87%", "优良天数比例:2023年≥86%"),
        ("到2023年底,农膜回收率达到80%,到2025年底达到85%以上", "2023年农膜回收率达到80%"),
        ("污水处理率2022、2023、2024年分别达到90%、92%和95%", "污水处理率2023年达到92%"),
        ("绿化率2024年达到38%,2025年达到39%", "绿化率2024年达到38%"),
        ("绿化率2021年达到38%,2022年达到39%", "绿化率2022年达到39%"),
        ("2023年达到38%。2024年建成公园3个。", "2023年达到38%。2024年建成公园3个。"),
        ("较2020年下降5%,2025年前完成", "较2020年下降5%,2025年前完成"),
    ],
)
def test_the_goal_of_the_year(text, expected):
    assert for_year(text, 2023) == expected


def test_target_and_deadline_of_a_plan_for_three_years():
    head = "甲县三年行动计划(2022—2024年)\n一、主要任务\n"
    text = head + "1.岸线保护。岸线保有率2022年达到35%,2024年达到38%。(责任单位:县水利局)"

    (item,) = parse_plan_text(text).items

    assert (item.main.target, item.sub[0].title) == (35, "岸线保有率")

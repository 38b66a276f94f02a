"""The headed points on how the plan is carried through."""

import pytest

from tasks.plan_text import parse_plan_file, parse_plan_text

from .scoring import PLANS

HEAD = "云岭县2023年创建工作方案\n一、重点任务\n1.森林覆盖率达到60%以上。(责任单位:县林业局)\n"


def measures(text: str) -> list[tuple[str, str]]:
    return [(one.title, one.text) for one in parse_plan_text(HEAD + text).timetable.measures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二、保障措施\n(一)加强领导,落实责任。成立专班。\n(二)强化资金保障:县财政安排经费。",
         [("加强领导,落实责任", "成立专班。"), ("强化资金保障", "县财政安排经费。")]),
        ("二、工作要求\n1.提高认识\n各单位要重视。\n2.按月报送。", [("提高认识", "各单位要重视。"), ("按月报送", "")]),
        ("二、组织保障\n一是加强领导。成立专班;二是严格考核。兑现奖惩。",
         [("加强领导", "成立专班"), ("严格考核", "兑现奖惩。")]),
        ("二、推进措施\n加强领导。成立专班。\n严格考核。兑现奖惩。",
         [("加强领导", "成立专班。"), ("严格考核", "兑现奖惩。")]),
        ("二、加强组织领导\n成立领导小组。\n三、联系方式\n电话12369。", [("加强组织领导", "成立领导小组。")]),
        ("二、保障措施\n(一)健全机制。\n1.每周调度。\n2.每月通报。", [("健全机制", "1.每周调度。\n2.每月通报。")]),
        ("二、指导思想\n深入贯彻。", []),
    ],
)  # fmt: skip
def test_measures(text, expected):
    assert measures(text) == expected


def test_tasks_below_a_heading_of_measures_are_no_measures():
    text = "甲县2023年方案\n一、工作措施\n1.植树。(责任单位:县林业局)\n2.治水。(责任单位:县水利局)"

    parsed = parse_plan_text(text)

    assert (len(parsed.items), parsed.timetable.measures) == (2, [])


def test_measures_of_real_plans():
    if not PLANS.is_dir():
        pytest.skip("the real plans do not lie beside this checkout (../shared/plans)")

    huangpi, jingzhou = (parse_plan_file(PLANS / f"{name}.txt").timetable for name in ("huangpi-2019", "jingzhou-2020"))

    assert [one.title for one in huangpi.measures] == [
        "明确任务节点", "紧扣工作标准", "加强检查督办", "建立奖惩机制", "加强组织领导", "强化责任落实",
        "有序推进实施", "加强宣传引导",
    ]  # fmt: skip
    assert len(jingzhou.measures) == 8

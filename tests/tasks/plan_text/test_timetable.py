"""Stages over years, goals of places and the rhythm of reports, beside the tasks."""

import pytest

from tasks.plan_text import parse_plan_file, parse_plan_text

from .scoring import PLANS, our_documents, read_gold

GOLD = {path: read_gold(path.with_suffix(".json")) for path in our_documents()}
WITH_TIMES = [path for path, gold in GOLD.items() if gold.keys() & {"stages", "place_goals", "reporting"}]


@pytest.mark.parametrize("path", WITH_TIMES, ids=lambda path: path.stem)
def test_timetable_of_a_document(path):
    found, gold = parse_plan_file(path).timetable, GOLD[path]

    assert [stage.last for stage in found.stages] == gold.get("stages", [])
    assert [[goal.place, goal.year] for goal in found.place_goals] == gold.get("place_goals", [])
    assert [[one.rhythm, one.day] for one in found.reporting] == gold.get("reporting", [])


def test_stage_keeps_its_name_and_years():
    text = "某区方案\n一、阶段目标\n2022-2023年全面创建阶段,到2023年全面达标。2024年深化阶段。\n二、重点任务\n1.植树。"

    stages = parse_plan_text(text).timetable.stages

    assert [(stage.first, stage.last, stage.name) for stage in stages] == [
        (2022, 2023, "全面创建阶段"), (2024, 2024, "深化阶段")
    ]  # fmt: skip


def test_a_rhythm_inside_a_task_is_the_tasks_own():
    text = "某区方案\n一、重点任务\n1.巡河。每月报告一次。(责任单位:区水利局)\n二、工作要求\n每季度末月20日前报送进展。"

    reporting = parse_plan_text(text).timetable.reporting

    assert [(one.rhythm, one.day, one.kind) for one in reporting] == [("quarterly", 20, "report")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每月5日前报上月进展情况。", [("monthly", "report", 5, [])]),
        ("各单位分别于6月20日、12月20日前将半年、全年总结报县环委办。",
         [("half_yearly", "report", 20, ["06-20", "12-20"])]),
        ("逢双月10日前报送台账更新情况。", [("two_monthly", "report", 10, [])]),
        ("县环委会每季度至少召开一次全体会议。", [("quarterly", "meeting", None, [])]),
        ("群众举报情况随时受理。", []),
    ],
)  # fmt: skip
def test_rhythms_in_the_words_of_other_offices(text, expected):
    plan = f"某区方案\n一、重点任务\n1.植树。(责任单位:区林业局)\n二、工作要求\n{text}"

    reporting = parse_plan_text(plan).timetable.reporting

    assert [(one.rhythm, one.kind, one.day, one.dates) for one in reporting] == expected


def test_timetables_of_real_plans():
    if not PLANS.is_dir():
        pytest.skip("the real plans do not lie beside this checkout (../shared/plans)")

    qingshan, jingzhou, district, huangpi = (
        parse_plan_file(PLANS / f"{name}.txt").timetable
        for name in ("qingshan-2022", "jingzhou-2020", "district-2012", "huangpi-2019")
    )

    assert [(stage.last, stage.name) for stage in qingshan.stages] == [
        (2023, "全面创建阶段"), (2024, "深化创建阶段"), (2025, "巩固提升阶段")
    ]  # fmt: skip
    assert {goal.place: goal.year for goal in jingzhou.place_goals} == {
        "松滋市": 2021, "洪湖市": 2021, "江陵县": 2022, "石首市": 2022, "公安县": 2022, "监利市": 2022
    }  # fmt: skip
    assert [(one.rhythm, one.kind) for one in jingzhou.reporting] == [("half_yearly", "meeting")]
    assert [one.rhythm for one in district.reporting] == ["monthly"]
    assert [(one.rhythm, one.dates) for one in huangpi.reporting] == [("once", ["2020-01"])]

"""The dates of the plan's year, only where the text gives them."""

import pytest

from tasks.plan_text import parse_plan_file, parse_plan_text

from .scoring import PLANS

HEAD = "云岭县2023年创建工作方案\n一、重点任务\n1.森林覆盖率达到60%以上。(责任单位:县林业局)\n二、"


def cycle(text: str) -> dict[str, str]:
    return parse_plan_text(HEAD + text).timetable.cycle


def test_stages_of_one_year():
    text = "\n".join([
        "实施步骤", "(一)动员部署阶段(2023年3月)。召开动员会。", "(二)全面实施阶段(2023年4月—10月)。抓好落实。",
        "(三)自查自评阶段(11月)。各单位开展自查,11月20日前将自评报告和印证材料报县环委办。",
        "(四)上报迎检阶段。12月20日前,县环委办汇总形成自查报告报市环委办;次年2月底前迎接市级考核,5月底前公布考核结果。",
    ])  # fmt: skip

    assert cycle(text) == {
        "work_from": "2023-04-01", "work_to": "2023-10-31", "self_check_from": "2023-11-01",
        "self_check_to": "2023-11-30", "report_due": "2023-12-20", "city_review_due": "2024-02-29",
        "publish_due": "2024-05-31",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工作要求\n各单位于12月10日前报送年度总结。", {"self_check_to": "2023-12-10"}),
        ("工作要求\n各单位于7月5日、12月5日前分别报送半年、全年工作总结。", {"self_check_to": "2023-12-05"}),
        ("时间安排\n5月至11月,各单位推进各项工作。1月底前提交自查报告。",
         {"work_from": "2023-05-01", "work_to": "2023-11-30", "self_check_to": "2024-01-31"}),
        ("工作要求\n11月底前全面完成年度各项任务。", {"work_to": "2023-11-30"}),
        ("工作要求\n每季度末月20日前报送进展。4月20日前将联络员报县环委办。", {}),
        ("实施步骤\n(一)全面攻坚阶段(2024年3月—2026年11月)。逐项推进。", {}),
        ("保障措施\n2022年12月省级考核排名靠后,要引以为戒。", {}),
    ],
)  # fmt: skip
def test_only_what_is_said(text, expected):
    assert cycle(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工作要求\n2024年1月20日前,各单位提交自查报告和台账资料;2024年1月底前,县环委办汇总形成全县自查报告,"
         "经县政府审定后报县环委办的上级机关。", {"self_check_to": "2024-01-20", "report_due": "2024-01-31"}),
        ("工作要求\n各责任单位于12月25日前完成自查自评。", {"self_check_to": "2023-12-25"}),
        ("工作要求\n各单位将全年工作总结于次年1月底前上报。", {"self_check_to": "2024-01-31"}),
        ("工作要求\n每年11月30日前报送自查报告。", {"self_check_to": "2023-11-30"}),
        ("材料报送\n年终自查报告、台账目录须在次年元月10日前报县环委会办公室。", {"self_check_to": "2024-01-10"}),
        ("实施步骤\n(一)部署启动(3月底前)。印发方案。\n(二)组织实施(4月至11月)。各单位按分工抓好落实。\n"
         "(三)总结评估(12月)。各单位对照任务开展自评。",
         {"work_from": "2023-04-01", "work_to": "2023-11-30", "self_check_from": "2023-12-01",
          "self_check_to": "2023-12-31"}),
        ("组织保障\n各单位于2023年12月10日至2024年1月5日开展自查。2月底前配合市级核查。",
         {"self_check_from": "2023-12-10", "self_check_to": "2024-01-05", "city_review_due": "2024-02-29"}),
        ("考核验收\n12月中旬,县环委办组织对各单位任务完成情况进行考核;次年1月15日前,将全县自查报告上报市生态环境局。",
         {"report_due": "2024-01-15"}),
    ],
)  # fmt: skip
def test_self_check_in_the_words_of_other_offices(text, expected):
    assert cycle(text) == expected


def test_the_day_of_issue_is_that_of_the_signature():
    text = "甲县2023年工作方案\n一、重点任务\n1.植树。(责任单位:县林业局)\n甲县环委办\n二〇二三年十一月十五日"

    assert parse_plan_text(text).timetable.cycle == {"issued_on": "2023-11-15"}


def test_a_date_inside_a_task_is_the_tasks_own():
    text = "甲县2023年工作方案\n一、重点任务\n1.考核。4月至9月开展整治工作,次年5月底前公布考核结果。(责任单位:县林业局)"

    assert parse_plan_text(text).timetable.cycle == {}


def test_above_a_city_stands_the_province():
    text = "丰州市2023年工作方案\n一、重点任务\n1.植树。(责任单位:市林业局)\n二、工作要求\n{}"
    own, above = "各单位12月10日前将自查报告报市环委办。", "市环委办12月20日前将自查报告报省环委办。"

    assert parse_plan_text(text.format(own)).timetable.cycle == {"self_check_to": "2023-12-10"}
    assert parse_plan_text(text.format(above)).timetable.cycle == {"report_due": "2023-12-20"}


@pytest.mark.parametrize("folder", ["", "raw"])
def test_cycle_of_a_real_plan(folder):
    if not PLANS.is_dir():
        pytest.skip("the real plans do not lie beside this checkout (../shared/plans)")

    assert parse_plan_file(PLANS / folder / "huangpi-2019.txt").timetable.cycle == {
        "issued_on": "2019-08-30", "work_from": "2019-09-01", "work_to": "2019-12-31", "self_check_from": "2020-01-01",
        "report_due": "2020-01-31", "city_review_due": "2020-02-29", "publish_due": "2020-05-31",
    }  # fmt: skip

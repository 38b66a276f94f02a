"""Heads and rows of breakdown tables that are put together in unusual ways."""

from decimal import Decimal

from tasks.plan_text import parse_plan_text

TITLE = "云岭县2023年任务分解表\n"


def items(*rows: str, above: str = ""):
    return parse_plan_text(TITLE + above + "\n".join(row.replace("|", "\t") for row in rows)).items


def test_a_head_of_two_rows_with_roles_in_the_second():
    found = items("序号|指标名称|目标值|责任单位|责任单位", "|||牵头单位|配合单位", "1|森林覆盖率|≥40%|县林业局|各乡镇")

    assert [(item.roles.lead, item.roles.coop, item.roles.resp) for item in found] == [(["县林业局"], ["各乡镇"], [])]


def test_one_heading_over_two_columns_names_parts():
    found = items(
        "序号|指标名称|指标名称|目标值|牵头单位", "1|空气质量|优良天数比例|≥85%|县环保局",
        "1|空气质量|PM2.5浓度|≤35|县环保局", "2|森林覆盖率|森林覆盖率|≥40%|县林业局",
    )  # fmt: skip

    assert [(item.title, [part.title for part in item.sub]) for item in found] == [
        ("空气质量", ["优良天数比例", "PM2.5浓度"]), ("森林覆盖率", [])
    ]  # fmt: skip
    assert found[1].main.target == Decimal(40)


def test_the_heading_right_above_a_table_is_its_field():
    found = items("序号|工作任务|工作目标|牵头单位", "1|治气|优良天数300天|县环保局", above="一、蓝天保卫战\n")

    assert [item.domain for item in found] == ["蓝天保卫战"]


def test_names_under_名称_and_targets_under_指标():
    found = items("序号|名称|单位|指标|责任单位", "1|森林覆盖率|%|≥18|县林业局")

    assert [(item.title, item.main.comparator, item.main.target, item.main.unit) for item in found] == [
        ("森林覆盖率", ">=", Decimal(18), "%")
    ]  # fmt: skip


def test_the_foot_of_a_form_is_no_task():
    rows = "序号|工作任务|年度目标|牵头单位", "1|治气|优良天数300天|县环保局"

    found = items(*rows, "填表人：||审核人：|填表日期：2023年3月")

    assert len(found) == 1
    assert found[0].also == []


def test_a_cell_of_several_lines_does_not_cut_its_row():
    found = items(
        "序号|指标名称|单位|目标值|牵头单位", "1|森林覆盖率|%|≥40|县林业局", "2|环境空气质量", "优良天数比例",
        "PM2.5浓度下降幅度|%|完成上级规定的考核任务|县环保局", "3|河长制|-|全面实施|县水利局",
    )  # fmt: skip

    assert [(item.no, item.title, item.roles.lead) for item in found] == [
        ("1", "森林覆盖率", ["县林业局"]), ("2", "环境空气质量", ["县环保局"]), ("3", "河长制", ["县水利局"])
    ]  # fmt: skip
    assert [(part.title, part.comparator) for part in found[1].sub] == [
        ("优良天数比例", "meet_assigned"), ("PM2.5浓度下降幅度", "meet_assigned")
    ]  # fmt: skip


def test_rows_without_a_number_belong_to_the_task_above():
    found = items(
        "序号|名称|单位|指标|责任单位", "1|森林覆盖率|%|≥18|县林业局", "2|主要污染物排放强度|||",
        "|化学需氧量|千克/万元|≤3.5|县环保局", "|二氧化硫|千克/万元|≤4.5|", "3|绿化率|%|≥30|县住建局",
    )  # fmt: skip

    assert [(item.no, [part.title for part in item.sub]) for item in found] == [
        ("1", []), ("2", ["化学需氧量", "二氧化硫"]), ("3", [])
    ]  # fmt: skip

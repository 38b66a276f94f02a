"""Every test vector of the real regulations for kinds of rules (domain dossier, E2), by its exact value."""

import pytest

from .ask import ask, score

PM10 = {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5"}
GOOD_AIR_SHARE = {"target": "80", "direction": "higher", "step": "1", "points_per_step": "0.25"}
GOOD_AIR_DAYS = {"target": "340", "direction": "higher", "step": "1", "points_per_step": "0.2", "zero_at": "305"}
REUSE = {"target": "75", "direction": "higher", "step": "5", "points_per_step": "1"}
SWEEPING = {"target": "95", "direction": "higher", "step": "5", "points_per_step": "0.2"}
SORTING = {"target": "70", "direction": "higher", "step": "10", "points_per_step": "0.2"}
INSURANCE = {"target": "100", "direction": "higher", "step": "10", "points_per_step": "0.5"}


@pytest.mark.parametrize(("comparator", "actual", "expected"), [
    ("<=", "47.38", "10.00"), ("<=", "47.39", "0.00"), (">=", "47.38", "10.00"), (">=", "47.37", "0.00"),
])
def test_all_or_nothing(comparator, actual, expected):
    parameters = {"comparator": comparator, "target": "47.38"}
    assert score("all_or_nothing", "10", parameters, {"actual": actual}) == expected


@pytest.mark.parametrize(("rule", "full_marks", "actual", "expected"), [
    (PM10, "3", "72.4", ("1.80", "2.00", "1.50")),
    (PM10, "3", "80", ("0.00", "0.00", "0.00")),
    (PM10, "3", "69", ("3.00", "3.00", "3.00")),
    (GOOD_AIR_SHARE, "1", "78.6", ("0.65", "0.75", "0.50")),
    (GOOD_AIR_SHARE, "1", "76", ("0.00", "0.00", "0.00")),
    (GOOD_AIR_DAYS, "7", "331", ("5.20", "5.20", "5.20")),
    (GOOD_AIR_DAYS, "7", "305", ("0.00", "0.00", "0.00")),
    (GOOD_AIR_DAYS, "7", "340", ("7.00", "7.00", "7.00")),
    (GOOD_AIR_DAYS, "7", "366", ("7.00", "7.00", "7.00")),
    (REUSE, "5", "68", ("3.60", "4.00", "3.00")),
    (SWEEPING, "1", "83", ("0.52", "0.60", "0.40")),
    (SORTING, "1", "45", ("0.50", "0.60", "0.40")),
    (INSURANCE, "2", "85", ("1.25", "1.50", "1.00")),
])
def test_step_deduct_in_every_mode(rule, full_marks, actual, expected):
    scores = tuple(
        score("step_deduct", full_marks, {**rule, "mode": mode}, {"actual": actual})
        for mode in ("prop", "floor", "ceil")
    )
    assert scores == expected


def test_step_deduct_is_proportional_when_the_rule_does_not_say():
    assert score("step_deduct", "3", PM10, {"actual": "72.4"}) == "1.80"


@pytest.mark.parametrize(("actual", "expected"), [("1", "7.00"), ("0.95", "3.50"), ("0.90", "0.00"), ("0.899", "0.00")])
def test_linear(actual, expected):
    parameters = {"slope": "70", "intercept": "-63", "zero_below": "0.9"}
    assert score("linear", "7", parameters, {"actual": actual}) == expected


@pytest.mark.parametrize(("full_marks", "parameters", "inputs", "expected"), [
    ("60", {}, {"ratio": "0.83"}, "49.80"),
    ("10", {"full_at": "0.95"}, {"ratio": "0.96"}, "10.00"),
    ("10", {"full_at": "0.95"}, {"ratio": "0.94"}, "9.40"),
    ("70", {}, {"numerator": "87", "denominator": "100"}, "60.90"),
    ("9", {}, {"numerator": "1", "denominator": "3"}, "3.00"),
])
def test_ratio(full_marks, parameters, inputs, expected):
    assert score("ratio", full_marks, parameters, inputs) == expected


@pytest.mark.parametrize(("inputs", "expected"), [
    ({"ratio": "0.92", "met": True}, "46.00"),
    ({"ratio": "0.85", "met": False}, "34.00"),
    ({"ratio": "0.85", "met": False, "upgraded_sections": 3, "total_sections": 12}, "36.50"),
    ({"ratio": "0.92", "met": True, "counts": {"断面年均未达标": 1, "反弹劣Ⅴ类": 2}}, "37.00"),
])
def test_ratio_with_penalty(inputs, expected):
    penalties = [{"name": "断面年均未达标", "points": "5"}, {"name": "反弹劣Ⅴ类", "points": "2"}]
    assert score("ratio_with_penalty", "50", {"penalties": penalties, "bonus_points": "10"}, inputs) == expected


def test_a_bonus_passes_full_marks_only_as_far_as_the_rule_grants():
    inputs = {"ratio": "1", "met": True, "upgraded_sections": 3, "total_sections": 12}
    granted = {cap: {"bonus_points": "10", "bonus_cap": cap} for cap in ("0", "2", "9")}
    scores = {cap: score("ratio_with_penalty", "50", parameters, inputs) for cap, parameters in granted.items()}
    assert scores == {"0": "50.00", "2": "52.00", "9": "52.50"}


@pytest.mark.parametrize(("inputs", "expected"), [
    ({"missed": 2}, "30.00"),
    ({"missed": 2, "counts": {"升类": 1}}, "32.00"),
    ({"missed": 0, "counts": {"升类": 1}}, "40.00"),
    ({"missed": 0, "counts": {"单月劣Ⅴ类": 2, "降类": 1}}, "32.00"),
    ({"missed": 9}, "0.00"),
])
def test_all_or_count(inputs, expected):
    changes = [{"name": "升类", "points": "2"}, {"name": "单月劣Ⅴ类", "points": "-3"}, {"name": "降类", "points": "-2"}]
    assert score("all_or_count", "40", {"points_per_missed": "5", "changes": changes}, inputs) == expected


def test_base_part():
    shared = {"numerator": "8", "denominator": "10"}
    assert score("base_part", "100", {"base_share": "0.8"}, shared) == "64.00"
    assert score("base_part", "100", {"base_share": "0.8"}, {**shared, "rest_points": "15"}) == "79.00"


def test_base_part_with_a_rule_for_the_rest():
    rest = {"kind": "event_deduct", "full_marks": "20", "parameters": {"events": [{"name": "退化", "points": "5"}]}}
    inputs = {"ratio": "0.8", "rest": {"counts": {"退化": 1}}}
    assert score("base_part", "100", {"rest": rest}, inputs) == "79.00"


@pytest.mark.parametrize(("actual", "expected"), [("12", "2.00"), ("15", "3.00"), ("4.9", "0.00"), ("5", "1.00")])
def test_tiers_reached_from_below(actual, expected):
    tiers = [{"from": "5", "points": "1"}, {"from": "10", "points": "2"}, {"from": "15", "points": "3"}]
    assert score("tiers", "3", {"tiers": tiers}, {"actual": actual}) == expected


@pytest.mark.parametrize(("actual", "expected"), [("15", "0.50"), ("15.01", "0.30"), ("30", "0.30"), ("30.5", "0.00")])
def test_tiers_by_upper_bounds(actual, expected):
    tiers = [{"to": "15", "points": "0.5"}, {"to": "30", "points": "0.3"}]
    assert score("tiers", "0.5", {"tiers": tiers, "closed": "upper"}, {"actual": actual}) == expected


@pytest.mark.parametrize(("level", "expected"), [("一级", "60.00"), ("三级", "30.00"), ("五级", "0.00")])
def test_tiers_by_named_level(level, expected):
    worth = {"一级": "60", "二级": "45", "三级": "30", "四级": "10", "五级": "0"}
    tiers = [{"level": name, "points": points} for name, points in worth.items()]
    assert score("tiers", "60", {"tiers": tiers}, {"level": level}) == expected


LEAKAGE = {"target": "12", "direction": "lower", "base_points": "6", "step": "1", "points_per_step": "2",
           "max_improvement": "4"}
FUNDS = {"target": "110", "direction": "higher", "base_points": "0", "step": "10", "points_per_step": "0.5"}


@pytest.mark.parametrize(("rule", "full_marks", "actual", "expected"), [
    (LEAKAGE, "10", "12", "6.00"), (LEAKAGE, "10", "11", "8.00"), (LEAKAGE, "10", "10", "10.00"),
    (LEAKAGE, "10", "9", "10.00"), (LEAKAGE, "10", "12.1", "0.00"),
    (FUNDS, "2", "130", "1.00"), (FUNDS, "2", "150", "2.00"), (FUNDS, "2", "170", "2.00"),
])
def test_base_plus_improve(rule, full_marks, actual, expected):
    assert score("base_plus_improve", full_marks, rule, {"actual": actual}) == expected


def test_checklist_three_of_four():
    items = [{"name": name, "points": "1.5"} for name in "甲乙丙丁"]
    assert score("checklist", "6", {"items": items}, {"done": dict.fromkeys("甲乙丙", True) | {"丁": False}}) == "4.50"


@pytest.mark.parametrize(("level", "expected"), [("主要领导挂帅", "0.50"), ("非主要领导", "0.10"), ("无", "0.00")])
def test_checklist_with_levels(level, expected):
    worth = {"主要领导挂帅": "0.5", "非主要领导": "0.1", "无": "0"}
    levels = [{"name": name, "points": points} for name, points in worth.items()]
    items = [{"name": "领导小组", "points": "0.5", "levels": levels}]
    assert score("checklist", "0.5", {"items": items}, {"done": {"领导小组": level}}) == expected


@pytest.mark.parametrize(("count", "event", "full_marks", "expected"), [
    (5, {"points": "1", "max_deduction": "4"}, "6", "2.00"),
    (3, {"points": "1", "max_deduction": "4"}, "6", "3.00"),
    (2, {"points": "2"}, "10", "6.00"),
    (1, {"points": "1"}, "4", "3.00"),
    (3, {"points": "0.5"}, "5", "3.50"),
    (30, {"points": "0.5"}, "5", "0.00"),
])
def test_event_deduct(count, event, full_marks, expected):
    parameters = {"events": [{"name": "缺少", **event}]}
    assert score("event_deduct", full_marks, parameters, {"counts": {"缺少": count}}) == expected


def test_event_deduct_with_a_cap_on_all_events():
    events = [{"name": "超标", "points": "5"}, {"name": "劣Ⅴ类", "points": "10"}]
    counts = {"超标": 2, "劣Ⅴ类": 3}
    assert score("event_deduct", "60", {"events": events}, {"counts": counts}) == "20.00"
    assert score("event_deduct", "60", {"events": events, "max_deduction": "15"}, {"counts": counts}) == "45.00"


@pytest.mark.parametrize(("actual", "expected"), [("19.5", "60.00"), ("20.1", "40.00")])
def test_waiver_of_monthly_deductions(actual, expected):
    rule = {"kind": "event_deduct", "parameters": {"events": [{"name": "月度超标", "points": "5"}]}}
    inputs = {"rule": {"counts": {"月度超标": 4}}, "actual": actual}
    assert score("waiver", "60", {"rule": rule, "comparator": "<=", "target": "20"}, inputs) == expected


@pytest.mark.parametrize(("met", "expected"), [(True, "60.00"), (False, "40.00")])
def test_waiver_of_a_deduction_given_directly(met, expected):
    assert score("waiver", "60", {}, {"deduction": "20", "met": met}) == expected


def test_stage():
    counts = {"已完成": 5, "调试": 2, "在建": 2, "可研": 0, "未启动": 1}
    assert score("stage", "20", {}, {"projects": counts}) == "15.00"


@pytest.mark.parametrize(("parameters", "actual", "baseline", "expected"), [
    ({"requirement": "not_decrease", "tolerance": "1"}, "59.5", "60.2", "4.00"),
    ({"requirement": "not_decrease", "tolerance": "1"}, "59.2", "60.2", "0.00"),
    ({"requirement": "not_increase"}, "35.1", "35", "0.00"),
    ({"requirement": "not_increase"}, "35", "35", "4.00"),
    ({"requirement": "decrease"}, "35", "35", "0.00"),
    ({"requirement": "increase", "at_least": "10", "change_type": "percent"}, "66", "60", "4.00"),
    ({"requirement": "increase", "at_least": "10", "change_type": "percent"}, "65.9", "60", "0.00"),
])
def test_trend(parameters, actual, baseline, expected):
    assert score("trend", "4", parameters, {"actual": actual, "baseline": baseline}) == expected


NOT_UNDER_55 = [{"comparator": ">=", "target": "55"}, {"comparator": "not_decrease"}]
GROWN = [
    {"comparator": ">=", "target": "70"}, {"comparator": "increase", "target": "10", "change_type": "percent"},
]


@pytest.mark.parametrize(("kind", "conditions", "actual", "baseline", "expected"), [
    ("and", NOT_UNDER_55, "58.1", "58.3", "0.00"), ("and", NOT_UNDER_55, "58.3", "58.3", "2.00"),
    ("and", NOT_UNDER_55, "54.9", "50", "0.00"),
    ("or", GROWN, "66", "60", "2.00"), ("or", GROWN, "70", "69", "2.00"), ("or", GROWN, "65", "60", "0.00"),
])
def test_conditions_joined(kind, conditions, actual, baseline, expected):
    assert score(kind, "2", {"conditions": conditions}, {"actual": actual, "baseline": baseline}) == expected


@pytest.mark.parametrize(("met", "actual", "expected"), [
    (True, "91", "2.00"), (True, "89", "2.00"), (True, "88", "0.00"), (False, "95", "0.00"),
])
def test_conditions_within_conditions(met, actual, expected):
    """完成任务，且≥90或较上年提高。"""
    either = [{"comparator": ">=", "target": "90"}, {"comparator": "increase"}]
    inner = {"kind": "or", "parameters": {"conditions": either}}
    conditions = [{"comparator": "meet_assigned"}, {"name": "水平", "rule": inner}]
    assert score("and", "2", {"conditions": conditions}, {"met": met, "actual": actual, "baseline": "88"}) == expected


@pytest.mark.parametrize(("method", "weights", "scores", "expected"), [
    ("weighted", ("0.7", "0.3"), ("85", "95"), "88.00"),
    ("weighted", ("70", "30"), ("85", "95"), "88.00"),
    ("lowest", None, ("92", "78"), "78.00"),
    ("highest", None, ("92", "78"), "92.00"),
    ("average", None, ("92", "78"), "85.00"),
])
def test_combine(method, weights, scores, expected):
    parts = [{"name": name} for name in "甲乙"]
    if weights:
        parts = [{**part, "weight": weight} for part, weight in zip(parts, weights, strict=True)]
    inputs = {"parts": dict(zip("甲乙", scores, strict=True))}
    assert score("combine", "100", {"method": method, "parts": parts}, inputs) == expected


def test_combine_takes_the_losses_of_several_rules_from_one_mark():
    share = {"kind": "step_deduct", "parameters": {**REUSE, "target": "20", "step": "1", "points_per_step": "0.5"}}
    papers = {"kind": "event_deduct", "parameters": {"events": [{"name": "佐证缺项", "points": "0.2"}]}}
    parts = [{"name": "比例", "rule": share}, {"name": "佐证", "rule": papers}]
    inputs = {"parts": {"比例": {"actual": "18.7"}, "佐证": {"counts": {"佐证缺项": 2}}}}
    assert score("combine", "3", {"method": "deductions", "parts": parts}, inputs) == "1.95"


@pytest.mark.parametrize(("difference", "alone", "on_base"), [
    ("6", "5.00", "85.00"), ("2", "3.00", "83.00"), ("-2", "-3.00", "77.00"), ("-6", "-5.00", "75.00"),
])
def test_adjust(difference, alone, on_base):
    parameters = {"factor": "1.5", "cap": "5"}
    assert score("adjust", "100", {**parameters, "applies_to": "alone"}, {"difference": difference}) == alone
    assert score("adjust", "100", parameters, {"difference": difference, "base": "80"}) == on_base


@pytest.mark.parametrize(("inputs", "expected"), [
    ({"rank": 6}, "5.00"),
    ({"rank": 7, "actual": "88.2", "baseline": "89"}, "0.00"),
    ({"rank": 7, "actual": "89.1", "baseline": "89"}, "5.00"),
])
def test_relative_by_rank(inputs, expected):
    assert score("relative", "5", {"basis": "rank", "top": 6, "or_improved": True}, inputs) == expected


@pytest.mark.parametrize(("actual", "expected"), [("90", "5.00"), ("89.9", "0.00")])
def test_relative_to_the_average(actual, expected):
    assert score("relative", "5", {"basis": "average"}, {"actual": actual, "average": "90"}) == expected


@pytest.mark.parametrize(("manner", "given", "expected"), [
    ("award", "6.5", "6.50"), ("award", "0", "0.00"), ("award", "8", "8.00"), ("deduct", "1.5", "6.50"),
])
def test_discretionary(manner, given, expected):
    assert score("discretionary", "8", {"manner": manner}, {"points": given, "reason": "记录不完整"}) == expected


def test_qualitative():
    assert score("qualitative", "4", {"requirement": "建立"}, {"achieved": True, "evidence": "文件"}) == "4.00"
    assert score("qualitative", "4", {"requirement": "建立"}, {"achieved": False}) == "0.00"
    worth = {"全面实施": "4", "部分实施": "2", "不明显": "0"}
    levels = [{"name": name, "points": points} for name, points in worth.items()]
    assert score("qualitative", "4", {"levels": levels}, {"level": "部分实施"}) == "2.00"


def test_the_explanation_of_the_first_vector_word_by_word():
    result = ask("step_deduct", "3", {**PM10, "unit": "微克/立方米"}, {"actual": "72.4"})
    assert result.as_json() == {
        "score": "1.80",
        "full_marks": "3",
        "explanation": [
            {"text": "完成值72.4微克/立方米，目标不高于70微克/立方米，高2.4微克/立方米", "value": "2.4"},
            {"text": "满分", "value": "3"},
            {"text": "每差1微克/立方米扣0.5分，按比例计2.4÷1×0.5，扣1.2分", "value": "-1.2"},
            {"text": "得分：3 − 1.2 = 1.8分", "value": "1.80"},
        ],
    }

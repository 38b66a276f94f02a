"""Rules that are refused: the field is named, and the sentence says what is wrong."""

import pytest

from indicators.rules import RuleError, read_rule

from .ask import refusal, score

STEP = {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5"}


def step(actual="72", full_marks="3", **changed):
    return refusal("step_deduct", full_marks, {**STEP, **changed}, {"actual": actual})


@pytest.mark.parametrize(("full_marks", "message"), [
    ("-3", "“满分”应在0到100000之间"), ("NaN", "“NaN”不是数字，请只填数字"), ("三分", "“三分”不是数字，请只填数字"),
    (None, "缺少“满分”"), ("1000001", "“满分”应在0到100000之间"),
])
def test_bad_full_marks(full_marks, message):
    assert step(full_marks=full_marks) == ("full_marks", message)


@pytest.mark.parametrize(("changed", "field", "message"), [
    ({"step": "0"}, "parameters.step", "“每差多少为一档”必须大于0"),
    ({"step": "-1"}, "parameters.step", "“每差多少为一档”必须大于0"),
    ({"points_per_step": "-1"}, "parameters.points_per_step", "“每档扣分”不能小于0"),
    ({"direction": "up"}, "parameters.direction", "“方向”只能是：higher（越高越好）、lower（越低越好）"),
    ({"target": None}, "parameters.target", "缺少“目标值”"),
    ({"zero_at": "70"}, "parameters.zero_at", "记0分的值必须比目标值差"),
    ({"max_deduction": "4"}, "parameters.max_deduction", "最多扣分不能超过满分3分"),
    ({"decimal_places": "1.5"}, "parameters.decimal_places", "“得分保留小数位数”必须是整数"),
    ({"decimal_places": 7}, "parameters.decimal_places", "“得分保留小数位数”不能大于6"),
    ({"unit": 5}, "parameters.unit", "“计量单位”必须是文字"),
    ({"unit": "a\u0000b"}, "parameters.unit", "“计量单位”太长或含有无法显示的字符，最多500字"),
])
def test_bad_parameters_of_a_step_rule(changed, field, message):
    assert step(**changed) == (field, message)


def test_unknown_and_missing_names():
    assert step(colour="red")[0] == "parameters.colour"
    assert refusal("step_deduct", "3", STEP, {"actual": "72", "guess": "1"})[0] == "inputs.guess"
    assert refusal("step_deduct", "3", STEP, {}) == ("inputs.actual", "缺少“完成值”")
    assert refusal("step_deduct", "3", STEP, None) == ("inputs.actual", "缺少“完成值”")
    assert refusal("step_deduct", "3", [], {"actual": "72"})[0] == "parameters"
    assert refusal("step_deduct", "3", STEP, ["72"])[0] == "inputs"


@pytest.mark.parametrize("kind", ["step", "", None, 5, "STEP_DEDUCT", "__class__"])
def test_an_unknown_kind(kind):
    assert refusal(kind, "3", {}, {})[0] == "kind"


TIERS_OVERLAPPING = [
    [{"from": "0", "to": "10", "points": "1"}, {"from": "5", "to": "15", "points": "2"}],
    [{"from": "5", "points": "1"}, {"from": "5", "points": "2"}],
    [{"to": "10", "points": "1"}, {"to": "20", "points": "2"}],
    [{"from": "0", "to": "30", "points": "1"}, {"from": "10", "to": "20", "points": "2"}],
    [{"from": "20", "points": "1"}, {"from": "10", "to": "30", "points": "2"}],
]


@pytest.mark.parametrize("tiers", TIERS_OVERLAPPING)
def test_overlapping_tiers(tiers):
    field, message = refusal("tiers", "3", {"tiers": tiers}, {"actual": "7"})
    assert (field, message[-4:]) == ("parameters.tiers", "两档重叠")


@pytest.mark.parametrize("tier", [{"from": "10", "to": "10"}, {"from": "10", "to": "5"}])
def test_a_tier_that_ends_before_it_begins(tier):
    assert refusal("tiers", "3", {"tiers": [{**tier, "points": "1"}]}, {"actual": "7"})[0] == "parameters.tiers.0.to"


@pytest.mark.parametrize("tiers", [
    [{"points": "1"}], [{"level": "优", "from": "1", "points": "1"}],
    [{"level": "优", "points": "1"}, {"from": "1", "points": "1"}],
])
def test_tiers_of_two_sorts(tiers):
    assert refusal("tiers", "3", {"tiers": tiers}, {"actual": "7"})[0].startswith("parameters.tiers.")


RULE = {"kind": "event_deduct", "parameters": {"events": [{"name": "甲", "points": "1"}]}}
OVER_FULL_MARKS = [
    ("tiers", {"tiers": [{"from": "0", "points": "9"}]}, "parameters.tiers"),
    ("checklist", {"items": [{"name": "甲", "points": "2"}, {"name": "乙", "points": "2"}]}, "parameters.items"),
    ("base_plus_improve", {"target": "12", "direction": "lower", "base_points": "2", "step": "1",
                           "points_per_step": "1", "max_improvement": "4"}, "parameters.max_improvement"),
    ("discretionary", {"maximum": "4"}, "parameters.maximum"),
    ("qualitative", {"levels": [{"name": "优", "points": "4"}]}, "parameters.levels.0.points"),
    ("combine", {"method": "sum", "parts": [{"name": "甲", "full_marks": "2"}, {"name": "乙", "full_marks": "2"}]},
     "parameters.parts"),
    ("combine", {"method": "average", "parts": [{"name": "甲", "rule": {**RULE, "full_marks": "4"}}]},
     "parameters.parts"),
    ("base_part", {"rest": {**RULE, "full_marks": "2"}}, "parameters.rest.full_marks"),
    ("total", {"items": [{"name": "甲", "full_marks": "4"}]}, "parameters.items"),
]


@pytest.mark.parametrize(("kind", "parameters", "field"), OVER_FULL_MARKS)
def test_a_rule_that_could_pass_its_full_marks(kind, parameters, field):
    with pytest.raises(RuleError, match=r"超过|最多") as caught:
        read_rule({"kind": kind, "full_marks": "3", "parameters": parameters})
    assert caught.value.field == field


def test_a_rule_that_grants_a_bonus_may_pass_its_full_marks():
    parameters = {"tiers": [{"from": "0", "points": "9"}], "bonus_cap": "6"}
    assert score("tiers", "3", parameters, {"actual": "1"}) == "9.00"


@pytest.mark.parametrize("weights", [("0.7", "0.2"), ("70", "31"), ("0.7", "30"), ("0", "0")])
def test_weights_that_do_not_make_a_whole(weights):
    parts = [{"name": name, "weight": weight} for name, weight in zip("甲乙", weights, strict=True)]
    field, message = refusal("combine", "100", {"method": "weighted", "parts": parts}, {"parts": {}})
    assert field == "parameters.parts" and "权重合计应为100%" in message


@pytest.mark.parametrize(("parts", "method", "field"), [
    ([{"name": "甲"}], "weighted", "parameters.parts.0.weight"),
    ([{"name": "甲", "weight": "1"}], "average", "parameters.parts.0.weight"),
    ([{"name": "甲"}], "sum", "parameters.parts.0.full_marks"),
    ([{"name": "甲"}], "deductions", "parameters.parts.0.rule"),
    ([{"name": "甲", "rule": RULE, "full_marks": "1"}], "lowest", "parameters.parts.0.full_marks"),
    ([{"name": "甲"}, {"name": "甲"}], "lowest", "parameters.parts.1.name"),
    ([{"name": " "}], "lowest", "parameters.parts.0.name"),
    ([], "lowest", "parameters.parts"),
    ([{"name": "甲", "rule": {"kind": "ratio", "parameters": {"full_at": "0"}}}], "lowest",
     "parameters.parts.0.rule.parameters.full_at"),
    ([{"name": "甲", "rule": {"kind": "grade"}}], "lowest", "parameters.parts.0.rule.kind"),
    ([{"name": "甲", "rule": "ratio"}], "lowest", "parameters.parts.0.rule"),
])
def test_bad_parts_are_named_by_their_place(parts, method, field):
    assert refusal("combine", "100", {"method": method, "parts": parts}, {"parts": {}})[0] == field


@pytest.mark.parametrize(("condition", "field"), [
    ({"comparator": ">="}, "target"), ({"comparator": "not_decrease", "target": "1"}, "target"),
    ({"comparator": "increase", "target": "-1"}, "target"), ({"comparator": "between", "target": "1"}, "upper"),
    ({"comparator": ">=", "target": "1", "upper": "2"}, "upper"),
    ({"comparator": "between", "target": "2", "upper": "1"}, "upper"),
    ({"comparator": "≥", "target": "1"}, "comparator"),
])
def test_a_condition_with_the_wrong_target(condition, field):
    assert refusal("all_or_nothing", "3", condition, {"actual": "1"})[0] == f"parameters.{field}"
    assert refusal("and", "3", {"conditions": [condition]}, {"actual": "1"})[0] == f"parameters.conditions.0.{field}"


BAD_PARAMETERS = [
    ("linear", {"slope": "0", "intercept": "1"}, "parameters.slope"),
    ("linear", {"slope": "1", "intercept": "1", "zero_below": "2", "zero_above": "1"}, "parameters.zero_above"),
    ("relative", {"basis": "rank"}, "parameters.top"),
    ("relative", {"basis": "average", "top": 6}, "parameters.top"),
    ("trend", {"requirement": "increase", "tolerance": "1"}, "parameters.tolerance"),
    ("trend", {"requirement": "not_decrease", "at_least": "1"}, "parameters.at_least"),
    ("and", {"conditions": [{"name": "甲"}]}, "parameters.conditions.0.comparator"),
    ("and", {"conditions": [{"comparator": "increase"}, {"comparator": "increase"}]}, "parameters.conditions.1.name"),
    ("waiver", {"rule": {**RULE, "full_marks": "2"}}, "parameters.rule.full_marks"),
    ("adjust", {"factor": "1", "cap": "1", "applies_to": "alone", "bonus_cap": "1"}, "parameters.bonus_cap"),
    ("discretionary", {"minimum": "2", "maximum": "1"}, "parameters.minimum"),
    ("event_deduct", {**RULE["parameters"], "max_deduction": "4"}, "parameters.max_deduction"),
    ("event_deduct", {"events": [{"name": "甲", "points": "-1"}]}, "parameters.events.0.points"),
    ("event_deduct", {"events": [{"name": str(n), "points": "1"} for n in range(201)]}, "parameters.events"),
    ("stage", {"stages": [{"name": "甲", "factor": "1.1"}]}, "parameters.stages.0.factor"),
    ("checklist", {"items": [{"name": "甲", "points": "1", "levels": [{"name": "高", "points": "2"}]}]},
     "parameters.items.0.levels.0.points"),
    ("base_plus_improve",
     {"target": "1", "direction": "lower", "base_points": "3", "step": "1", "points_per_step": "1"},
     "parameters.base_points"),
    ("grade", {"bands": [{"name": "合格", "at_least": "60"}]}, "parameters.bands.0.at_least"),
    ("grade", {"vetoes": [{"name": "甲", "grade": "差"}]}, "parameters.vetoes.0.grade"),
]


@pytest.mark.parametrize(("kind", "parameters", "field"), BAD_PARAMETERS)
def test_bad_parameters(kind, parameters, field):
    assert refusal(kind, "3", parameters, {})[0] == field


def test_rules_within_rules_have_a_limit():
    rule = {"kind": "ratio"}
    for _ in range(6):
        rule = {"kind": "combine", "parameters": {"method": "lowest", "parts": [{"name": "甲", "rule": rule}]}}
    with pytest.raises(RuleError, match="嵌套太深"):
        read_rule({**rule, "full_marks": "10"})

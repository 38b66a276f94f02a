"""What a rule asks, and answers put back in place."""

import pytest

from indicators.rules import KINDS, RuleError, asked, evaluate, fill, read_answer, read_rule, shown_answer
from indicators.rules.asked import Asked, named

CHECKLIST = {"items": [
    {"name": "成立领导小组", "points": "1"},
    {"name": "主要领导挂帅", "points": "1", "levels": [
        {"name": "主要领导", "points": "1"}, {"name": "其他", "points": "0.2"},
    ]},
]}
EVENTS = {"events": [{"name": "月度超标/次", "points": "5"}]}


def rule_of(kind, full_marks="10", **parameters):
    return read_rule({"kind": kind, "full_marks": full_marks, "parameters": parameters})


def nested(kind, **parameters):
    return {"kind": kind, "full_marks": "10", "parameters": parameters}


def flat(inputs: dict, above: tuple = ()) -> dict:
    """{path: value} of nested inputs, without the lists that nobody is asked for."""
    answers = {}
    for name, value in inputs.items():
        names = (*above, name)
        if isinstance(value, dict):
            answers |= flat(value, names)
        elif not isinstance(value, list):
            answers[path_of(names)] = value
    return answers


def path_of(names: tuple) -> str:
    return "/".join(name.replace("~", "~0").replace("/", "~1") for name in names)


def paths(rule) -> list[str]:
    return [one.path for one in asked(rule)]


@pytest.mark.parametrize("name", KINDS)
def test_answers_put_back_give_the_score_of_the_example(name):
    example = KINDS[name].example
    inputs = {key: value for key, value in example["inputs"].items() if not isinstance(value, list)}
    if name == "total":
        inputs["scores"] = {**inputs["scores"], "海洋": "12"}
    rule = read_rule({key: example[key] for key in ("kind", "full_marks", "parameters")})
    assert set(flat(inputs)) <= set(paths(rule))
    assert evaluate(rule, fill(rule, flat(inputs))) == evaluate(rule, inputs)


@pytest.mark.parametrize(("kind", "parameters", "expected"), [
    ("all_or_nothing", {"comparator": ">=", "target": "90"}, ["actual"]),
    ("all_or_nothing", {"comparator": "not_decrease"}, ["actual", "baseline"]),
    ("all_or_nothing", {"comparator": "qualitative"}, ["met"]),
    ("step_deduct", {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5"}, ["actual"]),
    ("ratio", {}, ["ratio", "numerator", "denominator"]),
    ("ratio_with_penalty", {"target": "0.9"}, ["ratio", "numerator", "denominator"]),
    ("all_or_count", {"points_per_missed": "5", "changes": [{"name": "升类", "points": "2"}]},
     ["missed", "counts/升类"]),
    ("base_part", {}, ["ratio", "numerator", "denominator", "rest_points"]),
    ("base_part", {"rest": {"kind": "event_deduct", "full_marks": "2", "parameters": EVENTS}},
     ["ratio", "numerator", "denominator", "rest/counts/月度超标~1次"]),
    ("tiers", {"tiers": [{"from": "5", "points": "1"}]}, ["actual"]),
    ("tiers", {"tiers": [{"level": "优", "points": "5"}, {"level": "良", "points": "4"}]}, ["level"]),
    ("checklist", CHECKLIST, ["done/成立领导小组", "done/主要领导挂帅"]),
    ("event_deduct", EVENTS, ["counts/月度超标~1次"]),
    ("waiver", {"comparator": "<=", "target": "20"}, ["deduction", "actual"]),
    ("waiver", {"rule": nested("event_deduct", **EVENTS)}, ["rule/counts/月度超标~1次", "met"]),
    ("and", {"conditions": [{"comparator": ">=", "target": "55"}, {"comparator": "not_decrease"}]},
     ["actual", "baseline"]),
    ("and", {"conditions": [{"name": "秸秆", "comparator": ">=", "target": "86"}, {"comparator": "meet_assigned"}]},
     ["values/秸秆/actual", "met"]),
    ("combine",
     {"method": "lowest", "parts": [{"name": "甲", "rule": nested("checklist", **CHECKLIST)}, {"name": "乙"}]},
     ["parts/甲/done/成立领导小组", "parts/甲/done/主要领导挂帅", "parts/乙"]),
    ("adjust", {"factor": "1", "cap": "5", "applies_to": "alone"}, ["difference", "actual", "reference"]),
    ("relative", {"basis": "average"}, ["actual", "average"]),
    ("relative", {"basis": "rank", "top": 6, "or_improved": True}, ["rank", "actual", "baseline"]),
    ("discretionary", {}, ["points", "reason"]),
    ("qualitative", {}, ["achieved", "evidence"]),
    ("qualitative", {"levels": [{"name": "优", "points": "5"}]}, ["level", "evidence"]),
])
def test_only_what_the_rule_needs_is_asked(kind, parameters, expected):
    assert paths(rule_of(kind, **parameters)) == expected


def test_a_leaf_says_what_it_is_and_what_it_belongs_to():
    part = nested("step_deduct", target="20", direction="lower", step="1", points_per_step="1", unit="毫克/升")
    rule = rule_of("combine", method="average", parts=[{"name": "本省断面", "rule": part}])
    assert asked(rule) == (Asked(
        path="parts/本省断面/actual", label="完成值", type="decimal", required=True, unit="毫克/升", of="本省断面",
    ),)
    assert (asked(rule)[0].part, asked(rule)[0].full_label) == ("本省断面", "本省断面：完成值")


def test_an_item_is_named_once_and_after_the_part_it_stands_in():
    assert [one.full_label for one in asked(rule_of("checklist", **CHECKLIST))] == ["成立领导小组", "主要领导挂帅"]
    part = {"name": "四项工作", "rule": nested("checklist", **CHECKLIST)}
    rule = rule_of("combine", method="average", parts=[part])
    assert [one.full_label for one in asked(rule)] == ["四项工作：成立领导小组", "四项工作：主要领导挂帅"]
    assert {one.part for one in asked(rule)} == {"四项工作"}


def test_events_nobody_counted_did_not_happen():
    rule = rule_of("combine", method="sum", parts=[{"name": "甲", "rule": nested("event_deduct", **EVENTS)}])
    assert fill(rule, {}) == {"parts": {"甲": {"counts": {}}}}
    assert evaluate(rule, fill(rule, {"parts/甲/counts/月度超标~1次": "1"})).score == 5


def test_answers_to_questions_that_are_not_asked_are_left_out():
    rule = rule_of("step_deduct", target="70", direction="lower", step="1", points_per_step="0.5")
    assert fill(rule, {"actual": "", "other": "1"}) == {}


def leaf_of(type, **more):
    return Asked("values/甲/x", "完成值", type, of="甲", **more)


@pytest.mark.parametrize(("leaf", "written", "kept", "words"), [
    (leaf_of("decimal", unit="%"), " 12.40 ", "12.40", "12.4%"),
    (leaf_of("decimal"), "-0", "0", "0"),
    (leaf_of("decimal", unit="%"), "１２.５％", "12.5", "12.5%"),
    (leaf_of("integer", unit="次"), "3", 3, "3次"),
    (leaf_of("boolean"), "是", True, "是"),
    (leaf_of("boolean"), "false", False, "否"),
    (leaf_of("choice", choices=(("优", "优"),)), "优", "优", "优"),
    (leaf_of("text"), " 印发文件 ", "印发文件", "印发文件"),
    (leaf_of("decimal"), "  ", None, ""),
])
def test_an_answer_is_kept_as_plain_data_and_shown_in_words(leaf, written, kept, words):
    assert read_answer(leaf, written) == kept
    assert shown_answer(leaf, kept) == words


@pytest.mark.parametrize(("leaf", "written", "message"), [
    (leaf_of("decimal"), "十二", "不是数字"), (leaf_of("decimal", maximum=10), "10.01", "“甲：完成值”不能大于10"),
    (leaf_of("integer"), "1.5", "必须是整数"), (leaf_of("boolean"), "也许", "请选是或否"),
    (leaf_of("choice", choices=(("优", "优"),)), "良", "所列的选项"), (leaf_of("decimal"), "NaN", "数字"),
    (leaf_of("decimal"), "1e99", "数字"), (leaf_of("decimal"), "1" * 16, "数字太大"),
    (leaf_of("text"), "长" * 501, "最多500字"),
    (leaf_of("decimal"), ["1"], "必须是数字"), (leaf_of("choice"), {}, "所列的选项"),
])
def test_a_bad_answer_is_refused_where_it_stands(leaf, written, message):
    with pytest.raises(RuleError, match=message) as refused:
        read_answer(leaf, written)
    assert refused.value.field == "inputs.values.甲.x"


def test_a_name_with_a_slash_is_one_name():
    assert named("counts", "毫克/升~").names == ("counts", "毫克/升~")

"""Values and requests that are refused: the field is named, and the sentence says what is wrong."""

import pytest

from indicators.rules import KINDS, RuleError
from indicators.rules.request import answer, load

from .ask import refusal, score

STEP = {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5"}
RULE = {"kind": "event_deduct", "parameters": {"events": [{"name": "甲", "points": "1"}]}}


@pytest.mark.parametrize("value", [
    "NaN", "Infinity", "-Infinity", "sNaN", "1e400", "1e99", "1e-99", "9" * 31, "0." + "1" * 29, "1" * 5000,
    "七十", "72µg", "1_000", "", None, True, [], {}, "0x1F", "1,0", float("nan"), float("inf"), 10**400,
])
def test_what_is_no_bounded_number_is_refused(value):
    assert refusal("step_deduct", "3", STEP, {"actual": value})[0] == "inputs.actual"


@pytest.mark.parametrize("value", ["72.40", "7.24e1", 72.4, " 72.4 ", "７２．４", "+72.4", "72.400000000000000000"])
def test_a_number_may_be_written_in_several_ways(value):
    assert score("step_deduct", "3", STEP, {"actual": value}) == "1.80"


def test_a_request_that_is_no_request():
    for request in (None, [], "step_deduct", 5):
        with pytest.raises(RuleError) as caught:
            answer(request)
        assert caught.value.field == "json"
    with pytest.raises(RuleError) as caught:
        answer({"kind": "ratio", "full_marks": "3", "inputs": {"ratio": "1"}, "note": "x"})
    assert caught.value.field == "note"


def test_a_bad_value_of_a_part_is_named_by_the_part():
    parts = [{"name": "甲", "rule": {"kind": "ratio"}}, {"name": "乙"}]
    parameters = {"method": "lowest", "parts": parts}
    assert refusal("combine", "10", parameters, {"parts": {"甲": {"ratio": "x"}}})[0] == "inputs.parts.甲.ratio"
    assert refusal("combine", "10", parameters, {"parts": {"甲": {"ratio": "1"}}})[0] == "inputs.parts.乙"
    given = {"甲": {"ratio": "1"}, "乙": "11"}
    assert refusal("combine", "10", parameters, {"parts": given})[0] == "inputs.parts.乙"
    assert refusal("combine", "10", parameters, {"parts": {**given, "丙": "1"}})[0] == "inputs.parts.丙"


DIVISIONS = [
    ("ratio", {}, {"numerator": "1", "denominator": "0"}, "inputs.denominator"),
    ("base_part", {}, {"numerator": "0", "denominator": "0"}, "inputs.denominator"),
    ("stage", {}, {"projects": {}}, "inputs.projects"),
    ("stage", {}, {"projects": {"已完成": 0}}, "inputs.projects"),
    ("trend", {"requirement": "increase", "change_type": "percent"}, {"actual": "1", "baseline": "0"},
     "inputs.baseline"),
    ("ratio_with_penalty", {"bonus_points": "1"},
     {"ratio": "1", "met": True, "upgraded_sections": 1, "total_sections": 0}, "inputs.total_sections"),
    ("total", {"items": [{"name": "甲", "full_marks": "3"}]},
     {"scores": {}, "not_applicable": [{"item": "甲", "reason": "无", "approved": True}]}, "inputs.not_applicable"),
]


@pytest.mark.parametrize(("kind", "parameters", "inputs", "field"), DIVISIONS)
def test_division_by_zero(kind, parameters, inputs, field):
    found, message = refusal(kind, "3", parameters, inputs)
    assert found == field and "除数为零" in message


@pytest.mark.parametrize(("kind", "parameters", "inputs"), [
    ("trend", {"requirement": "not_decrease"}, {"actual": "59"}),
    ("and", {"conditions": [{"comparator": ">=", "target": "55"}, {"comparator": "not_decrease"}]}, {"actual": "59"}),
    ("all_or_nothing", {"comparator": "increase"}, {"actual": "59"}),
    ("relative", {"basis": "rank", "top": 6, "or_improved": True}, {"rank": 7, "actual": "59"}),
])
def test_a_comparison_with_last_year_needs_last_years_value(kind, parameters, inputs):
    assert refusal(kind, "3", parameters, inputs) == ("inputs.baseline", "缺少“上年值”，无法比较升降")


BAD_INPUTS = [
    ("ratio", {}, {}, "inputs.ratio"),
    ("ratio", {}, {"ratio": "83"}, "inputs.ratio"),
    ("ratio", {}, {"ratio": "-0.1"}, "inputs.ratio"),
    ("ratio", {}, {"ratio": "1", "numerator": "1", "denominator": "1"}, "inputs.ratio"),
    ("ratio", {}, {"numerator": "1"}, "inputs.denominator"),
    ("base_part", {}, {"ratio": "1.1"}, "inputs.ratio"),
    ("base_part", {}, {"ratio": "1", "rest_points": "1"}, "inputs.rest_points"),
    ("ratio_with_penalty", {}, {"ratio": "1"}, "inputs.met"),
    ("ratio_with_penalty", {"target": "0.9"}, {"ratio": "1", "met": True}, "inputs.met"),
    ("ratio_with_penalty", {"bonus_points": "1"},
     {"ratio": "1", "met": True, "upgraded_sections": 2, "total_sections": 1}, "inputs.upgraded_sections"),
    ("all_or_count", {"points_per_missed": "1"}, {"missed": "-1"}, "inputs.missed"),
    ("all_or_count", {"points_per_missed": "1"}, {"missed": "1.5"}, "inputs.missed"),
    ("all_or_count", {"points_per_missed": "1"}, {"missed": True}, "inputs.missed"),
    ("event_deduct", RULE["parameters"], {"counts": {"乙": 1}}, "inputs.counts.乙"),
    ("event_deduct", RULE["parameters"], {"counts": {"甲": "一次"}}, "inputs.counts.甲"),
    ("event_deduct", RULE["parameters"], {"counts": {"甲": False}}, "inputs.counts.甲"),
    ("checklist", {"items": [{"name": "甲", "points": "1"}]}, {"done": {}}, "inputs.done.甲"),
    ("checklist", {"items": [{"name": "甲", "points": "1"}]}, {"done": {"甲": "是"}}, "inputs.done.甲"),
    ("checklist", {"items": [{"name": "甲", "points": "1", "levels": [{"name": "高", "points": "1"}]}]},
     {"done": {"甲": "低"}}, "inputs.done.甲"),
    ("stage", {}, {"projects": {"停工": 1}}, "inputs.projects.停工"),
    ("tiers", {"tiers": [{"level": "优", "points": "1"}]}, {"level": "劣"}, "inputs.level"),
    ("tiers", {"tiers": [{"level": "优", "points": "1"}]}, {"actual": "1"}, "inputs.actual"),
    ("waiver", {}, {"met": True}, "inputs.deduction"),
    ("waiver", {"rule": RULE}, {"met": True, "deduction": "1"}, "inputs.deduction"),
    ("relative", {"basis": "rank", "top": 6}, {"actual": "1"}, "inputs.rank"),
    ("relative", {"basis": "rank", "top": 6}, {"rank": "0"}, "inputs.rank"),
    ("adjust", {"factor": "1", "cap": "5"}, {"difference": "1"}, "inputs.base"),
    ("adjust", {"factor": "1", "cap": "5"}, {"base": "1", "actual": "1"}, "inputs.reference"),
    ("discretionary", {}, {"points": "3.1", "reason": "好"}, "inputs.points"),
    ("discretionary", {}, {"points": "1"}, "inputs.reason"),
    ("discretionary", {}, {"points": "1", "reason": "  "}, "inputs.reason"),
    ("qualitative", {}, {}, "inputs.achieved"),
    ("qualitative", {}, {"achieved": "是"}, "inputs.achieved"),
    ("grade", {"gates": [{"name": "甲"}]}, {"score": "1"}, "inputs.gates.甲"),
    ("grade", {"vetoes": [{"name": "甲"}]}, {"score": "1", "vetoes": {"乙": True}}, "inputs.vetoes.乙"),
    ("grade", {}, {"score": "-1"}, "inputs.score"),
]


@pytest.mark.parametrize(("kind", "parameters", "inputs", "field"), BAD_INPUTS)
def test_bad_inputs(kind, parameters, inputs, field):
    assert refusal(kind, "3", parameters, inputs)[0] == field


NOT_APPLICABLE = {"item": "乙", "reason": "不临海", "approved": True}


@pytest.mark.parametrize(("changed", "field"), [
    ({"reason": ""}, "inputs.not_applicable.0.reason"),
    ({"approved": False}, "inputs.not_applicable.0.approved"),
    ({"item": "丙"}, "inputs.not_applicable.0.item"),
    ({"treatment": "transfer"}, "inputs.not_applicable.0.transfer_to"),
    ({"treatment": "transfer", "transfer_to": "乙"}, "inputs.not_applicable.0.transfer_to"),
    ({"transfer_to": "甲"}, "inputs.not_applicable.0.transfer_to"),
    ({"treatment": "forget"}, "inputs.not_applicable.0.treatment"),
])
def test_not_applicable_needs_a_reason_and_approval(changed, field):
    items = [{"name": "甲", "full_marks": "10"}, {"name": "乙", "full_marks": "20"}]
    inputs = {"scores": {"甲": "8"}, "not_applicable": [{**NOT_APPLICABLE, **changed}]}
    if "丙" in changed.values():
        inputs["scores"]["乙"] = "1"
    assert refusal("total", "100", {"items": items}, inputs)[0] == field


@pytest.mark.parametrize(("raw", "message"), [
    (b"", "不是有效的 JSON"), (b"{", "不是有效的 JSON"), (b"\xff\xfe", "UTF-8"), (b"[" * 100_000, "嵌套太深"),
    (b'"' + b"a" * 1_000_000 + b'"', "太长"), (b'{"kind": 1, "kind": 2}', "写了两次"),
])
def test_bad_json(raw, message):
    with pytest.raises(RuleError, match=message):
        load(raw)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400", "1e9999999999999999999999", "9" * 10_000, "1" * 70])
def test_numbers_that_json_allows_and_a_score_does_not(number):
    raw = f'{{"kind": "ratio", "full_marks": "3", "inputs": {{"ratio": {number}}}}}'
    with pytest.raises(RuleError) as caught:
        answer(load(raw.encode()))
    assert caught.value.field == "inputs.ratio"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_required_name_is_missed_by_name(kind):
    """Each example without one of its required parameters or inputs, and with one too many."""
    for where, fields in (("parameters", kind.all_parameters), ("inputs", kind.inputs)):
        for field in fields:
            if field.required:
                request = {**kind.example, where: {k: v for k, v in kind.example[where].items() if k != field.name}}
                assert refusal(*request.values()) == (f"{where}.{field.name}", f"缺少“{field.label}”")
        request = {**kind.example, where: {**kind.example[where], "extra": "1"}}
        assert refusal(*request.values())[0] == f"{where}.extra"

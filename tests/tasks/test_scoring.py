"""What a rule makes of a line: values in their places, words for what is missing, losses that add up."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.models import ScoringRule
from indicators.rule_sources import default_bindings
from indicators.rules import KINDS, asked, read_rule
from tasks.scoring import Known, asked_of_office, asked_of_unit, suggest

PM10 = {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5", "unit": "微克/立方米"}
SHARE = {"target": "80", "direction": "higher", "step": "1", "points_per_step": "0.25", "unit": "%"}


@dataclass(frozen=True)
class Target:
    pk: int = 1
    name: str = ""
    unit_of_measure: str = "微克/立方米"
    comparator: str = "<="
    target: Decimal | None = Decimal(70)
    upper: Decimal | None = None
    baseline: Decimal | None = None


def rule_of(kind, full_marks, parameters, bindings, number=3) -> ScoringRule:
    return ScoringRule(kind=kind, full_marks=Decimal(full_marks), parameters=parameters, bindings=bindings,
                       number=number, sentence="规则原话")


def reported(**actuals):
    """Known values of targets numbered from 1, by name."""
    return [{"target": pk, "name": name, "actual": actual} for pk, (name, actual) in enumerate(actuals.items(), 1)]


def known(actual="72.4", target=None, **more) -> Known:
    return Known(values=[{"target": 1, "actual": actual}], targets=[target or Target()], **more)


def texts(suggestion) -> list[str]:
    return [step.text for step in suggestion.steps]


PM10_RULE = rule_of("step_deduct", "3", PM10, {"actual": "actual"})


def test_a_reported_value_gives_a_score_with_its_reasons():
    found = suggest(PM10_RULE, Decimal(3), known())
    assert (found.score, found.full_marks, found.rule_number, found.sentence) == (
        Decimal("1.80"), Decimal(3), 3, "规则原话",
    )
    assert found.is_ready and not found.bonus and not found.missing and not found.problem
    assert found.steps[-1].value == found.score
    [loss] = found.losses
    assert (loss.points, loss.code) == (Decimal("1.20"), "not_reached")
    assert loss.text.startswith("完成值72.4微克/立方米，目标不高于70微克/立方米，高2.4微克/立方米；每差1")
    assert loss.rule_line.startswith("目标不高于70微克/立方米，满分3分")


def test_a_line_that_reaches_its_target_loses_nothing():
    found = suggest(PM10_RULE, Decimal(3), known("69"))
    assert (found.score, found.losses) == (Decimal("3.00"), ())


def test_what_is_not_filled_in_is_missing_and_no_error():
    found = suggest(PM10_RULE, Decimal(3), known(None))
    assert (found.score, found.missing, found.problem) == (None, ("完成值（单位没有填数字）",), "")


def test_several_targets_are_told_apart_by_name():
    parts = [{"name": name, "rule": {"kind": "step_deduct", "full_marks": "10", "parameters": SHARE}}
             for name in ("秸秆", "畜禽")]
    bindings = {"parts/秸秆/actual": "actual:秸秆利用率", "parts/畜禽/actual": "actual:畜禽利用率"}
    rule = rule_of("combine", "10", {"method": "lowest", "parts": parts}, bindings)
    targets = [Target(1, "秸秆利用率", "%", ">="), Target(2, "畜禽利用率", "%", ">=")]
    found = suggest(rule, Decimal(10), Known(reported(a="79", b="76"), targets))
    assert found.score == Decimal("9.00")
    lost = suggest(rule, Decimal(10), Known(reported(a="79", b="76"), [targets[0], Target(2, "粪污", "%", ">=")]))
    assert lost.missing == ("畜禽：完成值（任务没有名为“畜禽利用率”的目标）",)


def test_one_of_several_targets_must_be_named():
    targets = [Target(1, "甲"), Target(2, "乙")]
    found = suggest(PM10_RULE, Decimal(3), Known(reported(a="1", b="2"), targets))
    assert found.missing == ("完成值（任务有2个目标，规则没有写明取哪一个）",)


def test_a_percentage_becomes_a_share():
    rule = rule_of("ratio", "60", {}, {"ratio": "actual"})
    assert suggest(rule, Decimal(60), known("83", Target(unit_of_measure="%"))).score == Decimal("49.80")
    assert suggest(rule, Decimal(60), known("0.83", Target(unit_of_measure=""))).score == Decimal("49.80")


def test_last_year_comes_from_the_plan():
    rule = rule_of("trend", "4", {"requirement": "not_decrease", "tolerance": "1"},
                   {"actual": "actual", "baseline": "baseline"})
    assert suggest(rule, Decimal(4), known("59.5", Target(baseline=Decimal("60.2")))).score == 4
    assert suggest(rule, Decimal(4), known("59.5")).missing == ("上年值（计划没有列现状值）",)


def test_met_by_numbers_and_where_they_cannot_tell_by_the_offices_word():
    rule = rule_of("all_or_nothing", "5", {"comparator": "meet_assigned"}, {"met": "met"})
    assert suggest(rule, Decimal(5), known("70")).score == 5
    assert suggest(rule, Decimal(5), known("71", verdict=True)).score == 0
    told = Target(comparator="qualitative", target=None)
    assert suggest(rule, Decimal(5), known(None, told)).missing == ("是否完成（待环委办认定）",)
    found = suggest(rule, Decimal(5), known(None, told, verdict=False))
    assert (found.score, texts(found)[0]) == (0, "是否达标：环委办认定为未达标")


MISSING = {"events": [{"name": "缺佐证材料", "points": "0.2"}]}
WHOLE = {"method": "deductions", "parts": [
    {"name": "完成情况", "rule": {"kind": "step_deduct", "full_marks": "3", "parameters": PM10}},
    {"name": "佐证材料", "rule": {"kind": "event_deduct", "full_marks": "3", "parameters": MISSING}},
]}
WHOLE_RULE = rule_of("combine", "3", WHOLE, {
    "parts/完成情况/actual": "actual", "parts/佐证材料/counts/缺佐证材料": "missing_evidence",
})


def losses(found) -> list[tuple[str, str, str]]:
    return [(str(loss.points), loss.code, loss.text.split("；")[0]) for loss in found.losses]


def test_missing_evidence_is_counted_and_named_as_such():
    found = suggest(WHOLE_RULE, Decimal(3), known(missing_evidence=2))
    assert found.score == Decimal("1.40")
    assert losses(found) == [
        ("1.20", "not_reached", "完成情况：完成值72.4微克/立方米，目标不高于70微克/立方米，高2.4微克/立方米"),
        ("0.40", "missing", "佐证材料：缺佐证材料：2次×0.2分，扣0.4分"),
    ]
    assert found.losses[1].rule_line == "满分3分；缺佐证材料每次扣0.2分，扣完为止"


def test_nothing_more_is_lost_than_there_is():
    found = suggest(WHOLE_RULE, Decimal(3), known("75", missing_evidence=4))
    assert (found.score, [str(loss.points) for loss in found.losses]) == (Decimal("0.00"), ["2.50", "0.50"])


CHECKS = {"items": [{"name": name, "points": "1.5"} for name in ("领导小组", "责任科室", "年度计划", "实地调研")]}
CHECK_RULE = rule_of("checklist", "6", CHECKS, {f"done/{item['name']}": "unit" for item in CHECKS["items"]})
CHECKED = {"done/领导小组": True, "done/责任科室": True, "done/年度计划": True, "done/实地调研": False}


def test_the_unit_answers_and_the_office_knows_better():
    found = suggest(CHECK_RULE, Decimal(6), Known(unit_facts=CHECKED))
    assert (found.score, losses(found)) == (Decimal("4.50"), [("1.50", "not_done", "实地调研：未完成")])
    found = suggest(CHECK_RULE, Decimal(6), Known(unit_facts=CHECKED, office_facts={"done/年度计划": False}))
    assert (found.score, texts(found)[0]) == (Decimal("3.00"), "年度计划：按环委办评定的否计（单位填报是）")
    found = suggest(CHECK_RULE, Decimal(6), Known(unit_facts={"done/领导小组": True}))
    assert found.missing == tuple(f"{name}（单位没有填）" for name in ("责任科室", "年度计划", "实地调研"))


def test_a_certified_number_goes_before_the_reported_one_and_says_so():
    found = suggest(PM10_RULE, Decimal(3), known(certified={1: Decimal("73")}))
    assert (found.score, texts(found)[0]) == (
        Decimal("1.50"), "完成值按认定部门认定的73微克/立方米计（单位填报72.4微克/立方米）",
    )
    assert texts(suggest(PM10_RULE, Decimal(3), known(certified={1: Decimal("72.40")}))) == texts(
        suggest(PM10_RULE, Decimal(3), known())
    )


def test_other_marks_than_the_rules_are_scaled_with_a_line_that_says_so():
    found = suggest(PM10_RULE, Decimal(5), known())
    assert (found.score, losses(found)[0][0]) == (Decimal("3.00"), "2.00")
    scaled, last = found.steps
    assert scaled.text == "任务分值5分，规则满分3分，按比例折算：1.8÷3×5"
    assert scaled.steps[-1].value == Decimal("1.80") and last.value == Decimal("3.00")


def test_a_rule_without_marks_cannot_be_scaled():
    found = suggest(rule_of("step_deduct", "0", PM10, {"actual": "actual"}), Decimal(5), known())
    assert "不能折算" in found.problem and not found.is_ready


def test_a_bonus_goes_beyond_the_marks():
    rule = rule_of("all_or_count", "40", {
        "points_per_missed": "5", "bonus_cap": "4", "changes": [{"name": "断面升类", "points": "2"}],
    }, {"missed": "unit", "counts/断面升类": "unit"})
    found = suggest(rule, Decimal(40), Known(unit_facts={"missed": 0, "counts/断面升类": 1}))
    assert (found.score, found.bonus, found.losses) == (42, 2, ())


@pytest.mark.parametrize(("rule", "facts", "problem"), [
    (rule_of("step_deduct", "3", {}, {}), {}, "评分规则有误：缺少“目标值”"),
    (rule_of("nonsense", "3", {}, {}), {}, "评分规则有误：没有“nonsense”这种规则"),
    (rule_of("step_deduct", "3", PM10, {}), {}, "“完成值”没有数据来源"),
    (rule_of("stage", "20", {}, {"projects/已完成": "unit"}), {"projects/已完成": 0}, "项目总数为0"),
    (rule_of("discretionary", "8", {}, {"points": "office", "reason": "office"}), {"points": "9", "reason": "好"},
     "应在0到8分之间"),
    (rule_of("checklist", "6", CHECKS, CHECK_RULE.bindings), {**CHECKED, "done/领导小组": "坏"}, "请填 true"),
])
def test_what_cannot_be_worked_out_is_a_problem_in_words(rule, facts, problem):
    found = suggest(rule, rule.full_marks, Known(unit_facts=facts, office_facts=facts))
    assert problem in found.problem and not found.is_ready and found.losses == ()


def test_an_answer_that_only_this_case_needs_is_missing():
    bindings = {"rank": "office", "actual": "actual", "baseline": "baseline"}
    rule = rule_of("relative", "5", {"basis": "rank", "top": 6, "or_improved": True}, bindings)
    assert suggest(rule, Decimal(5), known("88", office_facts={"rank": 6})).score == 5
    assert suggest(rule, Decimal(5), known("88", office_facts={"rank": 7})).missing == ("上年值",)
    assert suggest(rule, Decimal(5), known("88")).missing == ("名次（待环委办评定）",)


def test_each_side_is_asked_its_own():
    bindings = {"counts/月度超标": "unit", "counts/现场发现": "office"}
    events = [{"name": name, "points": "1"} for name in ("月度超标", "现场发现")]
    rule = rule_of("event_deduct", "5", {"events": events}, bindings)
    assert [leaf.path for leaf in asked_of_unit(rule)] == ["counts/月度超标"]
    assert [leaf.path for leaf in asked_of_office(rule)] == ["counts/现场发现"]
    assert asked_of_unit(rule_of("nonsense", "5", {}, {})) == []


VALUES = {"decimal": st.decimals(0, 60, places=2).map(str), "integer": st.integers(0, 9), "boolean": st.booleans(),
          "text": st.just("说明")}
MORE_RULES = [
    {"kind": "combine", "full_marks": "3", "parameters": WHOLE},
    {"kind": "combine", "full_marks": "10", "parameters": {"method": "sum", "parts": [
        {"name": "甲", "rule": {"kind": "checklist", "full_marks": "6", "parameters": CHECKS}},
        {"name": "乙", "full_marks": "3"},
    ]}},
    {"kind": "combine", "full_marks": "10", "parameters": {"method": "weighted", "parts": [
        {"name": "甲", "weight": "70", "rule": {"kind": "ratio", "parameters": {}}}, {"name": "乙", "weight": "30"},
    ]}},
    {"kind": "waiver", "full_marks": "3", "parameters": {
        "comparator": "<=", "target": "20", "rule": {"kind": "event_deduct", "parameters": MISSING},
    }},
    {"kind": "base_part", "full_marks": "10", "parameters": {
        "rest": {"kind": "event_deduct", "full_marks": "1.5", "parameters": MISSING},
    }},
    {"kind": "ratio", "full_marks": "7", "parameters": {"decimal_places": 0}},
    *(kind.example for kind in KINDS.values() if kind.is_item),
]


@st.composite
def lines(draw):
    """Any rule with answers the office gave, and marks that may differ from the rule's."""
    data = draw(st.sampled_from(MORE_RULES))
    read = read_rule({name: data[name] for name in ("kind", "full_marks", "parameters")})
    bindings = dict.fromkeys(default_bindings(read, []), "office")
    answers = {leaf.path: draw(st.sampled_from([value for value, _ in leaf.choices]) if leaf.choices
                               else VALUES[leaf.type]) for leaf in asked(read) if leaf.path in bindings}
    full_marks = draw(st.sampled_from([read.full_marks, Decimal("2.5"), Decimal("7"), Decimal("33.33")]))
    return rule_of(data["kind"], data["full_marks"], data["parameters"], bindings), full_marks, answers


@settings(max_examples=400, deadline=None, database=None)
@given(lines())
def test_losses_add_up_to_what_was_lost(line):
    rule, full_marks, answers = line
    found = suggest(rule, full_marks, Known(office_facts=answers))
    if not found.is_ready:
        assert found.problem or found.missing
        return
    assert sum(loss.points for loss in found.losses) == full_marks - min(found.score, full_marks)
    assert all(loss.points > 0 and loss.points == round(loss.points, 2) and loss.text for loss in found.losses)
    assert found.score >= 0 and found.steps[-1].value == found.score

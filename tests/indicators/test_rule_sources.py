"""Where a rule's inputs come from: what is proposed for an indicator, and what is refused."""

from dataclasses import dataclass

import pytest

from indicators.rule_sources import bound, check_bindings, default_bindings, source_choices, source_of
from indicators.rules import RuleError, asked, read_rule


@dataclass(frozen=True)
class Target:
    name: str = ""
    unit_of_measure: str = "%"
    comparator: str = ">="


def rule_of(kind, **parameters):
    return read_rule({"kind": kind, "full_marks": "10", "parameters": parameters})


STEPS = {"target": "80", "direction": "higher", "step": "1", "points_per_step": "0.25", "unit": "%"}
MISSING = {"events": [{"name": "缺佐证材料", "points": "0.2"}, {"name": "现场发现一处", "points": "2"},
                      {"name": "月度超标", "points": "1"}]}


def part(name, kind, **parameters):
    return {"name": name, "rule": {"kind": kind, "full_marks": "10", "parameters": parameters}}


@pytest.mark.parametrize(("rule", "targets", "expected"), [
    (rule_of("step_deduct", **STEPS), [Target()], {"actual": "actual"}),
    (rule_of("step_deduct", **STEPS), [], {"actual": "unit"}),
    (rule_of("step_deduct", **STEPS), [Target("浓度", "毫克/升"), Target("比例")], {"actual": "actual:比例"}),
    (rule_of("trend", requirement="not_decrease"), [Target()], {"actual": "actual", "baseline": "baseline"}),
    (rule_of("all_or_nothing", comparator="qualitative"), [Target(comparator="qualitative")], {"met": "met"}),
    (rule_of("all_or_nothing", comparator="meet_assigned"), [], {"met": "office"}),
    (rule_of("ratio"), [Target()], {"ratio": "actual"}),
    (rule_of("ratio"), [Target(unit_of_measure="公里")], {"numerator": "unit", "denominator": "unit"}),
    (rule_of("adjust", factor="1", cap="5", applies_to="alone"), [Target()],
     {"actual": "actual", "reference": "office"}),
    (rule_of("adjust", factor="1", cap="5", applies_to="alone"), [], {"difference": "office"}),
    (rule_of("event_deduct", **MISSING), [Target()],
     {"counts/缺佐证材料": "missing_evidence", "counts/现场发现一处": "office", "counts/月度超标": "unit"}),
    (rule_of("discretionary"), [Target()], {"points": "office", "reason": "office"}),
    (rule_of("combine", method="average", parts=[part("秸秆", "step_deduct", **STEPS), {"name": "管理"}]),
     [Target("秸秆综合利用率"), Target("畜禽粪污综合利用率")],
     {"parts/秸秆/actual": "actual:秸秆综合利用率", "parts/管理": "office"}),
    (rule_of("combine", method="average", parts=[part("畜禽粪便", "step_deduct", **STEPS)]),
     [Target("秸秆综合利用率"), Target("畜禽养殖场粪便综合利用率")],
     {"parts/畜禽粪便/actual": "actual:畜禽养殖场粪便综合利用率"}),
    (rule_of("qualitative"), [Target(comparator="qualitative")], {"achieved": "met"}),
    (rule_of("qualitative"), [Target()], {"achieved": "unit"}),
    (rule_of("qualitative"), [Target("甲"), Target("乙", comparator="qualitative")], {"achieved": "met:乙"}),
    (rule_of("all_or_nothing", comparator="meet_assigned"), [Target("甲"), Target("乙")], {"met": "met"}),
    (rule_of("relative", basis="rank", top=6, or_improved=True), [Target()],
     {"rank": "office", "actual": "actual", "baseline": "baseline"}),
])
def test_a_source_is_proposed_for_every_input(rule, targets, expected):
    assert default_bindings(rule, targets) == expected
    assert check_bindings(rule, expected) == expected


@pytest.mark.parametrize(("rule", "bindings", "field", "message"), [
    (rule_of("step_deduct", **STEPS), [], "bindings", "必须是一组"),
    (rule_of("step_deduct", **STEPS), {}, "bindings.actual", "“完成值”还没有选数据来源"),
    (rule_of("step_deduct", **STEPS), {"actual": "actual", "met": "met"}, "bindings.met", "没有这一项输入"),
    (rule_of("step_deduct", **STEPS), {"actual": "whatever"}, "bindings.actual", "只能是"),
    (rule_of("step_deduct", **STEPS), {"actual": 7}, "bindings.actual", "只能是"),
    (rule_of("step_deduct", **STEPS), {"actual": "unit:甲"}, "bindings.actual", "不能写目标名称"),
    (rule_of("step_deduct", **STEPS), {"actual": "actual:"}, "bindings.actual", "目标名称是空的"),
    (rule_of("step_deduct", **STEPS), {"actual": "actual:" + "长" * 121}, "bindings.actual", "最多120字"),
    (rule_of("step_deduct", **STEPS), {"actual": "met"}, "bindings.actual", "不能取“是否达标”"),
    (rule_of("qualitative"), {"achieved": "actual"}, "bindings.achieved", "不能取“填报的完成值”"),
    (rule_of("ratio"), {}, "bindings.ratio", "“比例”、或“分子”和“分母”，须选其中一种"),
    (rule_of("ratio"), {"ratio": "actual", "numerator": "unit"}, "bindings.ratio", "只选一种"),
    (rule_of("ratio"), {"numerator": "unit"}, "bindings.denominator", "还没有选数据来源"),
])
def test_a_source_that_cannot_be_is_refused_with_its_field(rule, bindings, field, message):
    with pytest.raises(RuleError, match=message) as refused:
        check_bindings(rule, bindings)
    assert refused.value.field == field


def test_what_may_be_left_blank_need_not_be_bound():
    assert check_bindings(rule_of("event_deduct", **MISSING), {}) == {}


def test_the_way_that_is_bound_is_needed_in_full():
    leaves = bound(rule_of("ratio"), {"numerator": "unit", "denominator": "office"})
    assert [(leaf.name, leaf.required, source.kind) for leaf, source in leaves] == [
        ("numerator", True, "unit"), ("denominator", True, "office"),
    ]


def test_a_source_reads_as_it_is_written():
    source = source_of("actual:秸秆:综合利用率")
    assert (source.target, str(source), source.label) == (
        "秸秆:综合利用率", "actual:秸秆:综合利用率", "填报的完成值：秸秆:综合利用率"
    )


def test_an_input_is_offered_the_sources_that_fit_it():
    actual, = asked(rule_of("step_deduct", **STEPS))
    assert source_choices(actual, [Target("甲"), Target("乙")]) == [
        ("actual:甲", "填报的完成值：甲"), ("actual:乙", "填报的完成值：乙"), ("baseline:甲", "现状值（上年值）：甲"),
        ("baseline:乙", "现状值（上年值）：乙"), ("missing_evidence", "应交佐证缺件数"), ("unit", "单位填报"),
        ("office", "环委办评定"),
    ]
    reason = asked(rule_of("discretionary"))[1]
    assert [source for source, _ in source_choices(reason, [Target()])] == ["unit", "office"]

"""What holds for every rule whatever its numbers: bounds, better is never worse, the explanation adds up."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.rules import KINDS, RuleError, evaluate, read_rule

from .ask import ask, points_of

CENTS = Decimal("0.01")
quick = settings(max_examples=60, deadline=None, database=None)


def decimals(low, high, places=2):
    return st.decimals(low, high, places=places).map(lambda number: f"{number:f}")


values = decimals(-50, 150)
marks = decimals("0", "100")
shares = decimals("0", "1.2", 4)
directions = st.sampled_from(["higher", "lower"])
modes = st.sampled_from(["prop", "floor", "ceil"])
counts = st.integers(0, 30)
bonus_caps = st.sampled_from(["0", "0", "5"])


def rule(kind, parameters, inputs, full_marks=marks):
    """Whole requests of a kind."""
    return st.fixed_dictionaries({
        "kind": st.just(kind), "full_marks": full_marks,
        "parameters": st.fixed_dictionaries(parameters), "inputs": st.fixed_dictionaries(inputs),
    })


step_rules = rule("step_deduct", {
    "target": values, "direction": directions, "step": decimals("0.01", "20"), "points_per_step": decimals("0", "5"),
    "mode": modes,
}, {"actual": values})
linear_rules = rule("linear", {"slope": decimals("0.01", "90"), "intercept": decimals(-90, 90)}, {"actual": values})
ratio_rules = rule("ratio", {}, {"ratio": shares})
penalty_rules = rule("ratio_with_penalty", {
    "unmet_factor": decimals("0", "1"), "bonus_points": decimals("0", "10"), "bonus_cap": bonus_caps,
    "penalties": st.just([{"name": "未达", "points": "5", "max_deduction": "12"}]),
}, {
    "ratio": shares, "met": st.booleans(), "upgraded_sections": counts, "total_sections": st.integers(30, 60),
    "counts": st.fixed_dictionaries({"未达": counts}),
})
count_rules = rule("all_or_count", {
    "points_per_missed": decimals("0", "9"), "bonus_cap": bonus_caps,
    "changes": st.just([{"name": "升类", "points": "2"}, {"name": "降类", "points": "-2.5"}]),
}, {"missed": counts, "counts": st.fixed_dictionaries({"升类": counts, "降类": counts})})
base_rules = rule("base_part", {"base_share": decimals("0.1", "1")}, {"ratio": decimals("0", "1", 3)})
improving_rules = rule("base_plus_improve", {
    "target": values, "direction": directions, "base_points": decimals("0", "9"), "step": decimals("0.1", "20"),
    "points_per_step": decimals("0", "5"), "mode": modes,
}, {"actual": values}, decimals("10", "20"))
event_rules = rule("event_deduct", {
    "events": st.just([{"name": "甲", "points": "1.5", "max_deduction": "4"}, {"name": "乙", "points": "0.3"}]),
}, {"counts": st.fixed_dictionaries({"甲": counts, "乙": counts})})
projects = st.fixed_dictionaries({"已完成": st.integers(1, 9), "调试": counts, "可研": counts})
stage_rules = rule("stage", {}, {"projects": projects})
trend_rules = rule("trend", {"requirement": st.sampled_from(["not_decrease", "not_increase", "increase", "decrease"])},
                   {"actual": values, "baseline": values})
condition_rules = rule("or", {"conditions": st.just([{"comparator": "<", "target": "50"}, {"comparator": "increase"}])},
                       {"actual": values, "baseline": values})
adjust_rules = rule("adjust", {"factor": decimals("0", "9"), "cap": decimals("0", "9"), "bonus_cap": bonus_caps},
                    {"base": decimals("0", "20"), "difference": values})
tier_rules = rule("tiers", {"tiers": st.just([{"from": "5", "points": "1"}, {"from": "10", "points": "2.5"}])},
                  {"actual": values}, decimals("2.5", "9"))
waiver_rules = rule("waiver", {"comparator": st.just("<="), "target": values},
                    {"deduction": decimals("0", "120"), "actual": values})
simple_rules = st.one_of(
    step_rules, linear_rules, ratio_rules, penalty_rules, count_rules, base_rules, improving_rules, event_rules,
    stage_rules, trend_rules, condition_rules, adjust_rules, tier_rules, waiver_rules,
)


@st.composite
def combined_rules(draw):
    """Step rules joined by any method, each with marks of its own."""
    method = draw(st.sampled_from(["average", "lowest", "highest", "sum", "deductions", "weighted"]))
    parts = draw(st.lists(step_rules, min_size=1, max_size=3))
    named = [{"name": str(place), "rule": {k: part[k] for k in ("kind", "full_marks", "parameters")}}
             for place, part in enumerate(parts)]
    if method == "weighted":
        named = [{**part, "weight": weight} for part, weight in zip(named, ("100", "0", "0"), strict=False)]
    total = sum(Decimal(part["full_marks"]) for part in parts)
    return {"kind": "combine", "full_marks": str(total), "parameters": {"method": method, "parts": named},
            "inputs": {"parts": {str(place): part["inputs"] for place, part in enumerate(parts)}}}


rules = st.one_of(simple_rules, combined_rules())


@settings(quick, max_examples=400)
@given(rules)
def test_a_score_lies_within_its_marks_and_its_explanation_adds_up(request):
    result = ask(**request)
    highest = result.full_marks + Decimal(request["parameters"].get("bonus_cap", "0"))
    assert 0 <= result.score <= highest
    assert result.explanation[-1].value == result.score
    assert points_of(result.explanation) == result.exact
    assert abs(result.exact - result.score) <= CENTS / 2
    assert ask(**request) == result


@quick
@given(rules)
def test_nested_explanations_add_up_too(request):
    for step in ask(**request).explanation:
        if step.steps:
            assert points_of(step.steps) == step.steps[-1].value


def scored(request, **changed):
    return ask(**{**request, "inputs": {**request["inputs"], **changed}}).score


def by_mode(request, mode):
    return ask(**{**request, "parameters": {**request["parameters"], "mode": mode}}).score


@quick
@given(step_rules, values, values)
def test_a_better_value_never_scores_less(request, one, other):
    worse, better = sorted([Decimal(one), Decimal(other)], reverse=request["parameters"]["direction"] == "lower")
    assert scored(request, actual=worse) <= scored(request, actual=better)


@quick
@given(improving_rules, values, values)
def test_a_better_value_never_scores_less_where_improvement_counts(request, one, other):
    worse, better = sorted([Decimal(one), Decimal(other)], reverse=request["parameters"]["direction"] == "lower")
    assert scored(request, actual=worse) <= scored(request, actual=better)


@quick
@given(st.one_of(ratio_rules, base_rules, penalty_rules), decimals("0", "1", 4), decimals("0", "1", 4))
def test_a_higher_share_never_scores_less(request, one, other):
    lower, higher = sorted([Decimal(one), Decimal(other)])
    assert scored(request, ratio=lower) <= scored(request, ratio=higher)


@quick
@given(event_rules, counts, counts)
def test_more_events_never_score_more(request, one, other):
    fewer, more = sorted([one, other])
    assert scored(request, counts={"甲": fewer}) >= scored(request, counts={"甲": more})


@quick
@given(step_rules)
def test_begun_steps_cost_most_and_whole_steps_least(request):
    assert by_mode(request, "ceil") <= by_mode(request, "prop") <= by_mode(request, "floor")


@quick
@given(improving_rules)
def test_begun_steps_of_improvement_earn_most(request):
    assert by_mode(request, "floor") <= by_mode(request, "prop") <= by_mode(request, "ceil")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(list(KINDS)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=8,
)


@settings(quick, max_examples=300)
@given(st.sampled_from(list(KINDS.values())), st.data())
def test_any_value_in_any_place_is_answered_or_refused(kind, data):
    """An example with one value replaced by anything: never an error of another sort."""
    where = data.draw(st.sampled_from(["parameters", "inputs"]))
    names = [field.name for field in (kind.all_parameters if where == "parameters" else kind.inputs)]
    changed = {**kind.example[where], data.draw(st.sampled_from(names)): data.draw(anything)}
    try:
        result = ask(**{**kind.example, where: changed})
    except RuleError as error:
        assert error.field.startswith(("parameters", "inputs")) and error.message
    else:
        assert result.explanation[-1].value == result.score


def test_a_rule_is_read_once_and_used_often():
    example = KINDS["step_deduct"].example
    once = read_rule({name: example[name] for name in ("kind", "full_marks", "parameters")})
    scores = [str(evaluate(once, {"actual": actual}).score) for actual in ("72.4", "70", "71")]
    assert scores == ["1.80", "3.00", "2.50"]

"""A district's year scored: 60 units × 40 indicators by rules of many kinds, with explanations, totals and grades.

Goal: under one second of CPU. The reference is the bare Decimal arithmetic of the same rules and totals, no words.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from random import Random

from assessments.totals import Method, Outcome, ScoreLine, Special, UnitScores, outcomes
from indicators.rules import Result, Rule, evaluate, read_rule
from indicators.rules.grading import SCALE_A
from tests.bench.measure import Measurement, compare_ms

UNITS, INDICATORS, ROUNDS = 60, 40, 7
CENT, ZERO, SUPPORT = Decimal("0.01"), Decimal(0), Decimal("0.5")
MODULES = ("生态制度", "生态安全", "生态空间", "生态经济", "生态生活", "生态文化")


@dataclass(frozen=True)
class Example:
    """A rule as data, the values units have for it, and what a person would type into a calculator."""

    kind: str
    full_marks: str
    parameters: dict
    values: Callable[[Random], dict]
    bare: Callable[[dict], Decimal]


def _number(low: int, high: int) -> Callable[[Random], Decimal]:
    return lambda random: Decimal(random.randint(low * 10, high * 10)) / 10


def _actual(low: int, high: int) -> Callable[[Random], dict]:
    number = _number(low, high)
    return lambda random: {"actual": number(random)}


def _clamped(points: Decimal, most: int) -> Decimal:
    return min(max(points, ZERO), Decimal(most))


def _steps(gap: Decimal, step: int) -> Decimal:
    return (gap / step).to_integral_value(ROUND_CEILING) if gap > 0 else ZERO


def _tier(value: Decimal, bounds: dict[int, int]) -> Decimal:
    return Decimal(max((points for bound, points in bounds.items() if value >= bound), default=0))


_EVENTS = [{"name": "缺少一条", "points": "1", "max_deduction": "4"}, {"name": "劣Ⅴ类", "points": "2"}]
_STAGES = {"已完成": "1", "调试": "0.75", "在建": "0.5", "可研": "0.25", "未启动": "0"}
_ITEMS = [{"name": name, "points": "1.5"} for name in ("领导小组", "实施方案", "任务分解", "专题会议")]
_TIERS = [{"from": bound, "points": points} for bound, points in (("5", "1"), ("10", "2"), ("15", "3"))]
_SHARES = [{"name": "本省断面", "weight": "0.7"}, {"name": "邻省断面", "weight": "0.3"}]

EXAMPLES = (
    Example("all_or_nothing", "10", {"comparator": "<=", "target": "47.38"}, _actual(40, 55),
            lambda v: Decimal(10) if v["actual"] <= Decimal("47.38") else ZERO),
    Example("step_deduct", "3", {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5"},
            _actual(65, 78), lambda v: _clamped(3 - max(v["actual"] - 70, ZERO) * Decimal("0.5"), 3)),
    Example("step_deduct", "4", {"target": "75", "direction": "higher", "step": "5", "points_per_step": "1",
                                 "mode": "ceil"},
            _actual(50, 90), lambda v: _clamped(4 - _steps(75 - v["actual"], 5), 4)),
    Example("linear", "7", {"slope": "70", "intercept": "-63", "zero_below": "0.9"},
            lambda random: {"actual": Decimal(random.randint(85, 100)) / 100},
            lambda v: _clamped(v["actual"] * 70 - 63, 7) if v["actual"] >= Decimal("0.9") else ZERO),
    Example("ratio", "60", {"full_at": "0.95"}, lambda random: {"ratio": Decimal(random.randint(60, 100)) / 100},
            lambda v: Decimal(60) if v["ratio"] >= Decimal("0.95") else v["ratio"] * 60),
    Example("tiers", "3", {"tiers": _TIERS}, _actual(0, 20), lambda v: _tier(v["actual"], {5: 1, 10: 2, 15: 3})),
    Example("base_plus_improve", "10", {"target": "12", "direction": "lower", "base_points": "6", "step": "1",
                                        "points_per_step": "2", "max_improvement": "4"}, _actual(8, 14),
            lambda v: 6 + min((12 - v["actual"]) * 2, Decimal(4)) if v["actual"] <= 12 else ZERO),
    Example("checklist", "6", {"items": _ITEMS},
            lambda random: {"done": {item["name"]: random.random() < 0.8 for item in _ITEMS}},
            lambda v: sum(v["done"].values()) * Decimal("1.5")),
    Example("event_deduct", "6", {"events": _EVENTS},
            lambda random: {"counts": {"缺少一条": random.randint(0, 6), "劣Ⅴ类": random.randint(0, 1)}},
            lambda v: _clamped(Decimal(6 - min(v["counts"]["缺少一条"], 4) - 2 * v["counts"]["劣Ⅴ类"]), 6)),
    Example("stage", "20", {}, lambda random: {"projects": {stage: random.randint(0, 4) + 1 for stage in _STAGES}},
            lambda v: sum(count * Decimal(_STAGES[stage]) for stage, count in v["projects"].items())
            / sum(v["projects"].values()) * 20),
    Example("trend", "4", {"requirement": "decrease"},
            lambda random: {"actual": _number(55, 65)(random), "baseline": Decimal(60)},
            lambda v: Decimal(4) if v["actual"] < v["baseline"] else ZERO),
    Example("combine", "100", {"method": "weighted", "parts": _SHARES},
            lambda random: {"parts": {"本省断面": _number(60, 100)(random), "邻省断面": _number(60, 100)(random)}},
            lambda v: v["parts"]["本省断面"] * Decimal("0.7") + v["parts"]["邻省断面"] * Decimal("0.3")),
    Example("discretionary", "8", {"manner": "deduct"},
            lambda random: {"points": _number(0, 3)(random), "reason": "资料归档不规范"}, lambda v: 8 - v["points"]),
)


def bench_score_district() -> Measurement:
    random = Random(2021)
    examples = [EXAMPLES[place % len(EXAMPLES)] for place in range(INDICATORS)]
    values = [[example.values(random) for example in examples] for _ in range(UNITS)]

    def ours():
        return _scored(examples, values)

    def reference():
        return _worked_out(examples, values)

    assert [(row.score, row.raw_grade) for row in ours()] == reference()
    return compare_ms(ours, reference, n=ROUNDS, timer=time.process_time, setup=(
        f"CPU of {UNITS} units × {INDICATORS} indicators, {len(EXAMPLES)} rules of {len({e.kind for e in EXAMPLES})} "
        "kinds read once, every line evaluated and explained, unit totals with weights, bonus, grades, places, quota, "
        "explained; the reference is the bare Decimal arithmetic of the same rules and totals"
    ))


def _scored(examples: list[Example], values: list[list[dict]]) -> list[Outcome]:
    rules = [
        read_rule({"kind": row.kind, "full_marks": row.full_marks, "parameters": row.parameters}) for row in examples
    ]
    units = [_unit(number, rules, row) for number, row in enumerate(values)]
    found = list(outcomes(units, Method(quotas={"优秀": Decimal("0.2")})).values())
    assert all(outcome.explanation for outcome in found)
    return found


def _unit(number: int, rules: list[Rule], row: list[dict]) -> UnitScores:
    results = [evaluate(rule, given) for rule, given in zip(rules, row, strict=True)]
    return UnitScores(
        number, "department" if number % 3 else "township",
        tuple(_line(place, result) for place, result in enumerate(results)),
        specials=(Special("bonus", "试点", "省级试点", Decimal(1)),) if number % 5 == 0 else (),
    )


def _line(place: int, result: Result) -> ScoreLine:
    is_lead = place % 3 != 0
    assert result.explanation
    return ScoreLine(place, result.full_marks, result.score, Decimal(1) if is_lead else SUPPORT, is_lead,
                     f"第{place}项", MODULES[place % len(MODULES)])


def _worked_out(examples: list[Example], values: list[list[dict]]) -> list[tuple[Decimal, str]]:
    """Score and grade of each unit, as one would with a calculator."""
    answers = []
    for number, row in enumerate(values):
        earned = possible = ZERO
        for place, (example, given) in enumerate(zip(examples, row, strict=True)):
            weight = SUPPORT if place % 3 == 0 else Decimal(1)
            earned += weight * example.bare(given).quantize(CENT, ROUND_HALF_UP)
            possible += weight * Decimal(example.full_marks)
        bonus = Decimal(1) if number % 5 == 0 else ZERO
        score = min(earned * 100 / possible + bonus, Decimal(100)).quantize(CENT, ROUND_HALF_UP)
        answers.append((score, next(band.name for band in SCALE_A if score >= band.at_least)))
    return answers

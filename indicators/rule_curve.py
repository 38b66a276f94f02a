"""A rule of one number as a curve: points over the values around what the rule names, and the values that matter."""

from dataclasses import dataclass
from decimal import Decimal

from .rules import Rule, RuleError, evaluate
from .rules.amounts import ONE, ZERO, shown

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 12, 26
SAMPLES = 160
MARGIN = Decimal("0.15")
# A step's end belongs to one side; looked at just beside it, the jump stands upright.
BESIDE = Decimal("0.000001")
MOST_ROWS = 6


@dataclass(frozen=True)
class Curve:
    """In the drawing's own units (`line` is an SVG path); `rows` are (value, points) as a person writes them."""

    line: str
    ticks: list[tuple[float, str]]
    levels: list[tuple[float, str]]
    rows: list[tuple[str, str]]
    unit: str
    label: str
    box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def curve_of(rule: Rule) -> Curve | None:
    """None where the score hangs on more than one number."""
    marks = _landmarks(rule)
    if not marks:
        return None
    low, high = _span(marks)
    values = sorted({_exact(low + (high - low) * step / SAMPLES) for step in range(SAMPLES + 1)}
                    | {mark + beside for mark in marks for beside in (-BESIDE, ZERO, BESIDE)})
    try:
        scores = [(value, _score(rule, value)) for value in values]
    except RuleError:
        return None
    return _drawn(rule, marks, low, high, scores)


def _drawn(rule: Rule, marks: list[Decimal], low: Decimal, high: Decimal, scores: list) -> Curve:
    top = max(*(score for _, score in scores), rule.full_marks, ONE / 100)
    across = lambda value: _place(value, low, high, LEFT, WIDTH - RIGHT)  # noqa: E731
    up = lambda score: _place(score, ZERO, top, HEIGHT - BOTTOM, TOP)  # noqa: E731
    line = "M" + "L".join(f"{across(value)} {up(score)}" for value, score in scores)
    unit = rule.parameters.get("unit", "")
    rows = [(shown(mark, unit), f"{_score(rule, mark):f}") for mark in _thinned(marks)]
    label = "，".join(f"{value}得{score}分" for value, score in rows)
    levels = [(up(score), shown(score)) for score in sorted({ZERO, rule.full_marks, top})]
    return Curve(line, [(across(mark), shown(mark)) for mark in _apart(marks, high - low)], levels, rows, unit, label)


def _score(rule: Rule, value: Decimal) -> Decimal:
    return evaluate(rule, {"ratio" if rule.kind.name == "ratio" else "actual": value}).score


def _exact(value: Decimal) -> Decimal:
    return value.quantize(BESIDE)


def _landmarks(rule: Rule) -> list[Decimal]:
    """Where the curve bends or jumps; empty for rules of other kinds."""
    find = _FINDERS.get(rule.kind.name)
    return sorted({_exact(mark) for mark in find(rule) if mark is not None}) if find else []


def _threshold(rule: Rule) -> list:
    p = rule.parameters
    return [p["target"], p["upper"]] if p["target"] is not None and p["comparator"] in _OF_ONE_NUMBER else []


def _deduction(rule: Rule) -> list:
    """The target, the first steps below it and the value that earns nothing."""
    p, sign = rule.parameters, -1 if rule.parameters["direction"] == "higher" else 1
    to_nothing = rule.full_marks / p["points_per_step"] if p["points_per_step"] else Decimal(2)
    ends = [p["target"] + sign * p["step"] * steps for steps in (0, 1, 2, to_nothing)]
    return [*ends, p["zero_at"]]


def _improvement(rule: Rule) -> list:
    p, sign = rule.parameters, 1 if rule.parameters["direction"] == "higher" else -1
    room = rule.full_marks + p["bonus_cap"] - p["base_points"]
    most = room if p["max_improvement"] is None else p["max_improvement"]
    to_most = most / p["points_per_step"] if p["points_per_step"] else Decimal(2)
    return [p["target"] + sign * p["step"] * steps for steps in (-1, 0, 1, to_most)]


def _linear(rule: Rule) -> list:
    p = rule.parameters
    zero, full = -p["intercept"] / p["slope"], (rule.full_marks - p["intercept"]) / p["slope"]
    return [zero, full, p["zero_below"], p["zero_above"]]


def _tiers(rule: Rule) -> list:
    return [end for tier in rule.parameters["tiers"] for end in (tier["from"], tier["to"])]


def _ratio(rule: Rule) -> list:
    return [ZERO, Decimal("0.5"), rule.parameters["full_at"] or ONE, ONE]


_OF_ONE_NUMBER = (">=", "<=", ">", "<", "=", "between")
_FINDERS = {"all_or_nothing": _threshold, "step_deduct": _deduction, "base_plus_improve": _improvement,
            "linear": _linear, "tiers": _tiers, "ratio": _ratio}


def _span(marks: list[Decimal]) -> tuple[Decimal, Decimal]:
    low, high = marks[0], marks[-1]
    room = (high - low) * MARGIN or abs(high) * MARGIN or ONE
    return (max(ZERO, low - room) if low >= 0 else low - room), high + room


def _place(value: Decimal, low: Decimal, high: Decimal, first: int, last: int) -> float:
    return round(float(first + (last - first) * (value - low) / (high - low)), 1)


def _thinned(marks: list[Decimal]) -> list[Decimal]:
    if len(marks) <= MOST_ROWS:
        return marks
    return [marks[place * (len(marks) - 1) // (MOST_ROWS - 1)] for place in range(MOST_ROWS)]


def _apart(marks: list[Decimal], span: Decimal) -> list[Decimal]:
    """Ticks whose words do not run into each other."""
    kept: list[Decimal] = []
    for mark in marks:
        if not kept or mark - kept[-1] >= span * MARGIN:
            kept.append(mark)
    return kept

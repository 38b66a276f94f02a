"""So many points off for every step short of the target (每差…扣…分，扣完为止)."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ..amounts import ZERO, gap, shown
from ..errors import RuleError, join
from ..kind import UNIT, Case, Kind, Rule
from ..schema import Field, optional
from ..steps import Step, fact, points

MODES = (("prop", "按比例"), ("floor", "不足一档不计"), ("ceil", "不足一档按一档计"))
DIRECTIONS = (("higher", "越高越好"), ("lower", "越低越好"))
WORSE = {"higher": "低", "lower": "高"}
MODE = optional("mode", "不足一档的算法", "choice", default="prop", choices=MODES)
DIRECTION = Field("direction", "方向", "choice", choices=DIRECTIONS)


def steps_in(distance: Decimal, step: Decimal, mode: str) -> Decimal:
    """How many steps `distance` counts for: in proportion, whole ones only, or begun ones too."""
    if mode == "prop":
        return distance / step
    return (distance / step).to_integral_value(ROUND_FLOOR if mode == "floor" else ROUND_CEILING)


def shortfall(direction: str, target: Decimal, actual: Decimal) -> Decimal:
    """How far `actual` is on the worse side of `target`; nothing on the better side."""
    return max(ZERO, target - actual if direction == "higher" else actual - target)


def _score(case: Case) -> Iterable[Step]:
    p, actual = case.parameters, case.inputs["actual"]
    distance = shortfall(p["direction"], p["target"], actual)
    worse = f"{WORSE[p['direction']]}{gap(distance, p['unit'])}" if distance else "达到目标"
    yield fact(f"完成值{shown(actual, p['unit'])}，目标{_target(p)}，{worse}", distance)
    yield points("满分", case.full_marks)
    if not distance:
        return
    if _is_past_zero(p, actual):
        yield points(f"达到或差于{shown(p['zero_at'], p['unit'])}，记0分", -case.full_marks)
        return
    yield _deduction(case, distance)


def _deduction(case: Case, distance: Decimal) -> Step:
    p = case.parameters
    count = steps_in(distance, p["step"], p["mode"])
    wanted = p["points_per_step"] * (distance if p["mode"] == "prop" else count)
    wanted = wanted / p["step"] if p["mode"] == "prop" else wanted
    most = case.full_marks if p["max_deduction"] is None else p["max_deduction"]
    text = f"每差{gap(p['step'], p['unit'])}扣{shown(p['points_per_step'])}分，{_count_text(p, distance, count)}"
    text += f"，扣{shown(wanted)}分"
    if wanted > most:
        text += f"，最多扣{shown(most)}分"
    return points(text, -min(wanted, most))


def _count_text(p: dict, distance: Decimal, count: Decimal) -> str:
    if p["mode"] == "prop":
        return f"按比例计{shown(distance)}÷{shown(p['step'])}×{shown(p['points_per_step'])}"
    return f"{dict(MODES)[p['mode']]}，计{shown(count)}档×{shown(p['points_per_step'])}"


def _is_past_zero(p: dict, actual: Decimal) -> bool:
    if p["zero_at"] is None:
        return False
    return actual <= p["zero_at"] if p["direction"] == "higher" else actual >= p["zero_at"]


def _target(p: dict) -> str:
    return ("不低于" if p["direction"] == "higher" else "不高于") + shown(p["target"], p["unit"])


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    if p["zero_at"] is not None and not shortfall(p["direction"], p["target"], p["zero_at"]):
        raise RuleError(join(at, "zero_at"), "记0分的值必须比目标值差")
    if p["max_deduction"] is not None and p["max_deduction"] > rule.full_marks:
        raise RuleError(join(at, "max_deduction"), f"最多扣分不能超过满分{shown(rule.full_marks)}分")


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    parts = [
        f"目标{_target(p)}，满分{shown(rule.full_marks)}分",
        f"每差{gap(p['step'], p['unit'])}扣{shown(p['points_per_step'])}分",
        "扣完为止" if p["max_deduction"] is None else f"最多扣{shown(p['max_deduction'])}分",
    ]
    if p["zero_at"] is not None:
        parts.append(f"达到或差于{shown(p['zero_at'], p['unit'])}记0分")
    return "，".join(parts) + f"（{dict(MODES)[p['mode']]}）"


STEP_DEDUCT = Kind(
    name="step_deduct",
    label="逐档扣分",
    help="每差多少扣多少分，扣完为止",
    parameters=(
        Field("target", "目标值"),
        DIRECTION,
        Field("step", "每差多少为一档", above=0),
        Field("points_per_step", "每档扣分", minimum=0),
        MODE,
        optional("zero_at", "记0分的值", help="完成值达到或差于此值时不得分"),
        optional("max_deduction", "最多扣分", minimum=0, help="不填时扣完为止"),
        UNIT,
    ),
    inputs=(Field("actual", "完成值"),),
    check=_check,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "step_deduct", "full_marks": "3",
        "parameters": {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5", "mode": "prop",
                       "unit": "微克/立方米"},
        "inputs": {"actual": "72.4"},
    },
)

"""A value held against a requirement: the comparisons that conditions of every kind share."""

from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt

from ..choices import NEEDS_BASELINE, NEEDS_TARGET, Comparator
from .amounts import HUNDRED, ONE, ZERO, gap, shown
from .asked import Asked, chosen
from .errors import RuleError, join
from .kind import UNIT
from .schema import Field, optional

WORDS = {Comparator.AT_LEAST: "不低于", Comparator.AT_MOST: "不高于", Comparator.ABOVE: "高于",
         Comparator.BELOW: "低于", Comparator.EQUALS: "等于"}
CHANGE_WORDS = {Comparator.INCREASE: "较上年提高", Comparator.DECREASE: "较上年下降",
                Comparator.NOT_DECREASE: "不低于上年", Comparator.NOT_INCREASE: "不高于上年"}
OPERATORS = {Comparator.AT_LEAST: ge, Comparator.AT_MOST: le, Comparator.ABOVE: gt, Comparator.BELOW: lt,
             Comparator.EQUALS: eq}
BY_AMOUNT = (Comparator.INCREASE, Comparator.DECREASE)
BY_WORD = (Comparator.MEET_ASSIGNED, Comparator.QUALITATIVE)
CHANGE_TYPES = (("absolute", "差值"), ("percent", "百分比"))

TARGET_FIELDS = (
    optional("target", "目标值", help="与目标比较时必填；较上年提高、下降时为至少变化的幅度"),
    optional("upper", "目标值上限", help="“介于”时必填"),
    optional("change_type", "变化幅度的算法", "choice", default="absolute", choices=CHANGE_TYPES),
    UNIT,
)
CONDITION_FIELDS = (
    Field("comparator", "比较方式", "choice", choices=tuple((c.value, c.label) for c in Comparator)),
    *TARGET_FIELDS,
)
OBSERVED_FIELDS = (
    optional("actual", "完成值", help="与目标或上年比较时必填"),
    optional("baseline", "上年值", help="与上年比较时必填"),
    optional("met", "是否完成", "boolean", help="定性要求、上级下达任务时必填"),
)


@dataclass(frozen=True)
class Judged:
    is_met: bool
    text: str
    value: Decimal


def check_condition(condition: dict, at: str) -> None:
    """Refuse a comparison that lacks its target or has one it cannot use."""
    comparator, target, upper = condition["comparator"], condition["target"], condition["upper"]
    if comparator in NEEDS_TARGET and target is None:
        raise RuleError(join(at, "target"), "缺少“目标值”")
    if comparator not in NEEDS_TARGET and comparator not in BY_AMOUNT and target is not None:
        raise RuleError(join(at, "target"), f"“{Comparator(comparator).label}”不用目标值")
    if comparator in BY_AMOUNT and target is not None and target < 0:
        raise RuleError(join(at, "target"), "变化的幅度不能为负数")
    if (comparator == Comparator.BETWEEN) != (upper is not None):
        raise RuleError(join(at, "upper"), "“介于”须填目标值上限，其他比较方式不填")
    if upper is not None and upper < target:
        raise RuleError(join(at, "upper"), "目标值上限不能小于目标值")


def phrase(condition: dict) -> str:
    """`不低于80%`, `较上年提高10%以上`, `不低于上年`, `完成上级下达任务`."""
    comparator, target, unit = condition["comparator"], condition["target"], condition["unit"]
    if comparator == Comparator.BETWEEN:
        return f"介于{shown(target)}和{shown(condition['upper'], unit)}之间"
    if comparator in WORDS:
        return WORDS[comparator] + shown(target, unit)
    if comparator in BY_AMOUNT:
        return CHANGE_WORDS[comparator] + (f"{_amount(target, condition)}以上" if target else "")
    return CHANGE_WORDS.get(comparator) or Comparator(comparator).label


def observed_asks(condition: dict) -> list[Asked]:
    """What has to be known to judge the condition."""
    comparator = condition["comparator"]
    if comparator in BY_WORD:
        return chosen(OBSERVED_FIELDS, "met")
    names = ("actual", "baseline") if comparator in NEEDS_BASELINE else ("actual",)
    return chosen(OBSERVED_FIELDS, *names, unit=condition["unit"])


def judge(condition: dict, observed: dict, at: str) -> Judged:
    """Whether what was observed meets the condition, in a sentence. Raises RuleError for what is missing."""
    comparator, unit = condition["comparator"], condition["unit"]
    if comparator in BY_WORD:
        is_met = _need(observed, "met", at, "请填是否完成")
        return Judged(is_met, f"{phrase(condition)}：{_word(is_met)}", ONE if is_met else ZERO)
    actual = _need(observed, "actual", at, "缺少“完成值”")
    if comparator not in NEEDS_BASELINE:
        is_met = reaches(comparator, actual, condition["target"], condition["upper"])
        return Judged(is_met, f"完成值{shown(actual, unit)}，要求{phrase(condition)}：{_word(is_met)}", actual)
    change = change_from(observed, condition["change_type"], at)
    is_met = moves(comparator, change, condition["target"] or ZERO)
    text = f"{change_text(observed, change, condition)}，要求{phrase(condition)}：{_word(is_met)}"
    return Judged(is_met, text, change)


def change_from(observed: dict, change_type: str, at: str) -> Decimal:
    """This year less last year, or that in per cent of last year."""
    actual = _need(observed, "actual", at, "缺少“完成值”")
    baseline = _need(observed, "baseline", at, "缺少“上年值”，无法比较升降")
    if change_type == "absolute":
        return actual - baseline
    if not baseline:
        raise RuleError(join(at, "baseline"), "上年值为0，算不出变化的百分比（除数为零）")
    return (actual - baseline) * HUNDRED / abs(baseline)


def change_text(observed: dict, change: Decimal, condition: dict) -> str:
    """`上年60.2，本年59.5，下降0.7`."""
    unit = condition["unit"]
    moved = f"{'提高' if change > 0 else '下降'}{_amount(abs(change), condition)}" if change else "持平"
    return f"上年{shown(observed['baseline'], unit)}，本年{shown(observed['actual'], unit)}，{moved}"


def _amount(value: Decimal, condition: dict) -> str:
    return shown(value, "%") if condition["change_type"] == "percent" else gap(value, condition["unit"])


def reaches(comparator: str, actual: Decimal, target: Decimal, upper: Decimal | None = None) -> bool:
    """Against a fixed bound, both ends of a range included."""
    if comparator == Comparator.BETWEEN:
        return target <= actual <= upper
    return OPERATORS[comparator](actual, target)


def moves(comparator: str, change: Decimal, amount: Decimal = ZERO) -> bool:
    """Whether a change against last year goes the right way, by at least `amount`."""
    if comparator == Comparator.INCREASE:
        return change > 0 and change >= amount
    if comparator == Comparator.DECREASE:
        return change < 0 and -change >= amount
    return change >= 0 if comparator == Comparator.NOT_DECREASE else change <= 0


def _need(observed: dict, name: str, at: str, message: str):
    if observed[name] is None:
        raise RuleError(join(at, name), message)
    return observed[name]


def _word(is_met: bool) -> str:
    return "达到" if is_met else "未达到"

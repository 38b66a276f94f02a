"""Whether the reported values reach the year's targets, said in a sentence each. A hint; the reviewer decides.

The scoring rules will suggest points here, beside met or not met.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from eco_demo.lib.numbers import PERCENT, format_number
from indicators.choices import NEEDS_TARGET, Comparator
from tasks.measure import all_met, is_met

from .choices import Met

_WORD = {True: Met.MET, False: Met.NOT_MET, None: Met.UNKNOWN}


@dataclass(frozen=True)
class Judged:
    """One target: what was asked, what was reported, whether it is met, and why in a sentence."""

    name: str
    requirement: str
    actual: str
    met: Met
    sentence: str


@dataclass(frozen=True)
class Suggestion:
    met: Met
    targets: list[Judged]


def suggested_met(submission) -> Suggestion:
    """Reads `submission.values` against the task's targets (two relations; prefetch them for a list)."""
    targets = {target.pk: target for target in submission.ledger.task_unit.task.targets.all()}
    results, judged = [], []
    for value in submission.values:
        target = targets.get(value.get("target"))
        actual = _decimal(value.get("actual"))
        met = _met(target, actual) if target else value.get("met")
        results.append(met)
        judged.append(Judged(
            name=value.get("name") or (target.name if target else ""), requirement=value.get("requirement", ""),
            actual=_shown(actual, value), met=_WORD[met], sentence=_sentence(target, actual, value, met),
        ))
    return Suggestion(_WORD[all_met(results)], judged)


def doubts(*, unjudged: int, is_lead: bool, met: str, suggested: str, is_deducted: bool) -> list[str]:
    """What somebody should look at again before a line is accepted.

    Only a lead unit answers for the value; a cooperating one reports what it did.
    """
    found = [f"还有{unjudged}份佐证没有评价"] if unjudged else []
    held = suggested if met == Met.UNKNOWN else met
    if is_lead and held == Met.UNKNOWN:
        found.append("是否达标尚未认定")
    if is_lead and held == Met.NOT_MET and not is_deducted:
        found.append("未达标，但没有扣分")
    return found


def _met(target, actual: Decimal | None) -> bool | None:
    return is_met(target.comparator, actual, target=target.target, upper=target.upper, baseline=target.baseline)


def _decimal(text) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None


def _shown(actual: Decimal | None, value: dict) -> str:
    number = format_number(actual, value.get("unit", "")) if actual is not None else ""
    return "，".join(filter(None, (number, value.get("text", "")))) or "未填"


def _sentence(target, actual: Decimal | None, value: dict, met: bool | None) -> str:
    requirement = value.get("requirement") or (target.text if target else "")
    if actual is None:
        return f"目标“{requirement}”没有可比较的数字，请看佐证后认定。"
    shown = format_number(actual, value.get("unit", ""))
    if met is None:
        return f"完成值{shown}，目标“{requirement}”要由审核人认定。"
    gap = _gap(target, actual, value.get("unit", ""))
    return f"完成值{shown}，目标{requirement}，{'达标' if met else '未达标'}{gap}。"


def _gap(target, actual: Decimal, unit: str) -> str:
    """How far from the bound, where one bound decides."""
    if target is None or target.comparator == Comparator.BETWEEN:
        return ""
    is_own_bound = target.comparator in NEEDS_TARGET
    bound = target.target if is_own_bound else target.baseline
    if bound is None or actual == bound:
        return ""
    against = "目标" if is_own_bound else f"上年{format_number(bound, unit)}"
    return f"，{'高于' if actual > bound else '低于'}{against} {_distance(abs(actual - bound), unit)}"


def _distance(value: Decimal, unit: str) -> str:
    return format_number(value) + "个百分点" if unit == PERCENT else format_number(value, unit)

"""Points on a straight line of the value (得分=a×完成值+b), within nothing and full marks."""

from collections.abc import Iterable

from ..amounts import ZERO, shown
from ..errors import RuleError, join
from ..kind import Case, Kind, Rule
from ..schema import Field, optional
from ..steps import Step, fact, points


def _score(case: Case) -> Iterable[Step]:
    p, actual = case.parameters, case.inputs["actual"]
    yield fact(f"完成值{shown(actual)}", actual)
    if p["zero_below"] is not None and actual < p["zero_below"]:
        yield points(f"低于{shown(p['zero_below'])}，不得分", ZERO)
    elif p["zero_above"] is not None and actual > p["zero_above"]:
        yield points(f"高于{shown(p['zero_above'])}，不得分", ZERO)
    else:
        yield points(f"{_formula(p)}，即{shown(p['slope'])}×{shown(actual)}{_signed(p)}",
                     p["slope"] * actual + p["intercept"])


def _signed(p: dict) -> str:
    return f"{'−' if p['intercept'] < 0 else '+'}{shown(abs(p['intercept']))}"


def _formula(p: dict) -> str:
    return f"得分={shown(p['slope'])}×完成值{_signed(p)}"


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    if not p["slope"]:
        raise RuleError(join(at, "slope"), "“系数”不能为0")
    if None not in (p["zero_below"], p["zero_above"]) and p["zero_below"] > p["zero_above"]:
        raise RuleError(join(at, "zero_above"), "不得分的上下界相互矛盾")


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    text = f"{_formula(p)}，最高{shown(rule.full_marks)}分，最低0分"
    if p["zero_below"] is not None:
        text += f"，低于{shown(p['zero_below'])}不得分"
    if p["zero_above"] is not None:
        text += f"，高于{shown(p['zero_above'])}不得分"
    return text


LINEAR = Kind(
    name="linear",
    label="线性得分",
    help="得分=系数×完成值+常数，不超过满分，不低于0",
    parameters=(
        Field("slope", "系数"),
        Field("intercept", "常数"),
        optional("zero_below", "低于此值不得分"),
        optional("zero_above", "高于此值不得分"),
    ),
    inputs=(Field("actual", "完成值"),),
    check=_check,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "linear", "full_marks": "7",
        "parameters": {"slope": "70", "intercept": "-63", "zero_below": "0.9"},
        "inputs": {"actual": "0.95"},
    },
)

"""Points added or taken in proportion to a difference, never more than so many."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, shown
from ..asked import Asked, chosen, leaf
from ..errors import RuleError, join
from ..kind import BONUS_CAP, Case, Kind, Rule, full_marks_and_bonus
from ..schema import Field, optional
from ..steps import Step, fact, points

APPLIES_TO = (("base", "在原得分上加减"), ("alone", "单列加减分"))


def _score(case: Case) -> Iterable[Step]:
    p = case.parameters
    difference = _difference(case)
    yield fact(f"相差{shown(difference)}", difference)
    if p["applies_to"] == "base":
        yield points("原得分", case.need("base"))
    elif case.inputs["base"] is not None:
        raise RuleError(case.path("base"), "单列加减分没有原得分")
    wanted = difference * p["factor"]
    text = f"{shown(difference)}×{shown(p['factor'])}={shown(wanted)}"
    text += f"，加减不超过{shown(p['cap'])}分" if abs(wanted) > p["cap"] else ""
    yield points(text, max(-p["cap"], min(p["cap"], wanted)))


def _difference(case: Case) -> Decimal:
    given, actual, reference = (case.inputs[name] for name in ("difference", "actual", "reference"))
    if given is None:
        return case.need("actual", "缺少“差值”，或改填完成值和比较值") - case.need("reference")
    if actual is not None or reference is not None:
        raise RuleError(case.path("difference"), "差值与完成值、比较值只填一种")
    return given


def _check(rule: Rule, at: str) -> None:
    if rule.parameters["applies_to"] == "alone" and rule.parameters["bonus_cap"]:
        raise RuleError(join(at, "bonus_cap"), "单列加减分以最多加减分为限，不填此项")


def _bounds(rule: Rule) -> tuple[Decimal, Decimal]:
    """On its own it is a bonus or a penalty and may go below nothing."""
    cap = rule.parameters["cap"]
    return (-cap, cap) if rule.parameters["applies_to"] == "alone" else full_marks_and_bonus(rule)


WAYS = {"difference": "difference", "actual": "values", "reference": "values"}


def _asks(rule: Rule) -> Iterable[Asked]:
    """The difference, or the two values it lies between."""
    if rule.parameters["applies_to"] == "base":
        yield from chosen(rule.kind.inputs, "base", unit="分")
    yield from (leaf(field, way=WAYS[field.name]) for field in rule.kind.inputs if field.name in WAYS)


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    return f"{dict(APPLIES_TO)[p['applies_to']]}：按差值×{shown(p['factor'])}加减分，加减不超过{shown(p['cap'])}分"


ADJUST = Kind(
    name="adjust",
    label="按差值加减分",
    help="差值乘系数后加分或减分，加减都不超过限额",
    parameters=(
        Field("factor", "系数"),
        Field("cap", "最多加减分", minimum=0, maximum=10000),
        optional("applies_to", "用在哪里", "choice", default="base", choices=APPLIES_TO),
        BONUS_CAP,
    ),
    inputs=(
        optional("difference", "差值", help="如增速差；或改填完成值和比较值"),
        optional("actual", "完成值"),
        optional("reference", "比较值", help="如全市平均"),
        optional("base", "原得分", minimum=ZERO, help="在原得分上加减时必填"),
    ),
    check=_check,
    asks=_asks,
    bounds=_bounds,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "adjust", "full_marks": "100", "parameters": {"factor": "1.5", "cap": "5"},
        "inputs": {"base": "80", "difference": "6"},
    },
)

"""Base points for the share reached, the rest of the marks by a rule or a person."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ONE, ZERO, shown
from ..asked import Asked, asked, chosen, under
from ..errors import RuleError
from ..evaluation import evaluate
from ..kind import Case, Kind, Rule
from ..schema import Field, optional
from ..share import SHARE_FIELDS, read_share, share_asks, share_points
from ..steps import Step, fact, points


def _score(case: Case) -> Iterable[Step]:
    p, share = case.parameters, read_share(case)
    if share.value > ONE:
        raise RuleError(case.path("ratio" if case.inputs["ratio"] is not None else "numerator"), "比例不能大于1")
    base = case.full_marks * p["base_share"]
    yield fact(share.text, share.value)
    yield points(f"基础分：{share.shown}×{shown(case.full_marks)}×{shown(p['base_share'])}", share_points(base, share))
    yield _rest(case, case.full_marks - base)


def _rest(case: Case, most: Decimal) -> Step:
    rule, given = case.parameters["rest"], case.inputs["rest_points"]
    if rule is None:
        if case.inputs["rest"] is not None:
            raise RuleError(case.path("rest"), "规则没有写其余部分的算法，请填其余部分得分")
        if given > most:
            raise RuleError(case.path("rest_points"), f"其余部分最多{shown(most)}分")
        return points("其余部分得分", given)
    if given:
        raise RuleError(case.path("rest_points"), "其余部分由规则算出，不必填")
    result = evaluate(rule, case.inputs["rest"], at=case.path("rest"), rounding=None)
    return points(f"其余部分：{rule.kind.label}", result.exact, result.explanation)


def _check(rule: Rule, at: str) -> None:
    rest = rule.parameters["rest"]
    most = rule.full_marks * (ONE - rule.parameters["base_share"])
    if rest is not None and rest.bounds[1] > most:
        raise RuleError(f"{at}.rest.full_marks", f"其余部分最多{shown(most)}分")


def _asks(rule: Rule) -> Iterable[Asked]:
    rest = rule.parameters["rest"]
    yield from share_asks(largest=1)
    if rest:
        yield from under("rest", leaves=asked(rest), of="其余部分")
    else:
        most = rule.full_marks * (ONE - rule.parameters["base_share"])
        yield from chosen(rule.kind.inputs, "rest_points", unit="分", maximum=most)


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    text = f"基础分=比例×{shown(rule.full_marks)}×{shown(p['base_share'])}"
    rest = f"其余部分：{p['rest'].sentence}" if p["rest"] else "其余部分另行评定"
    return f"{text}；{rest}"


BASE_PART = Kind(
    name="base_part",
    label="基础分加其余部分",
    help="达标比例算出基础分，占满分的一部分，其余另算",
    parameters=(
        Field("base_share", "基础分占满分的比例", required=False, default=Decimal("0.8"), above=0, maximum=1),
        optional("rest", "其余部分的规则", "rule", help="不填时直接填其余部分得分"),
    ),
    inputs=(
        *SHARE_FIELDS,
        optional("rest_points", "其余部分得分", default=ZERO, minimum=0),
        optional("rest", "其余部分规则的输入", "map", values="inputs", help="有其余部分的规则时填"),
    ),
    check=_check,
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "base_part", "full_marks": "100", "parameters": {"base_share": "0.8"},
        "inputs": {"numerator": "8", "denominator": "10"},
    },
)

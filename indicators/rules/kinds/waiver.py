"""Deductions that are forgiven when the year's requirement is met all the same."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ...choices import Comparator
from ..amounts import ZERO, shown
from ..asked import Asked, asked, chosen, under
from ..compare import OBSERVED_FIELDS, TARGET_FIELDS, check_condition, judge, observed_asks, phrase
from ..errors import RuleError
from ..evaluation import evaluate
from ..kind import Case, Kind, Rule
from ..schema import optional
from ..steps import Step, fact, points

COMPARATOR = optional("comparator", "免扣条件的比较方式", "choice", default=Comparator.MEET_ASSIGNED.value,
                      choices=tuple((c.value, c.label) for c in Comparator))


def _score(case: Case) -> Iterable[Step]:
    deducted, steps = _deducted(case)
    judged = judge(case.parameters, case.inputs, case.at)
    yield points("满分", case.full_marks)
    yield points(f"应扣{shown(deducted)}分", -deducted, steps)
    yield fact(f"免扣条件：{judged.text}", judged.value)
    if judged.is_met:
        yield points("符合免扣条件，扣分免除", deducted)
    else:
        yield fact("不符合免扣条件，照扣", ZERO)


def _deducted(case: Case) -> tuple[Decimal, tuple[Step, ...]]:
    rule, given = case.parameters["rule"], case.inputs["deduction"]
    if rule is None:
        if case.inputs["rule"] is not None:
            raise RuleError(case.path("rule"), "本规则没有写扣分规则，请填应扣分")
        return min(case.need("deduction"), case.full_marks), ()
    if given is not None:
        raise RuleError(case.path("deduction"), "扣分由规则算出，不必填")
    result = evaluate(rule, case.inputs["rule"], at=case.path("rule"), rounding=None)
    return result.lost, result.explanation


def _check(rule: Rule, at: str) -> None:
    check_condition(rule.parameters, at)
    nested = rule.parameters["rule"]
    if nested is not None and nested.full_marks != rule.full_marks:
        raise RuleError(f"{at}.rule.full_marks", f"扣分规则的满分应与本规则相同，为{shown(rule.full_marks)}分")


def _asks(rule: Rule) -> Iterable[Asked]:
    nested = rule.parameters["rule"]
    if nested:
        yield from under("rule", leaves=asked(nested))
    else:
        yield from chosen(rule.kind.inputs, "deduction", unit="分", maximum=rule.full_marks)
    yield from (replace(one, of="免扣条件") for one in observed_asks(rule.parameters))


def _sentence(rule: Rule) -> str:
    nested = rule.parameters["rule"]
    base = nested.sentence if nested else f"满分{shown(rule.full_marks)}分，按情形扣分"
    return f"{base}；{phrase(rule.parameters)}的，免予扣分"


WAIVER = Kind(
    name="waiver",
    label="符合条件免扣",
    help="先按扣分规则扣分；年度要求达到的，扣分免除",
    parameters=(
        optional("rule", "扣分规则", "rule", help="不填时直接填应扣分"),
        COMPARATOR,
        *TARGET_FIELDS,
    ),
    inputs=(
        optional("rule", "扣分规则的输入", "map", values="inputs"),
        optional("deduction", "应扣分", minimum=0, help="没有写扣分规则时必填"),
        *OBSERVED_FIELDS,
    ),
    check=_check,
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "waiver", "full_marks": "60",
        "parameters": {
            "rule": {"kind": "event_deduct", "parameters": {"events": [{"name": "月度超标", "points": "5"}]}},
            "comparator": "<=", "target": "20",
        },
        "inputs": {"rule": {"counts": {"月度超标": 4}}, "actual": "19.5"},
    },
)

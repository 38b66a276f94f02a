"""Short ways to ask the rule engine."""

from decimal import Decimal, localcontext

import pytest

from indicators.rules import RuleError
from indicators.rules.amounts import EXACT
from indicators.rules.request import answer


def ask(kind, full_marks, parameters, inputs):
    return answer({"kind": kind, "full_marks": full_marks, "parameters": parameters, "inputs": inputs})


def score(kind, full_marks, parameters, inputs) -> str:
    """The score as it is written out."""
    return ask(kind, full_marks, parameters, inputs).as_json()["score"]


def refusal(kind, full_marks, parameters, inputs) -> tuple[str, str]:
    """The field and the sentence of a refused rule or input."""
    with pytest.raises(RuleError) as caught:
        ask(kind, full_marks, parameters, inputs)
    return caught.value.field, caught.value.message


def points_of(steps) -> Decimal:
    with localcontext(EXACT):
        return sum((step.value for step in steps if step.role == "points"), Decimal(0))

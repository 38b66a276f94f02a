"""All or nothing: the target is reached, or no points."""

from collections.abc import Iterable

from ..amounts import ZERO, shown
from ..compare import CONDITION_FIELDS, OBSERVED_FIELDS, check_condition, judge, observed_asks, phrase
from ..kind import Case, Kind, Rule
from ..steps import Step, fact, points


def _score(case: Case) -> Iterable[Step]:
    judged = judge(case.parameters, case.inputs, case.at)
    yield fact(judged.text, judged.value)
    if judged.is_met:
        yield points("达到要求，得满分", case.full_marks)
    else:
        yield points("未达到要求，不得分", ZERO)


def _sentence(rule: Rule) -> str:
    return f"{phrase(rule.parameters)}得{shown(rule.full_marks)}分，否则不得分"


ALL_OR_NOTHING = Kind(
    name="all_or_nothing",
    label="达标得分",
    help="达到要求得满分，达不到不得分",
    parameters=CONDITION_FIELDS,
    inputs=OBSERVED_FIELDS,
    check=lambda rule, at: check_condition(rule.parameters, at),
    asks=lambda rule: observed_asks(rule.parameters),
    score=_score,
    sentence=_sentence,
    example={
        "kind": "all_or_nothing", "full_marks": "10",
        "parameters": {"comparator": "<=", "target": "47.38", "unit": "亿立方米"},
        "inputs": {"actual": "47.38"},
    },
)

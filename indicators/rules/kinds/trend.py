"""This year against last year: full points while the change is in the right direction."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, gap, shown
from ..asked import chosen
from ..compare import CHANGE_TYPES, change_from, change_text
from ..errors import RuleError, join
from ..kind import UNIT, Case, Kind, Rule
from ..schema import Field, optional
from ..steps import Step, fact, points

REQUIREMENTS = (
    ("not_decrease", "不降低"), ("not_increase", "不升高"), ("increase", "提高"), ("decrease", "下降"),
)
KEEPING = ("not_decrease", "not_increase")
OBSERVED = (
    Field("actual", "本年值"),
    optional("baseline", "上年值", help="比较升降的基准，不能缺少"),
)


def _holds(p: dict, change: Decimal) -> bool:
    better = change if p["requirement"] in ("not_decrease", "increase") else -change
    if p["requirement"] in KEEPING:
        return better >= 0 or -better < p["tolerance"]
    return better > 0 and better >= p["at_least"]


def _score(case: Case) -> Iterable[Step]:
    p = case.parameters
    change = change_from(case.inputs, p["change_type"], case.at)
    yield fact(change_text(case.inputs, change, p), change)
    if _holds(p, change):
        yield points(f"符合“{_requirement(p)}”，得满分", case.full_marks)
    else:
        yield points(f"不符合“{_requirement(p)}”，不得分", ZERO)


def _requirement(p: dict) -> str:
    text = f"较上年{dict(REQUIREMENTS)[p['requirement']]}"
    if p["requirement"] in KEEPING and p["tolerance"]:
        worse = "降低" if p["requirement"] == "not_decrease" else "升高"
        return f"较上年{worse}小于{_amount(p['tolerance'], p)}"
    return text + (f"{_amount(p['at_least'], p)}以上" if p["at_least"] else "")


def _amount(value: Decimal, p: dict) -> str:
    return shown(value, "%") if p["change_type"] == "percent" else gap(value, p["unit"])


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    unused = "at_least" if p["requirement"] in KEEPING else "tolerance"
    if p[unused]:
        raise RuleError(join(at, unused), f"“{dict(REQUIREMENTS)[p['requirement']]}”不用这一项")


def _sentence(rule: Rule) -> str:
    return f"{_requirement(rule.parameters)}得{shown(rule.full_marks)}分，否则不得分"


TREND = Kind(
    name="trend",
    label="与上年比较",
    help="较上年不降低、不升高、提高或下降得满分，否则不得分",
    parameters=(
        Field("requirement", "要求", "choice", choices=REQUIREMENTS),
        optional("tolerance", "允许变差的幅度", default=ZERO, minimum=0, help="不降低、不升高时用；变差须小于此数"),
        optional("at_least", "至少变化的幅度", default=ZERO, minimum=0, help="提高、下降时用"),
        optional("change_type", "变化幅度的算法", "choice", default="absolute", choices=CHANGE_TYPES),
        UNIT,
    ),
    inputs=OBSERVED,
    check=_check,
    asks=lambda rule: chosen(OBSERVED, "actual", "baseline", unit=rule.parameters["unit"]),
    score=_score,
    sentence=_sentence,
    example={
        "kind": "trend", "full_marks": "4", "parameters": {"requirement": "not_decrease", "tolerance": "1"},
        "inputs": {"actual": "59.5", "baseline": "60.2"},
    },
)

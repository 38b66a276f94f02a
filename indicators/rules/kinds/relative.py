"""A unit held against the others: its place, or their average."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, shown
from ..asked import Asked, chosen
from ..errors import RuleError, join
from ..kind import UNIT, Case, Kind, Rule
from ..schema import Field, optional
from ..steps import Step, fact, points
from .deduction import DIRECTIONS

BASES = (("rank", "名次"), ("average", "平均值"))


def _score(case: Case) -> Iterable[Step]:
    by_rank = case.parameters["basis"] == "rank"
    met, step = _rank(case) if by_rank else _average(case)
    yield step
    if not met and case.parameters["or_improved"]:
        met, step = _improved(case)
        yield step
    yield points("符合，得满分" if met else "不符合，不得分", case.full_marks if met else ZERO)


def _rank(case: Case) -> tuple[bool, Step]:
    rank, top = case.need("rank"), case.parameters["top"]
    met = rank <= top
    return met, fact(f"第{rank}名，要求前{top}名：{_word(met)}", Decimal(rank))


def _average(case: Case) -> tuple[bool, Step]:
    actual, average, unit = case.need("actual"), case.need("average"), case.parameters["unit"]
    met = _is_better_or_same(case, actual - average)
    text = f"完成值{shown(actual, unit)}，要求{_side(case.parameters)}平均值{shown(average, unit)}"
    return met, fact(f"{text}：{_word(met)}", actual)


def _improved(case: Case) -> tuple[bool, Step]:
    actual, unit = case.need("actual"), case.parameters["unit"]
    baseline = case.need("baseline", "缺少“上年值”，无法比较升降")
    met = actual != baseline and _is_better_or_same(case, actual - baseline)
    text = f"上年{shown(baseline, unit)}，本年{shown(actual, unit)}，要求较上年{_better(case.parameters)}"
    return met, fact(f"{text}：{_word(met)}", actual - baseline)


def _is_better_or_same(case: Case, change: Decimal) -> bool:
    return change >= 0 if case.parameters["direction"] == "higher" else change <= 0


def _word(met: bool) -> str:
    return "达到" if met else "未达到"


def _side(p: dict) -> str:
    return "不低于" if p["direction"] == "higher" else "不高于"


def _better(p: dict) -> str:
    return "提高" if p["direction"] == "higher" else "下降"


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    if (p["basis"] == "rank") != (p["top"] is not None):
        raise RuleError(join(at, "top"), "按名次比较须填“前几名”，按平均值比较不填")


def _asks(rule: Rule) -> Iterable[Asked]:
    """What shows improvement is needed only where the comparison itself is lost."""
    p, inputs, unit = rule.parameters, rule.kind.inputs, rule.parameters["unit"]
    by_rank = p["basis"] == "rank"
    yield from chosen(inputs, "rank", unit="名") if by_rank else chosen(inputs, "actual", "average", unit=unit)
    if p["or_improved"]:
        yield from chosen(inputs, *(("actual", "baseline") if by_rank else ("baseline",)), required=False, unit=unit)


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    text = f"列前{p['top']}名" if p["basis"] == "rank" else f"{_side(p)}平均值"
    text += f"或较上年{_better(p)}" if p["or_improved"] else ""
    return f"{text}得{shown(rule.full_marks)}分，否则不得分"


RELATIVE = Kind(
    name="relative",
    label="与其他单位比较",
    help="列前几名或不低于平均值得满分；可以写明较上年提高也得满分",
    parameters=(
        Field("basis", "比较依据", "choice", choices=BASES),
        optional("top", "前几名", "integer", minimum=1, maximum=10000, help="按名次比较时必填"),
        optional("or_improved", "较上年提高也算", "boolean", default=False),
        optional("direction", "方向", "choice", default="higher", choices=DIRECTIONS),
        UNIT,
    ),
    inputs=(
        optional("rank", "名次", "integer", minimum=1, maximum=1_000_000, help="按名次比较时必填"),
        optional("actual", "完成值"),
        optional("average", "平均值", help="按平均值比较时必填"),
        optional("baseline", "上年值", help="前面不符合、又可按较上年提高算时必填"),
    ),
    check=_check,
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "relative", "full_marks": "5", "parameters": {"basis": "rank", "top": 6, "or_improved": True},
        "inputs": {"rank": 7, "actual": "88.2", "baseline": "89"},
    },
)

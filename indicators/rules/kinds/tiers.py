"""Points by the tier a value lies in, or by a named level."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from ..amounts import ZERO, shown
from ..asked import Asked, chosen
from ..errors import RuleError
from ..kind import BONUS_CAP, UNIT, Case, Kind, Rule, must_fit
from ..schema import Field, optional
from ..steps import Step, fact, points

CLOSED = (("lower", "含下限、不含上限"), ("upper", "含上限、不含下限"))


def intervals(p: dict) -> list[tuple[Decimal | None, Decimal | None, Decimal]]:
    """Tiers in order as (from, to, points); an open side in the middle reaches to its neighbour."""
    side = 0 if p["closed"] == "lower" else 1
    bounds = [[tier["from"], tier["to"], tier["points"]] for tier in p["tiers"]]
    bounds.sort(key=lambda tier: _sort_key(tier, side))
    for before, after in pairwise(bounds):
        if side == 0 and before[1] is None:
            before[1] = after[0]
        if side == 1 and after[0] is None:
            after[0] = before[1]
    return [tuple(tier) for tier in bounds]


def _sort_key(tier: list, side: int) -> tuple[int, Decimal]:
    """By the closed side; one that is open there stands at the end where it reaches out."""
    if tier[side] is not None:
        return (0, tier[side])
    return (-1, ZERO) if side == 0 else (1, ZERO)


def _is_by_level(p: dict) -> bool:
    return p["tiers"][0]["level"] is not None


def _score(case: Case) -> Iterable[Step]:
    if _is_by_level(case.parameters):
        yield from _by_level(case)
        return
    if case.inputs["level"] is not None:
        raise RuleError(case.path("level"), "本规则按数值分档，请填完成值")
    p, actual = case.parameters, case.need("actual")
    yield fact(f"完成值{shown(actual, p['unit'])}", actual)
    for lower, upper, worth in intervals(p):
        if _lies_in(actual, lower, upper, p["closed"]):
            yield points(f"属于“{_span(lower, upper, p)}”一档", worth)
            return
    yield points("不在任何一档", p["otherwise"])


def _by_level(case: Case) -> Iterable[Step]:
    if case.inputs["actual"] is not None:
        raise RuleError(case.path("actual"), "本规则按等级分档，请填等级")
    level = case.need("level")
    worth = {tier["level"]: tier["points"] for tier in case.parameters["tiers"]}
    if level not in worth:
        raise RuleError(case.path("level"), f"没有“{level}”这一等级，可用的有：{'、'.join(worth)}")
    yield points(f"等级为“{level}”", worth[level])


def _lies_in(value: Decimal, lower: Decimal | None, upper: Decimal | None, closed: str) -> bool:
    if closed == "lower":
        return (lower is None or value >= lower) and (upper is None or value < upper)
    return (lower is None or value > lower) and (upper is None or value <= upper)


def _span(lower: Decimal | None, upper: Decimal | None, p: dict) -> str:
    above, below = ("≥", "<") if p["closed"] == "lower" else (">", "≤")
    ends = [above + shown(lower, p["unit"])] if lower is not None else []
    ends += [below + shown(upper, p["unit"])] if upper is not None else []
    return "且".join(ends) or "任何数值"


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    must_fit(max(p["otherwise"], *(tier["points"] for tier in p["tiers"])), rule, f"{at}.tiers")
    by_level = _is_by_level(p)
    seen = set()
    for place, tier in enumerate(p["tiers"]):
        has_bounds = tier["from"] is not None or tier["to"] is not None
        if (tier["level"] is not None) != by_level or has_bounds == by_level:
            raise RuleError(f"{at}.tiers.{place}", "各档要么都写起止数值，要么都写等级名称")
        if by_level and tier["level"] in seen:
            raise RuleError(f"{at}.tiers.{place}.level", f"等级“{tier['level']}”重复")
        seen.add(tier["level"])
        if None not in (tier["from"], tier["to"]) and tier["from"] >= tier["to"]:
            raise RuleError(f"{at}.tiers.{place}.to", "“止”必须大于“起”")
    if not by_level:
        _refuse_overlap(p, f"{at}.tiers")


def _refuse_overlap(p: dict, at: str) -> None:
    spans = intervals(p)
    for before, after in pairwise(spans):
        if before[1] is None or after[0] is None or before[1] > after[0] or _is_empty(before) or _is_empty(after):
            raise RuleError(at, f"“{_span(*before[:2], p)}”与“{_span(*after[:2], p)}”两档重叠")


def _is_empty(span: tuple) -> bool:
    return None not in span[:2] and span[0] >= span[1]


def _asks(rule: Rule) -> list[Asked]:
    p = rule.parameters
    if not _is_by_level(p):
        return chosen(rule.kind.inputs, "actual", unit=p["unit"])
    return chosen(rule.kind.inputs, "level", type="choice", choices=tuple((t["level"], t["level"]) for t in p["tiers"]))


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    if _is_by_level(p):
        return "，".join(f"{tier['level']}得{shown(tier['points'])}分" for tier in p["tiers"])
    parts = [f"{_span(lower, upper, p)}得{shown(worth)}分" for lower, upper, worth in intervals(p)]
    return "，".join(parts) + f"，其余得{shown(p['otherwise'])}分"


TIERS = Kind(
    name="tiers",
    label="分档得分",
    help="按完成值所在的档次或评定的等级得分",
    parameters=(
        Field("tiers", "档次", "list", fields=(
            optional("from", "起", help="不填时接上一档，第一档不填为不限"),
            optional("to", "止", help="不填时接下一档，最后一档不填为不限"),
            optional("level", "等级名称", "text", help="按等级评定时填，不填起止"),
            Field("points", "得分", minimum=0),
        )),
        optional("closed", "档次的端点", "choice", default="lower", choices=CLOSED),
        optional("otherwise", "不在任何一档时得分", default=ZERO, minimum=0),
        BONUS_CAP,
        UNIT,
    ),
    inputs=(
        optional("actual", "完成值", help="按数值分档时必填"),
        optional("level", "等级", "text", help="按等级分档时必填"),
    ),
    check=_check,
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "tiers", "full_marks": "3",
        "parameters": {
            "tiers": [{"from": "5", "points": "1"}, {"from": "10", "points": "2"}, {"from": "15", "points": "3"}],
            "unit": "%",
        },
        "inputs": {"actual": "12"},
    },
)

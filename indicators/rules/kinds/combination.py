"""One score out of several: by weight, the mean, the lowest, the sum, or every loss together."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from ..amounts import HUNDRED, ONE, ZERO, read_decimal, shown
from ..asked import Asked, asked, named, under
from ..errors import RuleError, join
from ..evaluation import evaluate
from ..kind import BONUS_CAP, Case, Kind, Rule, must_fit
from ..schema import Field, optional, refuse_other_names
from ..steps import Step, fact, points

METHODS = (
    ("weighted", "加权平均"), ("average", "平均"), ("lowest", "取低者"), ("highest", "取高者"), ("sum", "相加"),
    ("deductions", "各项扣分合计"),
)
Scored = tuple[dict, Decimal, tuple[Step, ...]]


def _score(case: Case) -> Iterable[Step]:
    p, given, at = case.parameters, case.inputs["parts"], case.path("parts")
    refuse_other_names(given, tuple(part["name"] for part in p["parts"]), at)
    scored = [(part, *_part_score(part, case, at)) for part in p["parts"]]
    yield from JOINED[p["method"]](case, scored)


def _part_score(part: dict, case: Case, at: str) -> tuple[Decimal, tuple[Step, ...]]:
    name, path = part["name"], join(at, part["name"])
    value = case.inputs["parts"].get(name)
    if part["rule"] is not None:
        result = evaluate(part["rule"], value, at=path, rounding=None)
        return result.exact, result.explanation
    if value is None:
        raise RuleError(path, f"缺少“{name}”的得分")
    score, most = read_decimal(value, path), _most(part, case.rule)
    if not 0 <= score <= most:
        raise RuleError(path, f"“{name}”的得分应在0到{shown(most)}之间")
    return score, ()


def _most(part: dict, rule: Rule) -> Decimal:
    if part["rule"] is not None:
        return part["rule"].bounds[1]
    return rule.full_marks if part["full_marks"] is None else part["full_marks"]


def _weighted(case: Case, scored: list[Scored]) -> Iterable[Step]:
    whole = sum(part["weight"] for part, _, _ in scored)
    for part, score, steps in scored:
        yield points(f"{part['name']}：{shown(score)}×{_percent(part['weight'], whole)}",
                     score * part["weight"] / whole, steps)


def _average(case: Case, scored: list[Scored]) -> Iterable[Step]:
    yield from _each(scored)
    numbers = "+".join(shown(score) for _, score, _ in scored)
    yield points(f"平均：（{numbers}）÷{len(scored)}", sum(score for _, score, _ in scored) / len(scored))


def _extreme(choose: Callable, word: str) -> Callable[[Case, list[Scored]], Iterable[Step]]:
    def joined(case: Case, scored: list[Scored]) -> Iterable[Step]:
        yield from _each(scored)
        part, score, _ = choose(scored, key=lambda entry: entry[1])
        yield points(f"取{word}的一项：{part['name']}", score)

    return joined


def _summed(case: Case, scored: list[Scored]) -> Iterable[Step]:
    for part, score, steps in scored:
        yield points(f"{part['name']}：{shown(score)}分", score, steps)


def _deducted(case: Case, scored: list[Scored]) -> Iterable[Step]:
    yield points("满分", case.full_marks)
    for part, score, steps in scored:
        lost = part["rule"].full_marks - score
        yield points(f"{part['name']}：扣{shown(lost)}分", -lost, steps)


def _each(scored: list[Scored]) -> Iterable[Step]:
    for part, score, steps in scored:
        yield fact(f"{part['name']}：{shown(score)}分", score, steps)


JOINED = {
    "weighted": _weighted, "average": _average, "sum": _summed, "deductions": _deducted,
    "lowest": _extreme(min, "最低"), "highest": _extreme(max, "最高"),
}


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    for place, part in enumerate(p["parts"]):
        _check_part(part, p["method"], f"{at}.parts.{place}")
    if p["method"] == "weighted" and sum(part["weight"] for part in p["parts"]) not in (ONE, HUNDRED):
        total = shown(sum(part["weight"] for part in p["parts"]))
        raise RuleError(join(at, "parts"), f"权重合计应为100%（写成0.7或70都可以），现在是{total}")
    if p["method"] == "sum":
        must_fit(sum(_most(part, rule) for part in p["parts"]), rule, join(at, "parts"))
    elif p["method"] != "deductions":
        must_fit(max(_most(part, rule) for part in p["parts"]), rule, join(at, "parts"))


def _check_part(part: dict, method: str, at: str) -> None:
    if (part["weight"] is None) == (method == "weighted"):
        raise RuleError(join(at, "weight"), "加权平均时各项须填权重，其他方法不填")
    if part["rule"] is not None and part["full_marks"] is not None:
        raise RuleError(join(at, "full_marks"), "有规则的分项，满分写在规则里")
    if method == "sum" and part["rule"] is None and part["full_marks"] is None:
        raise RuleError(join(at, "full_marks"), "相加时各项须填满分")
    if method == "deductions" and part["rule"] is None:
        raise RuleError(join(at, "rule"), "各项扣分合计时，各项须有规则")


def _asks(rule: Rule) -> Iterable[Asked]:
    for part in rule.parameters["parts"]:
        if part["rule"]:
            yield from under("parts", part["name"], leaves=asked(part["rule"]), of=part["name"])
        else:
            yield replace(named("parts", part["name"]), label="得分", unit="分", minimum=0, maximum=_most(part, rule))


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    whole = sum(part["weight"] or ZERO for part in p["parts"])
    named = "、".join(
        part["name"] + (_percent(part["weight"], whole) if whole else "")
        + (f"（{part['rule'].sentence}）" if part["rule"] else "")
        for part in p["parts"]
    )
    return f"{named}，{dict(METHODS)[p['method']]}，满分{shown(rule.full_marks)}分"


def _percent(weight: Decimal, whole: Decimal) -> str:
    return shown(weight * HUNDRED / whole, "%")


COMBINE = Kind(
    name="combine",
    label="多项合成",
    help="几项得分按权重、平均、取低、取高、相加或扣分合计合成一个得分",
    parameters=(
        Field("method", "合成方法", "choice", choices=METHODS),
        Field("parts", "分项", "list", fields=(
            Field("name", "名称", "text"),
            optional("weight", "权重", minimum=0, maximum=100, help="加权平均时必填，合计1或100"),
            optional("rule", "规则", "rule", help="不填时直接填该项得分"),
            optional("full_marks", "满分", minimum=0, help="没有规则的分项；相加时必填，其他方法不填时与总满分相同"),
        )),
        BONUS_CAP,
    ),
    inputs=(Field("parts", "各分项", "map", values="decimal", help="名称: 得分；有规则的分项填规则的输入"),),
    check=_check,
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "combine", "full_marks": "100",
        "parameters": {"method": "weighted", "parts": [
            {"name": "本省断面", "weight": "0.7"}, {"name": "邻省断面", "weight": "0.3"},
        ]},
        "inputs": {"parts": {"本省断面": "85", "邻省断面": "95"}},
    },
)

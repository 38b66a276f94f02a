"""Points a person gives: freely within bounds and with a reason, or by the level the evidence shows."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ..amounts import ZERO, shown
from ..asked import Asked, chosen
from ..errors import RuleError, join
from ..kind import Case, Kind, Rule, must_fit
from ..schema import Field, optional
from ..steps import Step, fact, points

MANNERS = (("award", "酌情给分"), ("deduct", "酌情扣分"))


def _limit(rule: Rule) -> Decimal:
    stated = rule.parameters["maximum"]
    return rule.full_marks if stated is None else stated


def _discretionary(case: Case) -> Iterable[Step]:
    p, given = case.parameters, case.inputs["points"]
    if not p["minimum"] <= given <= _limit(case.rule):
        bounds = f"{shown(p['minimum'])}到{shown(_limit(case.rule))}"
        raise RuleError(case.path("points"), f"应在{bounds}分之间")
    reason = f"理由：{case.inputs['reason']}"
    if p["manner"] == "award":
        yield points(f"酌情给分，{reason}", given)
        return
    yield points("满分", case.full_marks)
    yield points(f"酌情扣{shown(given)}分，{reason}", -given)


def _check_discretionary(rule: Rule, at: str) -> None:
    must_fit(_limit(rule), rule, join(at, "maximum"))
    if rule.parameters["minimum"] > _limit(rule):
        raise RuleError(join(at, "minimum"), "最少不能大于最多")


def _discretionary_asks(rule: Rule) -> Iterable[Asked]:
    p, inputs = rule.parameters, rule.kind.inputs
    label = dict(MANNERS)[p["manner"]]
    [given] = chosen(inputs, "points", unit="分")
    yield replace(given, label=label, minimum=p["minimum"], maximum=_limit(rule))
    yield replace(*chosen(inputs, "reason"), label=f"{label}的理由")


def _discretionary_sentence(rule: Rule) -> str:
    p = rule.parameters
    return (f"满分{shown(rule.full_marks)}分，由审核人{dict(MANNERS)[p['manner']]}"
            f"（{shown(p['minimum'])}到{shown(_limit(rule))}分），须写明理由")


DISCRETIONARY = Kind(
    name="discretionary",
    label="酌情评分",
    help="由审核人在范围内给分或扣分，并写明理由",
    parameters=(
        optional("manner", "给分或扣分", "choice", default="award", choices=MANNERS),
        optional("minimum", "最少", default=ZERO, minimum=0),
        optional("maximum", "最多", minimum=0, help="不填时为满分"),
    ),
    inputs=(
        Field("points", "给分或扣分数", minimum=0),
        Field("reason", "理由", "text"),
    ),
    check=_check_discretionary,
    asks=_discretionary_asks,
    score=_discretionary,
    sentence=_discretionary_sentence,
    example={
        "kind": "discretionary", "full_marks": "8", "parameters": {"manner": "deduct"},
        "inputs": {"points": "1.5", "reason": "两处记录不完整"},
    },
)


def _qualitative(case: Case) -> Iterable[Step]:
    name, worth = _level(case) if case.parameters["levels"] else _yes_no(case)
    yield fact(f"佐证：{case.inputs['evidence'] or '未注明'}", ZERO)
    yield points(f"{case.parameters['requirement']}：{name}", worth)


def _level(case: Case) -> tuple[str, Decimal]:
    if case.inputs["achieved"] is not None:
        raise RuleError(case.path("achieved"), "本规则分级评定，请填级别")
    level = case.need("level")
    worth = {entry["name"]: entry["points"] for entry in case.parameters["levels"]}
    if level not in worth:
        raise RuleError(case.path("level"), f"没有“{level}”这一级别，可用的有：{'、'.join(worth)}")
    return level, worth[level]


def _yes_no(case: Case) -> tuple[str, Decimal]:
    if case.inputs["level"] is not None:
        raise RuleError(case.path("level"), "本规则不分级，请填是否做到")
    achieved = case.need("achieved")
    return ("做到", case.full_marks) if achieved else ("未做到", ZERO)


def _check_qualitative(rule: Rule, at: str) -> None:
    for place, level in enumerate(rule.parameters["levels"]):
        must_fit(level["points"], rule, f"{at}.levels.{place}.points")


def _qualitative_asks(rule: Rule) -> Iterable[Asked]:
    p, inputs = rule.parameters, rule.kind.inputs
    named = tuple((level["name"], level["name"]) for level in p["levels"])
    [judged] = chosen(inputs, "level") if named else chosen(inputs, "achieved")
    yield replace(judged, label=p["requirement"], **({"type": "choice", "choices": named} if named else {}))
    yield from chosen(inputs, "evidence", required=False, help="据以认定的文件")


def _qualitative_sentence(rule: Rule) -> str:
    p = rule.parameters
    if not p["levels"]:
        return f"{p['requirement']}得{shown(rule.full_marks)}分，否则不得分，凭佐证认定"
    graded = "、".join(f"{level['name']}{shown(level['points'])}分" for level in p["levels"])
    return f"{p['requirement']}：{graded}，凭佐证认定"


QUALITATIVE = Kind(
    name="qualitative",
    label="定性评定",
    help="凭佐证认定是否做到，或评定级别",
    parameters=(
        optional("requirement", "要求", "text", default="达到要求", help="如 建立、实施、开展"),
        optional("levels", "级别", "list", default=(), fields=(
            Field("name", "级别", "text"), Field("points", "得分", minimum=0),
        ), help="不填时做到得满分、未做到不得分"),
    ),
    inputs=(
        optional("achieved", "是否做到", "boolean", help="不分级时必填"),
        optional("level", "级别", "text", help="分级时必填"),
        optional("evidence", "佐证", "text", default="", help="据以认定的文件"),
    ),
    check=_check_qualitative,
    asks=_qualitative_asks,
    score=_qualitative,
    sentence=_qualitative_sentence,
    example={
        "kind": "qualitative", "full_marks": "4", "parameters": {"requirement": "建立生态环境保护责任清单"},
        "inputs": {"achieved": True, "evidence": "责任清单印发文件"},
    },
)

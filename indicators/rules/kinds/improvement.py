"""Base points for reaching the standard, more for every step beyond it."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, gap, shown
from ..errors import RuleError, join
from ..kind import BONUS_CAP, UNIT, Case, Kind, Rule, must_fit
from ..schema import Field, optional
from ..steps import Step, fact, points
from .deduction import DIRECTION, MODE, MODES, shortfall, steps_in

BETTER = {"higher": "高", "lower": "低"}


def _score(case: Case) -> Iterable[Step]:
    p, actual = case.parameters, case.inputs["actual"]
    yield fact(f"完成值{shown(actual, p['unit'])}，标准{_standard(p)}", actual)
    if shortfall(p["direction"], p["target"], actual):
        yield points("未达到标准，不得分", ZERO)
        return
    yield points("达到标准，得基础分", p["base_points"])
    ahead = abs(actual - p["target"])
    if ahead:
        yield _improvement(case, ahead)


def _improvement(case: Case, ahead: Decimal) -> Step:
    p = case.parameters
    wanted = p["points_per_step"] * steps_in(ahead, p["step"], p["mode"])
    most = most_improvement(case.rule)
    text = f"比标准{BETTER[p['direction']]}{gap(ahead, p['unit'])}，每{gap(p['step'], p['unit'])}加"
    text += f"{shown(p['points_per_step'])}分（{dict(MODES)[p['mode']]}），加{shown(wanted)}分"
    return points(text + (f"，最多加{shown(most)}分" if wanted > most else ""), min(wanted, most))


def most_improvement(rule: Rule) -> Decimal:
    """As stated, or what is left of the full marks."""
    stated = rule.parameters["max_improvement"]
    room = rule.full_marks + rule.parameters["bonus_cap"] - rule.parameters["base_points"]
    return room if stated is None else stated


def _standard(p: dict) -> str:
    return ("不低于" if p["direction"] == "higher" else "不高于") + shown(p["target"], p["unit"])


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    must_fit(p["base_points"], rule, join(at, "base_points"))
    if p["max_improvement"] is not None:
        must_fit(p["base_points"] + p["max_improvement"], rule, join(at, "max_improvement"))
    elif most_improvement(rule) == 0:
        raise RuleError(join(at, "base_points"), "基础分已是满分，没有提高可得的分")


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    worse = "低于" if p["direction"] == "higher" else "高于"
    return (
        f"{_standard(p)}得{shown(p['base_points'])}分，每再{BETTER[p['direction']]}{gap(p['step'], p['unit'])}加"
        f"{shown(p['points_per_step'])}分，最多加{shown(most_improvement(rule))}分（{dict(MODES)[p['mode']]}），"
        f"{worse}标准得0分"
    )


BASE_PLUS_IMPROVE = Kind(
    name="base_plus_improve",
    label="达标得基础分、提高加分",
    help="达到标准得基础分，比标准每好一档加分，达不到标准不得分",
    parameters=(
        Field("target", "标准"),
        DIRECTION,
        Field("base_points", "基础分", minimum=0),
        Field("step", "每好多少为一档", above=0),
        Field("points_per_step", "每档加分", minimum=0),
        optional("max_improvement", "最多加分", minimum=0, help="不填时加到满分为止"),
        MODE,
        BONUS_CAP,
        UNIT,
    ),
    inputs=(Field("actual", "完成值"),),
    check=_check,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "base_plus_improve", "full_marks": "10",
        "parameters": {"target": "12", "direction": "lower", "base_points": "6", "step": "1",
                       "points_per_step": "2", "max_improvement": "4", "unit": "%"},
        "inputs": {"actual": "11"},
    },
)

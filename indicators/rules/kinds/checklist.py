"""Points for each thing that is there, some of them by how far it is there."""

from collections.abc import Iterable

from ..amounts import ZERO, shown
from ..asked import Asked, named
from ..errors import RuleError, join
from ..kind import BONUS_CAP, Case, Kind, Rule, must_fit
from ..schema import Field, optional, refuse_other_names
from ..steps import Step, points

LEVELS = optional("levels", "分级", "list", default=(), fields=(
    Field("name", "级别", "text"), Field("points", "得分", minimum=0),
), help="不分级时完成得分、未完成不得分")


def _score(case: Case) -> Iterable[Step]:
    items, given, at = case.parameters["items"], case.inputs["done"], case.path("done")
    refuse_other_names(given, tuple(item["name"] for item in items), at)
    for item in items:
        if item["name"] not in given:
            raise RuleError(join(at, item["name"]), f"缺少“{item['name']}”是否完成")
        yield _item_step(item, given[item["name"]], join(at, item["name"]))


def _item_step(item: dict, value: object, at: str) -> Step:
    levels = {level["name"]: level["points"] for level in item["levels"]}
    if levels:
        if not isinstance(value, str) or value not in levels:
            raise RuleError(at, f"“{item['name']}”只能是：{'、'.join(levels)}")
        return points(f"{item['name']}：{value}", levels[value])
    if not isinstance(value, bool):
        raise RuleError(at, f"“{item['name']}”请填 true（完成）或 false（未完成）")
    return points(f"{item['name']}：{'完成' if value else '未完成'}", item["points"] if value else ZERO)


def _check(rule: Rule, at: str) -> None:
    for place, item in enumerate(rule.parameters["items"]):
        for nth, level in enumerate(item["levels"]):
            if level["points"] > item["points"]:
                raise RuleError(f"{at}.items.{place}.levels.{nth}.points", f"不能超过本项分值{shown(item['points'])}分")
    must_fit(sum(item["points"] for item in rule.parameters["items"]), rule, join(at, "items"))


def _asks(rule: Rule) -> Iterable[Asked]:
    for item in rule.parameters["items"]:
        levels = tuple((level["name"], level["name"]) for level in item["levels"])
        yield named("done", item["name"], type="choice" if levels else "boolean", choices=levels)


def _sentence(rule: Rule) -> str:
    return "；".join(_item_text(item) for item in rule.parameters["items"])


def _item_text(item: dict) -> str:
    if item["levels"]:
        graded = "、".join(f"{level['name']}{shown(level['points'])}分" for level in item["levels"])
        return f"{item['name']}（{graded}）"
    return f"{item['name']}{shown(item['points'])}分，完成得分，未完成不得分"


CHECKLIST = Kind(
    name="checklist",
    label="逐项核对",
    help="每项完成得该项分值，未完成不得分；一项可再分级",
    parameters=(
        Field("items", "核对项", "list", fields=(
            Field("name", "事项", "text"), Field("points", "分值", minimum=0), LEVELS,
        )),
        BONUS_CAP,
    ),
    inputs=(Field("done", "各项完成情况", "map", values="boolean", help="事项: 是否完成；分级的填级别"),),
    check=_check,
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "checklist", "full_marks": "6",
        "parameters": {"items": [
            {"name": "成立领导小组", "points": "1.5"}, {"name": "明确责任科室", "points": "1.5"},
            {"name": "制定年度计划", "points": "1.5"}, {"name": "开展实地调研", "points": "1.5"},
        ]},
        "inputs": {"done": {"成立领导小组": True, "明确责任科室": True, "制定年度计划": True, "开展实地调研": False}},
    },
)

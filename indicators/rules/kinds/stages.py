"""Projects scored by the stage each has reached."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, shown
from ..asked import Asked, named
from ..errors import RuleError, join
from ..kind import Case, Kind, Rule
from ..schema import MAX_COUNT, Field, optional, read_count, refuse_other_names
from ..steps import Step, fact, points

USUAL_STAGES = tuple(
    {"name": name, "factor": Decimal(factor)}
    for name, factor in (("已完成", "1"), ("调试", "0.75"), ("在建", "0.5"), ("可研", "0.25"), ("未启动", "0"))
)


def _score(case: Case) -> Iterable[Step]:
    stages, given, at = case.parameters["stages"], case.inputs["projects"], case.path("projects")
    refuse_other_names(given, tuple(stage["name"] for stage in stages), at)
    counts = {name: read_count(value, join(at, name), name) for name, value in given.items()}
    total = sum(counts.values())
    if not total:
        raise RuleError(at, "项目总数为0，算不出得分（除数为零）")
    yield fact(f"共{total}个项目", Decimal(total))
    done = ZERO
    for stage in stages:
        count = counts.get(stage["name"], 0)
        if count:
            done += count * stage["factor"]
            yield fact(f"{stage['name']}：{count}个×{shown(stage['factor'])}", count * stage["factor"])
    yield points(f"折算完成{shown(done)}个÷{total}个×{shown(case.full_marks)}分", case.full_marks * done / total)


def _asks(rule: Rule) -> Iterable[Asked]:
    for stage in rule.parameters["stages"]:
        yield named("projects", stage["name"], type="integer", required=False, unit="个", minimum=0, maximum=MAX_COUNT)


def _sentence(rule: Rule) -> str:
    stages = "、".join(f"{stage['name']}按{shown(stage['factor'])}" for stage in rule.parameters["stages"])
    return f"得分=折算完成项目数÷项目总数×{shown(rule.full_marks)}；{stages}折算"


STAGE = Kind(
    name="stage",
    label="按项目进度得分",
    help="每个项目按所处阶段折算，得分=折算完成数÷项目总数×满分",
    parameters=(
        optional("stages", "阶段", "list", default=USUAL_STAGES, fields=(
            Field("name", "阶段", "text"), Field("factor", "折算系数", minimum=0, maximum=1),
        ), help="不填时为已完成1、调试0.75、在建0.5、可研0.25、未启动0"),
    ),
    inputs=(Field("projects", "各阶段项目数", "map", values="integer", help="阶段: 项目数，不填为0"),),
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "stage", "full_marks": "20", "parameters": {},
        "inputs": {"projects": {"已完成": 5, "调试": 2, "在建": 2, "可研": 0, "未启动": 1}},
    },
)

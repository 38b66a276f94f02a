"""The grade of a score: bands, gates that cap it, vetoes that decide it. The score itself stays."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ..amounts import ZERO, shown
from ..asked import Asked, chosen, named
from ..errors import RuleError, join
from ..grading import SCALE_A, Band, Effect, cap_grade, check_bands, decide, force_grade
from ..kind import Case, Kind, Rule
from ..rounding import TWO_PLACES
from ..schema import Field, optional, refuse_other_names
from ..steps import Step, fact, points

USUAL_BANDS = tuple({"name": band.name, "at_least": band.at_least} for band in SCALE_A)
BANDS = optional("bands", "等次", "list", default=USUAL_BANDS, fields=(
    Field("name", "等次名称", "text"), Field("at_least", "最低分（含）", minimum=0),
), help="从高到低；最低等次的下限为0")
GATES = optional("gates", "评优前置条件", "list", default=(), fields=(
    Field("name", "条件", "text"),
    optional("highest", "未满足时最高等次", "text", default="", help="不填时为第二等次"),
))
VETOES = optional("vetoes", "一票否决情形", "list", default=(), fields=(
    Field("name", "情形", "text"),
    optional("grade", "定为", "text", default="", help="不填时为最低等次"),
))


def bands_of(rule: Rule) -> tuple[Band, ...]:
    return tuple(Band(entry["name"], entry["at_least"]) for entry in rule.parameters["bands"])


def _score(case: Case) -> Iterable[Step]:
    rounding = case.rounding or TWO_PLACES
    decision = decide(case.inputs["score"], bands_of(case.rule), _effects(case), rounding)
    yield points("原始得分", case.inputs["score"])
    scored = f"{rounding}为{shown(decision.score)}分，" if decision.score != case.inputs["score"] else ""
    text = f"{scored}得分{shown(decision.score)}分，属于{decision.raw_grade}"
    yield _graded(text, decision.score, decision.raw_grade)
    for change in decision.changes:
        yield _graded(change.sentence, decision.score, change.after)


def _graded(text: str, score: Decimal, grade: str) -> Step:
    return replace(fact(text, score), grade=grade)


def _effects(case: Case) -> list[Effect]:
    p = case.parameters
    vetoes = _answers(case, "vetoes", needed=False)
    gates = _answers(case, "gates", needed=True)
    forced = [force_grade(veto["grade"] or p["bands"][-1]["name"], veto["name"]) for veto in p["vetoes"]
              if vetoes[veto["name"]]]
    capped = [cap_grade(gate["highest"] or p["bands"][1]["name"], gate["name"]) for gate in p["gates"]
              if not gates[gate["name"]]]
    return capped + forced


def _answers(case: Case, what: str, *, needed: bool) -> dict[str, bool]:
    given, at = case.inputs[what], case.path(what)
    names = tuple(entry["name"] for entry in case.parameters[what])
    refuse_other_names(given, names, at)
    answers = {}
    for name in names:
        value = given.get(name)
        if not isinstance(value, bool) and (needed or value is not None):
            raise RuleError(join(at, name), f"“{name}”请填 true（是）或 false（否）")
        answers[name] = bool(value)
    return answers


def _check(rule: Rule, at: str) -> None:
    p = rule.parameters
    check_bands(bands_of(rule), join(at, "bands"))
    names = [band["name"] for band in p["bands"]]
    for what, key in (("vetoes", "grade"), ("gates", "highest")):
        for place, entry in enumerate(p[what]):
            if entry[key] and entry[key] not in names:
                message = f"没有“{entry[key]}”这一等次，可用的有：{'、'.join(names)}"
                raise RuleError(f"{at}.{what}.{place}.{key}", message)
    if p["gates"] and len(names) < 2:
        raise RuleError(join(at, "bands"), "有评优前置条件时至少要有两个等次")


def _asks(rule: Rule) -> Iterable[Asked]:
    yield from chosen(rule.kind.inputs, "score", unit="分")
    for what in ("gates", "vetoes"):
        yield from (named(what, one["name"], type="boolean", required=what == "gates") for one in rule.parameters[what])


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    parts = [f"{band['name']}≥{shown(band['at_least'])}分" for band in p["bands"][:-1]]
    parts.append(f"其余为{p['bands'][-1]['name']}")
    text = "、".join(parts)
    for gate in p["gates"]:
        text += f"；未满足“{gate['name']}”的，最高{gate['highest'] or p['bands'][1]['name']}"
    for veto in p["vetoes"]:
        text += f"；有“{veto['name']}”的，定为{veto['grade'] or p['bands'][-1]['name']}"
    return text


GRADE = Kind(
    name="grade",
    label="等次",
    help="按得分定等次（下限含本数），评优前置条件限定最高等次，一票否决直接定等次，原始得分保留",
    parameters=(
        BANDS,
        GATES,
        VETOES,
    ),
    inputs=(
        Field("score", "得分", minimum=0),
        optional("gates", "前置条件是否满足", "map", default={}, values="boolean", help="条件: 是否满足，每个都要填"),
        optional("vetoes", "一票否决情形是否发生", "map", default={}, values="boolean",
                 help="情形: 是否发生，不填为没有"),
    ),
    is_item=False,
    check=_check,
    asks=_asks,
    bounds=lambda rule: (ZERO, None),
    score=_score,
    sentence=_sentence,
    example={
        "kind": "grade", "full_marks": "100",
        "parameters": {
            "bands": [{"name": "优秀", "at_least": "90"}, {"name": "良好", "at_least": "70"},
                      {"name": "合格", "at_least": "60"}, {"name": "不合格", "at_least": "0"}],
            "gates": [{"name": "满意度列全市前六"}],
            "vetoes": [{"name": "发生重大污染事件", "grade": "不合格"}],
        },
        "inputs": {"score": "96.2", "gates": {"满意度列全市前六": False}, "vetoes": {}},
    },
)

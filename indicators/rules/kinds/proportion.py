"""Points as a share of the full marks: met sections of all, done tasks of all."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, shown
from ..asked import Asked, chosen
from ..errors import RuleError
from ..kind import BONUS_CAP, Case, Kind, Rule
from ..schema import Field, optional
from ..share import SHARE_FIELDS, Share, read_share, share_asks, share_points
from ..steps import Step, fact, points
from .events import EVENT_FIELDS, count_asks, counted, event_steps, event_text

PENALTIES = Field("penalties", "另行扣分的情形", "list", required=False, default=(), fields=EVENT_FIELDS)


def _ratio(case: Case) -> Iterable[Step]:
    share, full_at = read_share(case), case.parameters["full_at"]
    yield fact(share.text, share.value)
    if full_at is not None and share.value >= full_at:
        yield points(f"不低于{shown(full_at)}，得满分", case.full_marks)
    else:
        yield points(f"{shown(case.full_marks)}×{share.shown}", share_points(case.full_marks, share))


def _ratio_sentence(rule: Rule) -> str:
    text = f"得分=比例×{shown(rule.full_marks)}，最高{shown(rule.full_marks)}分"
    full_at = rule.parameters["full_at"]
    return text if full_at is None else f"比例不低于{shown(full_at)}得{shown(rule.full_marks)}分，否则{text}"


RATIO = Kind(
    name="ratio",
    label="按比例得分",
    help="得分=满分×比例；比例写成小数，或填分子和分母",
    parameters=(optional("full_at", "达到此比例得满分", above=0, maximum=10),),
    inputs=SHARE_FIELDS,
    asks=lambda rule: share_asks(),
    score=_ratio,
    sentence=_ratio_sentence,
    example={
        "kind": "ratio", "full_marks": "10", "parameters": {"full_at": "0.95"}, "inputs": {"ratio": "0.94"},
    },
)


def _ratio_with_penalty(case: Case) -> Iterable[Step]:
    p, share = case.parameters, read_share(case)
    met = _is_met(case, share)
    yield fact(share.text, share.value)
    if met:
        yield points(f"达到年度要求：{shown(case.full_marks)}×{share.shown}", share_points(case.full_marks, share))
    else:
        yield points(
            f"未达到年度要求：{shown(case.full_marks)}×{share.shown}×{shown(p['unmet_factor'])}",
            share_points(case.full_marks, share) * p["unmet_factor"],
        )
    yield from event_steps(p["penalties"], counted(p["penalties"], case))
    if p["bonus_points"]:
        yield _bonus(case)


def _is_met(case: Case, share: Share) -> bool:
    target = case.parameters["target"]
    if target is None:
        return case.need("met", "请填是否达到年度要求（规则没有写目标比例）")
    if case.inputs["met"] is not None:
        raise RuleError(case.path("met"), "规则写明了目标比例，是否达到由比例算出，不必填")
    return share.value >= target


def _bonus(case: Case) -> Step:
    upgraded, total = case.inputs["upgraded_sections"], case.inputs["total_sections"]
    most = case.parameters["bonus_points"]
    if not upgraded:
        return points("没有升类的断面，不加分", ZERO)
    if not total:
        raise RuleError(case.path("total_sections"), "断面总数必须大于0（除数为零）")
    if upgraded > total:
        raise RuleError(case.path("upgraded_sections"), "升类断面数不能多于断面总数")
    return points(f"加分：升类{upgraded}÷总数{total}×{shown(most)}", most * upgraded / total)


def _ratio_with_penalty_asks(rule: Rule) -> Iterable[Asked]:
    p, inputs = rule.parameters, RATIO_WITH_PENALTY.inputs
    yield from share_asks()
    if p["target"] is None:
        yield from chosen(inputs, "met")
    yield from count_asks(p["penalties"])
    if p["bonus_points"]:
        yield from chosen(inputs, "upgraded_sections", "total_sections", required=False, unit="个")


def _ratio_with_penalty_sentence(rule: Rule) -> str:
    p, full = rule.parameters, shown(rule.full_marks)
    met = "达到年度要求" if p["target"] is None else f"比例不低于{shown(p['target'])}"
    parts = [f"{met}的，得分=比例×{full}", f"未达到的，得分=比例×{full}×{shown(p['unmet_factor'])}"]
    parts += [event_text(event) for event in p["penalties"]]
    if p["bonus_points"]:
        parts.append(f"加分=升类断面数÷断面总数×{shown(p['bonus_points'])}")
    return "；".join(parts)


RATIO_WITH_PENALTY = Kind(
    name="ratio_with_penalty",
    label="按比例得分并打折扣分",
    help="未达到年度要求的按比例得分再打折，另按情形扣分，升类断面加分",
    parameters=(
        optional("target", "达到年度要求的比例", above=0, maximum=10, help="不填时由是否达到年度要求决定"),
        Field("unmet_factor", "未达到时的折扣", required=False, default=Decimal("0.8"), minimum=0, maximum=1),
        PENALTIES,
        optional("bonus_points", "升类加分的满分", default=ZERO, minimum=0, maximum=10000),
        BONUS_CAP,
    ),
    inputs=(
        *SHARE_FIELDS,
        optional("met", "是否达到年度要求", "boolean", help="规则没有写目标比例时必填"),
        optional("counts", "各情形的次数", "map", default={}, values="integer", help="情形名称: 次数，不填为0"),
        optional("upgraded_sections", "升类断面数", "integer", default=0, minimum=0, maximum=1_000_000),
        optional("total_sections", "断面总数", "integer", minimum=0, maximum=1_000_000, help="有升类断面时必填"),
    ),
    asks=_ratio_with_penalty_asks,
    score=_ratio_with_penalty,
    sentence=_ratio_with_penalty_sentence,
    example={
        "kind": "ratio_with_penalty", "full_marks": "50",
        "parameters": {
            "unmet_factor": "0.8", "bonus_points": "10",
            "penalties": [{"name": "断面年均未达标", "points": "5"}, {"name": "反弹劣Ⅴ类（月次）", "points": "2"}],
        },
        "inputs": {"ratio": "0.85", "met": False, "upgraded_sections": 3, "total_sections": 12},
    },
)

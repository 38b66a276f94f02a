"""The total of a unit: item scores, items that do not apply, bonuses with a cap and penalties without."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, read_decimal, shown
from ..asked import Asked, named
from ..errors import RuleError, join
from ..grading import adjusted
from ..kind import BONUS_CAP, Case, Kind, Rule
from ..not_applicable import RENORMALISE, TREATMENTS, Absence, Item, Settled, settle
from ..schema import Field, optional, refuse_other_names
from ..steps import Step, fact, points

NAME = Field("name", "名称", "text")
ITEMS = Field("items", "考核项目", "list", fields=(NAME, Field("full_marks", "满分", minimum=0)))
ABSENCES = optional("not_applicable", "不适用的项目", "list", default=(), fields=(
    Field("item", "项目", "text"),
    Field("reason", "理由", "text"),
    Field("approved", "环委办已批准", "boolean"),
    optional("treatment", "处理办法", "choice", choices=TREATMENTS, help="不填时用规则写明的办法"),
    optional("transfer_to", "并入哪一项", "text", default=""),
))


def _score(case: Case) -> Iterable[Step]:
    absences = _absences(case)
    settled = settle(_items(case, absences), absences, case.full_marks, case.path("not_applicable"))
    for absence in absences:
        yield fact(f"{absence.item}不适用（{absence.reason}），{_treatment_text(absence)}", ZERO)
    yield from _item_steps(settled)
    yield from _adjustments(case, settled.total)


def _items(case: Case, absences: tuple[Absence, ...]) -> list[Item]:
    given, at, absent = case.inputs["scores"], case.path("scores"), {absence.item for absence in absences}
    refuse_other_names(given, tuple(item["name"] for item in case.parameters["items"]), at)
    return [_item(item, given, absent, join(at, item["name"])) for item in case.parameters["items"]]


def _item(item: dict, given: dict, absent: set[str], at: str) -> Item:
    name, full_marks, value = item["name"], item["full_marks"], given.get(item["name"])
    if name in absent:
        if value is not None:
            raise RuleError(at, f"“{name}”不适用，不应有得分")
        return Item(name, full_marks, None)
    if value is None:
        raise RuleError(at, f"缺少“{name}”的得分")
    score = read_decimal(value, at)
    if not 0 <= score <= full_marks:
        raise RuleError(at, f"“{name}”的得分应在0到{shown(full_marks)}之间")
    return Item(name, full_marks, score)


def _absences(case: Case) -> tuple[Absence, ...]:
    for place, entry in enumerate(case.inputs["not_applicable"]):
        if not entry["approved"]:
            raise RuleError(f"{case.path('not_applicable')}.{place}.approved", "不适用须经环委办批准")
    usual = case.parameters["treatment"]
    return tuple(
        Absence(entry["item"], entry["treatment"] or usual, entry["reason"], entry["transfer_to"])
        for entry in case.inputs["not_applicable"]
    )


def _treatment_text(absence: Absence) -> str:
    return dict(TREATMENTS)[absence.treatment] + (f"“{absence.transfer_to}”" if absence.transfer_to else "")


def _item_steps(settled: Settled) -> Iterable[Step]:
    lines = [
        (f"{item.name}：满分{shown(item.full_marks)}分，得{shown(item.score)}分", item.score) for item in settled.items
    ]
    if settled.out_of is None:
        yield from (points(text, score) for text, score in lines)
        return
    yield from (fact(text, score) for text, score in lines)
    earned, possible, out_of = shown(settled.earned), shown(settled.possible), shown(settled.out_of)
    yield points(f"折算：{earned}÷{possible}×{out_of}", settled.total)


def _adjustments(case: Case, subtotal: Decimal) -> Iterable[Step]:
    bonuses = _named_points(case, "bonuses", "加分项")
    penalties = _named_points(case, "penalties", "扣分项")
    result = adjusted(subtotal, bonuses.values(), penalties.values(), case.parameters["max_bonus"])
    yield from (points(f"加分：{name}", worth) for name, worth in bonuses.items())
    if result.bonus < result.bonus_wanted:
        most = shown(result.bonus)
        yield points(f"加分合计{shown(result.bonus_wanted)}分，最多{most}分", result.bonus - result.bonus_wanted)
    yield from (points(f"扣分：{name}", -worth) for name, worth in penalties.items())


def _named_points(case: Case, what: str, label: str) -> dict[str, Decimal]:
    given, at = case.inputs[what], case.path(what)
    entries = {entry["name"]: entry for entry in case.parameters[what]}
    refuse_other_names(given, tuple(entries), at)
    worth = {name: read_decimal(value, join(at, name)) for name, value in given.items()}
    for name, value in worth.items():
        most = entries[name]["max_points"]
        if value < 0 or (most is not None and value > most):
            bound = "不能小于0" if most is None else f"应在0到{shown(most)}之间"
            raise RuleError(join(at, name), f"{label}“{name}”{bound}")
    return worth


def _check(rule: Rule, at: str) -> None:
    most = sum(item["full_marks"] for item in rule.parameters["items"])
    if most > rule.full_marks:
        raise RuleError(join(at, "items"), f"各项满分合计{shown(most)}分，超过总分{shown(rule.full_marks)}分")


def _asks(rule: Rule) -> Iterable[Asked]:
    """Points of every item, bonus and penalty; which items do not apply is decided elsewhere."""
    p = rule.parameters
    for item in p["items"]:
        yield named("scores", item["name"], unit="分", minimum=0, maximum=item["full_marks"])
    for what in ("bonuses", "penalties"):
        for one in p[what]:
            yield named(what, one["name"], required=False, unit="分", minimum=0, maximum=one["max_points"])


def _sentence(rule: Rule) -> str:
    p = rule.parameters
    text = f"总分{shown(rule.full_marks)}分=各项得分之和+加分-扣分"
    text += f"，加分合计最多{shown(p['max_bonus'])}分" if p["max_bonus"] is not None else ""
    text += f"，总分最高{shown(rule.full_marks + p['bonus_cap'])}分"
    return f"{text}；不适用的项目{dict(TREATMENTS)[p['treatment']]}"


def _adjustment_fields(what: str) -> tuple[Field, ...]:
    return (NAME, optional("max_points", f"每项最多{what}", minimum=0))


TOTAL = Kind(
    name="total",
    label="总分",
    help="各项得分相加，处理不适用的项目，再加减加分项和扣分项",
    parameters=(
        ITEMS,
        optional("treatment", "不适用项目的处理办法", "choice", default=RENORMALISE, choices=TREATMENTS),
        optional("bonuses", "加分项", "list", default=(), fields=_adjustment_fields("加分")),
        optional("max_bonus", "加分合计最多", minimum=0, help="不填时不限"),
        optional("penalties", "扣分项", "list", default=(), fields=_adjustment_fields("扣分"), help="合计不设上限"),
        BONUS_CAP,
    ),
    inputs=(
        Field("scores", "各项得分", "map", values="decimal", help="项目: 得分；不适用的项目不填"),
        ABSENCES,
        optional("bonuses", "加分", "map", default={}, values="decimal", help="加分项: 分数"),
        optional("penalties", "扣分", "map", default={}, values="decimal", help="扣分项: 分数"),
    ),
    is_item=False,
    check=_check,
    asks=_asks,
    score=_score,
    sentence=_sentence,
    example={
        "kind": "total", "full_marks": "100",
        "parameters": {"items": [
            {"name": "水环境", "full_marks": "10"}, {"name": "空气", "full_marks": "20"},
            {"name": "海洋", "full_marks": "30"},
        ]},
        "inputs": {
            "scores": {"水环境": "8", "空气": "15"},
            "not_applicable": [
                {"item": "海洋", "reason": "本区不临海", "approved": True, "treatment": "renormalise"},
            ],
        },
    },
)

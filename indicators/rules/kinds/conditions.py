"""Several conditions joined by 且 or 或, themselves simple or rules of their own."""

from collections.abc import Callable, Iterable

from ..amounts import ONE, ZERO, shown
from ..asked import Asked, asked, under
from ..compare import CONDITION_FIELDS, OBSERVED_FIELDS, Judged, check_condition, judge, observed_asks, phrase
from ..errors import RuleError, join
from ..evaluation import evaluate
from ..kind import Case, Kind, Rule
from ..schema import Field, optional, read_fields, refuse_other_names
from ..steps import Step, fact, points

OBSERVED_NAMES = tuple(field.name for field in OBSERVED_FIELDS)
COMPARATOR, *REST = CONDITION_FIELDS
CONDITIONS = Field("conditions", "条件", "list", fields=(
    optional("name", "条件名称", "text", help="不填时用要求本身作名称"),
    optional("comparator", "比较方式", "choice", choices=COMPARATOR.choices, help="比较方式与规则只填一种"),
    *REST,
    optional("rule", "规则", "rule", help="得满分为符合；可以再套一层且、或"),
))
VALUES = optional("values", "各条件自己的数值", "map", default={}, values="inputs",
                  help="条件名称: {actual, baseline, met}；不填时各条件共用上面的数值")


def name_of(condition: dict) -> str:
    if condition["name"]:
        return condition["name"]
    return condition["rule"].sentence if condition["rule"] else phrase(condition)


def _score(joined: Callable, word: str) -> Callable[[Case], Iterable[Step]]:
    def score(case: Case) -> Iterable[Step]:
        conditions = case.parameters["conditions"]
        refuse_other_names(case.inputs["values"], tuple(map(name_of, conditions)), case.path("values"))
        results = []
        for condition in conditions:
            result, steps = _judge(condition, case)
            results.append(result.is_met)
            yield fact(f"条件“{name_of(condition)}”：{result.text}", result.value, steps)
        met = joined(results)
        text = f"以“{word}”相连，符合{sum(results)}个、共{len(results)}个"
        yield points(f"{text}，{'得满分' if met else '不得分'}", case.full_marks if met else ZERO)

    return score


def _judge(condition: dict, case: Case) -> tuple[Judged, tuple[Step, ...]]:
    name = name_of(condition)
    own = case.inputs["values"].get(name)
    at = join(case.path("values"), name) if own is not None else case.at
    shared = {key: case.inputs[key] for key in OBSERVED_NAMES if case.inputs[key] is not None}
    if own is not None and not isinstance(own, dict):
        raise RuleError(at, "必须是一组“名称: 值”")
    if condition["rule"] is None:
        return judge(condition, read_fields(OBSERVED_FIELDS, {**shared, **(own or {})}, at), at), ()
    known = [field.name for field in condition["rule"].kind.inputs]
    given = {**{key: value for key, value in shared.items() if key in known}, **(own or {})}
    result = evaluate(condition["rule"], given, at=at, rounding=None)
    is_met = result.exact >= result.full_marks
    return Judged(is_met, "符合" if is_met else "不符合", ONE if is_met else ZERO), result.explanation


def _check(rule: Rule, at: str) -> None:
    seen = set()
    for place, condition in enumerate(rule.parameters["conditions"]):
        path = f"{at}.conditions.{place}"
        if (condition["comparator"] is None) == (condition["rule"] is None):
            raise RuleError(join(path, "comparator"), "比较方式与规则须填一种，只填一种")
        if condition["rule"] is None:
            check_condition(condition, path)
        elif not condition["rule"].full_marks:
            raise RuleError(join(path, "rule.full_marks"), "作为条件的规则满分必须大于0")
        if name_of(condition) in seen:
            raise RuleError(join(path, "name"), f"条件“{name_of(condition)}”重复")
        seen.add(name_of(condition))


def _asks(rule: Rule) -> Iterable[Asked]:
    """A condition with a name or a rule has values of its own, the others share theirs."""
    shared: dict[str, Asked] = {}
    for condition in rule.parameters["conditions"]:
        name, nested = name_of(condition), condition["rule"]
        if nested or condition["name"]:
            leaves = asked(nested) if nested else observed_asks(condition)
            yield from under("values", name, leaves=leaves, of=name)
        else:
            for one in observed_asks(condition):
                shared.setdefault(one.path, one)
    yield from shared.values()


def _sentence(word: str) -> Callable[[Rule], str]:
    def sentence(rule: Rule) -> str:
        named = f"，{word}".join(name_of(condition) for condition in rule.parameters["conditions"])
        return f"{named}，得{shown(rule.full_marks)}分，否则不得分"

    return sentence


def _kind(name: str, label: str, joined: Callable, word: str, help: str, example: dict) -> Kind:
    return Kind(
        name=name, label=label, help=help, parameters=(CONDITIONS,), inputs=(*OBSERVED_FIELDS, VALUES),
        check=_check, asks=_asks, score=_score(joined, word), sentence=_sentence(word), example=example,
    )


AND = _kind(
    "and", "同时符合", all, "且", "各条件都符合得满分，否则不得分",
    {
        "kind": "and", "full_marks": "2",
        "parameters": {"conditions": [{"comparator": ">=", "target": "55"}, {"comparator": "not_decrease"}]},
        "inputs": {"actual": "58.1", "baseline": "58.3"},
    },
)
OR = _kind(
    "or", "符合其一", any, "或", "符合任何一个条件得满分，否则不得分",
    {
        "kind": "or", "full_marks": "2",
        "parameters": {"conditions": [
            {"comparator": ">=", "target": "70", "unit": "%"},
            {"comparator": "increase", "target": "10", "change_type": "percent", "unit": "%"},
        ]},
        "inputs": {"actual": "66", "baseline": "60"},
    },
)

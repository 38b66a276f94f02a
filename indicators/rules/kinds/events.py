"""Points by counting: so much off for each event, so much on for each improvement."""

from collections.abc import Iterable
from decimal import Decimal

from ..amounts import ZERO, shown
from ..asked import Asked, chosen, named
from ..errors import RuleError, join
from ..kind import BONUS_CAP, Case, Kind, Rule
from ..schema import MAX_COUNT, Field, optional, read_count, refuse_other_names
from ..steps import Step, fact, points

EVENT_FIELDS = (
    Field("name", "情形", "text"),
    Field("points", "每次扣分", minimum=0),
    optional("max_deduction", "此情形最多扣分", minimum=0),
)
COUNTS = optional("counts", "各情形的次数", "map", default={}, values="integer", help="情形名称: 次数，不填为0")


def counted(events: tuple[dict, ...], case: Case) -> dict[str, int]:
    """How often each event happened; one that is not named did not happen."""
    given, at = case.inputs["counts"], case.path("counts")
    names = tuple(event["name"] for event in events)
    refuse_other_names(given, names, at)
    return {name: read_count(given.get(name, 0), join(at, name), name) for name in names}


def count_asks(events: tuple[dict, ...]) -> Iterable[Asked]:
    """How often each happened; left blank it did not."""
    for event in events:
        yield named("counts", event["name"], type="integer", required=False, unit="次", minimum=0, maximum=MAX_COUNT)


def event_text(event: dict) -> str:
    """`发现一处扣2分，最多扣4分`."""
    most = event["max_deduction"]
    return f"{event['name']}每次扣{shown(event['points'])}分" + ("" if most is None else f"，最多扣{shown(most)}分")


def event_steps(events: tuple[dict, ...], counts: dict[str, int]) -> Iterable[Step]:
    """One line for each event that happened."""
    for event in events:
        count = counts[event["name"]]
        if not count:
            continue
        wanted, most = count * event["points"], event["max_deduction"]
        capped = most is not None and wanted > most
        text = f"{event['name']}：{count}次×{shown(event['points'])}分，扣{shown(wanted)}分"
        yield points(text + (f"，最多扣{shown(most)}分" if capped else ""), -(most if capped else wanted))


def _all_or_count(case: Case) -> Iterable[Step]:
    p, missed = case.parameters, case.inputs["missed"]
    yield fact("全部达到" if not missed else f"未达到{missed}个", Decimal(missed))
    yield points("满分", case.full_marks)
    if missed:
        yield points(f"未达到：{missed}个×{shown(p['points_per_missed'])}分", -missed * p["points_per_missed"])
    counts = counted(p["changes"], case)
    for change in p["changes"]:
        count = counts[change["name"]]
        if count:
            verb = "加" if change["points"] > 0 else "扣"
            yield points(f"{change['name']}：{count}次，每次{verb}{shown(abs(change['points']))}分",
                         count * change["points"])


def _all_or_count_asks(rule: Rule) -> Iterable[Asked]:
    yield from chosen(rule.kind.inputs, "missed", unit="个")
    yield from count_asks(rule.parameters["changes"])


def _all_or_count_sentence(rule: Rule) -> str:
    p = rule.parameters
    parts = [f"全部达到得{shown(rule.full_marks)}分，每有1个未达到扣{shown(p['points_per_missed'])}分"]
    parts += [
        f"{change['name']}每次{'加' if change['points'] > 0 else '扣'}{shown(abs(change['points']))}分"
        for change in p["changes"]
    ]
    bonus = p["bonus_cap"]
    return "；".join(parts) + "，扣完为止" + (f"，加分最多超过满分{shown(bonus)}分" if bonus else "")


ALL_OR_COUNT = Kind(
    name="all_or_count",
    label="达到得满分、逐个增减",
    help="全部达到得满分，未达到的逐个扣分，另按情形加分或扣分",
    parameters=(
        Field("points_per_missed", "每个未达到扣分", minimum=0),
        optional("changes", "另行加减分的情形", "list", default=(), fields=(
            Field("name", "情形", "text"), Field("points", "每次加减分", help="正数为加分，负数为扣分"),
        )),
        BONUS_CAP,
    ),
    inputs=(
        Field("missed", "未达到的个数", "integer", minimum=0, maximum=1_000_000),
        COUNTS,
    ),
    asks=_all_or_count_asks,
    score=_all_or_count,
    sentence=_all_or_count_sentence,
    example={
        "kind": "all_or_count", "full_marks": "40",
        "parameters": {
            "points_per_missed": "5",
            "changes": [{"name": "断面升类", "points": "2"}, {"name": "单月劣Ⅴ类", "points": "-3"},
                        {"name": "断面降类", "points": "-2"}],
        },
        "inputs": {"missed": 2, "counts": {"断面升类": 1}},
    },
)


def _event_deduct(case: Case) -> Iterable[Step]:
    p = case.parameters
    counts = counted(p["events"], case)
    yield points("满分", case.full_marks)
    steps = list(event_steps(p["events"], counts))
    yield from steps or [fact("没有应扣分的情形", ZERO)]
    deducted, most = -sum((step.value for step in steps), ZERO), p["max_deduction"]
    if most is not None and deducted > most:
        yield points(f"合计最多扣{shown(most)}分，多扣的退回", deducted - most)


def _check_event_deduct(rule: Rule, at: str) -> None:
    most = rule.parameters["max_deduction"]
    if most is not None and most > rule.full_marks:
        raise RuleError(join(at, "max_deduction"), f"合计最多扣分不能超过满分{shown(rule.full_marks)}分")


def _event_deduct_sentence(rule: Rule) -> str:
    most = rule.parameters["max_deduction"]
    end = "扣完为止" if most is None else f"合计最多扣{shown(most)}分"
    return f"满分{shown(rule.full_marks)}分；{'；'.join(map(event_text, rule.parameters['events']))}，{end}"


EVENT_DEDUCT = Kind(
    name="event_deduct",
    label="按次扣分",
    help="每发生一次扣多少分，可限定某一情形或合计最多扣多少",
    parameters=(
        Field("events", "扣分的情形", "list", fields=EVENT_FIELDS),
        optional("max_deduction", "合计最多扣分", minimum=0, help="不填时扣完为止"),
    ),
    inputs=(COUNTS,),
    check=_check_event_deduct,
    asks=lambda rule: count_asks(rule.parameters["events"]),
    score=_event_deduct,
    sentence=_event_deduct_sentence,
    example={
        "kind": "event_deduct", "full_marks": "6",
        "parameters": {"events": [{"name": "缺少一条", "points": "1", "max_deduction": "4"}]},
        "inputs": {"counts": {"缺少一条": 5}},
    },
)

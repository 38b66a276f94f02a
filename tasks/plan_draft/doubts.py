"""What a person should mend or look at before a draft becomes tasks, in sentences. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from .. import cycle
from ..choices import PlanStatus
from ..plan_text.deadlines import read_deadline
from ..unit_matching import SURE
from ..unit_names import plain_name
from . import lengths
from .shape import COOP, LEAD, NEW_SET, Draft, DraftRow
from .sides import sides
from .values import target_faults, text_faults

BAD, LOOK = "bad", "look"
LONG_TITLE = 60
MOST_NAMED = 3  # names in one sentence
_NEEDED_DATES = tuple(name for name in cycle.LABELS if name != "issued_on")


@dataclass(frozen=True)
class Doubt:
    """`kind`: BAD must be mended before 确认导入, LOOK only asks for a look. `field` is one of the row or the head.

    What the parser says of a whole row, or of the whole document, has no field.
    """

    kind: str
    field: str
    text: str


@dataclass(frozen=True)
class Known:
    """What is known beside the draft. `dates`: of the plan that the tasks go into, the draft's own where it is new.

    `indicators`: id and confidence by row key; `measured`: those that tasks of that plan are about already; `meant`:
    the unit or group by name.
    """

    states: Mapping[str, str]
    taken: Collection[str]
    indicators: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    measured: Collection[int] = ()
    meant: Mapping[str, Hashable] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)


def doubts_of(draft: Draft, states: Mapping[str, str], taken: Collection[str], **more) -> dict[str, tuple[Doubt, ...]]:
    """By key of the kept rows. `states`: by name sure, likely, unknown, new or ignored.

    `taken`: numbers in use in the target plan; `more`: the other fields of `Known`.
    """
    known = Known(states, frozenset(taken), **{"dates": draft.head.dates, **more})
    numbers = Counter(row.number for row in draft.kept)
    chosen = Counter(pk for row in draft.kept for pk, _ in [known.indicators.get(row.key, (0, 0))] if pk)
    checks: tuple[Callable[[DraftRow], Iterator[Doubt]], ...] = (
        partial(_of_number, numbers, known.taken), _of_texts, partial(_of_targets, known.indicators),
        partial(_of_names, known.states), partial(_of_roles, draft.head.resp_as, known),
        partial(_of_due, draft.head.year, known.dates), partial(_of_indicator, chosen, known), _of_warnings,
    )
    return {row.key: tuple(_bad_first(doubt for check in checks for doubt in check(row))) for row in draft.kept}


def head_doubts_of(draft: Draft, target_plan=None, sets: Collection[int] | None = None) -> tuple[Doubt, ...]:
    """`target_plan`: the office's plan of the year, if there is one already; the tasks are added to it.

    `sets`: ids of the sets that can be chosen.
    """
    if target_plan:
        found = list(_of_target_plan(draft, target_plan))
    else:
        found = [*_of_plan(draft), *_of_set(draft, sets), *_of_dates(draft)]
    if not draft.kept:
        found.append(Doubt(BAD, "", "清单中没有可以导入的任务，请增加或恢复。"))
    found += [Doubt(LOOK, "", _sentence(warning)) for warning in draft.warnings]
    return tuple(_bad_first(found))


def _of_number(numbers: Counter, taken: Collection[str], row: DraftRow) -> Iterator[Doubt]:
    if not row.number:
        yield Doubt(BAD, "number", "没有序号，请填写。")
    elif numbers[row.number] > 1:
        yield Doubt(BAD, "number", f"有{numbers[row.number]}项的序号都是“{row.number}”，请改成不同的。")
    elif row.number in taken:
        yield Doubt(BAD, "number", f"计划中已有序号“{row.number}”的任务，请改号；已经录入的可以删除这一项。")


def _of_texts(row: DraftRow) -> Iterator[Doubt]:
    if not row.title:
        yield Doubt(BAD, "title", "没有任务名称，请填写。")
    for name, fault in text_faults(row):
        yield Doubt(BAD, name, fault)
    if LONG_TITLE < len(row.title) <= lengths.TITLE:
        yield Doubt(LOOK, "title", f"任务名称有{len(row.title)}字，建议改短，详细内容写在工作要求里。")


def _of_targets(indicators: Mapping[str, tuple[int, float]], row: DraftRow) -> Iterator[Doubt]:
    if not row.targets:
        instead = "按对应指标的要求" if row.key in indicators else "写为“按要求完成”"
        yield Doubt(LOOK, "targets", f"没有识别到目标，导入后{instead}。")
    for target in row.targets:
        for fault in target_faults(target):
            yield Doubt(BAD, "targets", fault)


def _of_names(states: Mapping[str, str], row: DraftRow) -> Iterator[Doubt]:
    """One sentence for all that are not found, one for all that are near: the names themselves are marked."""
    by_state: dict[str, list[str]] = {}
    for unit in _once_each(row):
        by_state.setdefault(states.get(unit, "unknown"), []).append(unit)
    if unknown := by_state.get("unknown"):
        yield Doubt(BAD, "units", f"找不到{_listed(unknown)}，请在单位对应里选择。")
    if likely := by_state.get("likely"):
        yield Doubt(LOOK, "units", f"{_listed(likely)}与单位名称不完全相同，请核对对应得是否正确。")


def _of_roles(resp_as: str, known: Known, row: DraftRow) -> Iterator[Doubt]:
    leads, _ = sides(row, resp_as)
    if not row.units:
        yield Doubt(LOOK, "units", "没有识别到责任单位，请填写。")
    elif not leads:
        yield Doubt(LOOK, "units", "没有牵头单位，请核对。")
    elif all(known.states.get(name) == "ignored" for name in leads):
        yield Doubt(LOOK, "units", f"牵头的{_listed(leads)}不列入，这一项没有牵头单位，请核对。")
    both = _on_both_sides(known.meant, row)
    if both:
        yield Doubt(LOOK, "units", f"{_listed(both)}既牵头又配合，按牵头导入，请核对。")


def _of_due(year: int | None, dates: Mapping[str, date], row: DraftRow) -> Iterator[Doubt]:
    first, last = dates.get("work_from"), dates.get("report_due")
    if row.due and first and last and not first <= row.due <= last:
        span = f"{first:%Y-%m-%d}（实施开始）至{last:%Y-%m-%d}（上报市环委办）"
        yield Doubt(BAD, "due", f"填报截止应在{span}之间，请修改。")
    if row.due is None and re.search(r"\d", row.deadline) and read_deadline(row.deadline, year)[1] is None:
        yield Doubt(LOOK, "deadline", f"完成时限“{row.deadline}”没有读出日期，填报截止按计划的自查填报截止。")


def _of_indicator(chosen: Counter, known: Known, row: DraftRow) -> Iterator[Doubt]:
    pk, confidence = known.indicators.get(row.key, (0, 1))
    if pk and confidence < SURE:
        yield Doubt(LOOK, "indicator", "对应的指标只是名称相近，请核对。")
    if pk and chosen[pk] > 1:
        yield Doubt(LOOK, "indicator", f"有{chosen[pk]}项对应到同一个指标，请核对。")
    if pk in known.measured:
        yield Doubt(LOOK, "indicator", "计划中已有对应这个指标的任务，导入后会重复计分；已经录入的可以删除这一项。")


def _of_warnings(row: DraftRow) -> Iterator[Doubt]:
    for warning in row.warnings:
        yield Doubt(LOOK, "", _sentence(warning))


def _of_target_plan(draft: Draft, plan) -> Iterator[Doubt]:
    if plan.status == PlanStatus.CLOSED:
        yield Doubt(BAD, "year", f"{plan.year}年度已归档，不能再加入任务，请核对考核年度。")
    else:
        yield Doubt(LOOK, "year", f"已有{plan.year}年度计划“{plan.title}”，导入的任务将加入这份计划，日期以它为准。")
    if draft.head.year not in (None, plan.year):
        yield Doubt(LOOK, "year", f"文件是{draft.head.year}年度的，要加入的计划是{plan.year}年度的，请核对。")


def _of_plan(draft: Draft) -> Iterator[Doubt]:
    head = draft.head
    if not head.title:
        yield Doubt(BAD, "title", "请填写计划标题。")
    if head.year is None:
        yield Doubt(BAD, "year", "请填写考核年度。")

def _of_set(draft: Draft, sets: Collection[int] | None) -> Iterator[Doubt]:
    head = draft.head
    if head.set_mode == NEW_SET:
        return
    if head.set_id is None:
        yield Doubt(BAD, "set_id", "请选择指标体系，或改为按本文件新建一套。")
    elif sets is not None and head.set_id not in sets:
        yield Doubt(BAD, "set_id", "所选的指标体系已不能使用，请重新选择。")


def _of_dates(draft: Draft) -> Iterator[Doubt]:
    dates, year = draft.head.dates, draft.head.year
    missing = [cycle.LABELS[name] for name in _NEEDED_DATES if name not in dates]
    if missing:
        yield Doubt(BAD, "dates", f"请填写日期：{'、'.join(missing)}。")
    for name, problem in cycle.problems(dates).items():
        yield Doubt(BAD, name, problem)
    start = dates.get("work_from")
    if year and start and start.year != year:
        yield Doubt(LOOK, "work_from", f"实施开始在{start.year}年，与考核年度{year}不一致，请核对。")


def _on_both_sides(meant: Mapping[str, Hashable], row: DraftRow) -> list[str]:
    """Names among those that lead which are said to cooperate too, maybe in another writing."""
    cooperating = {meant.get(name, plain_name(name)) for name in row.named(COOP)}
    return [name for name in dict.fromkeys(row.named(LEAD)) if meant.get(name, plain_name(name)) in cooperating]


def _once_each(row: DraftRow) -> list[str]:
    return list({plain_name(unit.name): unit.name for unit in reversed(row.units)}.values())[::-1]


def _bad_first(doubts) -> list[Doubt]:
    return sorted(doubts, key=lambda doubt: doubt.kind != BAD)


def _listed(names) -> str:
    shown = "、".join(f"“{name}”" for name in names[:MOST_NAMED])
    return shown + (f"等{len(names)}个单位" if len(names) > MOST_NAMED else "")


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else text + "。"

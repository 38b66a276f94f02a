"""Corrections of an imported plan before 确认导入: each is one step, which can be taken back.

A draft is not yet business data, so single corrections leave no entry in the trail; taking the document in,
confirming, undoing and discarding do.
"""

from collections.abc import Callable, Iterable

from django.db import transaction

from indicators.models import Indicator, IndicatorSet

from ...choices import ImportStatus
from ...errors import ImportRefused, StaleDraft
from ...models import ImportStep, PlanImport
from ...plan_draft import head_steps, steps
from ...plan_draft.shape import (
    MAP_GROUP,
    MAP_UNIT,
    Draft,
    DraftMeasure,
    DraftPlace,
    DraftReporting,
    DraftRow,
    DraftStage,
    NameDecision,
    dump,
    load,
)
from ...plan_draft.values import DraftError
from ...reports.import_desk import groups_of, read_draft, resolve, set_of, taken_in, target_plan_of, units_of
from ...unit_matching import UNIT
from .door import check_status, lock_batch

MOST_STEPS = 50
_LONGEST_LABEL = 120
# A change: the batch and its draft in, the next draft and what was done, in words, out.
Change = Callable[[PlanImport, Draft], tuple[Draft, str]]


def change_row(batch: PlanImport, by, key: str, rev: int, **values) -> PlanImport:
    """`values`: fields of `DraftRow` that a person edits."""
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        row = _row(draft, key, rev)
        _check_indicator(batch, draft, values.get("indicator"))
        return steps.change_row(draft, key, values), f"修改{_called(row)}"
    return _change(batch, by, change)


def check_row(batch: PlanImport, by, key: str, rev: int) -> PlanImport:
    """已核对: somebody looked at the row."""
    return _change_row(batch, by, key, rev, "核对", steps.check_row)


def drop_row(batch: PlanImport, by, key: str, rev: int) -> PlanImport:
    return _change_row(batch, by, key, rev, "删除", steps.drop_row)


def restore_row(batch: PlanImport, by, key: str, rev: int) -> PlanImport:
    return _change_row(batch, by, key, rev, "恢复", steps.restore_row)


def merge_row(batch: PlanImport, by, key: str, rev: int) -> PlanImport:
    """With the kept row above it."""
    return _change_row(batch, by, key, rev, "向上合并", steps.merge_row)


def split_row(batch: PlanImport, by, key: str, rev: int, at: int) -> PlanImport:
    """`at`: index into `pieces_of(row.source)` where the second row begins."""
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        row = _row(draft, key, rev)
        return steps.split_row(draft, key, at, taken_in(target_plan_of(batch, draft))), f"拆分{_called(row)}"
    return _change(batch, by, change)


def add_row(batch: PlanImport, by, after: str) -> PlanImport:
    """An empty row after the row `after`; at the start where that is empty."""
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        return steps.add_row(draft, after, taken_in(target_plan_of(batch, draft))), "增加一项"
    return _change(batch, by, change)


def decide_name(batch: PlanImport, by, name: str, decision: NameDecision | None) -> PlanImport:
    """Whom the document means by `name`; None leaves it to the matching again."""
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        after = steps.decide_name(draft, name, decision)
        _check_candidate(batch, decision)
        return after, f"确定“{name}”对应的单位"
    return _change(batch, by, change)


def decide_all_unknown(batch: PlanImport, by, do: str) -> PlanImport:
    """CREATE_UNIT or IGNORE for every name that is still unknown."""
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        states = resolve(batch, draft).states
        unknown = [name for name in draft.unit_names() if states[name] == "unknown"]
        return steps.decide_names(draft, unknown, do), f"确定{len(unknown)}个找不到的单位"
    return _change(batch, by, change)


def take_all_likely(batch: PlanImport, by) -> PlanImport:
    """What the matching found for the names it is not sure of is right: somebody has looked at them."""
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        resolved = resolve(batch, draft)
        likely = [name for name in draft.unit_names() if resolved.states[name] == "likely"]
        for name in likely:
            found = resolved.names[name].found
            do = MAP_UNIT if found.kind == UNIT else MAP_GROUP
            draft = steps.decide_name(draft, name, NameDecision(do, id=found.pk))
        return draft, f"认可{len(likely)}个单位的对应"
    return _change(batch, by, change)


def change_head(batch: PlanImport, by, version: int, **values) -> PlanImport:
    """`values`: fields of `DraftHead`. `version`: of the batch, as the person looked at it."""
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        if draft.head_at > version:
            raise StaleDraft("计划的基本信息")
        if values.get("set_id") not in (None, draft.head.set_id):
            _check_set(by, values["set_id"])
        return head_steps.change_head(draft, values, batch.version + 1), "修改计划的基本信息"
    return _change(batch, by, change)


def change_timetable(batch: PlanImport, by, version: int, *, stages: Iterable[DraftStage] | None = None,
                     places: Iterable[DraftPlace] | None = None, reporting: Iterable[DraftReporting] | None = None,
                     measures: Iterable[DraftMeasure] | None = None) -> PlanImport:
    """Whole lists in their new order; those not given stay."""
    given = {"stages": stages, "places": places, "reporting": reporting, "measures": measures}
    parts = {name: entries for name, entries in given.items() if entries is not None}

    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        if draft.timetable_at > version:
            raise StaleDraft("阶段与报送安排")
        return head_steps.change_timetable(draft, batch.version + 1, **parts), "修改阶段与报送安排"
    return _change(batch, by, change)


@transaction.atomic
def step_back(batch: PlanImport, by, step: int | None = None) -> PlanImport:
    """Take the last change back; with `step` only if it is that one still."""
    batch = _lock(batch, by)
    last = batch.steps.order_by("-id").first()
    if last is None:
        raise ImportRefused(f"没有可以撤销的改动了；系统保留最近{MOST_STEPS}步。")
    if step not in (None, last.pk):
        raise StaleDraft("清单")
    draft = steps.taken_back(read_draft(batch), load(last.before), batch.version + 1)
    last.delete()
    return _save(batch, draft)


def _change_row(batch: PlanImport, by, key: str, rev: int, did: str, step: Callable[[Draft, str], Draft]) -> PlanImport:
    def change(batch: PlanImport, draft: Draft) -> tuple[Draft, str]:
        row = _row(draft, key, rev)
        return step(draft, key), did + _called(row)
    return _change(batch, by, change)


@transaction.atomic
def _change(batch: PlanImport, by, change: Change) -> PlanImport:
    """The one door for corrections; one that changes nothing leaves no step."""
    batch = _lock(batch, by)
    before = read_draft(batch)
    try:
        after, label = change(batch, before)
    except DraftError as error:
        raise ImportRefused(str(error)) from error
    if after == before:
        return batch
    ImportStep.objects.create(batch=batch, label=label[:_LONGEST_LABEL], before=batch.draft, by=by)
    for oldest in batch.steps.order_by("-id").values_list("pk", flat=True)[MOST_STEPS : MOST_STEPS + 1]:
        batch.steps.filter(pk__lte=oldest).delete()
    return _save(batch, after)


def _lock(batch: PlanImport, by) -> PlanImport:
    locked = lock_batch(batch, by)
    check_status(locked, ImportStatus.READY)
    return locked


def _save(batch: PlanImport, draft: Draft) -> PlanImport:
    batch.draft = dump(draft)
    batch.version += 1
    batch.save(update_fields=["draft", "version"])
    return batch


def _row(draft: Draft, key: str, rev: int) -> DraftRow:
    row = steps.row_of(draft, key)
    if row.rev != rev:
        raise StaleDraft(_called(row))
    return row


def _called(row: DraftRow) -> str:
    return f"第{row.number}项" if row.number else f"“{row.title}”" if row.title else "没有序号的一项"


def _check_indicator(batch: PlanImport, draft: Draft, indicator: int | None) -> None:
    if not indicator:
        return
    chosen = set_of(draft, target_plan_of(batch, draft))
    if not Indicator.objects.top_level().filter(indicator_set=chosen, pk=indicator).exists():
        raise ImportRefused("所选指标不在这套指标体系里，请重新选择。")


def _check_set(by, set_id: int) -> None:
    if not IndicatorSet.objects.visible_to(by).published().filter(pk=set_id).exists():
        raise ImportRefused("所选的指标体系不存在或还没有发布，请重新选择。")


def _check_candidate(batch: PlanImport, decision: NameDecision | None) -> None:
    """Units and groups of the place only, and in force."""
    if decision is None or decision.do not in (MAP_UNIT, MAP_GROUP):
        return
    candidates = units_of(batch) if decision.do == MAP_UNIT else groups_of(batch)
    if not candidates.filter(pk=decision.id).exists():
        raise ImportRefused("所选单位不在本计划可以分解的单位之内，或已经停用，请重新选择。")

"""The indicator set of an imported plan: the plan's own, a chosen one, one made of the document, or a new edition."""

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.models import Indicator, IndicatorSet
from indicators.services.set_from_rows import extend_set, free_edition, make_set

from ...errors import ImportRefused
from ...models import Plan, PlanImport
from ...plan_draft.shape import CHOSEN_SET, NEW_SET
from ...reports.import_desk import Desk
from .target_rows import set_row


@dataclass(frozen=True)
class SettledSet:
    """`indicators`: by row key, with parts and domain; `is_made` when confirming published the set."""

    indicator_set: IndicatorSet
    indicators: Mapping[str, Indicator]
    is_made: bool = False


def settle_set(batch: PlanImport, desk: Desk, plan: Plan | None, by) -> SettledSet:
    """A plan that exists keeps its set, whatever the draft's head says."""
    matched = {line.row.key: line.indicator_id for line in desk.rows if line.indicator_id and not line.row.is_dropped}
    if plan:
        return _settled(plan.indicator_set, matched)
    if desk.draft.head.set_mode == NEW_SET:
        return _made(batch, desk, by)
    chosen = IndicatorSet.objects.visible_to(by).published().filter(pk=desk.draft.head.set_id).first()
    if chosen is None:
        raise ImportRefused("所选的指标体系已不能使用，请重新选择。")
    is_complete = all(row.key in matched for row in desk.draft.kept)
    if desk.draft.head.set_mode == CHOSEN_SET or is_complete:
        return _settled(chosen, matched)
    return _extended(batch, desk, chosen, matched, by)


def _settled(indicator_set: IndicatorSet, ids: Mapping[str, int], is_made: bool = False) -> SettledSet:
    by_id = {row.pk: row for row in indicator_set.indicators.top_level().with_parts()}
    return SettledSet(indicator_set, {key: by_id[pk] for key, pk in ids.items() if pk in by_id}, is_made)


def _made(batch: PlanImport, desk: Desk, by) -> SettledSet:
    head, rows = desk.draft.head, desk.draft.kept
    name = f"{head.title[:110]}指标体系"
    edition = free_edition(batch.office, name, f"{head.year}年")
    made = make_set(by, batch.office, name, edition, _source(desk), [set_row(row) for row in rows])
    ids = {row.key: indicator.pk for row, indicator in zip(rows, made.indicators, strict=True)}
    return _settled(made.indicator_set, ids, is_made=True)


def _extended(batch: PlanImport, desk: Desk, base: IndicatorSet, matched: Mapping[str, int], by) -> SettledSet:
    further = [row for row in desk.draft.kept if row.key not in matched]
    edition = free_edition(batch.office, base.name, f"{desk.draft.head.year}年扩充")
    made = extend_set(by, batch.office, base, edition, [set_row(row) for row in further])
    ids = {row.key: indicator.pk for row, indicator in zip(further, made.indicators, strict=True)}
    return _settled(made.indicator_set, _copies_of(matched, base, made.indicator_set) | ids, is_made=True)


def _copies_of(matched: Mapping[str, int], base: IndicatorSet, copy: IndicatorSet) -> dict[str, int]:
    """A copied edition keeps every indicator's number."""
    numbers = dict(base.indicators.top_level().values_list("pk", "number"))
    copies = dict(copy.indicators.top_level().values_list("number", "pk"))
    return {key: copies[numbers[pk]] for key, pk in matched.items()}


def _source(desk: Desk) -> str:
    head = desk.draft.head
    return f"{head.issuer}《{head.title}》" + (f"（{head.doc_no}）" if head.doc_no else "")

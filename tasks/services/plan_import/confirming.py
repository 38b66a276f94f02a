"""确认导入: the draft becomes a plan, its indicators, units, tasks and timetable, all at once or not at all."""

from dataclasses import replace

from django.db import transaction

from departments.services import audit
from eco_demo.lib import clock

from ... import cycle
from ...choices import ImportStatus
from ...errors import ImportRefused, StaleDraft
from ...models import Plan, PlanImport
from ...plan_draft.shape import Draft, DraftHead, dump
from ...reports.import_desk import collect, read_draft, target_plan_of
from ..plan import create_plan, lock_plan
from .door import check_status, lock_batch
from .holding import hold_units
from .indicator_set import SettledSet, settle_set
from .naming import Naming, settle_names
from .new_tasks import write_tasks
from .timetable_rows import add_timetable
from .words import refuse_bad, refused_in_words


@transaction.atomic
def confirm_import(batch: PlanImport, by, version: int) -> Plan:
    """The plan with the draft's tasks in it; a batch that is confirmed already gives the plan it became.

    Raises StaleDraft when the draft is no longer the `version` that was looked at, ImportRefused in words.
    """
    batch = lock_batch(batch, by)
    if batch.status == ImportStatus.CONFIRMED and batch.plan:
        return batch.plan
    check_status(batch, ImportStatus.READY)
    if batch.version != version:
        raise StaleDraft("这份草稿")
    with refused_in_words():
        return _confirm(batch, by)


def _confirm(batch: PlanImport, by) -> Plan:
    is_plan_chosen, territory = batch.plan_id is not None, hold_units(batch)
    plan = _hold_plan(batch, by)
    desk = collect(batch, by)
    refuse_bad(desk)
    naming = settle_names(batch, desk, territory, by)
    settled = settle_set(batch, desk, plan, by)
    is_new = plan is None
    plan = plan or _new_plan(batch, desk.draft.head, settled, by)
    tasks = write_tasks(plan, batch, desk.draft, naming, settled.indicators)
    draft = add_timetable(plan, batch, desk.draft, naming.units)
    if not is_new:
        plan.version += 1
        plan.save(update_fields=["version"])
    _mark(batch, replace(draft, is_plan_chosen=is_plan_chosen), plan, is_new, settled, naming, by)
    audit.record("plan_import.confirm", batch, by=by, tasks=len(tasks), indicator_set=str(settled.indicator_set),
                 units=[str(thing) for thing in (*naming.made_units, *naming.made_groups)])
    return plan


def _hold_plan(batch: PlanImport, by) -> Plan | None:
    """The plan the tasks go into, where there is one; a closed one refuses."""
    plan = target_plan_of(batch, read_draft(batch))
    if plan is None:
        return None
    if plan.office_id != batch.office_id:
        raise ImportRefused(f"“{plan}”不是{batch.office}的计划，请重新上传文件。")
    batch.plan = lock_plan(plan, by)
    return batch.plan


def _new_plan(batch: PlanImport, head: DraftHead, settled: SettledSet, by) -> Plan:
    if not cycle.FIRST_YEAR <= head.year <= cycle.LAST_YEAR:
        raise ImportRefused(f"考核年度应在{cycle.FIRST_YEAR}至{cycle.LAST_YEAR}年之间，请修改。")
    dates = {name: head.dates.get(name) for name in cycle.LABELS}
    return create_plan(by, batch.office, head.year, head.title.strip(), settled.indicator_set, doc_no=head.doc_no,
                       **dates)


def _mark(batch: PlanImport, draft: Draft, plan: Plan, is_new: bool, settled: SettledSet, naming: Naming, by) -> None:
    batch.status, batch.message, batch.draft = ImportStatus.CONFIRMED, "", dump(draft)
    batch.confirmed_by, batch.confirmed_at = by, clock.now()
    batch.plan, batch.made_plan = plan, is_new
    batch.made_set = settled.indicator_set if settled.is_made else None
    batch.save(update_fields=["status", "message", "draft", "confirmed_by", "confirmed_at", "plan", "made_plan",
                              "made_set"])
    batch.made_units.set(naming.made_units)
    batch.made_groups.set(naming.made_groups)

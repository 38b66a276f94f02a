"""撤销导入: what the confirmation made is taken away as a whole, until a unit has signed; the draft stays."""

from dataclasses import replace

from django.db import transaction
from django.db.models import ProtectedError, Q

from departments.models import Unit, UnitGroup
from departments.services import audit
from departments.services.unit import take_back_groups, take_back_units
from eco_demo.lib.references import referred_to
from indicators.models import IndicatorSet
from indicators.services.set_from_rows import take_back_set

from ...choices import ImportStatus, PlanStatus, Receipt
from ...errors import ImportRefused
from ...models import (
    AnnualTask,
    Assignment,
    Ledger,
    NameChoice,
    PlaceGoal,
    Plan,
    PlanImport,
    PlanMeasure,
    PlanStage,
    ReportingRule,
    TaskSource,
    TaskTarget,
    TaskUnit,
)
from ...plan_draft.shape import dump
from ...reports.import_desk import read_draft
from ..participation import remove_empty, with_content
from ..plan import lock_plan
from .door import lock_batch
from .holding import hold_units
from .timetable_rows import take_out_timetable
from .words import refused_in_words

# Of a plan that the import made; whatever else points to it, as its scoring rules do, is somebody's work.
_GO_WITH_THE_PLAN = (PlanImport, PlanStage, PlaceGoal, ReportingRule, PlanMeasure)
_MESSAGE_LENGTH = PlanImport._meta.get_field("message").max_length


def undo_obstacle(batch: PlanImport) -> str:
    """Why the import can no longer be undone, in a sentence; empty when it can. In a fixed number of queries."""
    if batch.status != ImportStatus.CONFIRMED:
        return "这次导入还没有确认，或已经撤销。"
    if batch.plan and batch.plan.status == PlanStatus.CLOSED:
        return f"{batch.plan.year}年度已归档，不能再撤销导入。"
    return _begun(batch) or _held_above(batch)


@transaction.atomic
def undo_import(batch: PlanImport, by) -> PlanImport:
    """Tasks, timetable, plan, set and units go as far as nothing else uses them; `message` says what had to stay."""
    batch = lock_batch(batch, by)
    with refused_in_words():
        _refuse_obstacle(batch)
        plan = _hold(batch, by)
        _refuse_obstacle(batch)
        tasks = _remove_tasks(batch)
        stayed = [*_give_up_plan(batch, plan, by), *_give_up_set(batch, by), *_give_up_units(batch, by)]
        _reopen(batch, stayed)
        audit.record("plan_import.undo", batch, by=by, tasks=tasks, reason="".join(stayed))
    return batch


def _refuse_obstacle(batch: PlanImport) -> None:
    """Asked before anything else is locked, and again when nobody can sign any more."""
    obstacle = undo_obstacle(batch)
    if obstacle:
        raise ImportRefused(obstacle)


def _begun(batch: PlanImport) -> str:
    parts = with_content(TaskUnit.objects.filter(task__source__batch=batch)).select_related("task")
    begun = parts.exclude(receipt=Receipt.WAITING, has_content=False)
    part = begun.order_by("task__position", "task_id", "id").first()
    if part is None:
        return ""
    act = {Receipt.SIGNED: "已签收", Receipt.RETURNED: "已退回"}.get(part.receipt, "已填报")
    return f"{part.unit_name}{act}{_label(part.task)}，不能再整体撤销；需要调整时，请在任务分解中修改。"


def _held_above(batch: PlanImport) -> str:
    """Rows of the floors above that point to a task or a unit's part in it."""
    parts = TaskUnit.objects.filter(task__source__batch=batch)
    tasks = AnnualTask.objects.filter(source__batch=batch)
    held_parts = referred_to(TaskUnit, parts.values("pk"), own=(Ledger,))
    held_tasks = referred_to(AnnualTask, tasks.values("pk"), own=(TaskUnit, TaskTarget, Assignment, TaskSource))
    first = tasks.filter(Q(pk__in=held_tasks) | Q(participations__in=held_parts)).order_by("position", "id").first()
    return f"{_label(first)}已被后续工作引用，不能再整体撤销。" if first else ""


def _label(task: AnnualTask) -> str:
    return f"第{task.number}项“{task.title}”"


def _hold(batch: PlanImport, by) -> Plan | None:
    """Everything that may go, then the trail: from here on nobody signs, or refers to what goes."""
    hold_units(batch)
    plan = lock_plan(batch.plan, by) if batch.plan else None
    if plan:
        batch.plan = plan
    for rows in (
        TaskUnit.objects.filter(task__source__batch=batch), IndicatorSet.objects.filter(pk=batch.made_set_id),
        UnitGroup.objects.filter(pk__in=batch.made_groups.values("pk")),
        Unit.objects.filter(pk__in=batch.made_units.values("pk")),
    ):
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    audit.hold_chain()
    return plan


def _remove_tasks(batch: PlanImport) -> int:
    remove_empty(TaskUnit.objects.filter(task__source__batch=batch).only("pk"))
    tasks = AnnualTask.objects.filter(pk__in=list(batch.sources.values_list("task_id", flat=True)))
    count = tasks.count()
    try:
        tasks.delete()
    except ProtectedError as error:
        raise ImportRefused("有任务已被后续工作引用，不能再整体撤销。") from error
    return count


def _give_up_plan(batch: PlanImport, plan: Plan | None, by) -> list[str]:
    """A plan made by the import goes when nothing else is in it; one that was there loses only what came in.

    Without any task it is a draft again, which can be filled anew or removed.
    """
    if plan is None:
        return []
    take_out_timetable(plan, batch, read_draft(batch))
    if batch.made_plan and not referred_to(Plan, [plan.pk], own=_GO_WITH_THE_PLAN):
        audit.record("plan.remove", plan, by=by)
        plan.delete()
        batch.plan = None
        return []
    if not plan.tasks.exists():
        plan.status, plan.published_at = PlanStatus.DRAFT, None
    plan.version += 1
    plan.save(update_fields=["status", "published_at", "version"])
    return [f"计划“{plan}”另有内容，予以保留。"] if batch.made_plan else []


def _give_up_set(batch: PlanImport, by) -> list[str]:
    made = batch.made_set
    if made is None or take_back_set(by, made):
        return []
    return [f"指标体系“{made}”已被使用，予以保留。"]


def _give_up_units(batch: PlanImport, by) -> list[str]:
    """Choices of names go with the units they point to; the other choices are knowledge and stay."""
    groups, units = list(batch.made_groups.all()), list(batch.made_units.all())
    batch.made_groups.clear()
    batch.made_units.clear()
    stayed = take_back_groups(by, groups, own=(NameChoice,)) if groups else []
    stayed += take_back_units(by, units, own=(NameChoice,)) if units else []
    return [f"{'、'.join(map(str, stayed))}已被使用，予以保留。"] if stayed else []


def _reopen(batch: PlanImport, stayed: list[str]) -> None:
    draft = read_draft(batch)
    if not draft.is_plan_chosen:
        batch.plan = None  # the year leads to it again, and can still be corrected
    batch.status, batch.message = ImportStatus.READY, "".join(stayed)[:_MESSAGE_LENGTH]
    batch.draft = dump(replace(draft, present=(), is_plan_chosen=False))
    batch.confirmed_by = batch.confirmed_at = batch.made_set = None
    batch.made_plan = False
    batch.version += 1
    batch.save(update_fields=["status", "message", "draft", "confirmed_by", "confirmed_at", "made_set", "made_plan",
                              "plan", "version"])

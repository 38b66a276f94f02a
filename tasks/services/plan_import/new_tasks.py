"""The rows of a draft as new tasks of a plan, each with the words of the document it came from."""

from collections.abc import Iterable, Mapping

from eco_demo.lib.punctuation import full_width
from indicators.models import Domain, Indicator, IndicatorSet

from ...models import AnnualTask, Plan, PlanImport, TaskSource
from ...plan_draft.shape import Draft, DraftRow
from ...plan_draft.sides import sides
from ..breakdown_bulk import NewTask, create_tasks
from .naming import Naming
from .target_rows import task_targets

_BATCH = 500


def write_tasks(plan: Plan, batch: PlanImport, draft: Draft, naming: Naming,
                indicators: Mapping[str, Indicator]) -> list[AnnualTask]:
    """`indicators`: by row key, with parts and domain read already."""
    domains = _domains_of(plan.indicator_set)
    tasks = create_tasks(plan, [
        _new_task(plan, row, draft.head.resp_as, naming, indicators.get(row.key), domains) for row in draft.kept
    ])
    files = {file.position: file for file in batch.files.defer("lines")}
    TaskSource.objects.bulk_create([
        TaskSource(task=task, batch=batch, file=files.get(row.file), row=row.key, first_line=row.first_line,
                   last_line=row.last_line, text=full_width(row.source))
        for task, row in zip(tasks, draft.kept, strict=True)
    ], batch_size=_BATCH)
    return tasks


def _new_task(plan: Plan, row: DraftRow, resp_as: str, naming: Naming, indicator: Indicator | None,
              domains: Mapping[str, Domain]) -> NewTask:
    marks = row.full_marks if row.full_marks is not None else (indicator.full_marks if indicator else 0)
    fits = row.due is not None and plan.work_from <= row.due <= plan.report_due
    fields = {
        "number": row.number.strip(), "title": row.title.strip(), "requirement": row.requirement,
        "leader": row.leader, "deadline_text": row.deadline, "due": row.due if fits else plan.self_check_to,
        "full_marks": marks, "domain": _domain(row, indicator, domains),
    }
    leads, supports = (naming.all_of(names) for names in sides(row, resp_as))
    # Two writings of one unit, one on each side: it leads.
    supports = [thing for thing in supports if thing not in leads]
    return NewTask(fields, indicator, task_targets(row, indicator), leads, supports)


def _domain(row: DraftRow, indicator: Indicator | None, domains: Mapping[str, Domain]) -> Domain | None:
    """What the document says where the set has it; the indicator's own place where that is the same or more exact."""
    said = domains.get(row.domain)
    own = indicator.domain if indicator else None
    return own if said is None or (own and said.pk in (own.pk, own.parent_id)) else said


def _domains_of(indicator_set: IndicatorSet) -> dict[str, Domain]:
    """By name: a group, else a domain, or its only group."""
    rows: Iterable[Domain] = list(indicator_set.domains.order_by("position", "id"))
    groups = [row for row in rows if row.parent_id]
    found: dict[str, Domain] = {}
    for row in rows:
        if row.parent_id is None:
            inside = [group for group in groups if group.parent_id == row.pk]
            found[row.name] = inside[0] if len(inside) == 1 else row
    return found | {row.name: row for row in reversed(groups)}

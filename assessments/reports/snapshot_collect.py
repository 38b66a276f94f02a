"""Reads a plan's whole year from the database into `YearData`, in a fixed number of queries whatever its size."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from indicators.choices import Attribute
from tasks.choices import LedgerStatus, TaskRole
from tasks.measure import all_met
from tasks.models import AnnualTask, Plan, TaskUnit

from .. import totals
from ..choices import Met
from ..reading.outcomes import PlanScores, scores_of
from ..totals import Outcome
from . import snapshot_data as data
from .snapshot_lines import LineReader, domain_name, group_name, grouped, targets_of, threshold_of
from .snapshot_outcome import kept, outcome_row

_AS_BOOL = {Met.MET: True, Met.NOT_MET: False, Met.UNKNOWN: None}
_AS_MET = {value: met for met, value in _AS_BOOL.items()}


def collect(plan: Plan, open_reason: str = "") -> data.YearData:
    plan = Plan.objects.select_related("office", "district", "city", "indicator_set").get(pk=plan.pk)
    tasks = {task.pk: task for task in _tasks(plan)}
    parts = list(
        TaskUnit.objects.filter(task__plan=plan).select_related("unit", "ledger")
        .order_by("unit__position", "unit_id", "task__position", "task_id")
    )
    reader, scores = LineReader(plan, tasks), scores_of(plan)
    lines = {part.pk: reader.line(part) for part in parts}
    # What does not apply to its unit is neither asked for nor counted.
    applying = [part for part in parts if (part.unit_id, part.task_id) in scores.applying]
    indicators = tuple(_indicator(task, parts, lines, scores) for task in tasks.values())
    counting = [row for row in indicators if row.counts]
    counts = _counts(applying, [lines[part.pk] for part in applying])
    return data.YearData(
        schema=data.SCHEMA, plan=_plan_facts(plan, scores), result=_result(scores.district),
        binding=_count(row.met for row in counting if row.attribute == Attribute.BINDING),
        reference=_count(row.met for row in counting if row.attribute == Attribute.REFERENCE),
        domains=_domains(counting, scores), indicators=indicators, units=_units(parts, lines, scores), counts=counts,
        open_reason=open_reason if counts.lines > counts.states.get(LedgerStatus.ACCEPTED, 0) else "",
    )


def _tasks(plan: Plan) -> Iterable[AnnualTask]:
    return (
        AnnualTask.objects.filter(plan=plan).select_related("domain__parent", "indicator__domain__parent")
        .prefetch_related("targets", "indicator__parts").order_by("position", "id")
    )


def _plan_facts(plan: Plan, scores: PlanScores) -> data.PlanFacts:
    return data.PlanFacts(
        id=plan.pk, title=plan.title, year=plan.year, doc_no=plan.doc_no,
        place=(plan.district or plan.city or plan.office).name, office=plan.office.name,
        receiver=plan.city.name if plan.district and plan.city else "", indicator_set=str(plan.indicator_set),
        support_weight=plan.support_weight, issued_on=plan.issued_on, work_from=plan.work_from, work_to=plan.work_to,
        self_check_from=plan.self_check_from, self_check_to=plan.self_check_to, report_due=plan.report_due,
        method=scores.method.sentences,
    )


def _indicator(
    task: AnnualTask, parts: list[TaskUnit], lines: dict[int, data.LineRow], scores: PlanScores
) -> data.IndicatorRow:
    own = [part for part in parts if part.task_id == task.pk]
    leads = [part for part in own if part.role == TaskRole.LEAD]
    counted = {part.pk: scores.applying[key] for part in leads if (key := (part.unit_id, task.pk)) in scores.applying}
    lead_lines = [lines[part.pk] for part in leads if part.pk in counted or not counted]
    is_scored = any(line.score is not None for line in counted.values())
    indicator = task.indicator
    return data.IndicatorRow(
        task=task.pk, number=task.number, title=task.title, domain=domain_name(task), group=group_name(task),
        attribute=indicator.attribute if indicator else "", threshold=threshold_of(indicator) if indicator else "",
        unit_of_measure=indicator.unit_of_measure if indicator else "", full_marks=task.full_marks,
        score=totals.district_total(counted.values()).earned if is_scored else None,
        met=_AS_MET[all_met([_AS_BOOL[line.met] for line in lead_lines])],
        targets=_merged([line.targets for line in lead_lines]) or targets_of(task, []),
        leads=tuple(part.unit.name for part in leads), supports=_supporting(own), counts=bool(counted) or not leads,
    )


def _merged(targets: list[tuple[data.TargetRow, ...]]) -> tuple[data.TargetRow, ...]:
    """The same targets with what each lead unit reports side by side."""
    return tuple(
        replace(rows[0], actuals=tuple(actual for row in rows for actual in row.actuals))
        for rows in zip(*targets, strict=True)
    )


def _supporting(parts: list[TaskUnit]) -> tuple[str, ...]:
    """Cooperating units by name; those of a group once, as the plan speaks of them."""
    supports = [part for part in parts if part.role == TaskRole.SUPPORT]
    groups = dict.fromkeys(part.via_group for part in supports if part.via_group)
    sizes = {name: sum(part.via_group == name for part in supports) for name in groups}
    return (*(part.unit.name for part in supports if not part.via_group),
            *(f"{name}（{sizes[name]}个）" for name in groups))


def _count(mets: Iterable[str]) -> data.MetCount:
    mets = list(mets)
    return data.MetCount(mets.count(Met.MET), mets.count(Met.NOT_MET), mets.count(Met.UNKNOWN))


def _result(total: totals.Total) -> data.Result:
    return data.Result(kept(total.earned), kept(total.possible), total.percent, total.scored, total.lines)


def _domains(indicators: Sequence[data.IndicatorRow], scores: PlanScores) -> tuple[data.DomainResult, ...]:
    """The district's results by domain, in the order of the plan."""
    return tuple(
        data.DomainResult(
            name, _result(totals.district_total(line for line in scores.applying.values() if line.module == name)),
            _count(row.met for row in indicators if row.domain == name),
        )
        for name in dict.fromkeys(row.domain for row in indicators)
    )


def _units(
    parts: list[TaskUnit], lines: dict[int, data.LineRow], scores: PlanScores
) -> tuple[data.UnitRow, ...]:
    own: dict[int, list[TaskUnit]] = grouped("unit_id", parts)
    return tuple(
        _unit(rows[0], [lines[part.pk] for part in rows], scores.outcomes[unit_id]) for unit_id, rows in own.items()
    )


def _unit(part: TaskUnit, lines: list[data.LineRow], outcome: Outcome) -> data.UnitRow:
    counted = {row.line.task for row in outcome.lines if row.counts}
    met = [line for line in lines if line.task in counted]
    return data.UnitRow(
        id=part.unit_id, name=part.unit_name, short_name=part.unit.label, unit_class=part.unit.unit_class,
        rank=outcome.place, class_size=outcome.class_size, result=_result(outcome.total),
        domains=tuple(
            data.DomainResult(
                module.name, _result(module.total), _count(line.met for line in met if line.domain == module.name)
            )
            for module in outcome.modules
        ),
        met=_count(line.met for line in met), lines=tuple(lines), outcome=outcome_row(outcome),
    )


def _counts(parts: list[TaskUnit], lines: list[data.LineRow]) -> data.Counts:
    states = {state: sum(line.state == state for line in lines) for state in LedgerStatus.values}
    return data.Counts(
        units=len({part.unit_id for part in parts}), leads=sum(line.is_lead for line in lines), lines=len(lines),
        states={state: count for state, count in states.items() if count},
        handed_in=sum(line.first_submitted is not None for line in lines),
        on_time=sum(line.is_on_time for line in lines),
        rounds=sum(line.rounds for line in lines), returned=sum(line.rounds > 1 for line in lines),
        catalogued=sum(len(line.evidence) for line in lines),
        files=len({file.sha256 for line in lines for file in line.evidence}),
    )

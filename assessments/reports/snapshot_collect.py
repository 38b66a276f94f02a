"""Reads a plan's whole year from the database into `YearData`, in a fixed number of queries whatever its size."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from departments.choices import UnitClass
from indicators.choices import Attribute
from tasks.choices import LedgerStatus, TaskRole
from tasks.measure import all_met
from tasks.models import AnnualTask, Plan, TaskUnit

from .. import totals
from ..choices import Met
from . import snapshot_data as data
from .snapshot_lines import LineReader, domain_name, group_name, grouped, targets_of, threshold_of

_AS_BOOL = {Met.MET: True, Met.NOT_MET: False, Met.UNKNOWN: None}
_AS_MET = {value: met for met, value in _AS_BOOL.items()}


def collect(plan: Plan, open_reason: str = "") -> data.YearData:
    plan = Plan.objects.select_related("office", "district", "city", "indicator_set").get(pk=plan.pk)
    tasks = {task.pk: task for task in _tasks(plan)}
    parts = list(
        TaskUnit.objects.filter(task__plan=plan).select_related("unit", "ledger")
        .order_by("unit__position", "unit_id", "task__position", "task_id")
    )
    reader = LineReader(plan, tasks)
    lines = {part.pk: reader.line(part) for part in parts}
    indicators = tuple(_indicator(task, parts, lines) for task in tasks.values())
    everything = list(lines.values())
    is_open = any(line.is_open for line in everything)
    return data.YearData(
        schema=data.SCHEMA, plan=_plan_facts(plan), result=_district_result(everything),
        binding=_count(row.met for row in indicators if row.attribute == Attribute.BINDING),
        reference=_count(row.met for row in indicators if row.attribute == Attribute.REFERENCE),
        domains=_domains(indicators, everything, _district_result), indicators=indicators,
        units=_units(parts, lines), counts=_counts(parts, everything), open_reason=open_reason if is_open else "",
    )


def _tasks(plan: Plan) -> Iterable[AnnualTask]:
    return (
        AnnualTask.objects.filter(plan=plan).select_related("domain__parent", "indicator__domain__parent")
        .prefetch_related("targets", "indicator__parts").order_by("position", "id")
    )


def _plan_facts(plan: Plan) -> data.PlanFacts:
    return data.PlanFacts(
        id=plan.pk, title=plan.title, year=plan.year, doc_no=plan.doc_no,
        place=(plan.district or plan.city or plan.office).name, office=plan.office.name,
        receiver=plan.city.name if plan.district and plan.city else "", indicator_set=str(plan.indicator_set),
        support_weight=plan.support_weight, issued_on=plan.issued_on, work_from=plan.work_from, work_to=plan.work_to,
        self_check_from=plan.self_check_from, self_check_to=plan.self_check_to, report_due=plan.report_due,
    )


def _indicator(task: AnnualTask, parts: list[TaskUnit], lines: dict[int, data.LineRow]) -> data.IndicatorRow:
    own = [part for part in parts if part.task_id == task.pk]
    leads = [part for part in own if part.role == TaskRole.LEAD]
    lead_lines = [lines[part.pk] for part in leads]
    total = totals.district_total(line.as_score_line for line in lead_lines)
    indicator = task.indicator
    return data.IndicatorRow(
        task=task.pk, number=task.number, title=task.title, domain=domain_name(task), group=group_name(task),
        attribute=indicator.attribute if indicator else "", threshold=threshold_of(indicator) if indicator else "",
        unit_of_measure=indicator.unit_of_measure if indicator else "", full_marks=task.full_marks,
        score=total.earned if any(line.score is not None for line in lead_lines) else None,
        met=_AS_MET[all_met([_AS_BOOL[line.met] for line in lead_lines])],
        targets=_merged([line.targets for line in lead_lines]) or targets_of(task, []),
        leads=tuple(part.unit.name for part in leads), supports=_supporting(own),
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
    return data.Result(total.earned, total.possible, total.percent, total.scored, total.lines)


def _district_result(lines: Iterable[data.LineRow]) -> data.Result:
    return _result(totals.district_total(line.as_score_line for line in lines))


def _unit_result(lines: Iterable[data.LineRow]) -> data.Result:
    return _result(totals.unit_total(line.as_score_line for line in lines))


def _domains(rows: Sequence, lines: Sequence[data.LineRow], result_of) -> tuple[data.DomainResult, ...]:
    """Results by domain in the order of the plan; `rows` (indicators or lines) say what was met."""
    names = dict.fromkeys(row.domain for row in rows)
    return tuple(
        data.DomainResult(
            name, result_of([line for line in lines if line.domain == name]),
            _count(row.met for row in rows if row.domain == name),
        )
        for name in names
    )


def _units(parts: list[TaskUnit], lines: dict[int, data.LineRow]) -> tuple[data.UnitRow, ...]:
    own: dict[int, list[TaskUnit]] = grouped("unit_id", parts)
    results = {unit_id: _unit_result(lines[part.pk] for part in rows) for unit_id, rows in own.items()}
    classes: dict[str, dict[int, Decimal | None]] = defaultdict(dict)
    for unit_id, rows in own.items():
        classes[rows[0].unit.unit_class][unit_id] = results[unit_id].percent
    ranks = {name: totals.ranked(percents) for name, percents in classes.items() if name != UnitClass.NONE}
    return tuple(
        _unit(rows[0], [lines[part.pk] for part in rows], results[unit_id],
              ranks.get(rows[0].unit.unit_class, {}), unit_id)
        for unit_id, rows in own.items()
    )


def _unit(part: TaskUnit, lines: list[data.LineRow], result: data.Result, ranks: dict, unit_id: int) -> data.UnitRow:
    return data.UnitRow(
        id=unit_id, name=part.unit_name, short_name=part.unit.label, unit_class=part.unit.unit_class,
        rank=ranks.get(unit_id), class_size=sum(rank is not None for rank in ranks.values()), result=result,
        domains=_domains(lines, lines, _unit_result), met=_count(line.met for line in lines), lines=tuple(lines),
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

"""What a plan says beside its tasks: stages, goals of places, reporting, measures; written by an import or by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from django.db import transaction

from departments.models import Unit
from departments.services import audit

from ..choices import ReportKind, Rhythm
from ..cycle import FIRST_YEAR, LAST_YEAR
from ..known_names import matcher_for
from ..models import PlaceGoal, Plan, PlanMeasure, PlanStage, ReportingRule
from ..plan_draft.shape import Draft, DraftMeasure, DraftPlace, DraftReporting, DraftStage
from ..reporting_dates import is_date, most_days
from ..unit_matching import UNIT
from .breakdown import units_of
from .plan import PlanChanged, PlanRefused, lock_plan

WORDS = {"stages": "创建阶段", "places": "地方目标", "reporting": "报送安排", "measures": "工作措施"}


def write_timetable(plan: Plan, draft: Draft, units: Mapping[str, Unit]) -> None:
    """What a document says takes the place of what the plan had; what cannot be kept as it was read is cut or left out.

    `units`: places already known by name; the others are looked up in the tree. The caller holds the plan's lock.
    """
    _write(plan, **kept_of(draft), units=units)


def kept_of(draft: Draft) -> dict[str, tuple]:
    """What a plan can keep of it, in the shape of `timetable_of`."""
    return {
        "stages": tuple(_cut_stages(draft.stages)), "places": tuple(_cut_places(draft.places)),
        "reporting": tuple(_cut_reporting(draft.reporting)), "measures": tuple(_cut_measures(draft.measures)),
    }


@transaction.atomic
def change_timetable(plan: Plan, by, version: int, *, stages: Sequence[DraftStage], places: Sequence[DraftPlace],
                     reporting: Sequence[DraftReporting], measures: Sequence[DraftMeasure]) -> Plan:
    """All four as typed, if the plan is still the `version` the person looked at."""
    plan = lock_plan(plan, by)
    after = {"stages": tuple(sorted(stages, key=_by_years)), "places": tuple(places), "reporting": tuple(reporting),
             "measures": tuple(measures)}
    _check(after)
    before = timetable_of(plan)
    changed = [name for name in WORDS if before[name] != after[name]]
    if not changed:
        return plan
    if plan.version != version:
        raise PlanChanged(plan)
    _write(plan, **after, units={})
    plan.version += 1
    plan.save(update_fields=["version"])
    audit.record("plan.timetable", plan, by=by, changed="、".join(WORDS[name] for name in changed),
                 before=_plain(before, changed), after=_plain(after, changed))
    return plan


def timetable_of(plan: Plan) -> dict[str, tuple]:
    """What the plan has now, in the shape of a draft."""
    return {
        "stages": tuple(DraftStage(row.first_year, row.last_year, row.name, row.goal) for row in plan.stages.all()),
        "places": tuple(DraftPlace(row.place, row.year, row.goal) for row in plan.place_goals.all()),
        "reporting": tuple(DraftReporting(row.rhythm, row.kind, row.day, tuple(row.dates), row.text)
                           for row in plan.reporting_rules.all()),
        "measures": tuple(DraftMeasure(row.title, row.text) for row in plan.measures.all()),
    }


def _write(plan: Plan, *, stages, places, reporting, measures, units: Mapping[str, Unit]) -> None:
    for related in (plan.stages, plan.place_goals, plan.reporting_rules, plan.measures):
        related.all().delete()
    find = _finder(plan, units) if places else None
    PlanStage.objects.bulk_create([
        PlanStage(plan=plan, first_year=row.first, last_year=row.last, name=row.name, goal=row.goal, position=position)
        for position, row in enumerate(stages, 1)
    ])
    PlaceGoal.objects.bulk_create([
        PlaceGoal(plan=plan, place=row.place, unit=find(row.place), year=row.year, goal=row.goal, position=position)
        for position, row in enumerate(places, 1)
    ])
    ReportingRule.objects.bulk_create([
        ReportingRule(plan=plan, **asdict(row) | {"dates": list(row.dates)}, position=position)
        for position, row in enumerate(reporting, 1)
    ])
    PlanMeasure.objects.bulk_create([
        PlanMeasure(plan=plan, title=row.title, text=row.text, position=position)
        for position, row in enumerate(measures, 1)
    ])


def _finder(plan: Plan, units: Mapping[str, Unit]):
    """The one unit of the plan's tree that a place's name surely means, or none."""
    names, by_id = matcher_for(plan, plan.office), {unit.pk: unit for unit in units_of(plan)}

    def find(place: str) -> Unit | None:
        match = names.match(place)
        is_unit = match.found is not None and match.is_sure and match.found.kind == UNIT
        return units.get(place) or (by_id[match.found.pk] if is_unit else None)

    return find


# --- what a document gives, as far as it can be kept -------------------------------------------------------------

def _cut_stages(rows: Iterable[DraftStage]) -> list[DraftStage]:
    ordered = (replace(row, first=min(row.first, row.last), last=max(row.first, row.last)) for row in rows)
    kept = [row for row in ordered if _is_year(row.first) and _is_year(row.last) and row.goal.strip()]
    return [replace(row, name=row.name.strip()[:40], goal=row.goal.strip()) for row in sorted(kept, key=_by_years)]


def _cut_places(rows: Iterable[DraftPlace]) -> list[DraftPlace]:
    return [
        replace(row, place=row.place.strip()[:60], goal=row.goal.strip()[:300]) for row in rows
        if _is_year(row.year) and row.place.strip() and row.goal.strip()
    ]


def _cut_reporting(rows: Iterable[DraftReporting]) -> list[DraftReporting]:
    return [
        replace(row, day=row.day if row.day and 1 <= row.day <= most_days(row.rhythm) else None,
                dates=tuple(filter(is_date, row.dates)), text=row.text.strip()[:300])
        for row in rows if row.rhythm in Rhythm.values and row.kind in ReportKind.values
    ]


def _cut_measures(rows: Iterable[DraftMeasure]) -> list[DraftMeasure]:
    return [replace(row, title=row.title.strip()[:100], text=row.text.strip()) for row in rows if row.title.strip()]


def _by_years(row: DraftStage) -> tuple[int, int]:
    return row.first, row.last


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _check(after: Mapping[str, tuple]) -> None:
    """What a form lets through is what can be kept; this is the same question for everybody else."""
    cut = {"stages": _cut_stages, "places": _cut_places, "reporting": _cut_reporting, "measures": _cut_measures}
    for name, keep in cut.items():
        if tuple(keep(after[name])) != after[name]:
            raise PlanRefused(f"“{WORDS[name]}”中有不能保存的内容：年份应在{FIRST_YEAR}至{LAST_YEAR}年之间、起止有序，"
                              "各项不能为空，也不能过长。请核对后再保存。")


def _plain(timetable: Mapping[str, tuple], names: Iterable[str]) -> dict:
    return {WORDS[name]: [asdict(row) for row in timetable[name]] for name in names}

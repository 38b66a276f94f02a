"""The stages, goals, reporting and measures of a document beside those a plan has already, and out of it again."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from departments.models import Unit
from eco_demo.lib import frozen_json

from ...choices import ImportStatus
from ...models import Plan, PlanImport
from ...plan_draft.shape import Draft, load
from ..timetable import kept_of, timetable_of, write_timetable


def add_timetable(plan: Plan, batch: PlanImport, draft: Draft, units: Mapping[str, Unit]) -> Draft:
    """What the plan has stays, and is not said twice. The draft, which now knows the rows it did not bring."""
    present, said = timetable_of(plan), kept_of(draft)
    further = {kind: tuple(row for row in said[kind] if row not in rows) for kind, rows in present.items()}
    if any(further.values()):
        write_timetable(plan, Draft(**{kind: rows + further[kind] for kind, rows in present.items()}), units)
    own = set(_texts(present)) - _brought_by_others(plan, batch)
    return replace(draft, present=tuple(text for text in dict.fromkeys(_texts(said)) if text in own))


def take_out_timetable(plan: Plan, batch: PlanImport, draft: Draft) -> None:
    """Rows that the document brought and no other import says; those changed since stay."""
    going = _brought(draft) - _brought_by_others(plan, batch)
    present = timetable_of(plan)
    rest = {kind: tuple(row for row in rows if frozen_json.dump(row) not in going) for kind, rows in present.items()}
    if rest != present:
        write_timetable(plan, Draft(**rest), {})


def _brought(draft: Draft) -> set[str]:
    return set(_texts(kept_of(draft))) - set(draft.present)


def _brought_by_others(plan: Plan, batch: PlanImport) -> set[str]:
    others = plan.imports.filter(status=ImportStatus.CONFIRMED).exclude(pk=batch.pk)
    return {text for written in others.values_list("draft", flat=True) for text in _brought(load(written))}


def _texts(timetable: Mapping[str, tuple]) -> Iterator[str]:
    """Rows of different kinds have different fields, so no two of them read alike."""
    return (frozen_json.dump(row) for rows in timetable.values() for row in rows)

"""The stages, goals, reporting and measures of a document beside those a plan has already, and out of it again."""

from collections.abc import Mapping

from departments.models import Unit

from ...models import Plan
from ...plan_draft.shape import Draft
from ..timetable import kept_of, timetable_of, write_timetable


def add_timetable(plan: Plan, draft: Draft, units: Mapping[str, Unit]) -> None:
    """What the office wrote itself stays; what is there already is not said twice."""
    present, said = timetable_of(plan), kept_of(draft)
    further = {kind: tuple(row for row in said[kind] if row not in rows) for kind, rows in present.items()}
    if any(further.values()):
        write_timetable(plan, Draft(**{kind: rows + further[kind] for kind, rows in present.items()}), units)


def take_out_timetable(plan: Plan, draft: Draft) -> None:
    """Rows that still say what the document said; those changed since stay."""
    present, said = timetable_of(plan), kept_of(draft)
    rest = {kind: tuple(row for row in rows if row not in said[kind]) for kind, rows in present.items()}
    if rest != present:
        write_timetable(plan, Draft(**rest), {})

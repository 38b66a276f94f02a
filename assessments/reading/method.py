"""How a plan turns points into totals, and what counts beside its lines, each in a fixed number of queries."""

from collections import defaultdict
from decimal import Decimal

from assessments.models import Absence, SpecialEntry
from assessments.scheme_terms import HUNDRED, Terms
from assessments.totals import Absent, Method, Special
from indicators.rules import Rounding
from indicators.rules.grading import Band
from tasks.models import Plan

from .scheme import scheme_of


def method_of(plan: Plan) -> Method:
    """The plan's scheme (评分办法), or the defaults. One query without a scheme, three with one."""
    terms, _ = scheme_of(plan)
    return method_from(terms)


def method_from(terms: Terms) -> Method:
    return Method(
        rounding=Rounding(terms.decimal_places, terms.rounding),
        bands=tuple(Band(band.name, band.at_least) for band in terms.bands),
        quotas=_quotas(terms), quota_ties=terms.quota_ties, tie_break=terms.tie_break, max_bonus=terms.max_bonus,
        bonus_cap=terms.bonus_cap, weights={row.name: row.weight for row in terms.weights}, treatment=terms.treatment,
    )


def specials_of(plan: Plan) -> dict[int, tuple[Special, ...]]:
    """Entries in force by unit, in the order of the plan's items. One query."""
    rows = SpecialEntry.objects.filter(item__plan=plan).in_force().select_related("item")
    found = defaultdict(list)
    for row in rows.order_by("item__position", "item_id", "id"):
        item = row.item
        found[row.unit_id].append(
            Special(item.kind, item.name, row.reason, row.points, item.max_points, item.grade)
        )
    return {unit: tuple(specials) for unit, specials in found.items()}


def absences_of(plan: Plan) -> dict[int, tuple[Absent, ...]]:
    """Approved absences by unit. One query."""
    rows = Absence.objects.filter(task_unit__task__plan=plan).approved().select_related("task_unit")
    found = defaultdict(list)
    for row in rows.order_by("id"):
        part = row.task_unit
        found[part.unit_id].append(Absent(part.task_id, row.treatment, row.reason, row.transfer_to_id))
    return {unit: tuple(absences) for unit, absences in found.items()}


def _quotas(terms: Terms) -> dict[str, Decimal]:
    """The worst grade takes whoever falls, so it has no quota."""
    return {
        band.name: band.quota_percent / HUNDRED for band in terms.bands[:-1] if band.quota_percent is not None
    }

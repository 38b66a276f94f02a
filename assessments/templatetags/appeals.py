"""Appeals beside the lines of a unit's scores, on pages that know nothing of appeals themselves."""

from django import template

from assessments.reading.appeal import standing_of
from eco_demo.lib import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def appeal_standing(context, plan, row) -> dict:
    """The state of the appeal on a line (`LineRow`), and whether one may be filed. One query per page and unit."""
    request = context["request"]
    known = request.__dict__.setdefault("_appeals_of_units", {})
    if row.task_unit.unit_id not in known:
        known[row.task_unit.unit_id] = standing_of(plan, row.task_unit, request.user, clock.today())
    return known[row.task_unit.unit_id].of(row.task_unit, row.review)

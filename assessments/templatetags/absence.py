"""不适用 on the page of a task, which belongs to the floor below and does not know of it."""

from django import template

from ..reading.absence import lamp_of, may_ask, standing_on

register = template.Library()


@register.inclusion_tag("assessments/absence/_card.html", takes_context=True)
def absence_card(context, part):
    """How it stands with this line, and asking where the person may. One query."""
    user = context["request"].user
    standing = standing_on(part, user)
    is_open = standing is not None and standing.is_open
    return {
        "part": part, "standing": standing, "lamp": lamp_of(standing) if standing else None,
        "may_ask": not is_open and may_ask(user, part),
    }

"""The strip of the five phases, for any page that knows the plan: `{% phase_strip plan %}`."""

from django import template

from assessments import access, phases
from eco_demo.lib import clock

register = template.Library()


@register.inclusion_tag("components/phase_strip.html", takes_context=True)
def phase_strip(context, plan):
    """Whoever directs the plan is led from the strip to the feedback that is still to be given."""
    user = context["request"].user
    is_due = not (plan.feedback_at or plan.scores_published_at)
    return {"plan": plan, "steps": phases.strip(plan, clock.today()),
            "may_feed_back": is_due and access.can_direct(user, plan)}

"""The strip of the five phases, for any page that knows the plan: `{% phase_strip plan %}`."""

from django import template
from django.urls import reverse

from assessments import access, phases
from eco_demo.lib import clock

register = template.Library()


@register.inclusion_tag("components/phase_strip.html", takes_context=True)
def phase_strip(context, plan):
    """Whoever directs the plan is led from the strip to the feedback that is still to be given."""
    request = context["request"]
    is_due = not (plan.feedback_at or plan.scores_published_at)
    is_elsewhere = request.path != reverse("score_feedback", args=[plan.pk])
    return {"plan": plan, "steps": phases.strip(plan, clock.today()),
            "may_feed_back": is_due and is_elsewhere and access.can_direct(request.user, plan)}

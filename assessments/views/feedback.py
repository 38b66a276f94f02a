"""Feeding scores back to the units: how much, to how many, from when to when, then once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from eco_demo.lib import clock
from eco_demo.lib.form_fields import posted
from tasks.models import Plan

from .. import access, phases
from ..forms.appeal import FeedbackForm
from ..reading.feedback import coverage_of
from ..services.feedback import FeedbackRefused, give_feedback, may_start


@require_http_methods(["GET", "POST"])
def score_feedback(request, plan):
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=plan)
    if not access.can_direct(request.user, plan):
        raise PermissionDenied("只有环委办主任可以反馈得分，已归档的年度不能再反馈。")
    form = FeedbackForm(posted(request), initial={"appeals_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            plan = give_feedback(plan, request.user, **form.cleaned_data)
        except FeedbackRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"得分已反馈，{_days(plan)}各单位可以申诉。")
            return redirect("appeal_list")
    template = "_window" if request.htmx else "feedback"
    return render(request, f"assessments/appeal/{template}.html", {
        "plan": plan, "form": form, "coverage": coverage_of(plan), "window": _window(request, plan),
    }, status=422 if form.errors else 200)


def _days(plan: Plan) -> str:
    return f"{plan.appeals_from:%Y-%m-%d} 至 {plan.appeals_to:%Y-%m-%d} "


def _window(request, plan: Plan) -> tuple:
    """The days as they would be from the chosen day on; from today while that cannot be."""
    chosen = FeedbackForm(request.POST or request.GET)
    chosen.is_valid()
    first, today = chosen.cleaned_data.get("appeals_from"), clock.today()
    return phases.window_from(plan, first if first and may_start(first, today) else today)

"""Stages and reporting of a plan: the page everybody reads, and the form of the office chief."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from departments.models import Unit
from eco_demo.lib import clock
from eco_demo.lib.form_fields import posted, set_posted

from ..forms.timetable import TimetableForm
from ..reports import timetable as report
from ..services.plan import PlanChanged, PlanRefused
from ..services.timetable import change_timetable
from .plan_doors import directed_plan, rights, visible_plan


@require_GET
def plan_timetable(request, pk):
    plan = visible_plan(request, pk)
    shown = report.collect(plan, clock.today())
    places = {row.unit_id for row in shown.places}
    linked = set(Unit.objects.visible_to(request.user).filter(pk__in=places).values_list("pk", flat=True))
    context = {"plan": plan, "timetable": shown, "linked": linked, "rule": report.RULE, "tab": "timetable"}
    return render(request, "tasks/timetable/page.html", context | rights(request.user, plan))


@require_http_methods(["GET", "POST"])
def plan_timetable_change(request, pk):
    plan = directed_plan(request, pk)
    form = TimetableForm(posted(request), plan=plan)
    context = {"plan": plan, "form": form}
    if form.is_valid():
        try:
            change_timetable(plan, request.user, form.cleaned_data["version"] or 0, **form.content())
        except PlanChanged as stale:
            context["differences"] = form.differences(stale.current)
            set_posted(form, "version", stale.current.version)
            return render(request, "tasks/timetable/form.html", context, status=409)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "阶段与报送安排已保存。")
            return redirect("plan_timetable", plan.pk)
    return render(request, "tasks/timetable/form.html", context,
                  status=422 if form.is_bound else 200)

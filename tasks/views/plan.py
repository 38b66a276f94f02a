"""Pages of the year's plan: list, detail, form, archive, re-opening."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib import clock
from eco_demo.lib.form_fields import posted, set_posted

from .. import access, cycle
from ..forms.plan import PlanForm, ReopenForm
from ..models import Plan, ReopenWindow
from ..plan_progress import next_step, signing_of, signing_of_plans
from ..reports import timetable
from ..services import plan as service
from .plan_doors import directed_plan, overseen_plan, rights, visible_plan


@require_GET
def plan_list(request):
    plans = list(Plan.objects.visible_to(request.user).select_related("office", "indicator_set"))
    signing = signing_of_plans(plans, request.user)
    rows = [{"plan": plan, "signing": signing[plan.pk]} for plan in plans]
    return render(request, "tasks/plan/list.html", {"rows": rows, "can_create": access.can_create_plan(request.user)})


@require_GET
def plan_detail(request, pk):
    plan = visible_plan(request, pk)
    may = rights(request.user, plan)
    windows = ReopenWindow.objects.filter(plan=plan).select_related("unit", "task_unit__task", "opened_by")
    return render(request, "tasks/plan/detail.html", {
        "plan": plan, **may, "points": cycle.points(plan, clock.today()), "tab": "detail",
        "signing": signing_of(plan, request.user), "step": next_step(plan) if may["can_direct"] else None,
        "windows": windows if may["can_oversee"] else [], "now": clock.now(),
        "timetable": timetable.brief(plan, clock.today()),
    })


@require_http_methods(["GET", "POST"])
def plan_create(request):
    if not access.can_create_plan(request.user):
        raise PermissionDenied("年度计划由环委办主任编制，您可以查看。")
    year = clock.today().year
    form = PlanForm(posted(request), user=request.user, initial={"year": year})
    if form.is_valid():
        try:
            plan = service.create_plan(request.user, **_content(form))
        except service.PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已建立“{plan.title}”，接下来把指标分解成任务。")
            return redirect("breakdown", plan.pk)
    return render(request, "tasks/plan/form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def plan_change(request, pk):
    plan = directed_plan(request, pk)
    has_tasks = plan.tasks.exists()
    form = PlanForm(posted(request), user=request.user, plan=plan, has_tasks=has_tasks)
    context = {"form": form, "plan": plan, "has_tasks": has_tasks}
    if form.is_valid():
        try:
            service.change_plan(plan, request.user, form.cleaned_data["version"] or 0, **_content(form))
        except service.PlanChanged as stale:
            context["differences"] = _differences(form, stale.current)
            set_posted(form, "version", stale.current.version)
            return render(request, "tasks/plan/form.html", context, status=409)
        except service.PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("plan_detail", plan.pk)
    return render(request, "tasks/plan/form.html", context, status=422 if form.errors else 200)


@require_POST
def plan_close(request, pk):
    plan = directed_plan(request, pk)
    try:
        service.close_plan(plan, request.user)
        messages.success(request, f"{plan.year}年度已归档。")
    except service.PlanRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_detail", plan.pk)


@require_POST
def plan_remove(request, pk):
    plan = directed_plan(request, pk)
    try:
        service.remove_plan(plan, request.user)
    except service.PlanRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_detail", plan.pk)
    messages.success(request, f"已删除“{plan.title}”。")
    return redirect("plan_list")


@require_http_methods(["GET", "POST"])
def plan_reopen(request, pk):
    plan = directed_plan(request, pk) if request.method == "POST" else overseen_plan(request, pk)
    unit_id = request.POST.get("unit", "") or request.GET.get("unit", "")
    form = ReopenForm(posted(request), plan=plan, unit_id=unit_id, initial={"unit": unit_id})
    if request.htmx and request.method == "GET":
        return render(request, "tasks/plan/_reopen_task.html", {"form": form})
    if form.is_valid():
        try:
            data = form.cleaned_data
            service.reopen(plan, data["unit"], data["until"], data["reason"], request.user, data["task_unit"])
        except service.PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已为{data['unit']}重新开放。")
            return redirect("plan_reopen", plan.pk)
    windows = ReopenWindow.objects.filter(plan=plan).select_related("unit", "task_unit__task", "opened_by")
    context = {"plan": plan, "form": form, "windows": windows, "now": clock.now(), "tab": "reopen"}
    return render(request, "tasks/plan/reopen.html", context | rights(request.user, plan),
                  status=422 if form.errors else 200)


def _content(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _differences(form, current: Plan) -> list[dict]:
    """What the person typed beside what somebody else saved meanwhile."""
    return [
        {"label": form.fields[name].label, "mine": value, "theirs": getattr(current, name)}
        for name, value in _content(form).items() if value != getattr(current, name)
    ]

"""Publication: what it would do, then doing it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ..choices import PlanStatus
from ..services import publication as service
from ..services.plan import PlanRefused
from .plan_doors import directed_plan, rights


@require_GET
def publication(request, pk):
    plan = directed_plan(request, pk)
    found = service.preview(plan)
    context = {"plan": plan, "preview": found, "counts": found.counts, "is_draft": plan.status == PlanStatus.DRAFT}
    return render(request, "tasks/plan/publication.html", context | rights(request.user, plan))


@require_POST
def plan_publish(request, pk):
    plan = directed_plan(request, pk)
    try:
        done = service.publish(plan, request.user)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("publication", plan.pk)
    for warning in done.warnings:
        messages.warning(request, f"{warning}。")
    messages.success(request, _sentence(done))
    return redirect("plan_detail", plan.pk)


def _sentence(done: service.Preview) -> str:
    counts = done.counts
    if not any(counts[state] for state in (service.NEW, service.CHANGED, service.REMOVED)):
        return "计划已下达，没有新的变动。"
    return (
        f"已下达：{len(done.tasks)} 项任务、{done.unit_count} 个单位，"
        f"新增 {counts['new']} 项单位任务，变更 {counts['changed']} 项，撤回 {counts['removed']} 项。"
    )

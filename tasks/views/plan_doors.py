"""The three ways to a plan: who may read it, who oversees its units, who directs it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from departments.access import scope_of

from .. import access
from ..models import AnnualTask, Plan
from .source import long_parts


def visible_plan(request, pk: int) -> Plan:
    plans = Plan.objects.visible_to(request.user).select_related("office", "indicator_set")
    return get_object_or_404(plans, pk=pk)


def overseen_plan(request, pk: int) -> Plan:
    """What all units do together is for those who review, direct or lead."""
    plan = visible_plan(request, pk)
    if not oversees(request.user, plan):
        raise PermissionDenied("各单位的汇总情况只对环委办和党政领导开放。")
    return plan


def directed_plan(request, pk: int) -> Plan:
    plan = visible_plan(request, pk)
    if not access.directs_plan(request.user, plan):
        raise PermissionDenied("年度计划由环委办主任编制和下达，您可以查看。")
    return plan


def directed_task(request, pk: int) -> AnnualTask:
    tasks = AnnualTask.objects.visible_to(request.user).select_related(
        "plan__office", "plan__indicator_set", "domain", "indicator", "source__batch", "source__file"
    ).defer(*long_parts())
    task = get_object_or_404(tasks, pk=pk)
    if not access.directs_plan(request.user, task.plan):
        raise PermissionDenied("年度任务由环委办主任分解，您可以查看。")
    return task


def oversees(user, plan: Plan) -> bool:
    return scope_of(user).covers(plan, *access.OVERSEEING, unit_field="office")


def rights(user, plan: Plan) -> dict[str, bool]:
    """What the templates ask."""
    return {"can_direct": access.can_direct_plan(user, plan), "can_oversee": oversees(user, plan)}

"""Signing: the units' three actions, and the office's overview and answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib.form_fields import posted
from eco_demo.lib.posted import own_address, whole_numbers

from .. import access
from ..choices import Receipt
from ..errors import Refused
from ..forms.receipt import AnswerForm, HandBackForm
from ..models import TaskUnit
from ..plan_progress import signing_by_unit, signing_of
from ..services import receipt as service
from .plan_doors import overseen_plan, rights


@require_POST
def task_sign(request, pk):
    task_unit = _own(request, pk)
    try:
        service.sign(task_unit, request.user)
        messages.success(request, f"已签收第{task_unit.task.number}项“{task_unit.task.title}”。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request)


@require_POST
def task_sign_all(request):
    """The tasks ticked (`pk`), or without any tick all that wait for one's own unit."""
    rows = TaskUnit.objects.visible_to(request.user).filter(receipt=Receipt.WAITING)
    ticked = request.POST.getlist("pk")
    if ticked:
        rows = rows.filter(pk__in=whole_numbers(ticked))
    rows = [row for row in rows.select_related("task__plan") if access.can_sign(request.user, row)]
    signed = service.sign_all(rows, request.user)
    messages.success(request, f"已签收 {len(signed)} 项任务。" if signed else "没有等待签收的任务。")
    return _back(request)


@require_POST
def task_hand_back(request, pk):
    task_unit = _own(request, pk)
    form = HandBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(error for errors in form.errors.values() for error in errors))
        return _back(request)
    try:
        service.hand_back(task_unit, form.cleaned_data["reason"], request.user)
        messages.success(request, f"已退回第{task_unit.task.number}项“{task_unit.task.title}”，请等环委办答复。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request)


@require_GET
def receipt_overview(request, pk):
    plan = overseen_plan(request, pk)
    rows = TaskUnit.objects.visible_to(request.user).filter(task__plan=plan)
    returned = rows.handed_back().select_related("task", "unit", "receipt_by").order_by("receipt_at", "id")
    units = signing_by_unit(plan, request.user)
    state = request.GET.get("state", "")
    if state in ("waiting", "returned"):
        units = [row for row in units if row[state]]
    context = {
        "plan": plan, "returned": returned, "units": units, "state": state, "tab": "receipts",
        "signing": signing_of(plan, request.user),
    }
    return render(request, "tasks/plan/receipts.html", context | rights(request.user, plan))


@require_http_methods(["GET", "POST"])
def receipt_answer(request, pk):
    task_unit = get_object_or_404(
        TaskUnit.objects.visible_to(request.user).select_related("task__plan__office", "unit", "receipt_by"), pk=pk
    )
    plan = task_unit.task.plan
    if not access.directs_plan(request.user, plan):
        raise PermissionDenied("退回的任务由环委办主任答复。")
    form = AnswerForm(posted(request), plan=plan, initial={"decision": AnswerForm.INSIST})
    if form.is_valid():
        try:
            messages.success(request, _answer(task_unit, form.cleaned_data, request.user))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("receipt_overview", plan.pk)
    context = {"plan": plan, "task_unit": task_unit, "form": form, "is_returned": task_unit.receipt == Receipt.RETURNED}
    return render(request, "tasks/plan/receipt_answer.html", context, status=422 if form.errors else 200)


def _answer(task_unit: TaskUnit, answer: dict, by) -> str:
    number, unit = task_unit.task.number, task_unit.unit
    if answer["decision"] == AnswerForm.RELEASE:
        service.release(task_unit, by, answer["reason"])
        return f"已同意{unit}退出第{number}项。"
    if answer["decision"] == AnswerForm.REASSIGN:
        row = service.reassign(task_unit, answer["to_unit"], by, answer["reason"])
        return f"第{number}项已改派给{row.unit}，等待签收。"
    service.reassign(task_unit, None, by, answer["reason"])
    return f"已答复{unit}，第{number}项仍请签收。"


def _own(request, pk: int) -> TaskUnit:
    """A task one may read but not sign for is as good as missing: signing is the unit's own."""
    task_unit = get_object_or_404(
        TaskUnit.objects.visible_to(request.user).select_related("task__plan"), pk=pk
    )
    if not access.can_fill(request.user, task_unit):
        raise PermissionDenied("只有承担任务的单位可以签收或退回。")
    return task_unit


def _back(request):
    """To the page the button stood on, else to the unit's tasks."""
    return own_address(request) or redirect("task_list")

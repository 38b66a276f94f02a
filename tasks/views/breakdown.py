"""Pages of the breakdown: the table, the form of a task, its units, the matrix, Excel out and in."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib import clock
from eco_demo.lib.filenames import clean_name
from eco_demo.lib.form_fields import posted, set_posted
from eco_demo.lib.numbers import format_number

from ..choices import TaskRole
from ..forms.breakdown import AssignForm, TableForm, TaskForm, target_forms, written_targets
from ..models import AnnualTask, Assignment
from ..reported import requirement_text
from ..reports import breakdown as table_report
from ..services import breakdown as service
from ..services import breakdown_import
from ..services.plan import PlanRefused
from ..services.publication import preview
from .plan_doors import directed_plan, directed_task, overseen_plan, rights, visible_plan
from .source import source_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def breakdown(request, pk):
    plan = visible_plan(request, pk)
    rows = [_row(task) for task in _tasks(request.user, plan=plan)]
    total = sum((row["task"].full_marks for row in rows), 0)
    without_lead = sum(not row["leads"] for row in rows)
    context = {"plan": plan, "rows": rows, "total": format_number(total), "without_lead": without_lead}
    return render(request, "tasks/plan/breakdown.html", context | {"tab": "breakdown"} | rights(request.user, plan))


@require_POST
def breakdown_fill(request, pk):
    plan = directed_plan(request, pk)
    try:
        tasks = service.add_tasks_from_set(plan, request.user)
        done = f"已按指标体系生成 {len(tasks)} 项任务。" if tasks else "指标体系中的指标都已在计划中。"
        messages.success(request, done)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("breakdown", plan.pk)


@require_http_methods(["GET", "POST"])
def plan_task_create(request, pk):
    plan = directed_plan(request, pk)
    form = TaskForm(posted(request), plan=plan)
    targets = target_forms(plan, None, posted(request))
    if form.is_valid() and targets.is_valid():
        try:
            task = service.add_task(plan, request.user, targets=written_targets(targets), **form.content())
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已增加第{task.number}项，请确定牵头和配合单位。")
            return redirect("plan_task_assign", task.pk)
    return _task_page(request, form, targets, {"plan": plan})


@require_http_methods(["GET", "POST"])
def plan_task_change(request, pk):
    task = directed_task(request, pk)
    form = TaskForm(posted(request), plan=task.plan, task=task)
    targets = target_forms(task.plan, task, posted(request))
    context = {"plan": task.plan, "task": task, "is_issued": task.participations.exists()}
    context |= source_of(request.user, task)
    if form.is_valid() and targets.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            service.change_task(task, request.user, version, targets=written_targets(targets), **form.content())
        except service.TaskChanged as stale:
            context["differences"] = _differences(form, stale.current)
            set_posted(form, "version", stale.current.version)
            context |= {"form": form, "targets": targets}
            return render(request, "tasks/plan/task_form.html", context, status=409)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"第{task.number}项已保存。")
            return redirect("breakdown", task.plan_id)
    return _task_page(request, form, targets, context)


@require_POST
def plan_task_remove(request, pk):
    task = directed_task(request, pk)
    try:
        service.remove_task(task, request.user)
        messages.success(request, f"已删除“{task}”。")
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("breakdown", task.plan_id)


@require_http_methods(["GET", "POST"])
def plan_task_assign(request, pk):
    """A dialog over the table (htmx), or a page of its own."""
    task = directed_task(request, pk)
    form = AssignForm(posted(request), task=task)
    if form.is_valid():
        try:
            lead, support = form.chosen(TaskRole.LEAD), form.chosen(TaskRole.SUPPORT)
            service.assign(task, request.user, lead, support, form.cleaned_data["version"])
        except service.TaskChanged as stale:
            form.add_error(None, f"{stale}现在的分工是：{_words(stale.current)}")
            set_posted(form, "version", stale.current.version)
            return _assign_page(request, task, form, status=409)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _assigned(request, task)
    return _assign_page(request, task, form, status=422 if form.errors else 200)


@require_GET
def breakdown_matrix(request, pk):
    plan = overseen_plan(request, pk)
    found = preview(plan)
    units = sorted(
        {part.unit for each in found.tasks for part in each.parts if part.state != "removed"},
        key=lambda unit: (unit.position, unit.pk),
    )
    column_of = {unit.pk: n for n, unit in enumerate(units)}
    rows, totals = [], [[0, 0] for _ in units]
    for each in found.tasks:
        cells = [""] * len(units)
        for part in each.parts:
            if part.state != "removed":
                column = column_of[part.unit.pk]
                cells[column] = part.role
                totals[column][part.role == TaskRole.SUPPORT] += 1
        rows.append({"task": each.task, "cells": cells, "leads": len(each.leads), "supports": len(each.supports)})
    context = {"plan": plan, "units": units, "rows": rows, "totals": totals, "tab": "matrix"}
    return render(request, "tasks/plan/matrix.html", context | rights(request.user, plan))


@require_GET
def breakdown_export(request, pk):
    plan = overseen_plan(request, pk)
    content = table_report.render_workbook(table_report.collect(plan), clock.now())
    disposition = content_disposition_header(True, clean_name(f"{plan.title}任务分解表.xlsx"))
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
def breakdown_import_page(request, pk):
    """Choose a file, see what it would change; nothing is written here."""
    plan = directed_plan(request, pk)
    form = TableForm(posted(request), request.FILES or None)
    context = {"plan": plan, "form": form, "tab": "breakdown"} | rights(request.user, plan)
    if form.is_valid():
        context["draft"] = breakdown_import.read(plan, form.cleaned_data["file"])
        context["file_name"] = form.cleaned_data["file"].name
    status = 422 if form.errors or (context.get("draft") and context["draft"].errors) else 200
    return render(request, "tasks/plan/import.html", context, status=status)


@require_POST
def breakdown_import_apply(request, pk):
    plan = directed_plan(request, pk)
    try:
        counts = breakdown_import.apply(plan, request.POST.get("token", ""), request.user)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("breakdown_import", plan.pk)
    done = f"导入完成：新增 {counts['new']} 项，修改 {counts['changed']} 项，不变 {counts['same']} 项。"
    messages.success(request, done)
    return redirect("breakdown", plan.pk)


def _tasks(user, **where):
    cells = Prefetch("assignments", Assignment.objects.select_related("unit", "group"))
    return (
        AnnualTask.objects.visible_to(user).filter(**where).order_by("position", "id")
        .select_related("domain__parent", "indicator")
        .prefetch_related("targets__indicator", "targets__certifier", cells)
    )


def _row(task: AnnualTask) -> dict:
    cells = list(task.assignments.all())
    domain = task.domain
    return {
        "task": task,
        "domain": (domain.parent or domain) if domain else None,
        "group": domain,
        "targets": [_target(target) for target in task.targets.all()],
        "leads": [cell for cell in cells if cell.role == TaskRole.LEAD],
        "supports": [cell for cell in cells if cell.role == TaskRole.SUPPORT],
    }


def _target(target) -> dict:
    """What is asked this year, where it started from, and the set's own figure where the year's differs."""
    text = requirement_text(target)
    threshold = target.indicator.threshold_text if target.indicator else ""
    if threshold == text:
        threshold = ""
    baseline = "" if target.baseline is None else format_number(target.baseline, target.unit_of_measure)
    certifier = target.certifier.label if target.certifier else ""
    return {"name": target.name, "text": text, "baseline": baseline, "threshold": threshold, "certifier": certifier}


def _task_page(request, form, targets, context):
    bad = form.errors or (targets.is_bound and not targets.is_valid())
    return render(request, "tasks/plan/task_form.html", context | {"form": form, "targets": targets},
                  status=422 if bad else 200)


def _assign_page(request, task, form, status):
    template = "tasks/plan/_assign.html" if request.htmx else "tasks/plan/assign.html"
    # htmx swaps in 2xx and 422 only; a conflict inside the dialog is shown there too.
    shown = 422 if request.htmx and status == 409 else status
    return render(request, template, {"task": task, "plan": task.plan, "form": form}, status=shown)


def _assigned(request, task):
    if not request.htmx:
        messages.success(request, f"第{task.number}项的分工已保存。")
        return redirect("breakdown", task.plan_id)
    row = _row(_tasks(request.user, pk=task.pk).get())
    answer = render(request, "tasks/plan/_breakdown_row.html", {"row": row, "plan": task.plan, "can_direct": True})
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#task-{task.pk}", "outerHTML"
    answer["HX-Trigger"] = "dialog-done"
    return answer


def _words(task: AnnualTask) -> str:
    names = service.assigned_names(task)
    return "；".join(f"{role}：{'、'.join(units) or '无'}" for role, units in names.items()) + "。"


def _differences(form, current: AnnualTask) -> list[dict]:
    return [
        {"label": form.fields[name].label, "mine": value, "theirs": getattr(current, name)}
        for name, value in form.content().items() if value != getattr(current, name)
    ]

"""Frozen years and their reports: the shelf, freezing, building, reading and downloading."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from departments.access import scope_of
from departments.choices import Power
from departments.models import Unit
from eco_demo.frame import current_year, years_of
from eco_demo.lib.clock import today
from eco_demo.lib.content_store import open_stored
from eco_demo.lib.filenames import clean_name
from tasks.models import Plan

from .. import access
from ..forms.report import FreezeForm, ShelfForm
from ..models import Report, Snapshot
from ..reading.freezing import changes_since, open_appeals, open_units, state_cells
from ..reading.shelf import Shelf, shelf_of
from ..services import report as service
from ..services.snapshot import CannotFreeze, CannotPublish, LinesStillOpen, WindowStillOpen, freeze, publish

FORMS = {"pdf": "pdf", "xlsx": "workbook", "zip": "evidence_zip"}


@require_GET
def report_list(request):
    """What can be read and downloaded; for the office also what is being built."""
    form = ShelfForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    year = current_year(request) if years_of(request) else None
    shelf = shelf_of(request.user, year=year, snapshot=chosen.get("snapshot"))
    rows = shelf.selected(chosen.get("q", ""), chosen.get("unit_class", ""))
    context = {"form": form, "shelf": shelf, "reports": rows, "address": request.get_full_path(),
               **_rights(request.user, shelf, year)}
    return render(request, f"assessments/report/{'_shelf' if request.htmx else 'list'}.html", context)


@require_http_methods(["GET", "POST"])
def freeze_year(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    if not access.can_direct(request.user, plan):
        raise PermissionDenied("只有环委办主任可以冻结本年度数据，已归档的年度不能再冻结。")
    form = FreezeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            snapshot = freeze(plan, request.user, **form.cleaned_data)
        except (LinesStillOpen, WindowStillOpen, CannotFreeze) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已冻结为数据快照 #{snapshot.number}，现在可以生成报告。")
            return _to_shelf(snapshot)
    context = {"plan": plan, "form": form, **_before_freezing(plan)}
    return render(request, "assessments/report/freeze.html", context, status=422 if form.errors else 200)


@require_POST
def report_build(request, pk):
    """The district's report and all units'; with `units` only the units', with `unit` one."""
    snapshot = _snapshot(request, pk)
    chosen = None
    if "unit" in request.POST or "units" in request.POST:
        chosen = Unit.objects.filter(task_units__task__plan=snapshot.plan).distinct()
        if "unit" in request.POST:
            chosen = [get_object_or_404(chosen, pk=_number(request.POST["unit"]))]
    reports = service.request_reports(snapshot, request.user, chosen)
    messages.success(request, f"已安排生成 {len(reports)} 份报告，可以离开本页，生成好的随时可以下载。")
    return _to_shelf(snapshot)


@require_POST
def report_zip(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    service.request_evidence_zip(report, request.user)
    messages.success(request, "已安排打包佐证材料，完成后可在本页下载。")
    return _to_shelf(report.snapshot)


@require_POST
def snapshot_publish(request, pk):
    snapshot = _snapshot(request, pk)
    try:
        publish(snapshot, request.user)
    except CannotPublish as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已向各单位公布得分，单位可以查看和下载本单位的考核报告。")
    return _to_shelf(snapshot)


@require_GET
def report_view(request, pk):
    reports = Report.objects.visible_to(request.user).ready().select_related("snapshot", "unit")
    report = get_object_or_404(reports, pk=pk)
    return render(request, "assessments/report/view.html", {"report": report})


@require_GET
@xframe_options_sameorigin
def report_inline(request, pk):
    """The PDF for the frame on the reading page."""
    report = _ready(request, pk)
    service.record_download(report, "inline", request.user)
    return _sent(report, "pdf", as_attachment=False)


@require_GET
def report_download(request, pk, form):
    report = _ready(request, pk)
    if getattr(report, FORMS[form]) is None:
        raise Http404
    service.record_download(report, form, request.user)
    return _sent(report, form, as_attachment=True)


def _ready(request, pk) -> Report:
    reports = Report.objects.visible_to(request.user).ready().select_related("pdf", "workbook", "evidence_zip")
    return get_object_or_404(reports, pk=pk)


def _sent(report: Report, form: str, *, as_attachment: bool) -> FileResponse:
    stored = getattr(report, FORMS[form])
    name = clean_name(f"{report.title}{'（佐证材料）' if form == 'zip' else ''}.{form}")
    try:
        content = open_stored(stored.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=as_attachment, filename=name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    if as_attachment:  # a file to keep, whatever a browser makes of it; the reading page frames the other
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _snapshot(request, pk) -> Snapshot:
    return get_object_or_404(
        Snapshot.objects.visible_to(request.user).defer("data").select_related("plan"), pk=pk
    )


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 12:
        raise Http404
    return int(text)


def _to_shelf(snapshot: Snapshot):
    return redirect(f"{reverse('report_list')}?snapshot={snapshot.pk}")


def _before_freezing(plan: Plan) -> dict:
    """What is still open, and what the last snapshot no longer says."""
    snapshots = list(plan.snapshots.defer("data").select_related("taken_by"))
    return {
        "cells": state_cells(plan), "units": open_units(plan), "snapshots": snapshots,
        "changes": changes_since(snapshots[0]) if snapshots else [], "open_appeals": open_appeals(plan),
        "may_still_object": plan.appeals_to is not None and today() <= plan.appeals_to,
    }


def _rights(user, shelf: Shelf, year: int | None) -> dict:
    """What this person may do with the shelf; the plan is looked up only for the office."""
    if not scope_of(user).has(Power.DIRECT, Power.REVIEW):
        return {}
    snapshot = shelf.snapshot
    plan = snapshot.plan if snapshot else Plan.objects.visible_to(user).filter(year=year).first()
    if plan is None:
        return {}
    return {"plan": plan, "may_direct": access.can_direct(user, plan),
            "may_build": access.can_build_unit_report(user, plan), "waiting": open_appeals(plan),
            "changes": changes_since(snapshot) if snapshot and snapshot == shelf.snapshots[0] else []}

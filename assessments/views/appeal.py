"""Appeals: the list for the unit and for the office, filing one, and the recheck."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from departments.access import scope_of
from departments.choices import Power
from eco_demo.lib import clock
from eco_demo.lib.form_fields import posted
from tasks.access import OWN_WORK
from tasks.models import Plan
from tasks.years import current_year

from .. import access, phases
from ..appeal_rules import advised_status
from ..choices import AppealStatus
from ..forms.appeal import AppealFilter, AppealForm, RecheckForm
from ..models import Appeal, LineReview
from ..reading import appeal as reading
from ..reading.appeal import AppealPage
from ..services import appeal as service
from .paging import pager


@require_GET
def appeal_list(request):
    """Appeals of the year, the newest first: the unit's own, or those of every unit of the office."""
    scope = scope_of(request.user)
    if not scope.has(*OWN_WORK, *access.OFFICE, Power.READ):
        raise Http404
    year, today = current_year(request), clock.today()
    form = AppealFilter(request.GET, user=request.user, year=year)
    filters = form.filters()
    found = reading.appeals_of_year(request.user, year, filters)
    rows, page = reading.appeal_page(found, today, after=request.GET.get("after"), before=request.GET.get("before"))
    plan = Plan.objects.visible_to(request.user).published().filter(year=year).first()
    return render(request, "assessments/appeal/list.html", {
        "form": form, "rows": rows, "plan": plan, "cells": _cells(reading.counts_by_status(request.user, year)),
        "page": pager(request, page, found, unit="条"), "is_filtered": bool(filters),
        "oversees": access.oversees_scores(request.user), "rechecks": access.has_desk(request.user),
        "is_open": plan is not None and phases.takes_appeals(plan, today),
    })


@require_http_methods(["GET", "POST"])
def appeal_new(request, review):
    """Object to the score of one line."""
    line = _line(request, review)
    part = line.submission.ledger.task_unit
    waiting = next((appeal for appeal in line.appeals.all() if appeal.status == AppealStatus.FILED), None)
    if waiting and request.method == "GET":
        return redirect("appeal_detail", pk=waiting.pk)
    form = AppealForm(posted(request), part=part)
    if request.method == "POST" and form.is_valid():
        try:
            appeal = service.file_appeal(line, request.user, **form.cleaned_data)
        except service.AppealRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "申诉已提交，复核结果会显示在这里。")
            return redirect("appeal_detail", pk=appeal.pk)
    return render(request, "assessments/appeal/new.html", {
        "review": line, "part": part, "plan": part.task.plan, "form": form, "files": _ticked_first(part, form),
        "refusal": reading.refusal_for(line, clock.today()),
        "deductions": [row for row in line.deductions.all() if row.lifted_by_id is None],
    }, status=422 if form.errors else 200)


@require_GET
def appeal_detail(request, pk):
    return _page(request, _appeal(request, pk))


@require_POST
def appeal_withdraw(request, pk):
    shown = _appeal(request, pk)
    try:
        service.withdraw_appeal(shown.appeal, request.user)
    except service.AppealRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "申诉已撤回，申诉期内可以重新提出。")
    return redirect("appeal_detail", pk=pk)


@require_POST
def appeal_decide(request, pk):
    shown = _appeal(request, pk)
    form = RecheckForm(request.POST, deductions=shown.in_force)
    if not form.is_valid() and shown.may_decide:
        return _page(request, shown, form, status=422)
    try:
        facts = {name: form.cleaned_data.get(name, "") for name in ("status", "answer")}
        service.decide_appeal(shown.appeal, request.user, form.cleaned_data.get("version") or 0, kept=form.kept(),
                              **facts)
    except service.StaleAppeal as stale:
        return _page(request, _appeal(request, pk), form, status=409, refusal=stale)
    except service.AppealRefused as refusal:
        return _page(request, shown, form, status=422, refusal=refusal)
    messages.success(request, "申诉已办结，单位可以看到复核意见和得分。")
    return redirect("appeal_detail", pk=pk)


@require_GET
def appeal_outcome(request, pk):
    """What the line would get as the recheck is filled in so far, and the conclusions that go with it."""
    shown = _appeal(request, pk)
    if not shown.may_decide:
        raise PermissionDenied("这条申诉不由您复核，或已经办结。")
    form = RecheckForm(request.GET, deductions=shown.in_force)
    # What the page itself had ticked is no choice of anybody's.
    chosen = request.GET.get("status")
    return render(request, "assessments/appeal/_outcome.html", _outcome(
        shown, form, None if chosen == request.GET.get("advised") else chosen
    ))


def _page(request, shown: AppealPage, form: RecheckForm | None = None, *, status=200, refusal=None):
    """The appeal with the recheck as filled in, for whoever may answer it."""
    form = form or RecheckForm(initial={"version": shown.appeal.version}, deductions=shown.in_force)
    return render(request, "assessments/appeal/detail.html", {
        "shown": shown, "appeal": shown.appeal, "review": shown.review, "part": shown.part,
        "plan": shown.part.task.plan, "form": form, "refusal": refusal,
        "sees_names": access.oversees_scores(request.user),
        **_outcome(shown, form, form["status"].value()),
    }, status=status)


def _outcome(shown: AppealPage, form: RecheckForm, chosen: str | None) -> dict:
    outcome = shown.outcome(form.kept() if form.is_bound else {})
    return {"appeal": shown.appeal, "outcome": outcome,
            "advised": advised_status(outcome, shown.appeal.wanted, chosen),
            "statuses": [(status, status.label) for status in _fitting(outcome)]}


def _fitting(outcome) -> tuple:
    return (AppealStatus.UPHELD, AppealStatus.PARTLY) if outcome.given_back else (AppealStatus.REJECTED,)


def _ticked_first(part, form: AppealForm) -> list:
    return sorted(reading.files_to_pick(part), key=lambda file: str(file.pk) not in form.picked)


def _appeal(request, pk: int) -> AppealPage:
    try:
        return reading.one_appeal(pk, request.user)
    except Appeal.DoesNotExist:
        raise Http404 from None


def _line(request, pk: int) -> LineReview:
    """A line whose score this person may read, and object to for the unit."""
    try:
        line = reading.line_to_appeal(pk, request.user)
    except LineReview.DoesNotExist:
        raise Http404 from None
    part = line.submission.ledger.task_unit
    if not access.can_see_score(request.user, part, part.task.plan):
        raise Http404
    if not access.can_appeal(request.user, part):
        raise PermissionDenied("申诉由被考核单位的负责人提出。")
    return line


def _cells(counts: dict) -> list[dict]:
    kinds = {AppealStatus.FILED: "info", AppealStatus.UPHELD: "ok"}
    return [
        {"label": status.label, "value": counts[status], "url": f"?status={status}" if counts[status] else "",
         "kind": kinds.get(status, "") if counts[status] else ""}
        for status in AppealStatus
    ]

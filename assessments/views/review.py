"""The office's desk: the queue, one line in two panes, and each step of its review."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, reading
from assessments.forms.review import DecisionForm, DeductionForm, MetForm, QueueForm, ReopenForm, VerdictForm
from assessments.models import Deduction
from assessments.services import review as services
from eco_demo.frame import current_year
from tasks.models import SubmittedEvidence

from .desk import (
    LINE,
    address,
    answer,
    carried,
    done_words,
    line_of,
    next_of,
    opened,
    page_of,
    refused,
    version_of,
)


@require_GET
def review_queue(request):
    """Handed-in lines, oldest first."""
    if not access.has_desk(request.user):
        raise Http404
    year = current_year(request)
    form = QueueForm(request.GET, user=request.user, year=year)
    rows = reading.queue_of(request.user, year, form.filters())
    shown, page, count = reading.queue_page(
        rows, request.user, after=request.GET.get("after"), before=request.GET.get("before"), stages=form.stages,
    )
    return render(request, "assessments/review/queue.html", {
        "form": form, "rows": shown, "load": reading.load_of(request.user, year), "count": count,
        "page": _pager(request, page, count), "carried": carried(request.GET), "is_filtered": bool(form.filters()),
    })


@require_GET
def review_line(request, pk):
    """One round: marks and reasons on the left, the chosen file on the right."""
    line = line_of(request, pk)
    template = "assessments/review/_looked.html" if request.htmx else LINE
    return render(request, template, page_of(request, line))


@require_POST
def review_deduct(request, pk):
    line = line_of(request, pk)
    form = DeductionForm(request.POST, submission=line.submission)
    if not form.is_valid():
        return answer(request, line.submission.pk, deduction_form=form, status=422)
    try:
        services.deduct(opened(request, line), request.user, version=version_of(request), **form.facts())
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, deduction_form=form)
    return answer(request, pk, is_written=True)


@require_http_methods(["GET", "POST"])
def review_deduction(request, pk, deduction):
    """GET: the line of a deduction as a form, in its place; POST: changed."""
    line = line_of(request, pk)
    found = get_object_or_404(Deduction, review__submission=line.submission, pk=deduction)
    if request.method != "POST":
        template = "_deduction.html" if "kept" in request.GET else "_deduction_form.html"
        return render(request, f"assessments/review/{template}", page_of(request, line) | {
            "deduction": found, "form": DeductionForm(instance=found, submission=line.submission),
        })
    form = DeductionForm(request.POST, instance=Deduction(pk=found.pk, review=found.review), submission=line.submission)
    if not form.is_valid():
        return answer(request, pk, edited=found, edit_form=form, status=422)
    try:
        services.change_deduction(found, request.user, version=version_of(request), **form.facts())
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, edited=found, edit_form=form)
    return answer(request, pk)


@require_POST
def review_deduction_remove(request, pk, deduction):
    line = line_of(request, pk)
    found = get_object_or_404(Deduction, review__submission=line.submission, pk=deduction)
    try:
        services.remove_deduction(found, request.user, version=version_of(request))
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal)
    return answer(request, pk)


@require_POST
def review_file(request, pk, submitted):
    """The verdict on one file."""
    line = line_of(request, pk)
    file = get_object_or_404(SubmittedEvidence.objects.select_related("submission__ledger"),
                             submission=line.submission, pk=submitted)
    form = VerdictForm(request.POST)
    try:
        if form.is_valid():
            services.judge_file(file, form.cleaned_data["verdict"], form.cleaned_data["reason"], request.user,
                                version=version_of(request))
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, chosen=file.pk, verdict_form=form)
    return answer(request, pk, chosen=file.pk, status=200 if form.is_valid() else 422)


@require_POST
def review_met(request, pk):
    line = line_of(request, pk)
    form = MetForm(request.POST)
    try:
        if form.is_valid():
            services.judge_met(opened(request, line), form.cleaned_data["met"], request.user,
                               version=version_of(request))
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal)
    return answer(request, pk, status=200 if form.is_valid() else 422)


@require_POST
def review_note(request, pk):
    """Keep comment and internal note without deciding."""
    line = line_of(request, pk)
    form = _decision(request, line)
    if not form.is_valid():
        return answer(request, pk, decision_form=form, status=422)
    try:
        services.keep_note(opened(request, line), form.cleaned_data["comment"], form.cleaned_data["internal_note"],
                           request.user, form.cleaned_data["version"])
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, decision_form=form)
    messages.success(request, "已暂存审核意见和内部备注。")
    return answer(request, pk)


@require_POST
def review_return(request, pk):
    """Back to the unit with what it must mend; then on to the next line."""
    line = line_of(request, pk)
    going_on = next_of(request, line)
    form = _decision(request, line)
    if not form.is_valid():
        return answer(request, pk, decision_form=form, status=422)
    facts = form.cleaned_data
    try:
        services.return_ledger(opened(request, line), form.reasons(), facts["comment"], request.user,
                               facts["version"], internal_note=facts["internal_note"])
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, decision_form=form, is_returning=True)
    messages.success(request, f"{line.part.unit.label}第{line.part.task.number}项已退回补正。")
    return redirect(going_on)


@require_POST
def review_accept(request, pk):
    """Accepted and scored; then on to the next line."""
    line = line_of(request, pk)
    going_on = next_of(request, line)
    form = _decision(request, line)
    if not form.is_valid():
        return answer(request, pk, decision_form=form, status=422)
    facts = form.cleaned_data
    try:
        review = services.accept_ledger(opened(request, line), facts["comment"], request.user, facts["version"],
                                        confirmed=facts["confirmed"], internal_note=facts["internal_note"],
                                        override_reason=facts["override_reason"])
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, decision_form=form)
    messages.success(request, done_words(line, review))
    return redirect(going_on)


@require_POST
def review_reopen(request, pk):
    """The chief takes an accepted line up again."""
    line = line_of(request, pk)
    form = ReopenForm(request.POST)
    if not form.is_valid() or line.review is None:
        return answer(request, pk, reopen_form=form, status=422)
    try:
        services.reopen_line(line.review, form.cleaned_data["reason"], request.user)
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, reopen_form=form)
    messages.success(request, "已退回重新审核，原得分和理由已留存。")
    return redirect(address(pk, request.GET))


def _decision(request, line) -> DecisionForm:
    return DecisionForm(request.POST, files=[row.submitted for row in line.files])


def _pager(request, page, count: str) -> dict:
    filters = carried(request.GET)
    return {
        "previous_url": f"?{filters}&before={page.previous_cursor}" if page.previous_cursor else "",
        "next_url": f"?{filters}&after={page.next_cursor}" if page.next_cursor else "",
        "count_text": f"共 {count} 项",
    }

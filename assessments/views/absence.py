"""不适用: the list with each one's effect, asking, and the page where the office decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access
from assessments.choices import AbsenceStatus
from assessments.forms.absence import AbsenceFilter, ApproveForm, AskForm, RefuseForm, RevokeForm
from assessments.models import Absence
from assessments.reading import absence as read
from assessments.reading.method import method_of
from assessments.services import absence as service
from eco_demo.frame import current_year
from eco_demo.lib.form_fields import posted
from eco_demo.lib.keyset import keyset_page
from tasks.models import TaskUnit

from .paging import pager


@require_GET
def absence_list(request):
    """The unit's own, or all of the district; what waits for approval is counted."""
    if not access.has_absences(request.user):
        raise Http404
    year = current_year(request)
    rows = Absence.objects.visible_to(request.user).filter(task_unit__year=year)
    form = AbsenceFilter(request.GET)
    status = form.cleaned_data.get("status") if form.is_valid() else ""
    chosen = rows.filter(status=status) if status else rows
    page = keyset_page(read.with_part(chosen), order=("-id",), after=request.GET.get("after"),
                       before=request.GET.get("before"))
    return render(request, "assessments/absence/list.html", {
        "rows": read.rows_of(page.rows), "form": form, "status": status, "year": year,
        "page": pager(request, page, chosen), "oversees": access.oversees_scores(request.user),
        "asked": rows.filter(status=AbsenceStatus.ASKED).count(),
    })


@require_http_methods(["GET", "POST"])
def absence_ask(request, part):
    """The unit's head asks; the office chief finds it so at once."""
    part = get_object_or_404(TaskUnit.objects.visible_to(request.user).select_related("task__plan", "unit"), pk=part)
    if not access.can_ask_absence(request.user, part):
        raise PermissionDenied("只有单位负责人或环委办主任可以提出不适用。")
    standing = read.open_on(part)
    if standing:
        return redirect("absence_detail", standing.pk)
    decides = access.can_decide_absence(request.user, part)
    form = AskForm(posted(request), part=part, initial={"treatment": method_of(part.task.plan).treatment})
    if form.is_valid():
        act = service.declare if decides else service.ask
        try:
            absence = act(part, request.user, **form.cleaned_data)
        except service.AbsenceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已认定为不适用。" if decides else "已提交申请，等待环委办批准。")
            return redirect("absence_detail", absence.pk)
    return render(request, "assessments/absence/ask.html", {"part": part, "form": form, "decides": decides},
                  status=422 if form.errors else 200)


@require_GET
def absence_detail(request, pk):
    return _detail(request, _found(request, pk))


@require_POST
def absence_approve(request, pk):
    absence = _found(request, pk)
    form = ApproveForm(request.POST, absence=absence)
    return _decide(request, absence, form, service.approve, "已批准不适用，该单位不用填报这一项。", "approve_form")


@require_POST
def absence_refuse(request, pk):
    absence, form = _found(request, pk), RefuseForm(request.POST)
    return _decide(request, absence, form, service.refuse, "已答复不批准。", "refuse_form")


@require_POST
def absence_withdraw(request, pk):
    absence = _found(request, pk)
    try:
        service.withdraw(absence, request.user)
        messages.success(request, "已撤回申请。")
    except service.AbsenceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("absence_detail", absence.pk)


@require_POST
def absence_revoke(request, pk):
    absence, form = _found(request, pk), RevokeForm(request.POST)
    return _decide(request, absence, form, service.revoke, "已撤销，该单位须填报这一项。", "revoke_form")


def _decide(request, absence: Absence, form, act, done: str, name: str):
    """What was typed stays in its form when it is refused."""
    if form.is_valid():
        try:
            act(absence, request.user, **form.cleaned_data)
        except service.AbsenceRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
            return redirect("absence_detail", absence.pk)
    elif not access.can_decide_absence(request.user, absence.task_unit):
        raise PermissionDenied("只有环委办主任可以办理不适用，本单位的项目应当回避。")
    return _detail(request, _found(request, absence.pk), status=422, **{name: form})


def _detail(request, absence: Absence, status: int = 200, **forms):
    acts = read.acts_open_to(request.user, absence)
    if acts.may_decide:
        forms = {"approve_form": ApproveForm(absence=absence), "refuse_form": RefuseForm(), **forms}
    if acts.may_revoke:
        forms = {"revoke_form": RevokeForm(), **forms}
    (row,) = read.rows_of([absence])
    return render(request, "assessments/absence/detail.html", {
        "row": row, "acts": acts, "sees_names": access.sees_accounts(request.user, absence.task_unit), **forms,
    }, status=status)


def _found(request, pk) -> Absence:
    return get_object_or_404(read.with_part(Absence.objects.visible_to(request.user)), pk=pk)

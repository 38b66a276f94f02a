"""A unit's library of evidence, one piece with its versions, and what a ledger does with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from departments.models import Unit
from eco_demo.lib.content_store import StorageFull
from eco_demo.lib.file_check import RefusedFile
from eco_demo.lib.file_kinds import ACCEPT_ATTRIBUTE, MEGABYTE, accepted_in_words
from eco_demo.lib.keyset import keyset_page
from eco_demo.lib.posted import own_address, whole_number

from .. import access
from ..errors import Refused
from ..forms.evidence import CatalogueForm, EvidenceFilter, FilesForm
from ..models import Evidence, EvidenceUse, Ledger, Submission
from ..services import evidence as service
from ..services.evidence.rights import quota_used
from ..services.file import max_bytes
from ..years import current_year
from .own import own_ledger, own_units, say
from .paging import count_of, pager

CHANGED = "evidence-uploaded"  # the event on which lists of evidence are fetched again
_CANNOT_KEEP = (Refused, RefusedFile, StorageFull)


@require_GET
def evidence_list(request):
    year, units = current_year(request), own_units(request.user)
    form = EvidenceFilter(request.GET)
    chosen = form.narrow(_of_units(request.user, units).for_year(year))
    rows = chosen.select_related("current__file", "unit").prefetch_related(
        Prefetch("uses", EvidenceUse.objects.select_related("ledger__task_unit__task").order_by("id"))
    )
    page = keyset_page(rows, order=("-id",), after=request.GET.get("after"), before=request.GET.get("before"))
    twins = _twins(request, page.rows)
    count, is_more = count_of(chosen, page)
    template = "tasks/_evidence_rows.html" if request.htmx else "tasks/evidence_list.html"
    return render(request, template, {
        "rows": [(row, twins.get(row.pk, ())) for row in page.rows], "filter": form, "year": year,
        "units": units, "page": pager(request, page, count, is_more), "shows_unit": len(units) > 1,
        "is_narrowed": any(request.GET.values()), "upload": _upload_to(units[0], year) if units else None,
        "used_mb": quota_used(units[0], year) / MEGABYTE if units else 0, "here": request.get_full_path(),
    })


@require_POST
def evidence_add(request):
    """Files sent with a plain form, into the library or into a ledger; each is kept or refused by itself."""
    ledger = _posted_ledger(request)
    unit = ledger.task_unit.unit if ledger else _posted_unit(request)
    year = ledger.task_unit.year if ledger else current_year(request)
    form = FilesForm(request.POST, request.FILES)
    target = redirect("task_detail", ledger.task_unit_id) if ledger else redirect("evidence_list")
    if not form.is_valid():
        for error in form.non_field_errors():
            messages.error(request, error)
        return target
    kept = [one for one in form.received if _keep(request, one, unit, year, ledger)]
    if kept:
        messages.success(request, f"已上传 {len(kept)} 个文件，请补全文号、形成日期等编目信息。")
    return target


@require_GET
def evidence_detail(request, pk):
    evidence = get_object_or_404(_visible(request.user), pk=pk)
    versions = evidence.versions.visible_to(request.user).select_related("file", "uploaded_by")
    shown = versions[0]
    is_own = access.can_catalogue(request.user, evidence.unit)
    return render(request, "tasks/evidence_detail.html", {
        "evidence": evidence, "versions": versions, "shown": shown, "is_own": is_own,
        "uses": evidence.uses.select_related("ledger__task_unit__task", "ledger__task_unit__unit").order_by("id")
        if is_own else [],
        "submitted": evidence.submitted.filter(submission__in=Submission.objects.visible_to(request.user))
        .select_related("submission__ledger__task_unit__task").order_by("-id"),
        "twins": service.same_file_elsewhere([(evidence.pk, shown.file_id)], request.user)[evidence.pk],
        "accept": ACCEPT_ATTRIBUTE, "limits": accepted_in_words(max_bytes()),
    })


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_edit(request, pk):
    """The catalogue entry, as a page or inside one."""
    evidence = _own(request, pk)
    if request.GET.get("close"):
        return HttpResponse("")
    form = CatalogueForm(request.POST or None, instance=evidence)
    if form.is_valid() and _try(form, lambda: service.describe(evidence, request.user, **form.cleaned_data)):
        return _described(request, evidence)
    status = 422 if request.method == "POST" else 200
    template = "tasks/_evidence_form.html" if request.htmx else "tasks/evidence_edit.html"
    return render(request, template, {"evidence": evidence, "form": form}, status=status)


@require_POST
def evidence_replace(request, pk):
    evidence, sent = _own(request, pk), request.FILES.get("file")
    if sent is None:
        messages.error(request, "没有收到文件，请先选择新版本的文件。")
    else:
        try:
            service.replace_version(evidence, sent.file, sent.name, request.user)
            messages.success(request, "已更换为新版本；已经提交的台账仍用提交时的版本。")
        except _CANNOT_KEEP as refusal:
            messages.error(request, str(refusal))
    return redirect("evidence_detail", pk)


@require_POST
def evidence_withdraw(request, pk):
    say(request, lambda: service.withdraw(_own(request, pk), request.user), "已撤回，可在“已撤回”中恢复。")
    return redirect("evidence_detail", pk)


@require_POST
def evidence_restore(request, pk):
    say(request, lambda: service.restore(_own(request, pk), request.user), "已恢复。")
    return redirect("evidence_detail", pk)


# --- inside -----------------------------------------------------------------------------------------------------

def _twins(request, rows) -> dict:
    pairs = [(row.pk, row.current.file_id) for row in rows]
    return service.same_file_elsewhere(pairs, request.user) if pairs else {}


def _upload_to(unit: Unit, year: int) -> dict:
    return {
        "endpoint": reverse("upload_begin"), "limits": accepted_in_words(max_bytes()), "max_bytes": max_bytes(),
        "accept": ACCEPT_ATTRIBUTE, "meta": {"unit": unit.pk, "year": year},
    }


def _of_units(user, units):
    return Evidence.objects.visible_to(user).filter(unit__in=units)


def _visible(user):
    return Evidence.objects.visible_to(user).select_related("unit", "current__file", "uploaded_by")


def _own(request, pk) -> Evidence:
    evidence = get_object_or_404(_visible(request.user), pk=pk)
    if not access.can_catalogue(request.user, evidence.unit):
        raise PermissionDenied("只有材料所属单位可以修改佐证。")
    return evidence


def _posted_ledger(request) -> Ledger | None:
    pk = request.POST.get("ledger")
    return own_ledger(request, whole_number(pk)) if pk else None


def _posted_unit(request) -> Unit:
    units = own_units(request.user)
    wanted = request.POST.get("unit", "")
    found = [unit for unit in units if str(unit.pk) == wanted] if wanted else units[:1]
    if not found:
        raise PermissionDenied("您没有可以上传佐证的单位。")
    return found[0]


def _keep(request, sent, unit: Unit, year: int, ledger: Ledger | None) -> bool:
    try:
        service.add_file(sent.file, sent.name, unit=unit, year=year, by=request.user, ledger=ledger)
    except _CANNOT_KEEP as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _described(request, evidence: Evidence):
    if request.htmx:
        return HttpResponse("", headers={"HX-Trigger": CHANGED})
    messages.success(request, "编目信息已保存。")
    return own_address(request) or redirect("evidence_detail", evidence.pk)


def _try(form, act) -> bool:
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True



"""Plan documents coming in: the form with the history below it, an import's page until it is ready, its originals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from departments.choices import JOB_OPEN, Result
from departments.services import audit
from eco_demo.lib import content_store
from eco_demo.lib.content_store import StorageFull
from eco_demo.lib.document_text import MEGABYTE
from eco_demo.lib.document_text.media_type import fitting_name
from eco_demo.lib.form_fields import posted

from ... import access
from ...choices import ImportStatus
from ...errors import ImportRefused
from ...forms.plan_import import DocumentsForm, UploadForm, extensions
from ...models import PlanImport
from ...reports.import_history import page_of, reading_job
from ...services import file as file_service
from ...services.plan_import import receiving as service
from ...services.plan_import.originals import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES
from ..files import SHUT, sent
from ..paging import count_of, pager

LIMITS = {
    "max_files": MAX_FILES, "max_bytes": MAX_FILE_BYTES, "max_total": MAX_TOTAL_BYTES,
    "each": MAX_FILE_BYTES // MEGABYTE, "all": MAX_TOTAL_BYTES // MEGABYTE,
}
_CANNOT_TAKE = (ImportRefused, StorageFull)


@require_GET
def plan_import_list(request):
    _check_may_import(request.user)
    return _upload_page(request, UploadForm(user=request.user, initial={"plan": request.GET.get("plan")}))


@require_POST
def plan_import_start(request):
    _check_may_import(request.user)
    form = UploadForm(request.POST, request.FILES, user=request.user)
    if form.is_valid():
        data = form.cleaned_data
        try:
            batch = service.start_import(request.user, form.chosen_office(), data["files"], data["text"], data["plan"])
        except _CANNOT_TAKE as refusal:
            form.add_error("files", str(refusal))
        else:
            return redirect("plan_import_detail", batch.pk)
    return _upload_page(request, form, status=422)


@require_GET
def plan_import_detail(request, pk):
    """What the import is waiting for: the reading, a person's corrections, or nothing any more."""
    batch = _visible(request, pk)
    if batch.status == ImportStatus.READY:
        from .desk import desk_page

        return desk_page(request, batch)
    if batch.status == ImportStatus.CONFIRMED:
        from .settle import confirmed_page

        return confirmed_page(request, batch)
    return render(request, "tasks/plan_import/waiting.html", _waiting(batch))


@require_GET
def plan_import_progress(request, pk):
    """The part of the page that asks again every second; when the reading has ended the whole page comes anew."""
    context = _waiting(_visible(request, pk))
    if not context["is_reading"]:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "tasks/plan_import/_progress.html", context)


@require_safe
def plan_import_file(request, pk, position):
    """The original, never shown in the page: it came from outside, whatever its name says."""
    batch = _visible(request, pk)
    file = get_object_or_404(batch.files.select_related("stored"), position=position)
    if not file_service.is_whole(file.stored):
        audit.record("plan_import.download", batch, by=request.user, result=Result.FAILED, files=[file.name],
                     sha256=file.stored.sha256)
        return render(request, "tasks/plan_import/file_missing.html", {"file": file}, status=410)
    if request.method == "GET":
        audit.record("plan_import.download", batch, by=request.user, files=[file.name], sha256=file.stored.sha256)
    name = fitting_name(file.name, file.stored.content_type)
    return sent(content_store.path_of(file.stored.sha256), file.stored.content_type, name, as_attachment=True,
                policy=SHUT)


@require_http_methods(["GET", "POST"])
def plan_import_add(request, pk):
    """Annexes that were forgotten."""
    batch = _visible(request, pk)
    if batch.status != ImportStatus.READY:
        return redirect("plan_import_detail", batch.pk)
    form = DocumentsForm(posted(request), request.FILES or None, ask_edits=batch.steps.exists())
    if form.is_valid():
        data = form.cleaned_data
        lose_edits = data.get("lose_edits", False)
        try:
            service.add_files(batch, request.user, data["files"], data["text"], lose_edits=lose_edits)
        except _CANNOT_TAKE as refusal:
            form.add_error("files", str(refusal))
        else:
            return redirect("plan_import_detail", batch.pk)
    context = {"batch": batch, "form": form, "files": batch.files.select_related("stored"), **_offered()}
    return render(request, "tasks/plan_import/add.html", context, status=422 if form.errors else 200)


@require_POST
def plan_import_again(request, pk):
    return _done(request, service.read_again, _visible(request, pk))


@require_POST
def plan_import_leave_out(request, pk, position):
    return _done(request, service.leave_out, _visible(request, pk), position)


@require_POST
def plan_import_discard(request, pk):
    batch = _visible(request, pk)
    try:
        service.discard_import(batch, request.user)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_import_detail", batch.pk)
    messages.success(request, f"已放弃导入“{batch.title}”，没有写入任何任务。")
    return redirect("plan_import_list")


def _done(request, act, batch: PlanImport, *arguments):
    try:
        act(batch, request.user, *arguments)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_import_detail", batch.pk)


def _check_may_import(user) -> None:
    if not access.can_create_plan(user):
        raise PermissionDenied("计划文件由环委办主任导入。")


def _visible(request, pk: int) -> PlanImport:
    batches = PlanImport.objects.visible_to(request.user).select_related("office", "plan", "created_by")
    return get_object_or_404(batches, pk=pk)


def _upload_page(request, form: UploadForm, status: int = 200):
    imports = PlanImport.objects.visible_to(request.user)
    page, lines = page_of(imports, after=request.GET.get("after"), before=request.GET.get("before"))
    context = {"form": form, "lines": lines, "page": pager(request, page, *count_of(imports, page), unit="次"),
               **_offered()}
    return render(request, "tasks/plan_import/upload.html", context, status=status)


def _offered() -> dict:
    return {"extensions": extensions(), "limits": LIMITS}


def _waiting(batch: PlanImport) -> dict:
    """`is_reading`: a worker has the files, or will have. A job that was stopped leaves its reason."""
    job = reading_job(batch)
    is_reading = batch.status == ImportStatus.READING and job is not None and job.status in JOB_OPEN
    is_stopped = batch.status == ImportStatus.READING and not is_reading
    reason = (job.message if job else "") or "识别没有完成。" if is_stopped else batch.message
    files = [
        {"file": file, "is_refused": f"“{file.name}”：" in reason} for file in batch.files.select_related("stored")
    ]
    return {"batch": batch, "job": job, "is_reading": is_reading, "reason": reason, "files": files,
            "is_discarded": batch.status == ImportStatus.DISCARDED}

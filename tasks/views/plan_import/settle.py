"""确认导入 and what comes of it: what will be made, what was made, and taking it back as a whole."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eco_demo.lib.posted import whole_number

from ...choices import ImportStatus
from ...errors import ImportRefused, StaleDraft
from ...models import AnnualTask, PlanImport
from ...plan_draft.marks import MARK_WORDS
from ...reports import import_desk, import_source
from ...reports.import_summary import summarize
from ...services.plan_import import confirming, undoing
from .desk import frame, the_import


@require_http_methods(["GET", "POST"])
def confirm(request, pk):
    """GET: what will be made; POST: made, or why not with the count as it is now."""
    batch = the_import(request, pk)
    if request.method == "GET":
        return _summary(request, batch)
    try:
        plan = confirming.confirm_import(batch, request.user, whole_number(request.POST.get("version")) or 0)
    except ImportRefused as refusal:
        batch.refresh_from_db()
        return _summary(request, batch, 409 if isinstance(refusal, StaleDraft) else 422, refusal=refusal)
    messages.success(request, f"已导入“{plan.title}”，任务和分工都已建立。")
    return redirect("plan_import_detail", batch.pk)


@require_POST
def undo(request, pk):
    batch = the_import(request, pk)
    try:
        batch = undoing.undo_import(batch, request.user)
        messages.success(request, f"已撤销这次导入，草稿还在，可以再改再确认。{batch.message}")
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_import_detail", batch.pk)


def confirmed_page(request, batch: PlanImport):
    """What was made, each task beside the words it was made from."""
    draft = import_desk.read_draft(batch)
    tasks = AnnualTask.objects.visible_to(request.user).filter(source__batch=batch)
    tasks = list(tasks.select_related("source", "indicator").order_by("position", "id"))
    context = {
        "batch": batch, "plan": batch.plan, "head": draft.head, "tasks": tasks,
        "undo_question": _undo_question(sum(task.version > 1 for task in tasks)),
        "units": batch.made_units.order_by("position", "id"), "groups": batch.made_groups.order_by("name"),
        "obstacle": undoing.undo_obstacle(batch), "source": import_source.collect_source(batch, draft),
        "marks": MARK_WORDS.items(), "files": batch.files.only("batch", "position", "name"),
    }
    return render(request, "tasks/plan_import/confirmed.html", context)


def _undo_question(changed: int) -> str:
    """What was corrected since is not in the draft and would be lost."""
    since = f"（已有 {changed} 项任务改过）" if changed else ""
    return ("撤销这次导入？建立的任务、分工，和只为它建立的计划、指标、单位都会收回，导入后在任务和计划里做的修改"
            f"{since}也一并收回；草稿是导入时的样子，可以再改再确认。")


def _summary(request, batch: PlanImport, status: int = 200, **extra):
    if batch.status != ImportStatus.READY:
        return redirect("plan_import_detail", batch.pk)
    desk = import_desk.collect(batch, request.user)
    context = frame(batch, desk) | {"summary": summarize(desk)} | extra
    is_dialog = request.htmx and request.method == "GET"
    return render(request, f"tasks/plan_import/{'_confirm' if is_dialog else 'confirm'}.html", context, status=status)

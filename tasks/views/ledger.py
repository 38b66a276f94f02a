"""Saving, sending, handing in and taking back one ledger; its print sheet and its rounds."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from eco_demo.lib import clock
from eco_demo.lib.posted import whole_numbers

from .. import access
from ..choices import LedgerStatus
from ..errors import LedgerIncomplete, Refused, StaleLedger
from ..forms.ledger import LedgerForm, SendBackForm
from ..models import Ledger, TaskUnit
from ..reports import rounds, task_page
from ..reports.rule_line import rule_line_of_ledger
from ..rule_facts import asked_in
from ..services import ledger as service
from ..services.evidence import same_file_elsewhere
from ..services.opening import openness_of
from ..years import current_year
from .own import own_ledger, say
from .task import RULES, round_context, show_task, visible_part, working_context


@require_POST
def ledger_autosave(request, pk):
    """What is typed, every now and then: JSON for autosave.js."""
    ledger = own_ledger(request, pk)
    form = _typed(request, ledger)
    is_valid = form.is_valid()
    try:
        kept = service.save_draft(ledger, by=request.user, **form.draft())
    except StaleLedger as stale:
        return JsonResponse({"message": str(stale)}, status=409)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    answer = {"saved_at": f"{timezone.localtime(kept.updated_at or clock.now()):%H:%M}", "version": kept.version}
    if is_valid:
        return JsonResponse(answer)
    return JsonResponse({**answer, "message": f"其余内容已保存，这里要改：{form.sentences()}"}, status=422)


@require_GET
def ledger_suggestion(request, pk):
    """The rule's score of what is saved so far, for the form's own box."""
    part = visible_part(request, own_ledger(request, pk).task_unit_id)
    values = list(part.ledger.values.select_related("target"))
    rule_line = rule_line_of_ledger(part, values, len(service.missing_evidence(part.ledger)))
    return render(request, "tasks/_suggestion.html", {"rule_line": rule_line, "part": part})


@require_POST
def ledger_save(request, pk):
    return _save_then(request, pk, lambda ledger: messages.success(request, "台账已保存，可随时继续填写。"))


@require_POST
def ledger_send(request, pk):
    def send(ledger):
        service.send_to_head(ledger, request.user)
        messages.success(request, "已送单位负责人，由负责人核对后提交。")

    return _save_then(request, pk, send)


@require_POST
def ledger_submit(request, pk):
    def submit(ledger):
        round_ = service.submit_ledger(
            ledger, request.user, request.POST.get("override_reason", "")[:300], version=ledger.version
        )
        messages.success(request, f"已提交环委办（第{round_.round}次），内容已锁定，等待审核。")

    ledger = own_ledger(request, pk)
    if not access.can_hand_in(request.user, ledger.task_unit):
        raise PermissionDenied("台账须由单位负责人提交，请先送负责人。")
    if ledger.status == LedgerStatus.SUBMITTED:
        messages.info(request, "这份台账已经提交过了，正在等待审核。")
        return redirect("task_detail", ledger.task_unit_id)
    return _save_then(request, pk, submit)


@require_POST
def ledger_send_back(request, pk):
    ledger, form = own_ledger(request, pk), SendBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回填报员的原因。")
    else:
        say(request, lambda: service.send_back_to_staff(ledger, form.cleaned_data["reason"], request.user),
             f"已退回填报员修改：{form.cleaned_data['reason']}")
    return redirect("task_detail", ledger.task_unit_id)


@require_POST
def ledger_recall(request, pk):
    ledger = own_ledger(request, pk)
    say(request, lambda: service.recall(ledger, request.user), "已撤回，修改后请重新提交。")
    return redirect("task_detail", ledger.task_unit_id)


@require_GET
def ledger_waiting(request):
    """What waits for the unit's head: each with what is missing, the complete ones to be handed in together."""
    rows = _waiting(request)
    return render(request, "tasks/ledger_waiting.html", {
        "rows": rows, "complete": [row for row in rows if row.is_complete], "year": current_year(request),
    })


@require_POST
def ledger_submit_all(request):
    """Hand in every chosen ledger that is complete; the others are named with what is missing."""
    chosen = set(whole_numbers(request.POST.getlist("ledger")))
    done = 0
    for row in _waiting(request):
        if row.part.ledger.pk not in chosen:
            continue
        try:
            service.submit_ledger(row.part.ledger, request.user, version=row.part.ledger.version)
            done += 1
        except Refused as refusal:
            messages.warning(request, f"{row.part.task} 没有提交：{refusal}")
    if done:
        messages.success(request, f"已提交 {done} 项，等待环委办审核。")
    elif not chosen:
        messages.warning(request, "没有选择要提交的台账。")
    return redirect("ledger_waiting")


@require_GET
def ledger_print(request, pk):
    """自查表: the working copy for the unit while it fills, otherwise what was handed in."""
    part = visible_part(request, _visible_ledger(request, pk).task_unit_id)
    page = task_page.collect_task_page(part, request.user, openness_of(part))
    is_draft = page.is_own and part.ledger.status not in (LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED)
    same_files = partial(same_file_elsewhere, reader=request.user)
    if page.submission is None and not is_draft:  # taken back before anybody looked: what is written now is its own
        raise Http404
    content = working_context(page, same_files) if is_draft else round_context(page, same_files)
    return render(request, "tasks/ledger_print.html", {
        "page": page, "part": part, "task": part.task, "is_draft": is_draft, **content,
    })


@require_GET
def ledger_history(request, pk):
    ledger = _visible_ledger(request, pk)
    return render(request, "tasks/ledger_history.html", {
        "ledger": ledger, "part": ledger.task_unit, "rounds": rounds.collect_rounds(ledger),
    })


def _typed(request, ledger: Ledger) -> LedgerForm:
    return LedgerForm(ledger, ledger.values.select_related("target"), asked_in(ledger.task_unit), request.POST)


def _save_then(request, pk, act):
    """Keep what was typed, then act on it; whatever is refused, the page comes back with the text still in it."""
    ledger = own_ledger(request, pk)
    form = _typed(request, ledger)
    is_valid = form.is_valid()
    try:
        ledger = service.save_draft(ledger, by=request.user, **form.draft())
        if is_valid:
            act(ledger)
    except StaleLedger as stale:
        return _show_conflict(request, form, stale)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show_again(request, ledger, form, refusal)
    if not is_valid:
        messages.warning(request, "能识别的内容已保存，下面标出的地方请更正后再保存。")
        return _show_again(request, ledger, form)
    return redirect("task_detail", ledger.task_unit_id)


def _show_again(request, ledger: Ledger, form: LedgerForm, refusal=None):
    """The typed text over the state as it is now; the version is the one just saved."""
    part = visible_part(request, ledger.task_unit_id)
    form.data = form.data.copy()
    form.data["version"] = part.ledger.version
    incomplete = refusal if isinstance(refusal, LedgerIncomplete) else None
    return show_task(request, part, form=form, status=422, incomplete=incomplete)


def _show_conflict(request, form: LedgerForm, stale: StaleLedger):
    """Both versions line by line; the form keeps what was typed, on top of the version that is kept now."""
    part = visible_part(request, stale.ledger.task_unit_id)
    form.data = form.data.copy()
    for name, text in rounds.kept_lines(part.ledger).items():
        form.data[name] = form.data.get(name, "").strip() or text
    form.data["version"] = part.ledger.version
    differences = rounds.differences_of_form(form, part.ledger)
    return show_task(request, part, form=form, status=409, conflict=str(stale), differences=differences)


def _waiting(request):
    parts = (
        TaskUnit.objects.visible_to(request.user).for_year(current_year(request)).applying()
        .filter(ledger__status=LedgerStatus.AWAITING_HEAD)
        .select_related("task__plan", "task__indicator", "unit", "ledger__updated_by")
        .prefetch_related("ledger__values__target", "ledger__evidence_uses__evidence", RULES).order_by("due", "id")
    )
    return rounds.waiting_rows(parts, request.user)


def _visible_ledger(request, pk) -> Ledger:
    ledgers = Ledger.objects.visible_to(request.user).select_related(
        "task_unit__task__plan", "task_unit__task__indicator", "task_unit__unit"
    )
    return get_object_or_404(ledgers, pk=pk)

"""The rows of an imported plan: more of the list, one row's form, and each step that can be taken on a row."""

from itertools import pairwise

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib.form_fields import posted, set_posted
from eco_demo.lib.posted import whole_number

from ...errors import ImportRefused, StaleDraft
from ...forms.import_row import differences
from ...plan_draft.shape import Draft
from ...plan_draft.steps import pieces_of
from ...reports import import_desk
from ...services.plan_import import editing
from .desk import (
    Look,
    address,
    changed,
    desk_page,
    frame,
    ready_import,
    refused,
    row_or_404,
    rows_context,
    shown,
    unit_names,
)
from .row_forms import row_form

ROW, FORM = "tasks/plan_import/_row.html", "tasks/plan_import/_row_form.html"


@require_GET
def rows(request, pk):
    """The list as it is asked for; with `since` only what comes after it."""
    batch = ready_import(request, pk)
    look = Look.of(request.GET)
    if not request.htmx:
        return redirect(f"{address(batch)}?{look.query()}")
    desk = import_desk.collect(batch, request.user)
    since = whole_number(request.GET.get("since")) or 0
    context = frame(batch, desk) | rows_context(desk, look, since) | {"look": look}
    return render(request, f"tasks/plan_import/{'_row_slice' if since else '_rows'}.html", context)


@require_http_methods(["GET", "POST"])
def row(request, pk, key):
    """GET: the row's form in its place, or with `closed` the row again; POST: saved."""
    batch = ready_import(request, pk)
    desk = import_desk.collect(batch, request.user)
    each = row_or_404(desk, key)
    if request.method == "GET" and not request.htmx:
        return redirect(address(batch, key, row=key))
    if request.method == "GET" and "closed" in request.GET:
        return render(request, ROW, frame(batch, desk) | {"shown": shown(each)})
    form = row_form(desk, each, posted(request))
    if not form.is_valid():
        return _form(request, batch, desk, each, form, status=422 if form.is_bound else 200)
    try:
        editing.change_row(batch, request.user, key, form.cleaned_data["rev"], **form.values())
    except StaleDraft as stale:
        return _stale(request, batch, key, form, stale)
    except ImportRefused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, batch, desk, each, form, status=422)
    return changed(request, batch, f"已保存第 {each.row.number or '—'} 项", before=desk.draft)


@require_POST
def row_check(request, pk, key):
    return _step(request, pk, key, editing.check_row, "已核对")


@require_POST
def row_drop(request, pk, key):
    return _step(request, pk, key, editing.drop_row, "已删除")


@require_POST
def row_restore(request, pk, key):
    return _step(request, pk, key, editing.restore_row, "已恢复")


@require_POST
def row_merge(request, pk, key):
    """Into the kept row above it in the document, whatever stands above it on the page."""
    batch = ready_import(request, pk)
    before = import_desk.read_draft(batch)
    above = next((upper for upper, each in pairwise(before.kept) if each.key == key), None)
    try:
        batch = editing.merge_row(batch, request.user, key, _rev(request, key))
    except ImportRefused as refusal:
        return refused(request, batch, refusal)
    return changed(request, batch, f"已并入第 {above.number or '—'} 项", before=before,
                   events={"desk-select": above.key})


@require_http_methods(["GET", "POST"])
def row_split(request, pk, key):
    """GET: the pieces of the row's text, with a cut between each; POST: cut before piece `at`."""
    batch = ready_import(request, pk)
    if request.method == "POST":
        at, before = whole_number(request.POST.get("at")) or 0, import_desk.read_draft(batch)
        try:
            batch = editing.split_row(batch, request.user, key, _rev(request, key), at)
        except ImportRefused as refusal:
            return refused(request, batch, refusal)
        return changed(request, batch, "已拆成两项", before=before, new=_new(batch, before),
                       events={"dialog-done": True})
    desk = import_desk.collect(batch, request.user)
    each = row_or_404(desk, key)
    context = frame(batch, desk) | {"each": each, "pieces": pieces_of(each.row.source)}
    return render(request, f"tasks/plan_import/{'_split' if request.htmx else 'split'}.html", context)


@require_POST
def row_add(request, pk):
    """Below the row `after`, or at the start."""
    batch = ready_import(request, pk)
    before = import_desk.read_draft(batch)
    try:
        batch = editing.add_row(batch, request.user, request.POST.get("after", ""))
    except ImportRefused as refusal:
        return refused(request, batch, refusal)
    new = _new(batch, before)
    if not request.htmx:
        return redirect(address(batch, new, row=new))
    desk = import_desk.collect(batch, request.user)
    form = row_form(desk, row_or_404(desk, new))
    return changed(request, batch, "已增加一项，请填写", new=new, events={"desk-open": new}, form=form)


@require_POST
def step_back(request, pk):
    """Take the last change back, if it is still the one that was shown."""
    batch = ready_import(request, pk)
    last, before = batch.steps.order_by("-id").first(), import_desk.read_draft(batch)
    try:
        batch = editing.step_back(batch, request.user, whole_number(request.POST.get("step")))
    except ImportRefused as refusal:
        return refused(request, batch, refusal)
    # Rows that come back stand where the page has no place for them.
    again = Look.of(request.POST).tab != "rows" or bool(_new(batch, before))
    return changed(request, batch, f"已撤销：{last.label}", before=before,
                   events={"desk-again": True} if again else None)


def _step(request, pk: int, key: str, step, did: str):
    batch = ready_import(request, pk)
    before = import_desk.read_draft(batch)
    present = before.row(key)
    if present is None:
        raise Http404
    try:
        batch = step(batch, request.user, key, _rev(request, key))
    except ImportRefused as refusal:
        return refused(request, batch, refusal)
    return changed(request, batch, f"{did}：第 {present.number or '—'} 项", before=before)


def _form(request, batch, desk, each, form, **extra):
    status = extra.pop("status", 200)
    if not request.htmx:
        return desk_page(request, batch, status=status, look={"tab": "rows", "row": each.row.key}, form=form, **extra)
    context = frame(batch, desk) | {
        "shown": shown(each), "form": form, "domains": desk.domains, "unit_names": unit_names(desk),
    }
    return render(request, FORM, context | extra, status=status)


def _stale(request, batch, key, form, stale):
    """What was typed stays; the values that stand there now beside it, and saving again takes their place."""
    batch.refresh_from_db()
    desk = import_desk.collect(batch, request.user)
    each = row_or_404(desk, key)
    set_posted(form, "rev", each.row.rev)
    return _form(request, batch, desk, each, form, status=409, differences=differences(form, each.row))


def _rev(request, key: str) -> int:
    return whole_number(request.POST.get("rev") or request.POST.get(f"{key}-rev")) or 0


def _new(batch, before: Draft) -> str:
    """The key of a row that was not there before."""
    return next((row.key for row in import_desk.read_draft(batch).rows if before.row(row.key) is None), "")

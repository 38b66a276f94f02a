"""What the plan itself will be, and its stages, place goals, reporting and measures."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from eco_demo.lib.form_fields import set_posted

from ...errors import ImportRefused, StaleDraft
from ...forms.import_head import DraftTimetableForm
from ...reports import import_desk
from ...services.plan_import import editing
from .desk import changed, desk_page, frame, head_form, ready_import

HEAD, TIMES = "tasks/plan_import/_head.html", "tasks/plan_import/_times.html"


@require_POST
def head(request, pk):
    """Kept at every change."""
    batch = ready_import(request, pk)
    form = head_form(batch, import_desk.collect(batch, request.user), request.POST)
    return _save(request, batch, form, editing.change_head, "head")


@require_POST
def timetable(request, pk):
    """All four tables as they stand on the page."""
    batch = ready_import(request, pk)
    form = DraftTimetableForm(request.POST, draft=import_desk.read_draft(batch), version=batch.version)
    return _save(request, batch, form, editing.change_timetable, "times")


def _save(request, batch, form, change, tab: str):
    if not form.is_valid():
        return _form(request, batch, form, tab, 422)
    plan = _target_plan(batch)
    try:
        batch = change(batch, request.user, form.cleaned_data["version"], **form.values())
    except StaleDraft as stale:
        return _stale(request, batch, form, tab, stale)
    except ImportRefused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, batch, form, tab, 422)
    # Into another plan, or into a new one: the form has other fields then.
    events = {"desk-again": True} if _target_plan(batch) != plan else None
    return changed(request, batch, "已保存", version=batch.version, tab=tab, events=events)


def _target_plan(batch):
    return import_desk.target_plan_of(batch, import_desk.read_draft(batch))


def _stale(request, batch, form, tab: str, stale: StaleDraft):
    """What was typed stays, and saving again takes the place of what somebody else kept."""
    batch.refresh_from_db()
    set_posted(form, "version", batch.version)
    if tab == "head":
        differences = form.differences(import_desk.read_draft(batch).head)
        return _form(request, batch, form, tab, 409, differences=differences)
    form.add_error(None, f"{stale}再次保存将以您填写的为准。")
    return _form(request, batch, form, tab, 409)


def _form(request, batch, form, tab: str, status: int, **extra):
    if not request.htmx:
        return desk_page(request, batch, status=status, look={"tab": tab}, form=form, **extra)
    desk = import_desk.collect(batch, request.user)
    template = HEAD if tab == "head" else TIMES
    answer = render(request, template, frame(batch, desk) | {"form": form} | extra, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#desk-tab", "innerHTML"
    return answer

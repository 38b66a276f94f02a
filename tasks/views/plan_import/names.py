"""Whom the document means by its names: decided one by one, or all that are left at once."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ...errors import ImportRefused
from ...forms.import_head import NameForm
from ...reports import import_desk
from ...services.plan_import import editing
from .desk import address, changed, frame, ready_import, refused
from .name_lines import name_choices, name_shown


@require_http_methods(["GET", "POST"])
def names(request, pk):
    """GET with `name`: that line with its choices; POST: decided."""
    batch = ready_import(request, pk)
    if request.method == "GET":
        return _line(request, batch, request.GET.get("name", ""))
    form = NameForm(request.POST)
    try:
        if not form.is_valid():
            raise ImportRefused("请在列表中选择这个名称对应的单位。")
        batch = editing.decide_name(batch, request.user, form.cleaned_data["name"], form.decision())
    except ImportRefused as refusal:
        return refused(request, batch, refusal)
    return changed(request, batch, "已选定，以后的计划里同样的写法会自动对应", decided=form.cleaned_data["name"])


@require_POST
def names_rest(request, pk):
    """All that are still unknown: made anew, or passed over; or all that are not sure taken as they are."""
    batch, do = ready_import(request, pk), request.POST.get("do", "")
    try:
        if do == "likely":
            batch = editing.take_all_likely(batch, request.user)
        else:
            batch = editing.decide_all_unknown(batch, request.user, do)
    except ImportRefused as refusal:
        return refused(request, batch, refusal)
    return changed(request, batch, "都已选定", events={"desk-again": True})


def _line(request, batch, name: str):
    if not request.htmx:
        return redirect(address(batch, tab="names"))
    desk = import_desk.collect(batch, request.user)
    shown = name_shown(desk, name)
    if shown is None:
        raise Http404
    return render(request, "tasks/plan_import/_name.html", frame(batch, desk) | name_choices(desk) | {"each": shown})

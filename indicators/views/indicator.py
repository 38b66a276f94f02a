"""Pages of single indicators and domains; changes only in a draft of one's own office."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib.form_fields import posted, set_posted

from .. import access
from ..choices import CHECKABLE, EvidenceKind
from ..forms.indicator import DomainForm, IndicatorForm
from ..models import Indicator
from ..outline import sums_beside, threshold_text
from ..rule_history import current_rule, history_of
from ..services import indicator as service
from ..services.indicator_set import SetRefused
from .doors import draft_domain, draft_indicator, draft_set, visible_indicator


@require_GET
def indicator_detail(request, pk):
    indicator = visible_indicator(request, pk)
    whole = indicator.parent or indicator
    words, history = dict(CHECKABLE), history_of(whole)
    return render(request, "indicators/indicator.html", {
        "set": whole.indicator_set, "indicator": whole, "threshold": threshold_text(whole),
        "parts": [{"part": part, "threshold": threshold_text(part)} for part in whole.parts.all()],
        "evidence": [{"kind": EvidenceKind(row["kind"]).label, "name": row["name"]} for row in whole.required_evidence],
        "unconfirmed": [words.get(name, name) for name in whole.to_confirm],
        "rule": current_rule(whole, history), "history": history,
        "can_edit": access.can_edit_set(request.user, whole.indicator_set),
        "can_revise": access.may_own_set(request.user, whole.indicator_set),
    })


@require_http_methods(["GET", "POST"])
def indicator_create(request, pk):
    """A new indicator, or with `?parent=` a new part of one."""
    indicator_set = draft_set(request, pk)
    parent = _parent(request, indicator_set.indicators.top_level())
    initial = {"domain": request.GET.get("domain", "")}
    form = IndicatorForm(posted(request), indicator_set=indicator_set, is_part=bool(parent), initial=initial)
    if form.is_valid():
        try:
            content = form.content()
            domain = content.pop("domain", None)
            service.create_indicator(indicator_set, request.user, domain=domain, parent=parent, **content)
        except SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已增加“{content['name']}”。")
            return redirect("indicator_set_detail", pk)
    return _form(request, form, {"set": indicator_set, "parent": parent})


@require_http_methods(["GET", "POST"])
def indicator_change(request, pk):
    indicator = draft_indicator(request, pk)
    context = {"set": indicator.indicator_set, "indicator": indicator, "parent": indicator.parent}
    form = IndicatorForm(posted(request), indicator_set=indicator.indicator_set, indicator=indicator,
                         is_part=bool(indicator.parent_id))
    if form.is_valid():
        try:
            service.change_indicator(indicator, request.user, form.cleaned_data["version"] or 0, **form.content())
        except service.IndicatorChanged as stale:
            set_posted(form, "version", stale.current.version)
            return _form(request, form, context | {"differences": _differences(form, stale.current)}, status=409)
        except SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("indicator_set_detail", indicator.indicator_set_id)
    return _form(request, form, context)


@require_POST
def indicator_remove(request, pk):
    indicator = draft_indicator(request, pk)
    return _do(request, indicator.indicator_set_id, f"已删除“{indicator}”。", service.remove_indicator, indicator)


@require_POST
def indicator_move(request, pk):
    indicator = draft_indicator(request, pk)
    direction = "up" if request.POST.get("direction") == "up" else "down"
    return _do(request, indicator.indicator_set_id, "", service.move_indicator, indicator, direction)


@require_http_methods(["GET", "POST"])
def domain_create(request, pk):
    """A new domain, or with `?parent=` a new group in one."""
    indicator_set = draft_set(request, pk)
    parent = _parent(request, indicator_set.domains.filter(parent=None))
    form = DomainForm(posted(request))
    if form.is_valid():
        try:
            service.create_domain(indicator_set, request.user, parent=parent, **form.cleaned_data)
        except SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("indicator_set_detail", pk)
    return _domain_form(request, form, {"set": indicator_set, "parent": parent})


@require_http_methods(["GET", "POST"])
def domain_change(request, pk):
    domain = draft_domain(request, pk)
    form = DomainForm(posted(request), initial={"label": domain.label, "name": domain.name})
    if form.is_valid():
        try:
            service.change_domain(domain, request.user, **form.cleaned_data)
        except SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("indicator_set_detail", domain.indicator_set_id)
    return _domain_form(request, form, {"set": domain.indicator_set, "domain": domain, "parent": domain.parent})


@require_POST
def domain_remove(request, pk):
    domain = draft_domain(request, pk)
    return _do(request, domain.indicator_set_id, f"已删除“{domain}”。", service.remove_domain, domain)


@require_POST
def domain_move(request, pk):
    domain = draft_domain(request, pk)
    direction = "up" if request.POST.get("direction") == "up" else "down"
    return _do(request, domain.indicator_set_id, "", service.move_domain, domain, direction)


def _parent(request, rows):
    pk = request.GET.get("parent", "")
    return get_object_or_404(rows, pk=pk) if pk.isdecimal() else None


def _do(request, set_id: int, done: str, act, thing, *arguments):
    try:
        act(thing, request.user, *arguments)
        if done:
            messages.success(request, done)
    except SetRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("indicator_set_detail", set_id)


def _form(request, form, context, status=200):
    context |= {"form": form, "sums": sums_beside(context["set"], context.get("indicator"), context["parent"])}
    return render(request, "indicators/indicator_form.html", context, status=422 if form.errors else status)


def _domain_form(request, form, context):
    return render(request, "indicators/domain_form.html", context | {"form": form}, status=422 if form.errors else 200)


def _differences(form, current: Indicator) -> list[dict]:
    return [
        {"label": form.fields[name].label, "mine": value, "theirs": getattr(current, name)}
        for name, value in form.content().items() if value != getattr(current, name)
    ]

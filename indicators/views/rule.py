"""The rule of one indicator: written in the editor, tried before it is saved, every save a version."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eco_demo.lib.form_fields import posted, set_posted

from ..choices import SetStatus
from ..forms.rule import RuleDraft, families
from ..forms.rule.save import SaveForm
from ..models import Indicator, ScoringRule
from ..rule_history import history_of
from ..rule_versions import differences, version_of
from ..rules import RuleError
from ..services import rule as service
from ..services.indicator_set import SetRefused
from .doors import own_indicator


@require_http_methods(["GET", "POST"])
def indicator_rule(request, pk):
    indicator = own_indicator(request, pk)
    current = indicator.rules.current().first()
    form = _save_form(request, indicator, current)
    if request.method == "GET":
        return _page(request, indicator, form, RuleDraft.of_version(indicator, current))
    draft = RuleDraft.posted(indicator, request.POST)
    if not draft.data["kind"]:
        draft.refusal = RuleError("kind", "请先选择规则种类。")
    elif form.is_valid() and draft.rule:
        try:
            saved = service.save_rule(indicator, request.user, **form.cleaned_data, kind=draft.data["kind"],
                                      parameters=draft.data["parameters"], bindings=draft.sources)
        except service.RuleChanged as stale:
            return _conflict(request, indicator, form, draft, stale.current)
        except RuleError as error:
            draft.refusal = error
        except SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _saved_text(indicator, saved))
            return redirect("indicator_detail", pk)
    return _page(request, indicator, form, draft, status=422)


@require_POST
def indicator_rule_draft(request, pk):
    """The editor while somebody types: sentence, fault, trial. Nothing is written."""
    indicator = own_indicator(request, pk)
    act = request.POST.get("act", "")
    if act == "copy":
        draft = RuleDraft.copy_of(indicator, _to_copy(request, indicator))
    else:
        draft = RuleDraft.posted(indicator, request.POST)
    return render(request, "indicators/rule/_answer.html", _context(request, indicator, draft) | {
        "is_whole": bool(act), "opened": act.partition(":")[2] if act.startswith("add:") else "",
        "has_new_inputs": bool(act) or draft.asked_key != request.POST.get("asked", ""),
    })


@require_POST
def indicator_rule_retire(request, pk):
    indicator = own_indicator(request, pk)
    form = _save_form(request, indicator, None)
    if not form.is_valid():
        messages.error(request, "".join(form.errors.get("reason", ["请刷新页面后再试。"])))
        return redirect("indicator_rule", pk)
    try:
        service.retire_rule(indicator, request.user, **form.cleaned_data)
        messages.success(request, "已停用评分规则，本项由审核人逐条扣分；原来的版本都保留。")
    except SetRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("indicator_detail", pk)


def _save_form(request, indicator: Indicator, current: ScoringRule | None) -> SaveForm:
    must_give_reason = indicator.indicator_set.status == SetStatus.PUBLISHED
    return SaveForm(posted(request), must_give_reason=must_give_reason,
                    initial={"version": current.number if current else 0})


def _conflict(request, indicator, form, draft, current: ScoringRule | None):
    set_posted(form, "version", current.number if current else 0)
    mine = version_of(indicator, draft.rule, draft.sources)
    rows = differences(current, mine) if current else []
    shown = [{"label": row.label, "mine": row.after, "theirs": row.before} for row in rows]
    return _page(request, indicator, form, draft, status=409, conflict={"current": current, "rows": shown})


def _page(request, indicator, form, draft, status=200, **more):
    context = _context(request, indicator, draft, is_saving=request.method == "POST") | {
        "form": form, "history": history_of(indicator),
        "is_published": indicator.indicator_set.status == SetStatus.PUBLISHED, **more,
    }
    return render(request, "indicators/rule/edit.html", context, status=status)


def _context(request, indicator: Indicator, draft: RuleDraft, *, is_saving: bool = False) -> dict:
    draft.show_problem(is_saving=is_saving)
    return {
        "set": indicator.indicator_set, "indicator": indicator, "draft": draft, "families": families(),
        "others": _others(request, indicator),
    }


def _others(request, indicator: Indicator):
    """Rules of the same set that this one may begin as a copy of."""
    rows = ScoringRule.objects.visible_to(request.user).current().filter(
        indicator__indicator_set=indicator.indicator_set
    )
    return rows.exclude(indicator=indicator).select_related("indicator").order_by("indicator__position", "id")


def _to_copy(request, indicator: Indicator) -> ScoringRule:
    pk = request.POST.get("copy_from", "")
    return get_object_or_404(_others(request, indicator), pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0)


def _saved_text(indicator: Indicator, saved: ScoringRule) -> str:
    text = f"评分规则已保存，现在是第{saved.number}版。"
    if saved.number > 1 and indicator.indicator_set.status == SetStatus.PUBLISHED:
        text += "已经给出的得分仍按原来的版本，要调整的请到“按新规则重算”办理。"
    return text

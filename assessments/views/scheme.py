"""How a plan is scored (评分办法): everybody of the district reads it, the office chief sets it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, phases
from assessments.forms.scheme import SchemeForm, StagesForm
from assessments.reading import scheme as reading
from assessments.reading.special import grouped_items
from assessments.scheme_terms import (
    SCALES,
    STAGE_PRESETS,
    described,
    described_stages,
    differences,
    rounding_example,
    scale_of,
)
from assessments.services import scheme as service
from eco_demo.lib import clock
from eco_demo.lib.form_fields import posted, set_posted
from tasks.models import Plan
from tasks.years import current_year


@require_GET
def scheme(request):
    """The scheme of the chosen year."""
    plan = _plans(request).filter(year=current_year(request)).first()
    if plan is None:
        return render(request, "assessments/scheme/detail.html", {"plan": None})
    return _detail(request, plan)


@require_GET
def scheme_detail(request, pk):
    return _detail(request, get_object_or_404(_plans(request), pk=pk))


@require_http_methods(["GET", "POST"])
def scheme_change(request, pk):
    plan = _directed(request, pk)
    terms, version = reading.scheme_of(plan)
    form = SchemeForm(posted(request), terms=terms, version=version, modules=reading.modules_of(plan))
    context = {"plan": plan, "form": form, "scales": SCALES, "refusal": service.refusal_for(plan)}
    if request.method == "POST" and form.is_valid():
        try:
            service.change_scheme(plan, request.user, form.cleaned_data["version"], form.terms())
        except service.SchemeChanged as stale:
            set_posted(form, "version", stale.version)
            rows = _differences(described(form.terms()), described(stale.current))
            return _form(request, plan, form, {**context, "differences": rows}, 409)
        except service.SchemeRefused as refusal:
            form.point_at(refusal.at, str(refusal))
        else:
            messages.success(request, "评分办法已保存。")
            return redirect("scheme_detail", plan.pk)
    return _form(request, plan, form, context, 422 if request.method == "POST" else 200)


@require_POST
def scheme_preview(request, pk):
    """What the settings would come to, while they are being typed; nothing is kept."""
    plan = _directed(request, pk)
    terms, version = reading.scheme_of(plan)
    form = SchemeForm(request.POST, terms=terms, version=version, modules=reading.modules_of(plan))
    return render(request, "assessments/scheme/_preview.html", _preview(plan, form, is_valid=form.is_valid()))


@require_http_methods(["GET", "POST"])
def scheme_stages(request, pk):
    plan = _directed(request, pk)
    stages = reading.stages_of(plan)
    form = StagesForm(posted(request), stages=stages, seen=described_stages(stages))
    context = {
        "plan": plan, "form": form, "presets": STAGE_PRESETS, "desk": reading.desk_of(plan, stages),
        "refusal": service.refusal_for(plan), "has_marks": reading.has_marks(plan),
    }
    if request.method == "POST" and form.is_valid():
        try:
            service.set_stages(plan, request.user, form.terms(), form.cleaned_data["seen"])
        except service.SchemeChanged as stale:
            now = described_stages(stale.current)
            context["differences"] = _differences({"审核环节": described_stages(form.terms())}, {"审核环节": now})
            set_posted(form, "seen", now)
            return render(request, "assessments/scheme/stages.html", context, status=409)
        except service.SchemeRefused as refusal:
            form.point_at(refusal.at, str(refusal))
        else:
            messages.success(request, "审核环节已保存。")
            return redirect("scheme_detail", plan.pk)
    return render(request, "assessments/scheme/stages.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def scheme_take_over(request, pk):
    plan = _directed(request, pk)
    try:
        taken = service.take_over(plan, request.user)
    except service.SchemeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("scheme_detail", plan.pk)
    if taken is None:
        messages.info(request, "本年度已经有自己的评分办法，没有再沿用。")
    else:
        messages.success(request, f"已沿用{taken.source.year}年度的评分办法、审核环节和加分扣分事项，请核对。")
        if taken.unmatched:
            domains = "、".join(taken.unmatched)
            messages.warning(request, f"模块权重没有沿用：两年的领域对不上（{domains}），请重新分配。")
    return redirect("scheme_detail", plan.pk)


def _plans(request):
    return Plan.objects.visible_to(request.user).select_related("office", "indicator_set")


def _directed(request, pk: int) -> Plan:
    plan = get_object_or_404(_plans(request), pk=pk)
    if not access.can_set_scheme(request.user, plan):
        raise PermissionDenied("评分办法由环委办主任设定，您可以查看。")
    return plan


def _detail(request, plan: Plan):
    terms, version = reading.scheme_of(plan)
    stages, directs = reading.stages_of(plan), access.can_set_scheme(request.user, plan)
    refusal = service.refusal_for(plan)
    return render(request, "assessments/scheme/detail.html", {
        "plan": plan, "terms": terms, "version": version, "words": described(terms), "example": rounding_example(terms),
        "scale": scale_of(terms), "grades": reading.grade_rows(terms, reading.class_sizes(plan)), "stages": stages,
        "kinds": grouped_items(plan), "steps": phases.strip(plan, clock.today()), "sights": reading.sights(),
        "directs": directs, "can_change": directs and not refusal, "refusal": refusal,
        "source": reading.source_for(plan) if directs and not refusal else None,
        "desk": reading.desk_of(plan, stages) if directs else None,
        "sees_entries": access.sees_specials(request.user, plan),
    })


def _form(request, plan: Plan, form: SchemeForm, context: dict, status: int):
    shown = _preview(plan, form, is_valid=status == 409)
    return render(request, "assessments/scheme/form.html", context | shown, status=status)


def _preview(plan: Plan, form: SchemeForm, *, is_valid: bool) -> dict:
    """The right-hand side of the form: the saved terms at first, then what has been typed, or what is wrong with it."""
    if form.is_bound and not is_valid:
        return {"plan": plan, "form": form, "problems": form.sentences}
    terms = form.terms() if form.is_bound else reading.scheme_of(plan)[0]
    return {
        "plan": plan, "form": form, "terms": terms, "words": described(terms), "example": rounding_example(terms),
        "scale": scale_of(terms), "grades": reading.grade_rows(terms, reading.class_sizes(plan)),
    }


def _differences(mine: dict[str, str], theirs: dict[str, str]) -> list[dict]:
    old, new = differences(theirs, mine)
    return [{"label": label, "mine": new[label], "theirs": old[label]} for label in new]

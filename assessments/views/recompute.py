"""按新规则重算: the list of differences for the office chief, confirmed with a reason or left alone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from departments.access import scope_of
from departments.choices import Power
from eco_demo.lib.form_fields import posted
from tasks.models import Plan
from tasks.years import current_year

from .. import access
from ..forms.recompute import RecomputeForm
from ..reading.recompute import Differences, changed_units, differences_of
from ..services import recompute as service


@require_GET
def recompute_home(request):
    """The list of the chosen year."""
    if not scope_of(request.user).has(Power.DIRECT):
        raise PermissionDenied("按新规则重算由环委办主任办理。")
    plan = Plan.objects.visible_to(request.user).published().filter(year=current_year(request)).first()
    if plan is None:
        return render(request, "assessments/recompute/page.html", {"plan": None})
    return redirect("recompute", plan.pk)


@require_http_methods(["GET", "POST"])
def recompute(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    if not access.can_direct(request.user, plan):
        raise PermissionDenied("按新规则重算由环委办主任办理，已归档的年度不能再改。")
    if request.method == "GET":
        return _shown(request, plan, differences_of(plan, request.user))
    form = RecomputeForm(posted(request))
    if not form.is_valid():
        return _page(request, differences_of(plan, request.user), form, form.ticked(), status=422)
    try:
        changes = service.recompute(plan, request.user, **form.content())
    except service.ListChanged as stale:
        return _page(request, stale.now, form.with_digest(stale.now.digest), form.ticked(), 409, refusal=str(stale))
    except service.RecomputeRefused as refusal:
        found = differences_of(plan, request.user)
        return _page(request, found, form, form.ticked(), 422, refusal=str(refusal))
    messages.success(request, f"已按新规则重算{len(changes)}项，原得分和理由都留有记录。")
    return redirect("recompute", pk)


def _shown(request, plan: Plan, found: Differences):
    """The page, or while lines are ticked only what comes of it in the units' totals."""
    if request.htmx:
        chosen = found.chosen(RecomputeForm(request.GET).ticked())
        return render(request, "assessments/recompute/_totals.html", _totals(plan, chosen))
    return _page(request, found, RecomputeForm(initial={"digest": found.digest}), set())


def _page(request, found: Differences, form: RecomputeForm, ticked: set[int], status=200, refusal=""):
    chosen = found.chosen(ticked)
    return render(request, "assessments/recompute/page.html", {
        "plan": found.plan, "found": found, "form": form, "ticked": ticked, "refusal": refusal,
        "closed": service.refusal_for(found.plan), **_totals(found.plan, chosen),
    }, status=status)


def _totals(plan: Plan, chosen) -> dict:
    return {
        "units": changed_units(plan, chosen) if chosen else [], "count": len(chosen),
        "changed": sum(bool(line.change) for line in chosen),
    }

"""为什么是这个分: the tree of numbers behind one line, and behind a unit's total."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from assessments import access
from assessments.explanation import Kind
from assessments.reading import explain
from departments.models import Unit
from tasks.models import Plan, TaskUnit

OPEN_ON_LINE = (Kind.LINE, Kind.RULE, Kind.STEP)
OPEN_ON_UNIT = (Kind.TOTAL, Kind.SUBTOTAL, Kind.MODULE, Kind.DOMAIN)


@require_GET
def line_why(request, pk):
    """One line: full marks, deductions, the rule with its inputs and steps, decisions and changes."""
    parts = TaskUnit.objects.visible_to(request.user).select_related("task__plan", "task__domain", "unit", "ledger")
    part = get_object_or_404(parts, pk=pk)
    plan = part.task.plan
    if not access.can_see_score(request.user, part, plan):
        raise Http404
    return render(request, "assessments/explain/line.html", {
        "part": part, "plan": plan, "explained": explain.explained_line(part, request.user),
        "oversees": access.oversees_scores(request.user), "open_kinds": OPEN_ON_LINE,
    })


@require_GET
def score_why(request, plan, unit):
    """A unit's total down to every step; before publication the unit itself reads its lines without a total."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=plan)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit)
    first = TaskUnit.objects.visible_to(request.user).filter(task__plan=plan, unit=unit).first()
    if first is None or not access.can_see_score(request.user, first, plan):
        raise Http404
    return render(request, "assessments/explain/unit.html", {
        "plan": plan, "unit": unit, "explained": explain.explained_unit(plan, unit, request.user),
        "oversees": access.oversees_scores(request.user), "open_kinds": OPEN_ON_UNIT,
    })

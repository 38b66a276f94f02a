"""Scores of the year: the heat map of units and domains, one unit's lines, where points went, and the workbook."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from assessments import access, reading
from assessments.reports import scores as workbook
from departments.choices import UnitClass
from departments.models import Unit
from eco_demo.frame import current_year
from eco_demo.lib import clock
from tasks.models import Plan, TaskUnit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABS = ((UnitClass.DEPARTMENT, "部门"), (UnitClass.TOWNSHIP, "乡镇街道"), (UnitClass.NONE, "其他单位"))


@require_GET
def score_table(request):
    """Units × domains as a heat map, with totals, grades, places, and where most was lost."""
    plan = _plan_of_year(request)
    if plan is None:
        return render(request, "assessments/score/table.html", {"plan": None})
    scores = reading.scores_of(plan)
    rows = scores.rows_for(request.user)
    tabs = _tabs(rows)
    chosen = _chosen(request, tabs)
    sees_all = access.can_see_totals(request.user, plan)
    return render(request, "assessments/score/table.html", {
        "plan": plan, "heat": reading.heat_map(plan, [row for row in rows if row.unit_class == chosen],
                                               by_place=request.GET.get("sort") == "place"),
        "tabs": tabs, "chosen": chosen, "sort": request.GET.get("sort", ""), "sees_all": sees_all,
        "quota_notes": scores.quota_notes(chosen), "method": scores.method,
        "district": scores.district if sees_all else None, "most_lost": scores.most_lost() if sees_all else [],
        "lost_count": reading.deductions_of(plan, request.user).count(),
    })


def _tabs(rows) -> list[tuple[str, str, int]]:
    """Classes with their numbers of units; units outside the classes only where there are any."""
    counted = [(value, label, sum(row.unit_class == value for row in rows)) for value, label in TABS]
    return [tab for tab in counted if tab[0] != UnitClass.NONE or tab[2]]


def _chosen(request, tabs) -> str:
    """The class asked for, or the first that has units."""
    asked = request.GET.get("class")
    if asked in [value for value, _, _ in tabs]:
        return asked
    return next((value for value, _, count in tabs if count), UnitClass.DEPARTMENT)


@require_GET
def score_unit(request, plan, unit):
    """One unit's lines: self-score, score, and why. The unit reads its lines once they are fed back, its total once
    scores are published."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=plan)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit)
    first = TaskUnit.objects.visible_to(request.user).filter(task__plan=plan, unit=unit).first()
    if first is None or not access.can_see_score(request.user, first, plan):
        raise Http404
    shows_total = access.can_see_grade(request.user, first, plan)
    return render(request, "assessments/score/unit.html", {
        "plan": plan, "unit": unit, "rows": reading.line_table(plan, unit),
        "result": reading.unit_result(plan, unit) if shows_total else None,
        "oversees": access.oversees_scores(request.user), "has_desk": access.has_desk(request.user),
    })


@require_GET
def score_lost(request):
    """Every deduction of the year, biggest first."""
    plan = _plan_of_year(request)
    rows = reading.deductions_of(plan, request.user) if plan else []
    return render(request, "assessments/score/lost.html", {"plan": plan, "rows": rows})


@require_GET
def score_export(request):
    plan = _plan_of_year(request)
    if plan is None:
        raise Http404
    content = workbook.render_scores(workbook.collect_scores(plan, request.user), made_at=clock.now())
    return HttpResponse(content, content_type=XLSX, headers={
        "Content-Disposition": content_disposition_header(True, f"{plan.year}年度得分汇总.xlsx"),
    })


def _plan_of_year(request) -> Plan | None:
    """The chosen year's published plan; nobody but the office and the leaders has a table of scores."""
    if not access.oversees_scores(request.user):
        raise Http404
    return Plan.objects.visible_to(request.user).published().filter(year=current_year(request)).first()

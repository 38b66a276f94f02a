"""The first page after login, by what the person does here."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from departments.access import scope_of
from departments.choices import Power
from eco_demo.lib import clock
from tasks.years import current_year

from ..reading import home as collected
from ..totals import rounded


@require_GET
def home(request):
    """One address, one page per kind of work; whoever does several sees the unit's own work first."""
    scope = scope_of(request.user)
    if scope.has(Power.FILL, Power.SIGN):
        return _unit_home(request, may_submit=scope.has(Power.SIGN))
    if scope.has(Power.REVIEW, Power.DIRECT):
        return _office_home(request, directs=scope.has(Power.DIRECT))
    if scope.has(Power.READ):
        return _leader_home(request)
    if scope.has(Power.RECEIVE):
        return render(request, "assessments/home/city.html", {"home": collected.collect_city_home(request.user)})
    return render(request, "assessments/home/other.html")


def _unit_home(request, *, may_submit: bool):
    shown = collected.collect_unit_home(
        request.user, current_year(request), clock.today(), may_submit=may_submit
    )
    return render(request, "assessments/home/unit.html", {"home": shown, "cells": _unit_cells(shown.counts)})


def _unit_cells(counts: dict) -> list[dict]:
    tasks = reverse("task_list")
    return [
        {"label": "本单位任务", "value": counts["all"], "note": f"牵头 {counts['lead']} · 配合 {counts['support']}",
         "url": tasks},
        {"label": "已通过", "value": counts["accepted"], "kind": "ok"},
        {"label": "待审核", "value": counts["handed_in"]},
        {"label": "被退回", "value": counts["returned"], "kind": "bad" if counts["returned"] else ""},
        {"label": "待签收", "value": counts["unsigned"], "kind": "warn" if counts["unsigned"] else ""},
        {"label": "自评分合计", "value": counts["self_score"] or 0, "note": f"/ {counts['full_marks'] or 0}"},
    ]


def _office_home(request, *, directs: bool):
    shown = collected.collect_office_home(request.user, current_year(request), clock.today())
    return render(
        request, "assessments/home/office.html",
        {"home": shown, "cells": _office_cells(shown.counts), "directs": directs},
    )


def _office_cells(counts: dict) -> list[dict]:
    return [
        {"label": "待审核", "value": counts["handed_in"], "url": reverse("review_queue"),
         "kind": "info" if counts["handed_in"] else ""},
        {"label": "已通过", "value": counts["accepted"], "note": f"/ {counts['all']}", "kind": "ok"},
        {"label": "退回补正中", "value": counts["returned"]},
        {"label": "逾期未报", "value": counts["overdue"], "kind": "bad" if counts["overdue"] else ""},
        {"label": "待签收", "value": counts["unsigned"], "kind": "warn" if counts["unsigned"] else ""},
        {"label": "考核单位", "value": counts["units"]},
    ]


def _leader_home(request):
    shown = collected.collect_leader_home(request.user, current_year(request))
    return render(request, "assessments/home/leader.html", {"home": shown, "cells": _leader_cells(shown)})


def _leader_cells(home) -> list[dict]:
    if home.plan is None:
        return []
    cells = [
        {"label": "约束性指标达标", "value": home.met["binding"], "note": f"/ {home.of['binding']}"},
        {"label": "参考性指标达标", "value": home.met["reference"], "note": f"/ {home.of['reference']}"},
        {"label": "台账报送率", "value": home.reported_share, "note": "%"},
        {"label": "审核完成", "value": home.counts["accepted"], "note": f"/ {home.counts['all']}"},
    ]
    if home.total is None:
        return cells
    return [_score_cell(home.total), *cells]


def _score_cell(total) -> dict:
    """A score per hundred only when every task is scored; until then what has been earned so far, and of how many."""
    if total.is_complete:
        return {"label": "综合得分", "value": total.percent, "kind": "brand"}
    return {"label": "已评得分", "value": rounded(total.earned), "note": f"已评 {total.scored} / {total.lines} 项"}

"""Phrases of plans that stand for several units, such as 各镇(办、区)."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from .. import access
from ..choices import Level
from ..forms.errors import add_service_errors
from ..forms.units import UnitGroupForm
from ..models import Unit, UnitGroup
from ..services import unit as service
from .guard import refuse_unless

_SYSTEM_ONLY = "单位组只由系统管理员设置。"


@require_GET
def unit_group_list(request):
    groups = UnitGroup.objects.visible_to(request.user).select_related("district").annotate(size=Count("members"))
    return render(request, "departments/unit_group_list.html", {
        "groups": groups.prefetch_related("members").order_by("district__position", "id")[:200],
        "districts": _districts(request.user).order_by("position", "id")[:200],
        "may_edit": access.can_edit_units(request.user),
    })


@require_http_methods(["GET", "POST"])
def unit_group_new(request, district):
    refuse_unless(access.can_edit_units(request.user), _SYSTEM_ONLY)
    return _edited(request, get_object_or_404(_districts(request.user), pk=district), None)


@require_http_methods(["GET", "POST"])
def unit_group_edit(request, pk):
    refuse_unless(access.can_edit_units(request.user), _SYSTEM_ONLY)
    group = get_object_or_404(UnitGroup.objects.visible_to(request.user).select_related("district"), pk=pk)
    return _edited(request, group.district, group)


def _districts(user):
    return Unit.objects.visible_to(user).filter(level=Level.DISTRICT)


def _edited(request, district, group):
    form = UnitGroupForm(request.POST or None, district=district, group=group, initial=_initial(group))
    if request.method == "POST" and form.is_valid():
        try:
            service.set_group(
                by=request.user, district=district, code=group.code if group else f"g-{secrets.token_hex(4)}",
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, f"“{form.cleaned_data['name']}”已保存，以后发布的计划按新的成员展开。")
            return redirect("unit_group_list")
    context = {"form": form, "district": district, "group": group}
    return render(request, "departments/unit_group_form.html", context, status=422 if form.errors else 200)


def _initial(group) -> dict:
    if group is None:
        return {}
    members = group.members.values_list("pk", flat=True)
    return {"name": group.name, "other_names": "\n".join(group.other_names), "members": list(members)}

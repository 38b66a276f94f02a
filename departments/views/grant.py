"""The security administrator's page: what each unit×role group may do where."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from eco_demo.lib import clock

from .. import access
from ..choices import SEPARATED_ROLES, Power
from ..forms.errors import add_service_errors
from ..forms.trail import GrantFilterForm, GrantForm
from ..models import Membership, RoleGroup, Unit, UnitGroupGrant
from ..services import membership as service
from .guard import refuse_unless
from .paging import listed

_SECURITY_ONLY = "角色与授权只由安全管理员办理。"


@require_GET
def grant_list(request):
    refuse_unless(access.can_grant(request.user), _SECURITY_ONLY)
    form = GrantFilterForm(request.GET or None)
    groups = RoleGroup.objects.select_related("unit__district").annotate(
        people=Count("memberships", filter=_in_force(), distinct=True)
    )
    if form.is_bound and form.is_valid():
        groups = _filtered(groups, form.cleaned_data)
    rows, page = listed(request, groups, order=("id",), counter="组")
    held = _grants_by_unit(rows)
    for group in rows:
        group.grants = held.get(group.group_id, {})
    return render(request, "departments/grant_list.html", {"form": form, "groups": rows, "page": page})


@require_http_methods(["GET", "POST"])
def grant_detail(request, pk):
    refuse_unless(access.can_grant(request.user), _SECURITY_ONLY)
    group = get_object_or_404(RoleGroup.objects.select_related("unit", "group"), pk=pk)
    form = GrantForm(request.POST or None, initial=_initial(request, group))
    form.fields["unit"].units = Unit.objects.visible_to(request.user)
    if request.method == "POST" and form.is_valid():
        try:
            service.set_grants(group, form.cleaned_data["unit"], form.cleaned_data["powers"], by=request.user)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, f"{group}在{form.cleaned_data['unit']}上的授权已保存，即时生效。")
            return redirect("grant_detail", pk=group.pk)
    context = {
        "group": group, "form": form, "grants": _grants_by_unit([group]).get(group.group_id, {}),
        "people": Membership.objects.in_force(clock.today()).filter(role_group=group).select_related("user"),
        "is_separated": group.role in SEPARATED_ROLES,
    }
    return render(request, "departments/grant_detail.html", context, status=422 if form.errors else 200)


def _in_force() -> Q:
    today = clock.today()
    begun = Q(memberships__valid_from=None) | Q(memberships__valid_from__lte=today)
    return begun & (Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=today))


def _filtered(groups, wanted):
    if wanted["unit"]:
        groups = groups.filter(unit__in=Unit.objects.matching(wanted["unit"]).values("pk"))
    if wanted["role"]:
        groups = groups.filter(role=wanted["role"])
    return groups


def _grants_by_unit(groups) -> dict[int, dict[Unit, list[str]]]:
    """{group: {unit: [power in words]}} for the groups of a page, in one query."""
    found: dict[int, dict[Unit, list[str]]] = {}
    rows = UnitGroupGrant.objects.filter(group__in=[g.group_id for g in groups]).order_by("content_object", "id")
    for grant in rows.select_related("permission", "content_object"):
        on = found.setdefault(grant.group_id, {}).setdefault(grant.content_object, [])
        on.append(Power(grant.permission.codename).label)
    return found


def _initial(request, group) -> dict:
    """`?on=unit` fills the form with what the group may do there now."""
    on = request.GET.get("on", "")
    unit = Unit.objects.filter(pk=on).first() if on.isdecimal() and len(on) < 19 else None
    if unit is None:
        return {}
    held = UnitGroupGrant.objects.filter(group=group.group, content_object=unit)
    name = unit.name if not unit.district_id or unit.is_territory else f"{unit.name}（{unit.district.name}）"
    return {"unit": name, "powers": list(held.values_list("permission__codename", flat=True))}

"""The tree of levels and units: one branch at a time, one unit, adding and changing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from eco_demo.lib import clock

from .. import access
from ..choices import Power
from ..forms.errors import add_service_errors
from ..forms.units import NewUnitForm, UnitFilterForm, UnitForm
from ..models import Membership, Unit, UnitGroupGrant
from ..services import unit as service
from .guard import refuse_unless
from .paging import listed

_SYSTEM_ONLY = "单位只由系统管理员增加和修改。"
_OWN_FIELDS = ("name", "short_name", "initials", "unit_class", "position", "valid_from", "valid_to")


@require_GET
def unit_list(request):
    """One branch: the chosen unit, what it lies under, and what lies under it; or what a search found anywhere."""
    form = UnitFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    branch = _branch(request)
    units = Unit.objects.visible_to(request.user)
    searching = any(wanted.get(name) for name in ("q", "level", "unit_class"))
    if not searching:
        units = units.filter(parent=branch) if branch else Unit.objects.topmost(request.user)
    rows, page = listed(
        request, _narrowed(units, wanted).select_related("district", "city").annotate(below=Count("children")),
        order=("position", "id"), counter="个单位", size=50,
    )
    return render(request, "departments/unit_list.html", {
        "form": form, "units": rows, "page": page, "branch": branch, "is_searching": searching,
        "above": _above(branch, request.user), "may_edit": access.can_edit_units(request.user),
    })


@require_GET
def unit_detail(request, pk):
    unit = get_object_or_404(
        Unit.objects.visible_to(request.user).select_related("parent", "district", "city", "province"), pk=pk
    )
    serving = Membership.objects.visible_to(request.user).in_force(clock.today()).filter(unit=unit)
    may_grant = access.can_grant(request.user)
    return render(request, "departments/unit_detail.html", {
        "unit": unit, "above": _above(unit, request.user), "aliases": unit.aliases.order_by("id"),
        "groups": unit.member_of_groups.order_by("id"),
        "children": Unit.objects.visible_to(request.user).filter(parent=unit).order_by("position", "id")[:50],
        "people": serving.select_related("user").order_by("role", "id")[:100],
        "sees_people": access.can_see_people(request.user),
        "grants": _grants_on(unit) if may_grant else [], "may_grant": may_grant,
        "may_edit": access.can_edit_units(request.user), "may_have_below": bool(service.levels_under(unit)),
        "may_open_account": access.can_manage_member(request.user, unit),
    })


@require_GET
def unit_options(request):
    """Suggestions for a unit typed into a form: `<option>`s, at most twenty."""
    text = next((value for value in request.GET.values() if value), "").replace("\x00", "").strip()[:60]
    units = Unit.objects.visible_to(request.user).in_force(clock.today()).select_related("district")
    found = units.matching(text) if text else units
    return render(request, "departments/_unit_options.html", {"units": found.order_by("position", "id")[:20]})


@require_http_methods(["GET", "POST"])
def unit_new(request, under):
    refuse_unless(access.can_edit_units(request.user), _SYSTEM_ONLY)
    parent = get_object_or_404(Unit.objects.visible_to(request.user), pk=under)
    levels = service.levels_under(parent)
    refuse_unless(bool(levels), f"“{parent}”是{parent.get_level_display()}，下面不再设单位。")
    form = NewUnitForm(request.POST or None)
    form.fields["level"].choices = [(level, level.label) for level in levels]
    if request.method == "POST" and form.is_valid():
        try:
            unit = service.open_unit(by=request.user, parent=parent, **form.cleaned_data)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, f"已增加“{unit.name}”。")
            return redirect("unit_detail", pk=unit.pk)
    context = {"form": form, "parent": parent}
    return render(request, "departments/unit_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unit_edit(request, pk):
    refuse_unless(access.can_edit_units(request.user), _SYSTEM_ONLY)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    initial = {name: getattr(unit, name) for name in _OWN_FIELDS}
    initial["aliases"] = "\n".join(unit.aliases.order_by("id").values_list("name", flat=True))
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            service.change_unit(unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, "单位资料已保存。")
            return redirect("unit_detail", pk=unit.pk)
    context = {"form": form, "unit": unit, "parent": unit.parent}
    return render(request, "departments/unit_form.html", context, status=422 if form.errors else 200)


def _branch(request) -> Unit | None:
    """`?under=` the chosen unit; without it the person's own territory, when they see it."""
    chosen = request.GET.get("under", "")
    visible = Unit.objects.visible_to(request.user)
    if chosen == "top":
        return None
    if chosen:
        return get_object_or_404(visible, pk=chosen if chosen.isdecimal() and len(chosen) < 19 else 0)
    home = access.scope_of(request.user).homes
    ids = next((home[column] for column in ("district", "city", "province") if home.get(column)), ())
    return visible.filter(pk__in=ids).order_by("id").first()


def _above(unit: Unit | None, user) -> list[Unit]:
    """The visible ancestors, uppermost first; at most three territories and one office lie above any unit."""
    if unit is None:
        return []
    ids = [unit.province_id, unit.city_id, unit.district_id, unit.parent_id]
    rows = {row.pk: row for row in Unit.objects.visible_to(user).filter(pk__in=filter(None, ids))}
    return [rows[pk] for pk in dict.fromkeys(ids) if pk in rows and pk != unit.pk]


def _narrowed(units, wanted):
    if wanted.get("q"):
        units = units.matching(wanted["q"])
    for name in ("level", "unit_class"):
        if wanted.get(name):
            units = units.filter(**{name: wanted[name]})
    if wanted.get("state") == "ended":
        return units.ended(clock.today())
    return units if wanted.get("state") == "all" else units.in_force(clock.today())


def _grants_on(unit: Unit) -> list[tuple]:
    """(unit×role group, its powers in words) for every group granted on this unit."""
    found: dict = {}
    rows = UnitGroupGrant.objects.filter(content_object=unit).order_by("group", "id")
    for grant in rows.select_related("permission", "group__role_group__unit"):
        found.setdefault(grant.group.role_group, []).append(Power(grant.permission.codename).label)
    return list(found.items())

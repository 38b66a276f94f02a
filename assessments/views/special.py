"""Bonus, penalty, veto and gate: what happened to which unit, and the items a plan knows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access
from assessments.forms.special import EntryFilter, EntryForm, ItemForm, PresetForm, RevokeForm
from assessments.models import SpecialEntry, SpecialItem
from assessments.reading import special as reading
from assessments.reading.scheme import scheme_of
from assessments.services import special as service
from departments.access import scope_of
from eco_demo.lib.form_fields import posted, set_posted
from eco_demo.lib.keyset import keyset_page
from tasks.models import Plan
from tasks.years import current_year

from .paging import pager


@require_GET
def special_list(request):
    """The chosen year's entries: the office and leaders all, a unit its own from feedback on."""
    plan = _plans(request).filter(year=current_year(request)).first()
    if plan is None:
        return render(request, "assessments/special/list.html", {"plan": None})
    form = EntryFilter(request.GET, plan=plan, user=request.user)
    filters = form.filters()
    rows = reading.entries_of(plan, request.user, filters)
    page = keyset_page(rows, order=reading.ORDER, after=request.GET.get("after"), before=request.GET.get("before"))
    refusal = service.refusal_for(plan)
    is_open = not refusal
    return render(request, "assessments/special/list.html", {
        "plan": plan, "form": form, "is_filtered": bool(filters), "refusal": refusal,
        "rows": [reading.entry_row(entry, request.user, is_open=is_open) for entry in page.rows],
        "page": pager(request, page, rows, unit="条"),
        "oversees": access.can_see_totals(request.user, plan), "sees_entries": access.sees_specials(request.user, plan),
        "can_enter": not service.entry_refusal_for(plan) and access.enters_specials(request.user, plan),
        "directs": access.can_set_scheme(request.user, plan),
    })


@require_http_methods(["GET", "POST"])
def special_enter(request, pk):
    plan = get_object_or_404(_plans(request), pk=pk)
    if not access.enters_specials(request.user, plan):
        raise PermissionDenied("加分、扣分和否决由环委办登记，您可以查看。")
    initial = {name: request.GET.get(name, "") for name in ("unit", "item")}
    own = scope_of(request.user).unit_ids
    form = EntryForm(posted(request), plan=plan, own_units=own, initial=initial)
    if request.htmx and request.method == "GET":
        return render(request, "assessments/special/_points.html", {"form": form})
    if request.method == "POST" and form.is_valid() and _entered(request, form):
        return redirect("special_list")
    context = {"plan": plan, "form": form, "refusal": service.entry_refusal_for(plan),
               "has_items": form.fields["item"].queryset.exists(), "directs": access.can_set_scheme(request.user, plan)}
    return render(request, "assessments/special/enter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def special_revoke(request, pk):
    entries = SpecialEntry.objects.visible_to(request.user).select_related("item__plan", "unit", "by", "revoked_by")
    entry = get_object_or_404(entries, pk=pk)
    if not access.can_revoke_special(request.user, entry.unit):
        raise PermissionDenied("登记由环委办主任撤销，本人所在单位的应当回避。")
    form = RevokeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            service.revoke(entry, request.user, form.cleaned_data["reason"])
        except service.SpecialRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已撤销{entry.unit}的“{entry.item}”。")
            return redirect("special_list")
    context = {"entry": entry, "plan": entry.item.plan, "form": form,
               "effect": reading.effect_of(entry.item, entry.points)}
    return render(request, "assessments/special/revoke.html", context, status=422 if form.errors else 200)


@require_GET
def special_items(request, pk):
    plan = _directed(request, pk)
    return _items(request, plan, PresetForm(left=reading.presets_left(plan)))


@require_POST
def special_presets(request, pk):
    plan = _directed(request, pk)
    form = PresetForm(request.POST, left=reading.presets_left(plan))
    if form.is_valid():
        try:
            items = service.add_presets(plan, request.user, form.cleaned_data["presets"])
        except service.SpecialRefused as refusal:
            form.add_error("presets", str(refusal))
        else:
            messages.success(request, f"已加入{len(items)}个事项，可以逐个修改。")
            return redirect("special_items", plan.pk)
    return _items(request, plan, form, status=422)


@require_http_methods(["GET", "POST"])
def special_item_create(request, pk):
    plan = _directed(request, pk)
    form = ItemForm(posted(request), grades=scheme_of(plan)[0].grades)
    if request.method == "POST" and form.is_valid():
        try:
            item = service.create_item(plan, request.user, **form.content())
        except service.SpecialRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"已增加{item.get_kind_display()}事项“{item}”。")
            return redirect("special_items", plan.pk)
    return render(request, "assessments/special/item.html", {"plan": plan, "form": form},
                  status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def special_item_change(request, pk):
    item = _directed_item(request, pk)
    form = ItemForm(posted(request), grades=scheme_of(item.plan)[0].grades, item=item, seen=service.content_of(item))
    context = {"plan": item.plan, "item": item, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            service.change_item(item, request.user, form.cleaned_data["seen"], **form.content())
        except service.ItemChanged as stale:
            set_posted(form, "seen", service.content_of(stale.current))
            context["differences"] = _differences(form, stale.current)
            return render(request, "assessments/special/item.html", context, status=409)
        except service.SpecialRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("special_items", item.plan_id)
    return render(request, "assessments/special/item.html", context, status=422 if form.errors else 200)


@require_POST
def special_item_remove(request, pk):
    item = _directed_item(request, pk)
    try:
        service.remove_item(item, request.user)
    except service.SpecialRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已删除“{item.name}”。")
    return redirect("special_items", item.plan_id)


def _plans(request):
    return Plan.objects.visible_to(request.user).select_related("office")


def _directed(request, pk: int) -> Plan:
    plan = get_object_or_404(_plans(request), pk=pk)
    if not access.can_set_scheme(request.user, plan):
        raise PermissionDenied("加分、扣分和否决的事项由环委办主任设定，您可以查看。")
    return plan


def _directed_item(request, pk: int) -> SpecialItem:
    item = get_object_or_404(SpecialItem.objects.visible_to(request.user).select_related("plan"), pk=pk)
    if not access.can_set_scheme(request.user, item.plan):
        raise PermissionDenied("加分、扣分和否决的事项由环委办主任设定，您可以查看。")
    return item


def _items(request, plan: Plan, form: PresetForm, *, status: int = 200):
    context = {"plan": plan, "kinds": reading.grouped_items(plan), "form": form, "refusal": service.refusal_for(plan),
               "grades": scheme_of(plan)[0].grades}
    return render(request, "assessments/special/items.html", context, status=status)


def _entered(request, form: EntryForm) -> bool:
    """Whether the entry stands now, by this post or by the same one before."""
    unit, item = form.cleaned_data["unit"], form.cleaned_data["item"]
    try:
        entry = service.enter(item, unit, request.user, **form.content())
    except service.AlreadyEntered as twin:
        messages.info(request, str(twin))
    except service.SpecialRefused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    else:
        messages.success(request, f"已登记：{unit}，{reading.effect_of(item, entry.points)}。")
    return True


def _differences(form: ItemForm, current: SpecialItem) -> list[dict]:
    return [
        {"label": form.fields[name].label, "mine": value, "theirs": getattr(current, name)}
        for name, value in form.content().items() if value != getattr(current, name)
    ]

"""The bonus, penalty, veto and gate items of a plan, set by the office chief."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assessments import access
from assessments.choices import SpecialKind
from assessments.models import SpecialItem
from assessments.reading.scheme import scheme_of
from assessments.reading.special import effect_of, presets_left
from assessments.scheme_terms import differences
from departments.models import User
from departments.services import audit
from eco_demo.lib.numbers import format_number
from tasks.models import Plan

from .refusals import POINTED, ItemChanged, SpecialRefused, locked

FIELDS = ("kind", "name", "basis", "max_points", "grade")


@transaction.atomic
def create_item(plan: Plan, by: User, *, kind: str, name: str, basis: str = "", max_points: Decimal | None = None,
                grade: str = "") -> SpecialItem:
    """A new item; the very same one again is the one that stands."""
    plan = _locked_for_items(plan, by)
    last = SpecialItem.objects.filter(plan=plan).order_by("-position").first()
    item = SpecialItem(plan=plan, kind=kind, name=name.strip(), basis=basis.strip(), max_points=max_points,
                       grade=grade, position=last.position + 1 if last else 1)
    twin = SpecialItem.objects.filter(plan=plan, kind=kind, name=item.name).first()
    if twin and content_of(twin) == content_of(item):
        return twin
    _check_item(item)
    item.save()
    audit.record("special.create", item, by=by, item=_named(item), basis=item.basis, effect=effect_of(item))
    return item


@transaction.atomic
def add_presets(plan: Plan, by: User, keys: Iterable[str]) -> list[SpecialItem]:
    """The chosen common items; those the plan has already are left as they are."""
    plan, keys = _locked_for_items(plan, by), set(keys)
    grades = scheme_of(plan)[0].grades
    start = SpecialItem.objects.filter(plan=plan).count()
    items = [
        SpecialItem(plan=plan, kind=preset.kind, name=preset.name, basis=preset.basis, max_points=preset.max_points,
                    grade=preset.grade_in(grades), position=start + place)
        for place, preset in enumerate((one for one in presets_left(plan) if one.key in keys), 1)
    ]
    for item in items:
        _check_item(item)
    SpecialItem.objects.bulk_create(items)
    if items:
        audit.record("special.create", plan, by=by, item=[_named(item) for item in items])
    return items


@transaction.atomic
def change_item(item: SpecialItem, by: User, seen: str, **content) -> SpecialItem:
    """`seen` is `content_of` the item the person looked at. One that has been used keeps what it says."""
    item = _locked_item(item, by)
    before, told = content_of(item), _told(item)
    for name in FIELDS:
        setattr(item, name, content.get(name, getattr(item, name)))
    if content_of(item) == before:
        return item
    if seen != before:
        raise ItemChanged(SpecialItem.objects.get(pk=item.pk))
    _check_unused(item)
    _check_item(item)
    item.save(update_fields=FIELDS)
    old, new = differences(told, _told(item))
    audit.record("special.change", item, by=by, before=old, after=new)
    return item


@transaction.atomic
def remove_item(item: SpecialItem, by: User) -> None:
    """Take away an item nobody has been given."""
    item = _locked_item(item, by)
    _check_unused(item)
    audit.record("special.remove", item, by=by, item=_named(item), basis=item.basis, effect=effect_of(item))
    item.delete()


def content_of(item: SpecialItem) -> str:
    """All that the item says in one text, alike whether it comes from a form or from the database."""
    points = "" if item.max_points is None else format_number(item.max_points)
    return "·".join((str(item.kind), item.name, item.basis, points, item.grade))


def _named(item: SpecialItem) -> str:
    return f"{item.get_kind_display()}：{item}"


def _told(item: SpecialItem) -> dict[str, str]:
    return {"事项": _named(item), "依据": item.basis, "效果": effect_of(item)}


def _locked_for_items(plan: Plan, by: User) -> Plan:
    if not access.can_set_scheme(by, plan):
        raise PermissionDenied("加分、扣分和否决的事项由环委办主任设定，您可以查看。")
    return locked(plan)


def _locked_item(item: SpecialItem, by: User) -> SpecialItem:
    _locked_for_items(item.plan, by)
    return SpecialItem.objects.select_for_update(of=("self",)).get(pk=item.pk)


def _check_unused(item: SpecialItem) -> None:
    if item.entries.exists():
        raise SpecialRefused(f"“{item}”已经有单位登记，不能再修改或删除；新的规定请另加一项。")


def _check_item(item: SpecialItem) -> None:
    try:
        item.clean_fields(exclude=["plan"])
    except ValidationError as error:
        raise SpecialRefused("".join(error.messages), next(iter(error.message_dict))) from error
    if SpecialItem.objects.filter(plan=item.plan, kind=item.kind, name=item.name).exclude(pk=item.pk).exists():
        raise SpecialRefused(f"{item.get_kind_display()}中已有“{item.name}”。", "name")
    if item.kind in POINTED:
        _check_pointed(item)
    else:
        _check_graded(item)


def _check_pointed(item: SpecialItem) -> None:
    if item.grade:
        raise SpecialRefused("加分、扣分不涉及等次，请把等次留空。", "grade")
    if item.max_points is not None and item.max_points <= 0:
        raise SpecialRefused("每次最多的分数应大于0；不设上限就留空。", "max_points")


def _check_graded(item: SpecialItem) -> None:
    if item.max_points is not None:
        raise SpecialRefused("一票否决和评优条件不涉及分数，请把分数留空。", "max_points")
    grades = scheme_of(item.plan)[0].grades
    # A veto that sets the best grade, or a gate that leaves the worst, would decide nothing.
    allowed = grades[1:] if item.kind == SpecialKind.VETO else grades[1:-1]
    if item.grade not in allowed:
        names = "、".join(allowed) or "（等次太少，不能设这一种）"
        raise SpecialRefused(f"等次请从{names}中选择。", "grade")

"""Units of the tree: opening them with their scope columns, renaming, closing, grouping."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from .. import access
from ..choices import Level
from ..models import Unit, UnitAlias, UnitGroup
from . import audit

_PARENT_LEVELS = {
    Level.PROVINCE: (None,),
    Level.CITY: (Level.PROVINCE,),
    Level.DISTRICT: (Level.CITY,),
    Level.DEPARTMENT: (Level.PROVINCE, Level.CITY, Level.DISTRICT),
    Level.TOWNSHIP: (Level.DISTRICT,),
    Level.SECTION: (Level.DEPARTMENT, Level.TOWNSHIP),
}


def levels_under(parent: Unit | None) -> list[Level]:
    """What may be set up under `parent`."""
    level = parent.level if parent else None
    return [below for below, above in _PARENT_LEVELS.items() if level in above]


@transaction.atomic
def open_unit(*, by, code: str, name: str, level: str, parent: Unit | None = None, aliases: Iterable[str] = (),
              **fields) -> Unit:
    """A new unit under `parent`; its scope columns follow from the parent. `by` is None only in set-up commands."""
    if by is not None and not access.can_edit_units(by):
        raise PermissionDenied("只有系统管理员可以增加单位。")
    parent_level = parent.level if parent else None
    if parent_level not in _PARENT_LEVELS[level]:
        raise ValidationError(f"“{name}”是{Level(level).label}，不能设在“{parent or '最上层'}”下面。")
    unit = Unit(code=code, name=name, level=level, parent=parent, **fields)
    if parent:
        unit.province_id, unit.city_id, unit.district_id = parent.province_id, parent.city_id, parent.district_id
    unit.full_clean(exclude=["province", "city", "district"])
    unit.save()
    if unit.is_territory:
        setattr(unit, access.column_of(level), unit)
        unit.save(update_fields=[access.column_of(level)])
    UnitAlias.objects.bulk_create([UnitAlias(unit=unit, name=alias) for alias in dict.fromkeys(aliases)])
    audit.record("unit.open", unit, by=by)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, by, aliases: Iterable[str] | None = None, **fields) -> Unit:
    """New names, order, class or validity of a unit; its place in the tree stays."""
    if not access.can_edit_units(by):
        raise PermissionDenied("只有系统管理员可以修改单位。")
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before, after = _changed(unit, fields)
    for name, value in after.items():
        setattr(unit, name, value)
    unit.full_clean()
    unit.save(update_fields=list(after))
    if aliases is not None:
        known, wanted = list(unit.aliases.order_by("id").values_list("name", flat=True)), list(dict.fromkeys(aliases))
        if known != wanted:
            before["aliases"], after["aliases"] = known, wanted
            unit.aliases.all().delete()
            UnitAlias.objects.bulk_create([UnitAlias(unit=unit, name=alias) for alias in wanted])
    if after:
        audit.record("unit.change", unit, by=by, before=before, after=after)
    return unit


def _changed(unit: Unit, fields: dict) -> tuple[dict, dict]:
    before = {name: getattr(unit, name) for name, value in fields.items() if getattr(unit, name) != value}
    return before, {name: fields[name] for name in before}


@transaction.atomic
def set_group(*, by, district: Unit, code: str, name: str, members: Iterable[Unit],
              other_names: Iterable[str] = ()) -> UnitGroup:
    """The members of a phrase such as 各镇(办、区); all must lie in the district."""
    if by is not None and not access.can_edit_units(by):
        raise PermissionDenied("只有系统管理员可以修改单位组。")
    members = list(members)
    strangers = [unit.name for unit in members if unit.district_id != district.pk]
    if strangers:
        raise ValidationError(f"这些单位不属于{district}：{'、'.join(strangers)}。")
    group = UnitGroup.objects.filter(district=district, code=code).first() or UnitGroup(district=district, code=code)
    group.name, group.other_names = name, list(other_names)
    group.full_clean()
    group.save()
    group.members.set(members)
    audit.record("unit_group.set", group, by=by, members=[unit.name for unit in members])
    return group

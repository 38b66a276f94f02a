"""Units of the tree: opening them with their scope columns, renaming, closing, grouping."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet

from eco_demo.lib import clock
from eco_demo.lib.references import referred_to

from .. import access
from ..choices import Level, UnitClass
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
# What a plan may name, and the class each is assessed in.
_RANKED_AS = {Level.DEPARTMENT: UnitClass.DEPARTMENT, Level.TOWNSHIP: UnitClass.TOWNSHIP}


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
    return _open(by, code, name, level, parent, aliases, **fields)


@transaction.atomic
def open_named_unit(by, territory: Unit, name: str, level: str) -> Unit:
    """The department or township that a plan calls `name`: the one of exactly that name, else a new one at the end."""
    _check_may_open(by, territory)
    if level not in _RANKED_AS or level not in levels_under(territory):
        raise ValidationError(f"“{name}”应设为{territory}的部门或街道（乡镇），请重新选择层级。")
    name = name.strip()
    siblings = Unit.objects.filter(parent=territory)
    present = siblings.in_force(clock.today()).filter(name=name).order_by("id").first()
    if present:
        return present
    last = siblings.order_by("-position").values_list("position", flat=True).first()
    return _open(by, _free_code(Unit.objects.all(), territory.code), name, level, territory,
                 unit_class=_RANKED_AS[level], position=(last or 0) + 1)


@transaction.atomic
def take_back_units(by, units: Iterable[Unit], own: Collection[type[Model]] = ()) -> list[Unit]:
    """Delete units opened by mistake; those that anything but tables of `own` refers to stay and are returned."""
    units = (Unit.objects.select_for_update(of=("self",), no_key=True).select_related("parent")
             .filter(pk__in=[unit.pk for unit in units]).order_by("position", "id"))
    for territory in dict.fromkeys(unit.parent for unit in units):
        _check_may_open(by, territory)
    return _take_back("unit.take_back", by, units, own)


def _open(by, code: str, name: str, level: str, parent: Unit | None, aliases: Iterable[str] = (), **fields) -> Unit:
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
    # No key: whoever holds the trail may be about to commit a row that names this unit.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
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
    return _set_group(by, district, code, name, members, other_names)


@transaction.atomic
def make_group(by, territory: Unit, name: str, members: Iterable[Unit]) -> UnitGroup:
    """The group that a plan calls `name`: the one of exactly that name as it is, else a new one of these members."""
    _check_may_open(by, territory)
    name = name.strip()
    groups = UnitGroup.objects.filter(district=territory)
    return groups.filter(name=name).first() or _set_group(by, territory, _free_code(groups, "group"), name, members)


@transaction.atomic
def take_back_groups(by, groups: Iterable[UnitGroup], own: Collection[type[Model]] = ()) -> list[UnitGroup]:
    """Delete groups made by mistake; those that anything but tables of `own` refers to stay and are returned."""
    groups = (UnitGroup.objects.select_for_update(of=("self",), no_key=True).select_related("district")
              .filter(pk__in=[group.pk for group in groups]))
    for territory in dict.fromkeys(group.district for group in groups):
        _check_may_open(by, territory)
    return _take_back("unit_group.take_back", by, groups, (*own, UnitGroup.members.through))


def _set_group(by, district: Unit, code: str, name: str, members: Iterable[Unit],
               other_names: Iterable[str] = ()) -> UnitGroup:
    members = list(members)
    column = f"{access.column_of(district.level)}_id"
    strangers = [unit.name for unit in members if getattr(unit, column) != district.pk]
    if strangers:
        raise ValidationError(f"这些单位不属于{district}：{'、'.join(strangers)}。")
    group = UnitGroup.objects.filter(district=district, code=code).first() or UnitGroup(district=district, code=code)
    group.name, group.other_names = name, list(other_names)
    group.full_clean()
    group.save()
    group.members.set(members)
    audit.record("unit_group.set", group, by=by, members=[unit.name for unit in members])
    return group


def _check_may_open(by, territory: Unit | None) -> None:
    """Two plans that name the same unit open it one after the other."""
    if territory is None or not access.can_open_units_of(by, territory):
        raise PermissionDenied("只有系统管理员和本地环委办主任可以按计划文件增加或撤回单位。")
    Unit.objects.select_for_update(no_key=True).get(pk=territory.pk)


def _free_code(rows: QuerySet, stem: str) -> str:
    stem = stem[:50]
    taken = set(rows.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"{stem}-{n}") not in taken)


def _take_back(action: str, by, rows: QuerySet, own: Collection[type[Model]]) -> list:
    """`rows` are read and locked already."""
    audit.hold_chain()  # from here on nobody gives them a first member or alias
    used = referred_to(rows.model, [row.pk for row in rows], own)
    for row in rows:
        if row.pk not in used:
            audit.record(action, row, by=by)
    rows.model.objects.filter(pk__in=[row.pk for row in rows if row.pk not in used]).delete()
    return [row for row in rows if row.pk in used]

"""The names an office's documents may use, read from the database for the matcher."""

from departments.choices import Level
from departments.models import Unit, UnitGroup
from eco_demo.lib import clock

from . import access
from .models import NameChoice
from .unit_forms import Place
from .unit_matching import GROUP, UNIT, Candidate, Known, Matcher
from .unit_words import DEPARTMENTS, DISTRICTS, EVERYBODY, TOWNSHIPS

_MEMBERS = {Level.TOWNSHIP: TOWNSHIPS, Level.DEPARTMENT: DEPARTMENTS, Level.DISTRICT: DISTRICTS}


def matcher_for(place, office: Unit) -> Matcher:
    """Of the units and groups that `place` (a plan, an import) is broken down to, and what `office` chose before."""
    units = Unit.objects.filter(access.units_assignable(place)).in_force(clock.today())
    groups = UnitGroup.objects.filter(district=place.district_id or place.city_id)
    known = [_known_unit(unit) for unit in units.order_by("position", "id").prefetch_related("aliases")]
    known += [_known_group(group) for group in groups.order_by("id").prefetch_related("members")]
    choices = NameChoice.objects.filter(office=office).select_related("unit", "group")
    return Matcher(_place(place), known, {choice.name: _chosen(choice) for choice in choices})


def candidate_of(thing: Unit | UnitGroup) -> Candidate:
    return Candidate(UNIT if isinstance(thing, Unit) else GROUP, thing.pk, thing.name)


def _place(place) -> Place:
    home = Unit.objects.select_related("city", "province").prefetch_related("aliases").filter(
        pk=place.district_id or place.city_id
    ).first()
    if home is None:
        return Place(())
    above = [unit for unit in (home.city, home.province) if unit and unit != home]
    return Place(
        names=_filled(home.name, home.short_name, *(alias.name for alias in home.aliases.all())),
        above=_filled(*(name for unit in above for name in (unit.name, unit.short_name))),
        is_city=home.level == Level.CITY,
    )


def _filled(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _known_unit(unit: Unit) -> Known:
    return Known(candidate_of(unit), unit.short_name, tuple(alias.name for alias in unit.aliases.all()))


def _known_group(group: UnitGroup) -> Known:
    members = list(group.members.all())
    levels = {member.level for member in members}
    kind = _MEMBERS.get(levels.pop(), "") if len(levels) == 1 else EVERYBODY if levels else ""
    return Known(candidate_of(group), aliases=tuple(group.other_names), members=kind,
                 member_names=tuple(member.name for member in members))


def _chosen(choice: NameChoice) -> Candidate | None:
    thing = choice.unit or choice.group
    return candidate_of(thing) if thing else None

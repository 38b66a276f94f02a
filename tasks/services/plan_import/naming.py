"""The names of a draft as units and groups: those that exist, those a person wants made, and the choices remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from departments.choices import Level
from departments.models import Unit, UnitGroup
from departments.services.unit import make_group, open_named_unit
from eco_demo.lib import clock

from ...errors import ImportRefused
from ...models import NameChoice, PlanImport
from ...plan_draft.shape import CREATE_GROUP, CREATE_UNIT
from ...reports.import_desk import Desk, NameLine
from ...unit_names import plain_name
from ..breakdown import units_of

_PLACES = (Level.TOWNSHIP, Level.DISTRICT)  # a city's plan goes to its districts as a district's to its townships
_LEVELS_OF = {"townships": _PLACES, "departments": (Level.DEPARTMENT,), "all": (Level.DEPARTMENT, *_PLACES)}


@dataclass
class Naming:
    """By plain name: the unit or group it means; names that are passed over are not in it."""

    things: dict[str, Unit | UnitGroup] = field(default_factory=dict)
    made_units: list[Unit] = field(default_factory=list)
    made_groups: list[UnitGroup] = field(default_factory=list)

    def all_of(self, names: Iterable[str]) -> list[Unit | UnitGroup]:
        """What the names mean, once each."""
        return list(dict.fromkeys(
            self.things[plain] for plain in map(plain_name, names) if plain in self.things
        ))

    @property
    def units(self) -> dict[str, Unit]:
        return {name: thing for name, thing in self.things.items() if isinstance(thing, Unit)}


def settle_names(batch: PlanImport, desk: Desk, territory: Unit, by) -> Naming:
    """Every name of the draft's rows settled; what is to be made is made, units before the groups they go into."""
    naming = Naming(things=_known(desk.names))
    present = {(candidate.kind, candidate.pk) for candidate in desk.candidates}
    for line in _wanted(desk, CREATE_UNIT):
        unit = open_named_unit(by, territory, line.decision.name, line.decision.level)
        naming.things[plain_name(line.name)] = unit
        if ("unit", unit.pk) not in present and unit not in naming.made_units:
            naming.made_units.append(unit)
    for line in _wanted(desk, CREATE_GROUP):
        group = make_group(by, territory, line.decision.name, _members(batch, line))
        naming.things[plain_name(line.name)] = group
        if ("group", group.pk) not in present and group not in naming.made_groups:
            naming.made_groups.append(group)
    _remember(batch, desk.names, naming.things, by)
    return naming


def _known(lines: Iterable[NameLine]) -> dict[str, Unit | UnitGroup]:
    """Names that mean what is in the tree already; the reading found them among the office's own."""
    found = {
        plain_name(line.name): (line.match.found.kind, line.match.found.pk) for line in lines
        if line.match.found and line.state not in ("new", "ignored")
    }
    units = Unit.objects.in_bulk({pk for kind, pk in found.values() if kind == "unit"})
    groups = UnitGroup.objects.in_bulk({pk for kind, pk in found.values() if kind == "group"})
    return {name: (units if kind == "unit" else groups)[pk] for name, (kind, pk) in found.items()}


def _wanted(desk: Desk, do: str) -> list[NameLine]:
    return [line for line in desk.names if line.decision and line.decision.do == do]


def _members(batch: PlanImport, line: NameLine) -> list[Unit]:
    """The office itself hands out the tasks and is no member."""
    levels = _LEVELS_OF.get(line.decision.members, ())
    members = list(units_of(batch).filter(level__in=levels).exclude(pk=batch.office_id))
    if not members:
        raise ImportRefused(f"新建单位组“{line.decision.name}”没有成员，请重新选择成员范围。")
    return members


def _remember(batch: PlanImport, lines: Iterable[NameLine], things: Mapping[str, Unit | UnitGroup], by) -> None:
    """What a person decided about a name holds for the office's next plan."""
    choices = []
    for line in lines:
        if line.decision:
            thing = things.get(plain_name(line.name))
            choices.append(NameChoice(
                office_id=batch.office_id, name=plain_name(line.name), chosen_by=by, chosen_at=clock.now(),
                unit=thing if isinstance(thing, Unit) else None, group=thing if isinstance(thing, UnitGroup) else None,
            ))
    NameChoice.objects.bulk_create(
        choices, update_conflicts=True, unique_fields=["office", "name"],
        update_fields=["unit", "group", "chosen_by", "chosen_at"],
    )

"""A rule as its form shows it: a control for every parameter, rows for lists, a block for a rule inside."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from indicators.rules import KINDS, Field, Kind
from indicators.rules.amounts import shown
from indicators.rules.kind import BONUS_CAP, ROUNDING_FIELDS, UNIT
from indicators.rules.reading import MAX_DEPTH

from .kinds import nested_choices
from .relevance import is_relevant

# Seldom touched: shown folded away.
_RARE = {one.name for one in (*ROUNDING_FIELDS, BONUS_CAP)}
_CONTROLS = {"decimal": "text", "integer": "text", "text": "text", "choice": "choice", "boolean": "boolean"}


@dataclass
class Row:
    """One entry of a list."""

    path: str
    number: int
    slots: list["Slot"]
    error: str = ""

    @property
    def plain(self) -> list["Slot"]:
        return [slot for slot in self.slots if slot.is_plain]

    @property
    def blocks(self) -> list["Slot"]:
        """Lists and rules of its own, below the rest."""
        return [slot for slot in self.slots if not slot.is_plain]


@dataclass
class Slot:
    """One parameter: `rows` where it is a list, `rule` where it holds a rule."""

    field: Field
    path: str
    value: object = None
    error: str = ""
    rows: list[Row] = field(default_factory=list)
    rule: "RuleSlots | None" = None

    @property
    def control(self) -> str:
        return _CONTROLS.get(self.field.type, self.field.type)

    @property
    def is_plain(self) -> bool:
        return self.field.type in _CONTROLS

    @property
    def is_wide(self) -> bool:
        return self.field.type == "text" and self.field.name != UNIT.name

    @property
    def is_number(self) -> bool:
        return self.field.type in ("decimal", "integer")

    @property
    def placeholder(self) -> str:
        """What a number left open counts as."""
        return shown(self.field.default) if self.field.type == "decimal" and self.field.default else ""

    @property
    def empty_label(self) -> str:
        """A choice that may be left open names what is then taken."""
        usual = dict(self.field.choices).get(self.field.default)
        return f"（{usual}）" if usual else "—"

    @property
    def has_blank(self) -> bool:
        return not self.field.required or not self.value


@dataclass
class RuleSlots:
    """A rule inside a rule, or (path "") the whole one. Without a kind nothing has been chosen yet."""

    path: str
    kind: Kind | None = None
    full_marks: str = ""
    slots: list[Slot] = field(default_factory=list)
    error: str = ""
    marks_error: str = ""

    @property
    def choices(self):
        return nested_choices()

    @property
    def usual(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.field.name not in _RARE]

    @property
    def rare(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.field.name in _RARE]

    @property
    def is_rare_open(self) -> bool:
        return any(slot.error or slot.value not in (None, "", "0") for slot in self.rare)


def rule_slots(data: dict | None, path: str = "", depth: int = 1) -> RuleSlots:
    """The form of `{"kind", "full_marks", "parameters"}`, blank where the data is."""
    data = data or {}
    prefix = f"{path}." if path else ""
    kind = KINDS.get(data.get("kind") or "")
    fields = kind.all_parameters if kind else ()
    inside = _Inside(kind.name if kind else "", {}, depth)
    slots = _slots(fields, data.get("parameters") or {}, f"{prefix}parameters", inside)
    return RuleSlots(path, kind, str(data.get("full_marks") or ""), slots)


@dataclass(frozen=True)
class Place:
    """Somewhere a message can stand: `name` is the attribute of `holder` that the page shows there."""

    path: str
    holder: "Slot | Row | RuleSlots"
    name: str = "error"

    @property
    def is_blank(self) -> bool:
        """A single control that nothing has been put into."""
        return isinstance(self.holder, Slot) and not (
            self.holder.value or self.holder.rows or (self.holder.rule and self.holder.rule.kind)
        )

    def show(self, message: str) -> None:
        setattr(self.holder, self.name, message)


def nearest(whole: RuleSlots, path: str) -> Place | None:
    """The place of what an error is about, or of what it lies in."""
    around = [place for place in places_of(whole) if path == place.path or path.startswith(f"{place.path}.")]
    return max(around, key=lambda place: len(place.path), default=None)


@dataclass(frozen=True)
class _Inside:
    """Where slots are: the kind, or kind and list, they belong to; the values around a row; how deep."""

    owner: str
    around: dict
    depth: int


def _slots(fields: tuple[Field, ...], values: dict, at: str, inside: _Inside) -> list[Slot]:
    """At the deepest level nothing more can be put inside."""
    return [
        _slot(one, values, f"{at}.{one.name}", inside) for one in fields
        if is_relevant(inside.owner, one.name, values, inside.around)
        and (one.type != "rule" or inside.depth < MAX_DEPTH)
    ]


def _slot(one: Field, values: dict, path: str, inside: _Inside) -> Slot:
    value = values.get(one.name)
    if one.type == "rule":
        return Slot(one, path, rule=rule_slots(value, path, inside.depth + 1))
    if one.type != "list":
        return Slot(one, path, value=value)
    below = _Inside(f"{inside.owner}.{one.name}", values, inside.depth)
    return Slot(one, path, rows=[
        Row(f"{path}.{place}", place + 1, _slots(one.fields, entry, f"{path}.{place}", below))
        for place, entry in enumerate(value or ())
    ])


def places_of(rule: RuleSlots) -> Iterator[Place]:
    """Everything that has a path in the form."""
    if rule.path:
        yield Place(rule.path, rule)
        yield Place(f"{rule.path}.full_marks", rule, "marks_error")
    yield Place(f"{rule.path}.kind" if rule.path else "kind", rule)
    yield from _slot_places(rule.slots)


def _slot_places(slots: list[Slot]) -> Iterator[Place]:
    for slot in slots:
        yield Place(slot.path, slot)
        for row in slot.rows:
            yield Place(row.path, row)
            yield from _slot_places(row.slots)
        if slot.rule:
            yield from places_of(slot.rule)

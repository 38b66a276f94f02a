"""A rule as its form shows it: a control for every parameter, rows for lists, a block for a rule inside."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from indicators.rules import KINDS, Field, Kind
from indicators.rules.amounts import shown
from indicators.rules.kind import BONUS_CAP, ROUNDING_FIELDS
from indicators.rules.reading import MAX_DEPTH

from .kinds import nested_choices

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
    slots = _slots(fields, data.get("parameters") or {}, f"{prefix}parameters", depth)
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
    around = [place for place in _places(whole) if path == place.path or path.startswith(f"{place.path}.")]
    return max(around, key=lambda place: len(place.path), default=None)


def _slots(fields: tuple[Field, ...], values: dict, at: str, depth: int) -> list[Slot]:
    """At the deepest level nothing more can be put inside."""
    shown_here = (one for one in fields if one.type != "rule" or depth < MAX_DEPTH)
    return [_slot(one, values.get(one.name), f"{at}.{one.name}", depth) for one in shown_here]


def _slot(one: Field, value, path: str, depth: int) -> Slot:
    if one.type == "list":
        return Slot(one, path, rows=[
            Row(f"{path}.{place}", place + 1, _slots(one.fields, entry, f"{path}.{place}", depth))
            for place, entry in enumerate(value or ())
        ])
    if one.type == "rule":
        return Slot(one, path, rule=rule_slots(value, path, depth + 1))
    return Slot(one, path, value=value)


def _places(rule: RuleSlots) -> Iterator[Place]:
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
            yield from _places(slot.rule)

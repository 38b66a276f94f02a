"""What a rule asks: its leaf inputs, those of nested rules too, each under one path, and answers put back in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, reduce
from typing import Any

from .schema import Field

BOTH = " · "
DECLARED = ("label", "type", "required", "choices", "minimum", "maximum", "help")
LEAF_TYPES = ("decimal", "integer", "boolean", "choice", "text")


@dataclass(frozen=True)
class Asked:
    """One leaf input of a rule.

    `path` is its names joined by "/", as in `parts/本省断面/actual`; `of` the part, condition or event it belongs
    to. Where the same can be told in several ways, `way` names the one this leaf is part of: a whole way suffices.
    """

    path: str
    label: str
    type: str = "decimal"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    of: str = ""
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    help: str = ""
    way: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(_unescaped(piece) for piece in self.path.split("/"))

    @property
    def name(self) -> str:
        return self.names[-1]

    @cached_property
    def field(self) -> str:
        """Where an error of the engine about this leaf stands."""
        return ".".join(("inputs", *self.names))

    @cached_property
    def part(self) -> str:
        """`of` without an event or item that is itself the label."""
        pieces = self.of.split(BOTH)
        return BOTH.join(pieces[:-1] if pieces[-1] == self.label else pieces)

    @property
    def full_label(self) -> str:
        """`本省断面：完成值`, `四项工作：按规定巡河`."""
        return f"{self.part}：{self.label}" if self.part else self.label


def leaf(field: Field, **more: Any) -> Asked:
    """A plain input as it is declared."""
    declared = {name: getattr(field, name) for name in DECLARED}
    return Asked(path=_escaped(field.name), **{**declared, **more})


def named(field: str, name: str, **more: Any) -> Asked:
    """The answer for one name of a map: the count of an event, one item of a checklist."""
    return Asked(path=f"{_escaped(field)}/{_escaped(name)}", label=name, **{"of": name, **more})


def under(*names: str, leaves: Iterable[Asked], of: str = "") -> Iterable[Asked]:
    """The leaves of a rule that stands inside another."""
    above = "/".join(map(_escaped, names))
    for one in leaves:
        yield replace(one, path=f"{above}/{one.path}", of=BOTH.join(filter(None, (of, one.of))))


def chosen(fields: Iterable[Field], *names: str, **more: Any) -> list[Asked]:
    """The leaves of these fields only, all of them needed whatever else of the kind there is."""
    return [leaf(field, **{"required": True, "help": "", **more}) for field in fields if field.name in names]


def every_plain_input(rule) -> Iterable[Asked]:
    """Inputs that are no lists or maps, in the rule's unit where they are of the measured kind."""
    for field in rule.kind.inputs:
        if field.type in LEAF_TYPES:
            yield leaf(field, unit=rule.parameters.get("unit", "") if field.type == "decimal" else "")


def asked(rule) -> tuple[Asked, ...]:
    """Every leaf input of the rule, nested ones too, in the order of the rule."""
    return rule.leaves


def fill(rule, answers: Mapping[str, Any]) -> dict:
    """The inputs for `evaluate` from {path: answer}; blank answers and paths that are not asked are left out.

    A map stands even while nothing in it is answered: events that are not counted did not happen.
    """
    inputs: dict = {}
    for one in asked(rule):
        inside = reduce(lambda inner, name: inner.setdefault(name, {}), one.names[:-1], inputs)
        value = answers.get(one.path)
        if value is not None and value != "":
            inside[one.name] = value
    return inputs


def _escaped(name: str) -> str:
    """A name may have "/" in it (微克/立方米)."""
    return name.replace("~", "~0").replace("/", "~1")


def _unescaped(piece: str) -> str:
    return piece.replace("~1", "/").replace("~0", "~")

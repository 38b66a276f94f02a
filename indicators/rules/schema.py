"""Fields of rules and inputs: what each is called, what it may hold, and how it is read.

The same fields are listed for outside callers, checked here, and turned into a form by the rule editor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .amounts import read_decimal, shown
from .errors import RuleError, join

MAX_ENTRIES = 200
MAX_TEXT = 500
MAX_COUNT = 1_000_000


@dataclass(frozen=True)
class Field:
    """One parameter or input. `fields` belong to each entry of a list, `values` to each value of a map."""

    name: str
    label: str
    type: str = "decimal"
    required: bool = True
    default: Any = None
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    above: Decimal | int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    fields: tuple["Field", ...] = ()
    values: str = ""
    help: str = ""

    def as_json(self) -> dict:
        """Everything a form or an outside caller needs; numbers as strings."""
        listed = {"name": self.name, "type": self.type, "label": self.label, "required": self.required}
        for name in ("default", "minimum", "maximum", "above", "values", "help"):
            value = getattr(self, name)
            if value is not None and value != "":
                listed[name] = _plain(value)
        if self.choices:
            listed["choices"] = [{"value": value, "label": label} for value, label in self.choices]
        if self.fields:
            listed["fields"] = [field.as_json() for field in self.fields]
        return listed


@dataclass(frozen=True)
class Around:
    """What nested rules take from the rule they stand in."""

    read_rule: Callable
    full_marks: Decimal | None = None
    depth: int = 0


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return shown(value)
    if isinstance(value, tuple):
        return [{name: _plain(part) for name, part in entry.items()} for entry in value]
    return value


def optional(name: str, label: str, type: str = "decimal", **bounds) -> Field:
    return Field(name, label, type, required=False, **bounds)


def read_fields(fields: tuple[Field, ...], data: object, at: str, around: Around | None = None) -> dict:
    """Every field by name, absent ones with their default. Raises RuleError, unknown names first."""
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise RuleError(at, "必须是一组“名称: 值”")
    _refuse_unknown(fields, data, at)
    return {field.name: _read_one(field, data.get(field.name), join(at, field.name), around) for field in fields}


def _refuse_unknown(fields: tuple[Field, ...], data: dict, at: str) -> None:
    names = [field.name for field in fields]
    for name in data:
        if name not in names:
            raise RuleError(join(at, name), "没有这一项" + (f"，可用的有：{'、'.join(names)}" if names else ""))


def _read_one(field: Field, value: object, at: str, around: Around | None) -> Any:
    if value is None or (value == "" and field.type != "text"):
        if field.required:
            raise RuleError(at, f"缺少“{field.label}”")
        return field.default
    return READERS[field.type](field, value, at, around)


def _read_number(field: Field, value: object, at: str, around: Around | None) -> Decimal:
    number = read_decimal(value, at)
    if field.above is not None and number <= field.above:
        raise RuleError(at, f"“{field.label}”必须大于{field.above}")
    if field.minimum is not None and number < field.minimum:
        raise RuleError(at, f"“{field.label}”不能小于{field.minimum}")
    if field.maximum is not None and number > field.maximum:
        raise RuleError(at, f"“{field.label}”不能大于{field.maximum}")
    return number


def read_count(value: object, at: str, label: str = "数量") -> int:
    """A whole number from 0 to a million."""
    return _read_integer(Field(at, label, "integer", minimum=0, maximum=MAX_COUNT), value, at, None)


def _read_integer(field: Field, value: object, at: str, around: Around | None) -> int:
    number = _read_number(field, value, at, around)
    if number != number.to_integral_value():
        raise RuleError(at, f"“{field.label}”必须是整数")
    return int(number)


def _read_boolean(field: Field, value: object, at: str, around: Around | None) -> bool:
    if not isinstance(value, bool):
        raise RuleError(at, f"“{field.label}”请填 true（是）或 false（否）")
    return value


def _read_choice(field: Field, value: object, at: str, around: Around | None) -> str:
    if not isinstance(value, str) or value not in dict(field.choices):
        listed = "、".join(f"{key}（{label}）" for key, label in field.choices)
        raise RuleError(at, f"“{field.label}”只能是：{listed}")
    return value


def _read_text(field: Field, value: object, at: str, around: Around | None) -> str:
    if not isinstance(value, str):
        raise RuleError(at, f"“{field.label}”必须是文字")
    value = value.strip()
    if field.required and not value:
        raise RuleError(at, f"缺少“{field.label}”")
    if len(value) > MAX_TEXT or not value.replace("\n", "").isprintable():
        raise RuleError(at, f"“{field.label}”太长或含有无法显示的字符，最多{MAX_TEXT}字")
    return value


def _read_list(field: Field, value: object, at: str, around: Around | None) -> tuple[dict, ...]:
    """Entries by their fields; names may not repeat, for inputs are given by name."""
    if not isinstance(value, list | tuple):
        raise RuleError(at, f"“{field.label}”必须是列表")
    if not value and field.required:
        raise RuleError(at, f"“{field.label}”至少要有一项")
    if len(value) > MAX_ENTRIES:
        raise RuleError(at, f"“{field.label}”最多{MAX_ENTRIES}项")
    entries = tuple(read_fields(field.fields, entry, join(at, place), around) for place, entry in enumerate(value))
    seen = set()
    for place, entry in enumerate(entries):
        name = entry.get("name")
        if name and name in seen:
            raise RuleError(f"{at}.{place}.name", f"“{name}”重复")
        seen.add(name)
    return entries


def _read_map(field: Field, value: object, at: str, around: Around | None) -> dict:
    """Values by name, read later by whoever knows the names."""
    if not isinstance(value, dict):
        raise RuleError(at, f"“{field.label}”必须是一组“名称: 值”")
    return value


def _read_rule(field: Field, value: object, at: str, around: Around | None) -> Any:
    return around.read_rule(value, at, around)


READERS = {
    "decimal": _read_number,
    "integer": _read_integer,
    "boolean": _read_boolean,
    "choice": _read_choice,
    "text": _read_text,
    "list": _read_list,
    "map": _read_map,
    "rule": _read_rule,
}


def refuse_other_names(given: dict, names: tuple[str, ...], at: str) -> None:
    """Inputs may only name what the rule names."""
    for name in given:
        if name not in names:
            raise RuleError(join(at, name), f"规则中没有“{name}”，可用的有：{'、'.join(names)}")

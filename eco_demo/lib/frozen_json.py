"""Frozen dataclasses as canonical JSON and back: the same values are the same text on every machine and database."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dump(value: Any) -> str:
    """Sorted keys, no blanks, decimals and dates as strings."""
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """What `dump` wrote, as `kind`. Keys that the class does not know are passed over, missing ones take its defaults.

    Understands dataclasses, `tuple[X, ...]`, `Mapping[str, X]`, `X | None`, Decimal, date, and JSON's own values.
    """
    return _reader(kind)(json.loads(text))


def _plain(value: Any):
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    if is_dataclass(kind):
        return lambda raw: kind(**{name: read(raw[name]) for name, read in _fields_of(kind).items() if name in raw})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        read = _reader(inner[0])
        return lambda raw: tuple(read(item) for item in raw)
    if origin is Mapping:
        read = _reader(inner[1])
        return lambda raw: {key: read(item) for key, item in raw.items()}
    if origin is UnionType:
        read = _reader(next(choice for choice in inner if choice is not NoneType))
        return lambda raw: None if raw is None else read(raw)
    return {Decimal: Decimal, date: date.fromisoformat}.get(kind, lambda raw: raw)


@cache
def _fields_of(kind: type) -> dict[str, Callable[[Any], Any]]:
    """Looked up when the first value is read, so that a class may hold others of its own kind."""
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}

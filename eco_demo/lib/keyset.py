"""Pages that cost the same at any depth: each page starts after the last row of the one before."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

PAGE_SIZE = 25
COUNT_CAP = 1000
MAX_CURSOR = 500


@dataclass(frozen=True)
class Page:
    rows: list
    next_cursor: str | None = None
    previous_cursor: str | None = None


def keyset_page(
    queryset: QuerySet,
    *,
    order: Sequence[str] = ("due", "id"),
    after: str | None = None,
    before: str | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """The page after or before a cursor; the first page without one, with a bad one, or past the end.

    `order`: model fields, never null, all rising or all falling ("-at", "-id"), unique taken together.
    """
    keyset = _Keyset(queryset.model, order)
    backwards = bool(before and not after)
    place = keyset.place(before if backwards else after)
    if place is None:
        return _first_page(queryset, keyset, size)
    found = list(keyset.beyond(queryset, place, backwards=backwards)[: size + 1])
    rows, more = found[:size], len(found) > size
    if not rows:
        return _first_page(queryset, keyset, size)
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, True)
    return Page(
        rows,
        next_cursor=keyset.cursor(rows[-1]) if has_next else None,
        previous_cursor=keyset.cursor(rows[0]) if has_previous else None,
    )


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows, counting no further than `cap`; True when there are more."""
    n = queryset.order_by()[: cap + 1].count()
    return min(n, cap), n > cap


def _first_page(queryset: QuerySet, keyset: "_Keyset", size: int) -> Page:
    rows = list(keyset.ordered(queryset)[: size + 1])
    if len(rows) <= size:
        return Page(rows)
    return Page(rows[:size], next_cursor=keyset.cursor(rows[size - 1]))


class _Keyset:
    """The columns of an order, and the place of a row in it."""

    def __init__(self, model: type[Model], order: Sequence[str]):
        self.falling = order[0].startswith("-")
        if any(name.startswith("-") != self.falling for name in order):
            raise ValueError("a keyset order rises or falls in all its columns")
        self.fields: list[Field] = [model._meta.get_field(name.lstrip("-")) for name in order]

    def ordered(self, queryset: QuerySet, *, backwards: bool = False) -> QuerySet:
        sign = "-" if self.falling != backwards else ""
        return queryset.order_by(*(sign + field.attname for field in self.fields))

    def beyond(self, queryset: QuerySet, place: list, *, backwards: bool) -> QuerySet:
        operator = "lt" if self.falling != backwards else "gt"
        names = [field.attname for field in self.fields]
        return self.ordered(queryset.filter(_past(names, place, operator)), backwards=backwards)

    def cursor(self, row: Model) -> str:
        """Opaque, not secret: the queryset already holds only rows the reader may see."""
        values = json.dumps([field.value_to_string(row) for field in self.fields])
        return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")

    def place(self, cursor: str | None) -> list | None:
        """The column values in a cursor, or None when there is none to be read."""
        if not cursor or len(cursor) > MAX_CURSOR:
            return None
        try:
            values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            return [self._value(field, text) for field, text in zip(self.fields, values, strict=True)]
        except (ValueError, TypeError, ArithmeticError, ValidationError):
            return None

    @staticmethod
    def _value(field: Field, text: str):
        if not isinstance(text, str) or "\x00" in text:
            raise ValueError("not a column value")
        field = getattr(field, "target_field", field)
        value = field.to_python(text)
        # Without this a number too large for the column would be an error of the database.
        field.run_validators(value)
        return value


def _past(names: list[str], place: list, operator: str) -> Q:
    """`a >= x AND (a > x OR b > y)`: the first condition looks redundant, but an OR alone uses no index."""
    (name, *names), (value, *place) = names, place
    beyond = Q((f"{name}__{operator}", value))
    if not names:
        return beyond
    return Q((f"{name}__{operator}e", value)) & (beyond | _past(names, place, operator))

"""The access table: which person gets which answer at which address. Areas keep their rows in `tests/access_rows/`."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.models import Plan
from tests.world import PEOPLE, World

ANONYMOUS = "anonymous"
EVERYONE = tuple(PEOPLE)


@dataclass
class Seed:
    """What rows build on: the small district, and a published plan with three tasks.

    Objects a row makes beyond that are made inside its own savepoint and are gone after it.
    """

    world: World
    plan: Plan

    def person(self, name: str):
        return self.world.people[name]


@dataclass(frozen=True)
class Row:
    """One address, one method: the status for the people in `allowed`, and `default` for everybody else.

    `kwargs` and `data` are functions of the seed (`data` may be a plain dict). Nobody logged in means 302 to the
    login page, unless `allowed` says otherwise for "anonymous".
    """

    name: str
    kwargs: Callable[[Seed], dict] = lambda seed: {}
    allowed: Mapping[str, int] = field(default_factory=dict)
    data: Callable[[Seed], Mapping[str, Any]] | Mapping[str, Any] = field(default_factory=dict)
    method: str = "GET"
    default: int = 403
    note: str = ""

    def __str__(self):
        return "-".join(filter(None, (self.name, self.method, self.note)))

    def expected(self, person: str) -> int:
        return self.allowed.get(person, 302 if person == ANONYMOUS else self.default)

    def posted(self, seed: Seed) -> Mapping[str, Any]:
        return self.data(seed) if callable(self.data) else self.data


def everyone(status: int = 200, **exceptions: int) -> dict[str, int]:
    """`everyone(200, auditor=403)`: all people of the world, with exceptions."""
    return dict.fromkeys(EVERYONE, status) | exceptions


def only(*names: str, status: int = 200) -> dict[str, int]:
    return dict.fromkeys(names, status)


def all_rows() -> list[Row]:
    return [row for module in _areas() for row in module.ROWS]


def all_furniture() -> list[Callable[[Seed], Any]]:
    """What makes the objects: each row's `kwargs`, and an area's `FURNITURE` for what no address takes."""
    extra = [make for module in _areas() for make in getattr(module, "FURNITURE", ())]
    return list(dict.fromkeys([*extra, *(row.kwargs for row in all_rows())]))


def _areas() -> list:
    from tests import access_rows

    return [
        importlib.import_module(f"{access_rows.__name__}.{found.name}")
        for found in pkgutil.iter_modules(access_rows.__path__)
    ]

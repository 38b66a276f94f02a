"""The names of an imported plan as they are shown: each once, the unknown ones first, with what it may mean."""

import zlib
from dataclasses import dataclass

from django.template.loader import render_to_string

from ...forms.import_head import means_of
from ...plan_draft.shape import CREATE_GROUP, CREATE_UNIT
from ...plan_draft.steps import GROUP_MEMBERS, NEW_UNIT_LEVELS
from ...reports.import_desk import Desk, NameLine

_OPEN_STATES = ("unknown", "likely")


@dataclass(frozen=True)
class NameShown:
    """A name on the page; `is_open`: with its choices, otherwise folded into a line."""

    line: NameLine
    is_open: bool

    @property
    def slug(self) -> str:
        return f"{zlib.crc32(self.line.name.encode()):x}"

    @property
    def means(self) -> str:
        return means_of(self.line.decision)

    @property
    def others(self) -> list[tuple[str, str]]:
        """What it may be besides."""
        return [(f"{other.kind[0]}{other.pk}", other.shown) for other in self.line.match.others]

    @property
    def found_value(self) -> str:
        found = self.line.match.found
        return f"{found.kind[0]}{found.pk}" if found else ""

    @property
    def percent(self) -> int:
        return round(self.line.match.confidence * 100)

    @property
    def makes(self) -> str:
        """What is to be created, in words."""
        decision = self.line.decision
        if decision is None or decision.do not in (CREATE_UNIT, CREATE_GROUP):
            return ""
        if decision.do == CREATE_UNIT:
            return f"新建{NEW_UNIT_LEVELS[decision.level]}"
        return f"新建单位组：{GROUP_MEMBERS[decision.members]}"


def names_context(desk: Desk, opened: str = "") -> dict:
    lines = [NameShown(line, line.state in _OPEN_STATES or line.name == opened) for line in desk.names]
    return {
        "open_names": [each for each in lines if each.line.state in _OPEN_STATES],
        "sure_names": [each for each in lines if each.line.state not in _OPEN_STATES],
        "opened": opened, **name_choices(desk),
    }


def name_choices(desk: Desk) -> dict:
    """The long list is the same for every name and written once."""
    return {
        "unit_options": render_to_string("tasks/plan_import/_unit_options.html", {"candidates": desk.candidates}),
        "new_levels": NEW_UNIT_LEVELS.items(), "group_members": GROUP_MEMBERS.items(),
    }


def name_shown(desk: Desk, name: str) -> NameShown | None:
    """One name with its choices."""
    return next((NameShown(line, True) for line in desk.names if line.name == name), None)

"""The text of one task, where it stands, and the numbers and headings around it."""

import re
from dataclasses import dataclass, field

from .outline import ROOT, Node
from .roles import take_roles
from .unit_lists import looks_like_units
from .words.sections import COUNTED_TASKS, GOAL_SECTIONS, TASK_SECTIONS

COUNT_OF_TASKS = re.compile(r"\((?:共|计|合计)?\s*\d{1,3}\s*(?:项|条|个|类)[^()]{0,6}\)$")


@dataclass
class Draft:
    """The text of one task and where it came from; `outer` numbers are those of the sections around it."""

    text: str
    printed: str
    number: int
    line: int
    last_line: int
    rank: float
    status: str
    outer: list[int] = field(default_factory=list)
    domain: str | None = None
    inherited: str = ""
    units: str = ""


def outer(node: Node) -> list[int]:
    return outer_of(node.parent) if node.parent else []


def outer_of(node: Node) -> list[int]:
    """Numbers of the sections around, the outermost first; a section without one counts by its place."""
    numbers = []
    while node.parent is not None:
        place = node.parent.children.index(node) + 1
        numbers.insert(0, node.marker.number if node.marker and node.marker.number else place)
        node = node.parent
    return numbers


def domain(node: Node) -> str | None:
    return own_domain(node.parent) if node.parent else None


def own_domain(node: Node | None) -> str | None:
    """The nearest heading that names a field of work; 三、重点任务 names none."""
    while node is not None and node.rank > ROOT:
        named = field_in(node.heading) if node.marker else None
        if named:
            return named
        node = node.parent
    return None


def field_in(heading: str) -> str | None:
    heading = COUNT_OF_TASKS.sub("", take_roles(heading).rest.strip(" 。:;,"))
    says_nothing = is_general(heading) or bool(re.search(GOAL_SECTIONS, heading))
    return heading if 0 < len(heading) <= 40 and not says_nothing and not _is_unit_heading(heading) else None


def _is_unit_heading(heading: str) -> bool:
    return looks_like_units(heading)


def is_general(heading: str) -> bool:
    return any(word in heading for word in TASK_SECTIONS) or bool(re.search(COUNTED_TASKS, heading))

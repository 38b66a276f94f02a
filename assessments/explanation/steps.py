"""The steps of a rule, as kept with a score, as nodes: points are terms, facts are told, a score closes its group."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.rules.steps import POINTS, SCORE

from ..reports.snapshot_line_data import StepRow
from .node import WHOLE, Kind, Node


@dataclass(frozen=True)
class Group:
    """A calculation: its lines, and the line with its result (None where the steps end without one)."""

    steps: tuple[StepRow, ...]
    result: StepRow | None


def groups_of(steps: Iterable[StepRow]) -> list[Group]:
    """Cut behind every result."""
    groups, open_steps = [], []
    for step in steps:
        if step.role == SCORE:
            groups.append(Group(tuple(open_steps), step))
            open_steps = []
        else:
            open_steps.append(step)
    return [*groups, Group(tuple(open_steps), None)] if open_steps else groups


def nodes_of(steps: Iterable[StepRow]) -> tuple[Node, ...]:
    return tuple(_node(step) for step in steps)


def _node(step: StepRow) -> Node:
    """A step whose own calculation ends in the same number holds that calculation's lines themselves."""
    groups = groups_of(step.steps)
    is_same = len(groups) == 1 and groups[0].result is not None and groups[0].result.value == step.value
    children = nodes_of(groups[0].steps) if is_same else tuple(node for group in groups for node in _told(group))
    share = WHOLE if step.role == POINTS else None
    return Node(step.text, step.value, Kind.STEP, children, share, is_rounded=is_same)


def _told(group: Group) -> tuple[Node, ...]:
    return (_calculation(group),) if group.result else nodes_of(group.steps)


def _calculation(group: Group) -> Node:
    return Node(group.result.text, group.result.value, Kind.STEP, nodes_of(group.steps), is_rounded=True)

"""What confirming an imported plan will make, counted before anything is written. Pure."""

from dataclasses import dataclass

from ..choices import TaskRole
from ..plan_draft.shape import CREATE_GROUP, CREATE_UNIT, IGNORE
from .import_desk import Desk, NameLine


@dataclass(frozen=True)
class ImportSummary:
    """`leads`, `supports`: how often a unit or group leads or supports; names as the plan prints them."""

    tasks: int
    dropped: int
    matched: int
    new_indicators: int
    without_indicator: int
    leads: int
    supports: int
    new_units: tuple[str, ...]
    new_groups: tuple[str, ...]
    ignored: tuple[str, ...]
    unseen: int
    stages: int
    places: int
    reporting: int
    measures: int


def summarize(desk: Desk) -> ImportSummary:
    kept = [each for each in desk.rows if not each.row.is_dropped]
    states = [each.indicator_state for each in kept]
    roles = [chip.role for each in kept for chip in each.chips if chip.state != "ignored"]
    draft = desk.draft
    return ImportSummary(
        tasks=len(kept), dropped=desk.counts["dropped"], matched=states.count("matched") + states.count("likely"),
        new_indicators=states.count("new"), without_indicator=states.count("none"),
        leads=roles.count(TaskRole.LEAD), supports=roles.count(TaskRole.SUPPORT),
        new_units=_named(desk, CREATE_UNIT), new_groups=_named(desk, CREATE_GROUP), ignored=_named(desk, IGNORE),
        unseen=desk.counts["doubtful"], stages=len(draft.stages), places=len(draft.places),
        reporting=len(draft.reporting), measures=len(draft.measures),
    )


def _named(desk: Desk, do: str) -> tuple[str, ...]:
    return tuple(_name(line) for line in desk.names if line.decision is not None and line.decision.do == do)


def _name(line: NameLine) -> str:
    return (line.decision.name if line.decision else "") or line.name

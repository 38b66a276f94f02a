"""The confirm page of an imported plan: its draft with every name resolved and every doubt in words. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..models import ImportStep, Plan, PlanImport
from ..plan_draft.doubts import BAD, LOOK, Doubt
from ..plan_draft.shape import Draft, DraftRow, NameDecision, load

if TYPE_CHECKING:
    from ..unit_matching import Candidate, Match


@dataclass(frozen=True)
class NameLine:
    """A name of the document. `state`: sure, likely, unknown, new (to be created) or ignored; `rows` that say it."""

    name: str
    match: "Match"
    decision: NameDecision | None
    rows: int
    state: str


@dataclass(frozen=True)
class UnitChip:
    """A name in a row: how the document says it (lead, coop, resp), what it comes to (lead, support), whom it means."""

    name: str
    said: str
    role: str
    state: str
    shown: str


@dataclass(frozen=True)
class DeskRow:
    """`indicator_state`: matched, likely, none or new; `indicator_id` is what confirming would take."""

    row: DraftRow
    chips: tuple[UnitChip, ...]
    doubts: tuple[Doubt, ...]
    indicator_label: str
    indicator_state: str
    indicator_id: int | None

    @property
    def is_bad(self) -> bool:
        return any(doubt.kind == BAD for doubt in self.doubts)

    @property
    def is_doubtful(self) -> bool:
        """Somebody should look at it; a row that was looked at stays bad if it is, but is no longer doubtful."""
        return not self.row.is_checked and any(doubt.kind == LOOK for doubt in self.doubts)


@dataclass(frozen=True)
class Resolved:
    """What a draft's names and rows mean in the database.

    `names`, `states`: by name as printed; `indicators`: id and confidence by row key, a person's choice before the
    matcher's; `taken`: numbers used in `target_plan` already, which is the plan the tasks will go into, if there is one.
    """

    names: Mapping[str, "Match"]
    states: Mapping[str, str]
    indicators: Mapping[str, tuple[int, float]]
    taken: frozenset[str]
    target_plan: Plan | None


@dataclass(frozen=True)
class Desk:
    """`candidates`: every unit and group a name can be mapped to; `last_step`: what 撤销 would take back.

    `counts`: all (rows kept), doubtful, bad, dropped, unknown_names.
    """

    batch: PlanImport
    draft: Draft
    rows: tuple[DeskRow, ...]
    names: tuple[NameLine, ...]
    head_doubts: tuple[Doubt, ...]
    sets: list[tuple[int, str]]
    indicators: list[tuple[int, str]]
    domains: tuple[str, ...]
    candidates: tuple["Candidate", ...]
    last_step: ImportStep | None
    target_plan: Plan | None
    can_confirm: bool
    counts: dict[str, int]


def read_draft(batch: PlanImport) -> Draft:
    """The batch's draft; an empty one while the document is still being read."""
    return load(batch.draft) if batch.draft else Draft()

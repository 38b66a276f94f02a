"""The confirm page of an imported plan: its draft with every name resolved and every doubt in words. Reads only."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from indicators.models import Domain, IndicatorSet

from ..choices import ImportStatus
from ..models import ImportStep, Plan, PlanImport
from ..plan_draft.doubts import BAD, LOOK, Doubt, doubts_of, head_doubts_of
from ..plan_draft.shape import CHOSEN_SET, Draft, DraftRow, NameDecision
from ..plan_draft.sides import sides
from ..unit_matching import SURE, Candidate, Match
from ..unit_names import plain_name
from .import_resolved import (
    Resolved,
    groups_of,
    read_draft,
    resolve,
    set_of,
    taken_in,
    target_plan_of,
    units_of,
)

__all__ = [
    "Resolved", "collect", "groups_of", "read_draft", "resolve", "set_of", "taken_in", "target_plan_of",
    "units_of",
]

# The order in which names are shown: what needs a decision first.
_STATES = ("unknown", "likely", "new", "ignored", "sure")


@dataclass(frozen=True)
class NameLine:
    """A name of the document. `state`: sure, likely, unknown, new (to be created) or ignored; `rows` that say it."""

    name: str
    match: Match
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
    candidates: tuple[Candidate, ...]
    last_step: ImportStep | None
    target_plan: Plan | None
    can_confirm: bool
    counts: dict[str, int]


def collect(batch: PlanImport, user) -> Desk:
    """In a fixed number of queries, however many rows and names there are."""
    draft = read_draft(batch)
    resolved = resolve(batch, draft)
    plan = resolved.target_plan
    sets = [(each.pk, str(each)) for each in IndicatorSet.objects.visible_to(user).published().order_by("-id")]
    labels = {indicator.pk: str(indicator) for indicator in resolved.set_indicators}
    doubts = doubts_of(
        draft, resolved.states, resolved.taken, indicators=resolved.indicators, meant=resolved.meant,
        measured=frozenset(filter(None, resolved.taken.values())), **({"dates": _dates_of(plan)} if plan else {}),
    )
    rows = tuple(_desk_row(row, draft, resolved, doubts.get(row.key, ()), labels) for row in draft.rows)
    names = tuple(_name_lines(draft, resolved))
    head_doubts = head_doubts_of(draft, plan, [pk for pk, _ in sets])
    counts = _counts(rows, names)
    return Desk(
        batch=batch, draft=draft, rows=rows, names=names, head_doubts=head_doubts, sets=sets,
        indicators=list(labels.items()), domains=_domains(draft, plan), candidates=resolved.candidates,
        last_step=batch.steps.select_related("by").order_by("-id").first(), target_plan=plan, counts=counts,
        can_confirm=batch.status == ImportStatus.READY and counts["all"] > 0 and not counts["bad"]
        and all(doubt.kind != BAD for doubt in head_doubts),
    )


def _desk_row(row: DraftRow, draft: Draft, resolved: Resolved, doubts: tuple[Doubt, ...],
              labels: dict[int, str]) -> DeskRow:
    pk, confidence = resolved.indicators.get(row.key, (None, 0))
    missing = "none" if resolved.target_plan or draft.head.set_mode == CHOSEN_SET else "new"
    state = missing if pk is None else "matched" if confidence >= SURE else "likely"
    return DeskRow(row, tuple(_chips(row, draft, resolved)), doubts, labels.get(pk, ""), state, pk)


def _chips(row: DraftRow, draft: Draft, resolved: Resolved) -> Iterator[UnitChip]:
    leads = {plain_name(name) for name in sides(row, draft.head.resp_as)[0]}
    for unit in row.units:
        role = "lead" if plain_name(unit.name) in leads else "support"
        yield UnitChip(unit.name, unit.role, role, resolved.states[unit.name], resolved.shown(unit.name))


def _name_lines(draft: Draft, resolved: Resolved) -> list[NameLine]:
    """Every name of the kept rows once, however it is spaced; unknown ones first."""
    counted = Counter(plain for row in draft.kept for plain in {plain_name(unit.name) for unit in row.units})
    printed: dict[str, str] = {}
    for name in draft.unit_names():
        printed.setdefault(plain_name(name), name)
    lines = [
        NameLine(name, resolved.names[name], draft.names.get(plain), counted[plain], resolved.states[name])
        for plain, name in printed.items()
    ]
    return sorted(lines, key=lambda line: _STATES.index(line.state))


def _domains(draft: Draft, plan: Plan | None) -> tuple[str, ...]:
    """Fields of work to choose from: those of the set, and what the document has beside them."""
    own = Domain.objects.filter(indicator_set=set_of(draft, plan)).order_by("position", "id")
    names = [*own.values_list("name", flat=True), *(row.domain for row in draft.kept if row.domain)]
    return tuple(dict.fromkeys(names))


def _dates_of(plan: Plan) -> dict:
    return {"work_from": plan.work_from, "report_due": plan.report_due}


def _counts(rows: tuple[DeskRow, ...], names: tuple[NameLine, ...]) -> dict[str, int]:
    kept = [line for line in rows if not line.row.is_dropped]
    return {
        "all": len(kept),
        "doubtful": sum(line.is_doubtful for line in kept),
        "bad": sum(line.is_bad for line in kept),
        "dropped": len(rows) - len(kept),
        "unknown_names": sum(line.state == "unknown" for line in names),
    }

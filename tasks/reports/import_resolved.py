"""What the names and rows of a draft mean in the database, a person's decisions before the matching's. Reads only."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from departments.models import Unit, UnitGroup
from eco_demo.lib import clock
from indicators.models import Indicator

from .. import access
from ..indicator_matching import match_indicators
from ..known_names import matcher_for
from ..models import AnnualTask, Plan, PlanImport
from ..plan_draft.shape import (
    CREATE_GROUP,
    CREATE_UNIT,
    IGNORE,
    MAP_GROUP,
    MAP_UNIT,
    NEW_SET,
    Draft,
    NameDecision,
    load,
)
from ..unit_matching import LIKELY, SURE, Candidate, Match
from ..unit_names import plain_name

_KINDS = {MAP_UNIT: "unit", MAP_GROUP: "group"}
_HOW = {MAP_UNIT: "已选择", MAP_GROUP: "已选择", CREATE_UNIT: "新建单位", CREATE_GROUP: "新建单位组", IGNORE: "不列入"}


@dataclass(frozen=True)
class Resolved:
    """`names`, `states`: by name as printed, of all rows; `decisions` made about them, by name as printed.

    `indicators`: id and confidence by row key, without those that nothing matches. `taken`: numbers in use in
    `target_plan`, which is the plan the tasks will go into, where there is one already, and the indicators of each.
    """

    names: Mapping[str, Match]
    states: Mapping[str, str]
    decisions: Mapping[str, NameDecision]
    indicators: Mapping[str, tuple[int, float]]
    taken: Mapping[str, int | None]
    target_plan: Plan | None
    candidates: tuple[Candidate, ...]
    set_indicators: tuple[Indicator, ...]

    @property
    def meant(self) -> dict[str, Hashable]:
        """Names by what they mean, so that two writings of one unit are known to be one."""
        found = {name: (match.found.kind, match.found.pk) for name, match in self.names.items() if match.found}
        new = {name: ("new", plain_name(self.shown(name))) for name in self.names if self.states[name] == "new"}
        return found | new

    def shown(self, name: str) -> str:
        """The full name of what the name means, or of what will be created; empty when it is not known."""
        if self.states[name] == "new":
            return self.decisions[name].name
        found = self.names[name].found
        return found.shown if found else ""


def read_draft(batch: PlanImport) -> Draft:
    """The batch's draft; an empty one while the document is still being read."""
    return load(batch.draft) if batch.draft else Draft()


def resolve(batch: PlanImport, draft: Draft) -> Resolved:
    """In a fixed number of queries."""
    plan = target_plan_of(batch, draft)
    candidates = tuple(_candidates(batch))
    by_key = {(candidate.kind, candidate.pk): candidate for candidate in candidates}
    matcher = matcher_for(batch, batch.office)
    printed = dict.fromkeys(unit.name for row in draft.rows for unit in row.units)
    decisions = {name: draft.names[plain_name(name)] for name in printed if plain_name(name) in draft.names}
    names = {name: _decided(matcher.match(name), decisions.get(name), by_key) for name in printed}
    states = {name: _state(match, decisions.get(name)) for name, match in names.items()}
    indicators = tuple(indicators_of(draft, plan))
    return Resolved(
        names=names, states=states, decisions=decisions, indicators=match_indicators(draft.kept, indicators),
        taken=taken_in(plan), target_plan=plan, candidates=candidates, set_indicators=indicators,
    )


def target_plan_of(batch: PlanImport, draft: Draft) -> Plan | None:
    """The plan the document was brought in for, else the office's plan of that year."""
    if batch.plan_id:
        return batch.plan
    return Plan.objects.filter(office=batch.office_id, year=draft.head.year).first()


def set_of(draft: Draft, target_plan: Plan | None) -> int | None:
    """The set whose indicators the rows are held against: that of the plan they go into, none where one is made."""
    if target_plan:
        return target_plan.indicator_set_id
    return None if draft.head.set_mode == NEW_SET else draft.head.set_id


def indicators_of(draft: Draft, target_plan: Plan | None):
    return Indicator.objects.filter(indicator_set=set_of(draft, target_plan)).top_level().with_parts().order_by(
        "position", "id"
    )


def units_of(batch: PlanImport):
    """Units that a name of the document can mean."""
    return Unit.objects.filter(access.units_assignable(batch)).in_force(clock.today()).order_by("position", "id")


def groups_of(batch: PlanImport):
    return UnitGroup.objects.filter(district=batch.district_id or batch.city_id).order_by("id")


def _candidates(batch: PlanImport) -> list[Candidate]:
    units = [Candidate("unit", pk, name) for pk, name in units_of(batch).values_list("pk", "name")]
    return units + [Candidate("group", pk, name) for pk, name in groups_of(batch).values_list("pk", "name")]


def _decided(match: Match, decision: NameDecision | None, candidates: Mapping[tuple, Candidate]) -> Match:
    """A unit that was chosen and has been closed since leaves the name unknown."""
    if decision is None:
        return match
    found = candidates.get((_KINDS.get(decision.do), decision.id))
    is_lost = decision.do in _KINDS and found is None
    return replace(match, found=found, confidence=0.0 if is_lost else 1.0, how=_HOW[decision.do],
                   is_ignored=decision.do == IGNORE)


def _state(match: Match, decision: NameDecision | None) -> str:
    if decision is not None and decision.do in (CREATE_UNIT, CREATE_GROUP):
        return "new"
    if match.is_ignored:
        return "ignored"
    if match.found is None or match.confidence < LIKELY:
        return "unknown"
    return "sure" if match.confidence >= SURE else "likely"


def taken_in(plan: Plan | None) -> dict[str, int | None]:
    """By number of the plan's tasks, the indicator of each."""
    return dict(AnnualTask.objects.filter(plan=plan).values_list("number", "indicator_id")) if plan else {}

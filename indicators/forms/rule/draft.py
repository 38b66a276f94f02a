"""What stands in the editor, saved or not: the rule's data, its sentence or its fault, sources, and a trial."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from indicators.models import Indicator, ScoringRule
from indicators.rule_curve import Curve, curve_of
from indicators.rule_sources import default_bindings
from indicators.rules import Result, Rule, RuleError, asked, evaluate, fill, read_rule
from indicators.targets import targets_of

from .acts import act_on, with_first_rows
from .inputs import Input, inputs_of, read_answers
from .posted import named, rule_from
from .slots import RuleSlots, nearest, rule_slots

BINDING, TRIAL = "bindings.", "trial."


@dataclass(frozen=True)
class Trial:
    """The answers tried: a result, or what is wrong (`at`: beside which answer) or still missing."""

    result: Result | None = None
    problem: str = ""
    at: str = ""


class RuleDraft:
    def __init__(self, indicator: Indicator, data: dict, bindings: dict, answers: dict | None = None):
        self.indicator, self.data, self.bindings, self.answers = indicator, data, bindings, answers or {}
        self.refusal: RuleError | None = None
        # Where the fault is shown, once `show_problem` has found the place.
        self.fault_at, self.is_unfinished = "", False

    @classmethod
    def of_version(cls, indicator: Indicator, version: ScoringRule | None) -> "RuleDraft":
        data = {"kind": version.kind, "parameters": version.parameters} if version else {}
        draft = cls(indicator, with_first_rows(data), version.bindings if version else {})
        if draft.rule:
            draft.bindings = {leaf.path: version.bindings.get(leaf.path, "") for leaf in asked(draft.rule)}
        return draft

    @classmethod
    def copy_of(cls, indicator: Indicator, version: ScoringRule) -> "RuleDraft":
        """Another indicator's rule for this one, with sources that suit this one's targets."""
        return cls(indicator, with_first_rows({"kind": version.kind, "parameters": version.parameters}), {})

    @classmethod
    def posted(cls, indicator: Indicator, posted: Mapping[str, str]) -> "RuleDraft":
        data = act_on(rule_from(posted), posted.get("act", ""))
        return cls(indicator, data, named(posted, BINDING), named(posted, TRIAL))

    @cached_property
    def _read(self) -> tuple[Rule | None, RuleError | None]:
        if not self.data.get("kind"):
            return None, None
        try:
            return read_rule({**self.data, "full_marks": str(self.indicator.full_marks)}), None
        except RuleError as error:
            return None, error

    @property
    def rule(self) -> Rule | None:
        return self._read[0]

    @property
    def problem(self) -> RuleError | None:
        """Why the rule cannot stand, or why it was not saved."""
        return self._read[1] or self.refusal

    @cached_property
    def slots(self) -> RuleSlots:
        return rule_slots(self.data)

    def show_problem(self, *, is_saving: bool) -> None:
        """Say what is wrong beside its field; while somebody types, what is merely not filled in yet is a hint."""
        if self.problem is None:
            return
        place = nearest(self.slots, self.problem.field)
        self.is_unfinished = not is_saving and place is not None and place.is_blank
        if place and not self.is_unfinished:
            place.show(self.problem.message)
            self.fault_at = place.path

    @cached_property
    def sources(self) -> dict[str, str]:
        """What was chosen, and for inputs that are new what suggests itself."""
        if self.rule is None:
            return {}
        usual = default_bindings(self.rule, targets_of(self.indicator))
        chosen = {leaf.path: self.bindings.get(leaf.path, usual.get(leaf.path, "")) for leaf in asked(self.rule)}
        return {path: source for path, source in chosen.items() if source}

    @cached_property
    def inputs(self) -> list[Input]:
        if self.rule is None:
            return []
        rows = inputs_of(self.rule, targets_of(self.indicator), self.sources, self.answers)
        for row in rows:
            row.error = self.trial.problem if self.trial and self.trial.at == row.asked.field else ""
            if self.refusal and self.refusal.field == BINDING + row.asked.path:
                row.source_error = self.refusal.message
        return rows

    @property
    def asked_key(self) -> str:
        """Changes when other inputs are asked, so that the page only then renews their rows."""
        shape = [(row.asked.path, row.asked.type, row.asked.choices, row.asked.unit) for row in self.inputs]
        return sha256(repr(shape).encode()).hexdigest()[:12]

    @cached_property
    def trial(self) -> Trial | None:
        if self.rule is None or not any(self.answers.values()):
            return None
        try:
            answers = read_answers(self.rule, self.answers)
            return Trial(evaluate(self.rule, fill(self.rule, answers))) if answers else None
        except RuleError as error:
            is_typed = any(one.field == error.field and self.answers.get(one.path) for one in asked(self.rule))
            return Trial(problem=error.message, at=error.field if is_typed else "")

    @cached_property
    def curve(self) -> Curve | None:
        return curve_of(self.rule) if self.rule else None

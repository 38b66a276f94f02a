"""What a scoring rule makes of a line: the known values put in place, the score, and what was lost by what.

Pure. A suggestion is always an answer: what is not known yet is in `missing`, what cannot be worked out in `problem`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation, localcontext
from functools import lru_cache
from typing import Any

from eco_demo.lib.numbers import PERCENT, format_number
from indicators.choices import InputSource
from indicators.models import ScoringRule
from indicators.rule_sources import Source, bound
from indicators.rules import TWO_PLACES, Asked, Rule, RuleError, Step, asked, evaluate, fill, read_rule, shown_answer
from indicators.rules.amounts import EXACT
from indicators.rules.steps import SCORE, fact, points

from .losses import Loss, losses_of
from .measure import all_met, is_met

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Known:
    """What is known of one line.

    `values` as in `Submission.values`; `targets` the task's targets; `certified` {target id: number}; `verdict` the
    office's word on whether the line is met, for what numbers cannot tell. Facts are {input path: answer}.
    """

    values: Sequence[Mapping] = ()
    targets: Sequence = ()
    missing_evidence: int = 0
    unit_facts: Mapping[str, Any] = field(default_factory=dict)
    office_facts: Mapping[str, Any] = field(default_factory=dict)
    certified: Mapping[int, Decimal] = field(default_factory=dict)
    verdict: bool | None = None


@dataclass(frozen=True)
class Suggestion:
    """`score` within two decimals, None while it is not ready; `losses` add up to the full marks less the score."""

    full_marks: Decimal
    rule_number: int
    sentence: str
    score: Decimal | None = None
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str = ""
    losses: tuple[Loss, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        return self.score is not None

    @property
    def bonus(self) -> Decimal:
        """What goes beyond the full marks."""
        return max(ZERO, self.score - self.full_marks) if self.is_ready else ZERO

    @property
    def explanation(self) -> list[dict]:
        """As it is kept with the score."""
        return [step.as_json() for step in self.steps]


@dataclass(frozen=True)
class Answer:
    """One input with its value, and a line for the explanation where the value needs a word."""

    value: Any = None
    note: Step | None = None
    missing: str = ""


def suggest(rule: ScoringRule, full_marks: Decimal, known: Known) -> Suggestion:
    """The score of a line worth `full_marks` by `rule`; never raises for what people wrote."""
    plain = Suggestion(full_marks, rule.number, rule.sentence)
    try:
        read, leaves = _read(rule)
    except RuleError as error:
        return replace(plain, problem=f"评分规则有误：{error.message}")
    answers = {leaf.path: (leaf, _answer(leaf, source, known)) for leaf, source in leaves}
    plain = replace(plain, answers={path: answer.value for path, (_, answer) in answers.items()})
    missing = tuple(answer.missing for _, answer in answers.values() if answer.missing)
    if missing:
        return replace(plain, missing=missing)
    with localcontext(EXACT):
        return _scored(plain, read, rule.bindings, answers)


def asked_of_unit(rule: ScoringRule) -> list[Asked]:
    """What the unit answers beyond the values of its targets."""
    return _asked_of(rule, InputSource.UNIT)


def asked_of_office(rule: ScoringRule) -> list[Asked]:
    """What only the office answers."""
    return _asked_of(rule, InputSource.OFFICE)


def correctable(rule: ScoringRule) -> list[Asked]:
    """What the unit answers and the office may answer otherwise; its answer goes first."""
    return asked_of_unit(rule)


def _asked_of(rule: ScoringRule, kind: str) -> list[Asked]:
    try:
        return [leaf for leaf, source in _read(rule)[1] if source.kind == kind]
    except RuleError:
        return []


def _read(rule: ScoringRule) -> tuple[Rule, list[tuple[Asked, Source]]]:
    return _read_text(json.dumps((rule.as_data, rule.bindings)))


@lru_cache(maxsize=512)
def _read_text(text: str) -> tuple[Rule, list[tuple[Asked, Source]]]:
    """The rule and its bound inputs. A version never changes, and a year is scored by some forty of them."""
    data, bindings = json.loads(text)
    rule = read_rule(data)
    return rule, bound(rule, bindings)


# Where each input comes from


def _answer(leaf: Asked, source: Source, known: Known) -> Answer:
    answer = SOURCES[source.kind](leaf, source, known)
    if answer.missing or answer.value not in (None, "") or not leaf.required:
        return answer
    return Answer(missing=f"{leaf.full_label}（{WAITING[source.kind]}）")


def _actual(leaf: Asked, source: Source, known: Known) -> Answer:
    target = _target(source, known)
    if target is None:
        return Answer(missing=_no_target(leaf, source, known))
    reported = _reported(target, known)
    number = known.certified.get(target.pk, reported)
    if number is None:
        return Answer()
    note = _certified_note(target, number, reported) if target.pk in known.certified else None
    if leaf.name == "ratio" and target.unit_of_measure == PERCENT:
        number = number / HUNDRED
    return Answer(number, note)


def _baseline(leaf: Asked, source: Source, known: Known) -> Answer:
    target = _target(source, known)
    return Answer(missing=_no_target(leaf, source, known)) if target is None else Answer(target.baseline)


def _met(leaf: Asked, source: Source, known: Known) -> Answer:
    """By the numbers of the named target or of all; where they cannot tell, by the office's word."""
    targets = [target for target in known.targets if not source.target or target.name == source.target]
    by_numbers = all_met([
        is_met(target.comparator, known.certified.get(target.pk, _reported(target, known)), target=target.target,
               upper=target.upper, baseline=target.baseline)
        for target in targets
    ])
    if by_numbers is not None or known.verdict is None:
        return Answer(by_numbers)
    note = fact(f"是否达标：环委办认定为{'达标' if known.verdict else '未达标'}", Decimal(known.verdict))
    return Answer(known.verdict, note)


def _missing_evidence(leaf: Asked, source: Source, known: Known) -> Answer:
    return Answer(known.missing_evidence)


def _of_unit(leaf: Asked, source: Source, known: Known) -> Answer:
    """The office may know better than the unit."""
    own, other = known.unit_facts.get(leaf.path), known.office_facts.get(leaf.path)
    if other in (None, ""):
        return Answer(own)
    if other == own:
        return Answer(other)
    told = shown_answer(leaf, own) or "未填"
    note = fact(f"{leaf.full_label}：按环委办评定的{shown_answer(leaf, other)}计（单位填报{told}）", ZERO)
    return Answer(other, note)


def _of_office(leaf: Asked, source: Source, known: Known) -> Answer:
    return Answer(known.office_facts.get(leaf.path))


SOURCES: dict[str, Callable[[Asked, Source, Known], Answer]] = {
    InputSource.ACTUAL: _actual, InputSource.BASELINE: _baseline, InputSource.MET: _met,
    InputSource.MISSING_EVIDENCE: _missing_evidence, InputSource.UNIT: _of_unit, InputSource.OFFICE: _of_office,
}
FOR_UNIT, FOR_OFFICE = ("单位没有填数字", "单位没有填"), ("待环委办认定", "待环委办评定")
WAITING = {
    InputSource.ACTUAL: FOR_UNIT[0], InputSource.UNIT: FOR_UNIT[1], InputSource.MET: FOR_OFFICE[0],
    InputSource.OFFICE: FOR_OFFICE[1], InputSource.BASELINE: "计划没有列现状值",
}


def _target(source: Source, known: Known):
    """The named target, or the only one there is."""
    if len(known.targets) == 1 and known.targets[0].name in ("", source.target):
        return known.targets[0]
    return next((target for target in known.targets if source.target and target.name == source.target), None)


def _no_target(leaf: Asked, source: Source, known: Known) -> str:
    if source.target:
        return f"{leaf.full_label}（任务没有名为“{source.target}”的目标）"
    if not known.targets:
        return f"{leaf.full_label}（任务没有列目标）"
    return f"{leaf.full_label}（任务有{len(known.targets)}个目标，规则没有写明取哪一个）"


def _reported(target, known: Known) -> Decimal | None:
    value = next((value for value in known.values if value.get("target") == target.pk), {}).get("actual")
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None


def _certified_note(target, certified: Decimal, reported: Decimal | None) -> Step | None:
    if certified == reported:
        return None
    unit = target.unit_of_measure
    told = "未填" if reported is None else format_number(reported, unit)
    name = f"“{target.name}”" if target.name else "完成值"
    return fact(f"{name}按认定部门认定的{format_number(certified, unit)}计（单位填报{told}）", certified)


# From the rule's result to the line's


def _scored(plain: Suggestion, rule: Rule, bindings: Mapping, answers: Mapping) -> Suggestion:
    try:
        result = evaluate(rule, fill(rule, plain.answers))
    except RuleError as error:
        return replace(plain, **_refused(error, rule, answers))
    if plain.full_marks != rule.full_marks and not rule.full_marks:
        return replace(plain, problem="评分规则的满分是0，不能折算成任务的分值")
    notes = dict.fromkeys(answer.note for _, answer in answers.values() if answer.note)
    score, steps = _for_the_line(plain.full_marks, rule, result)
    losses = losses_of(rule, result.explanation, bindings, plain.full_marks, max(ZERO, plain.full_marks - score))
    return replace(plain, score=score, steps=(*notes, *steps), losses=losses)


def _for_the_line(full_marks: Decimal, rule: Rule, result) -> tuple[Decimal, tuple[Step, ...]]:
    """Scaled where the task has other marks than the rule, kept to cents, and never below nothing."""
    exact, steps = result.exact, result.explanation
    if full_marks != rule.full_marks:
        exact = result.exact * full_marks / rule.full_marks
        marks = f"任务分值{format_number(full_marks)}分，规则满分{format_number(rule.full_marks)}分"
        share = f"{format_number(result.score)}÷{format_number(rule.full_marks)}×{format_number(full_marks)}"
        steps = (points(f"{marks}，按比例折算：{share}", exact, steps),)
    score = max(ZERO, TWO_PLACES.apply((rule.rounding(TWO_PLACES) or TWO_PLACES).apply(exact)))
    if steps[-1].role != SCORE or steps[-1].value != score:
        below = "，最低0分" if exact < 0 else ""
        steps = (*steps, Step(f"得分：{format_number(score)}分{below}", score, SCORE))
    return score, steps


def _refused(error: RuleError, rule: Rule, answers: Mapping) -> dict:
    """A blank answer that this case turns out to need is missing; anything else is a problem to be looked at."""
    here = [(leaf, answer) for leaf, answer in answers.values() if _stands_at(leaf, error.field)]
    blank = [leaf for leaf, answer in here if answer.value in (None, "")]
    if here and len(blank) == len(here):
        return {"missing": tuple(leaf.full_label for leaf in blank)}
    unbound = [leaf for leaf in asked(rule) if leaf.path not in answers and _stands_at(leaf, error.field)]
    if unbound and not here:
        return {"problem": f"“{unbound[0].full_label}”没有数据来源，请在评分规则里补上：{error.message}"}
    return {"problem": f"“{here[0][0].full_label}”：{error.message}" if here else error.message}


def _stands_at(leaf: Asked, refused: str) -> bool:
    return leaf.field == refused or leaf.field.startswith(f"{refused}.")

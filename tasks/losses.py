"""The points a line lost by its rule, taken apart into rows with a reason each. Pure.

The explanation says what each part of the rule gave; here it is read against what the part could have given.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.choices import InputSource
from indicators.rules import TWO_PLACES, Rule, Step
from indicators.rules.amounts import shown
from indicators.rules.asked import named
from indicators.rules.steps import FACT, POINTS

# What kind of loss it is; the review's list of problems is made by the same words.
NOT_REACHED, MISSING, INVALID, NOT_DONE = "not_reached", "missing", "invalid", "not_done"
EVENT, LATE, DISCRETION, OTHER = "event", "late", "discretion", "other"

ZERO = Decimal(0)
CENT = Decimal("0.01")
MAX_TEXT = 300


@dataclass(frozen=True)
class Loss:
    """Lost points, why, by which line of the rule, and the kind of loss."""

    points: Decimal
    text: str
    rule_line: str
    code: str


@dataclass(frozen=True)
class Part:
    """A rule with its lines in the explanation; `above` is the path of its inputs."""

    rule: Rule
    steps: tuple[Step, ...]
    bindings: Mapping[str, str]
    above: str = ""

    @property
    def given(self) -> list[Step]:
        return [step for step in self.steps if step.role == POINTS]

    @property
    def worth(self) -> Decimal:
        return sum((step.value for step in self.given), ZERO)

    def lost(self, points: Decimal, text: str, code: str) -> Loss:
        return Loss(points, text, self.rule.sentence, code)

    def nested(self, rule: Rule, steps: tuple[Step, ...], *path: str) -> "Part":
        return Part(rule, steps, self.bindings, self.above + "".join(f"{piece}/" for piece in path))


def losses_of(rule: Rule, steps: tuple[Step, ...], bindings: Mapping[str, str], full_marks: Decimal,
              lost: Decimal) -> tuple[Loss, ...]:
    """Rows that add up to `lost` exactly, of a line worth `full_marks` (the rule's own marks are scaled to it)."""
    if not lost:
        return ()
    part = Part(rule, steps, bindings)
    rows = [row for row in _rows(part) if row.points > 0] or [_as_a_whole(part)]
    if rule.full_marks and full_marks != rule.full_marks:
        rows = [replace(row, points=row.points * full_marks / rule.full_marks) for row in rows]
    return tuple(_cut(row) for row in _settled(rows, lost, part))


def _settled(rows: list[Loss], lost: Decimal, part: Part) -> Iterable[Loss]:
    """To cents, in order until all that could be lost is lost (扣完为止); a cent of rounding goes to the last."""
    taken, exact = ZERO, ZERO
    kept = []
    for row in rows:
        exact += row.points
        upto = min(TWO_PLACES.apply(exact), lost)
        kept.append(replace(row, points=upto - taken))
        taken = upto
    rest = lost - taken
    if abs(rest) > CENT:
        kept.append(part.lost(rest, "其余扣分", OTHER))
    elif rest:
        kept[-1] = replace(kept[-1], points=kept[-1].points + rest)
    return (row for row in kept if row.points > 0)


def _cut(row: Loss) -> Loss:
    return replace(row, text=row.text[:MAX_TEXT], rule_line=row.rule_line[:MAX_TEXT])


def _rows(part: Part) -> Iterable[Loss]:
    return BY_KIND.get(part.rule.kind.name, _whole)(part)


def _whole(part: Part) -> Iterable[Loss]:
    yield _as_a_whole(part)


def _as_a_whole(part: Part) -> Loss:
    """One row: what was found, and what it gave."""
    found = [step.text for step in part.steps if step.role == FACT and not step.steps][-1:]
    given = [step.text for step in part.given if step.text != "满分"][-1:]
    code = CODES.get(part.rule.kind.name, NOT_REACHED)
    return part.lost(part.rule.full_marks - part.worth, "；".join(found + given) or part.rule.sentence, code)


def _taken(part: Part) -> Iterable[Loss]:
    """A row for each line that takes points, by the event it names."""
    for step in part.given:
        if step.value < 0:
            yield part.lost(-step.value, step.text, _event_code(part, step.text))


def _event_code(part: Part, text: str) -> str:
    p = part.rule.parameters
    for event in (*p.get("events", ()), *p.get("penalties", ()), *p.get("changes", ())):
        if text.startswith(f"{event['name']}："):
            path = part.above + named("counts", event["name"]).path
            return MISSING if part.bindings.get(path) == InputSource.MISSING_EVIDENCE else EVENT
    return NOT_REACHED


def _unchecked(part: Part) -> Iterable[Loss]:
    for item, step in zip(part.rule.parameters["items"], part.given, strict=False):
        yield part.lost(item["points"] - step.value, step.text, NOT_DONE)


def _share_and_penalties(part: Part) -> Iterable[Loss]:
    share = part.given[0]
    yield part.lost(part.rule.full_marks - share.value, share.text, NOT_REACHED)
    yield from _taken(replace(part, steps=part.steps[1:]))


def _base_and_rest(part: Part) -> Iterable[Loss]:
    base, rest, *_ = part.given
    most = part.rule.full_marks * part.rule.parameters["base_share"]
    yield part.lost(most - base.value, base.text, NOT_REACHED)
    nested, left = part.rule.parameters["rest"], part.rule.full_marks - most
    if nested is None:
        yield part.lost(left - rest.value, f"{rest.text}{shown(rest.value)}分，满分{shown(left)}分", DISCRETION)
        return
    yield from _rows(part.nested(nested, rest.steps, "rest"))
    yield part.lost(left - nested.full_marks, "其余部分", OTHER)


def _unwaived(part: Part) -> Iterable[Loss]:
    nested, step = part.rule.parameters["rule"], next(step for step in part.given if step.value <= 0)
    if nested:
        yield from _rows(part.nested(nested, step.steps, "rule"))
    else:
        yield part.lost(-step.value, step.text, EVENT)


def _joined(part: Part) -> Iterable[Loss]:
    """Parts that are added up each lose their own; of a lowest or an average there is one loss."""
    p = part.rule.parameters
    lines = [step for step in part.given if step.text != "满分"]
    if p["method"] not in ("deductions", "sum"):
        yield from _weighed(part, lines) if p["method"] == "weighted" else _whole(part)
        return
    for entry, step in zip(p["parts"], lines, strict=False):
        nested = entry["rule"]
        if nested:
            inside = _rows(part.nested(nested, step.steps, *named("parts", entry["name"]).path.split("/")))
            yield from (replace(row, text=f"{entry['name']}：{row.text}") for row in inside)
        else:
            most = entry["full_marks"]
            yield part.lost(most - step.value, f"{step.text}，满分{shown(most)}分", NOT_REACHED)


def _weighed(part: Part, lines: list[Step]) -> Iterable[Loss]:
    whole = sum(entry["weight"] for entry in part.rule.parameters["parts"])
    for entry, step in zip(part.rule.parameters["parts"], lines, strict=False):
        yield part.lost(part.rule.full_marks * entry["weight"] / whole - step.value, step.text, NOT_REACHED)


BY_KIND: dict[str, Callable[[Part], Iterable[Loss]]] = {
    "event_deduct": _taken, "all_or_count": _taken, "checklist": _unchecked,
    "ratio_with_penalty": _share_and_penalties, "base_part": _base_and_rest, "waiver": _unwaived, "combine": _joined,
}
CODES = {"stage": NOT_DONE, "qualitative": NOT_DONE, "discretionary": DISCRETION, "adjust": OTHER}

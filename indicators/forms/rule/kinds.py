"""The kinds of rule to choose from, in the families the office thinks in."""

from dataclasses import dataclass
from functools import cache

from indicators.rules import KINDS, Kind, read_rule

FAMILIES = (
    ("达标", ("all_or_nothing", "base_plus_improve", "and", "or")),
    ("扣分", ("step_deduct", "event_deduct", "all_or_count", "waiver")),
    ("分段", ("tiers", "linear")),
    ("比例", ("ratio", "ratio_with_penalty", "base_part", "stage")),
    ("比较", ("trend", "relative", "adjust")),
    ("组合", ("combine",)),
    ("评定", ("checklist", "qualitative", "discretionary")),
)


@dataclass(frozen=True)
class Choice:
    """A kind with a rule of that kind in words."""

    kind: Kind
    example: str


@cache
def families() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    return tuple((family, tuple(_choice(KINDS[name]) for name in names)) for family, names in FAMILIES)


@cache
def nested_choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For a rule inside another: (family, ((name, label), …))."""
    return tuple((family, tuple((name, KINDS[name].label) for name in names)) for family, names in FAMILIES)


def _choice(kind: Kind) -> Choice:
    rule = read_rule({name: value for name, value in kind.example.items() if name != "inputs"})
    return Choice(kind, rule.sentence)

"""What a kind of rule declares, and a rule of that kind with its parameters read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from .amounts import ZERO, shown
from .asked import Asked, every_plain_input
from .errors import RuleError, join
from .rounding import MODE_LABELS, Rounding
from .schema import Field, optional
from .steps import Step

ROUNDING_FIELDS = (
    optional("decimal_places", "得分保留小数位数", "integer", minimum=0, maximum=6,
             help="不填时最后得分保留2位，组合规则中的分项不先取舍"),
    optional("rounding", "取舍方法", "choice", choices=tuple(MODE_LABELS.items()), help="不填时四舍五入"),
)
BONUS_CAP = optional("bonus_cap", "加分后最多可超过满分多少分", default=ZERO, minimum=0, maximum=10000,
                     help="0表示加分后不得超过满分")
UNIT = optional("unit", "计量单位", "text", default="", help="如 %、微克/立方米，只用于说明文字")


@dataclass(frozen=True)
class Rule:
    """A rule as data: its kind, full marks and typed parameters. Made by `read_rule`."""

    kind: "Kind"
    full_marks: Decimal
    parameters: dict

    @property
    def bounds(self) -> tuple[Decimal, Decimal | None]:
        """The lowest and highest score that can come out."""
        return self.kind.bounds(self)

    @property
    def sentence(self) -> str:
        return self.kind.sentence(self)

    @cached_property
    def leaves(self) -> tuple[Asked, ...]:
        return tuple(self.kind.asks(self))

    def rounding(self, default: Rounding | None) -> Rounding | None:
        """This rule's own rounding over `default`; None leaves the score exact."""
        places, mode = self.parameters["decimal_places"], self.parameters["rounding"]
        if default is None and places is None:
            return None
        base = default or Rounding()
        return Rounding(base.places if places is None else places, mode or base.mode)


@dataclass(frozen=True)
class Case:
    """A rule applied to one set of inputs; `at` is where the inputs stand, for messages."""

    rule: Rule
    inputs: dict
    at: str
    default_rounding: Rounding | None = None

    @property
    def parameters(self) -> dict:
        return self.rule.parameters

    @property
    def full_marks(self) -> Decimal:
        return self.rule.full_marks

    @property
    def rounding(self) -> Rounding | None:
        return self.rule.rounding(self.default_rounding)

    def path(self, name: str) -> str:
        return join(self.at, name)

    def need(self, name: str, message: str = "") -> Decimal:
        """An input that this rule cannot do without, though others of its kind can."""
        value = self.inputs[name]
        if value is None:
            label = next(field.label for field in self.rule.kind.inputs if field.name == name)
            raise RuleError(self.path(name), message or f"缺少“{label}”")
        return value


def full_marks_and_bonus(rule: Rule) -> tuple[Decimal, Decimal]:
    return ZERO, rule.full_marks + rule.parameters.get("bonus_cap", ZERO)


def nothing_more(rule: Rule, at: str) -> None:
    """The fields say it all."""


@dataclass(frozen=True)
class Kind:
    """One kind of scoring rule.

    `score` yields the steps of one case; `sentence` says the rule as a regulation would; `check` refuses
    parameters that contradict each other; `asks` yields the inputs that a rule of the kind needs; `example` is a
    whole request. A kind that is no `is_item` ends a sheet (a total, a grade) and stands in no other rule.
    """

    name: str
    label: str
    parameters: tuple[Field, ...]
    inputs: tuple[Field, ...]
    score: Callable[[Case], Iterable[Step]]
    sentence: Callable[[Rule], str]
    example: dict
    check: Callable[[Rule, str], None] = nothing_more
    bounds: Callable[[Rule], tuple[Decimal, Decimal | None]] = full_marks_and_bonus
    asks: Callable[[Rule], Iterable[Asked]] = every_plain_input
    help: str = ""
    is_item: bool = True
    all_parameters: tuple[Field, ...] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "all_parameters", self.parameters + ROUNDING_FIELDS)


def must_fit(most: Decimal, rule: Rule, at: str) -> None:
    """Refuse a rule whose points could pass its full marks and the bonus it grants."""
    ceiling = rule.full_marks + rule.parameters.get("bonus_cap", ZERO)
    if most > ceiling:
        raise RuleError(at, f"最高可得{shown(most)}分，超过满分{shown(ceiling)}分")

"""The scoring rules as data: pure functions on Decimal, no database.

`read_rule` turns data into a rule or refuses it, `evaluate` applies it to values and explains the score.
"""

from .errors import RuleError
from .evaluation import Result, evaluate
from .kind import Case, Kind, Rule
from .reading import read_rule
from .registry import KINDS, kind_named
from .rounding import TWO_PLACES, WHOLE, Rounding
from .schema import Field
from .steps import Step

__all__ = [
    "KINDS",
    "TWO_PLACES",
    "WHOLE",
    "Case",
    "Field",
    "Kind",
    "Result",
    "Rounding",
    "Rule",
    "RuleError",
    "Step",
    "evaluate",
    "kind_named",
    "read_rule",
]

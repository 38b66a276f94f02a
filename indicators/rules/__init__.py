"""The scoring rules as data: pure functions on Decimal, no database.

`read_rule` turns data into a rule or refuses it, `evaluate` applies it to values and explains the score. `asked`
lists what a rule has to be told, `read_answer` reads an answer as a person typed it, `fill` makes inputs of answers.
"""

from .answers import read_answer, shown_answer
from .asked import Asked, asked, fill
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
    "Asked",
    "Case",
    "Field",
    "Kind",
    "Result",
    "Rounding",
    "Rule",
    "RuleError",
    "Step",
    "asked",
    "evaluate",
    "fill",
    "kind_named",
    "read_answer",
    "read_rule",
    "shown_answer",
]

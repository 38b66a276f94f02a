"""Rules read from data: the kind found, full marks and parameters typed and checked."""

from decimal import localcontext

from .amounts import EXACT, read_decimal
from .errors import RuleError, join
from .kind import Rule
from .registry import kind_named
from .schema import Around, read_fields

MAX_DEPTH = 5
MAX_FULL_MARKS = 100_000
NAMES = ("kind", "full_marks", "parameters")


def read_rule(data: object, at: str = "", around: Around | None = None) -> Rule:
    """The rule in `{"kind", "full_marks", "parameters"}`. Raises RuleError.

    A rule inside another may leave out its full marks; they are those of the one around it.
    """
    around = around or Around(read_rule)
    if not isinstance(data, dict):
        raise RuleError(at or "rule", "规则必须是一个对象，含 kind、full_marks、parameters")
    if around.depth >= MAX_DEPTH:
        raise RuleError(at, f"规则嵌套太深，最多{MAX_DEPTH}层")
    for name in data:
        if name not in NAMES:
            raise RuleError(join(at, name), f"没有这一项，规则只有 {'、'.join(NAMES)}")
    kind = kind_named(data.get("kind"), join(at, "kind"))
    if around.depth and not kind.is_item:
        raise RuleError(join(at, "kind"), f"“{kind.label}”不能放在其他规则里")
    full_marks = _full_marks(data.get("full_marks"), join(at, "full_marks"), around)
    inside = Around(read_rule, full_marks, around.depth + 1)
    parameters = join(at, "parameters")
    rule = Rule(kind, full_marks, read_fields(kind.all_parameters, data.get("parameters"), parameters, inside))
    with localcontext(EXACT):
        kind.check(rule, parameters)
    return rule


def _full_marks(value: object, at: str, around: Around):
    if value in (None, ""):
        if around.full_marks is None:
            raise RuleError(at, "缺少“满分”")
        return around.full_marks
    full_marks = read_decimal(value, at)
    if not 0 <= full_marks <= MAX_FULL_MARKS:
        raise RuleError(at, f"“满分”应在0到{MAX_FULL_MARKS}之间")
    return full_marks

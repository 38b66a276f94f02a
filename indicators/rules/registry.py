"""Every kind of scoring rule by its name, in the order the office thinks of them."""

from .errors import RuleError
from .kind import Kind
from .kinds import (
    adjustment,
    base_part,
    checklist,
    combination,
    conditions,
    deduction,
    events,
    grade,
    improvement,
    judgement,
    linear,
    proportion,
    relative,
    stages,
    threshold,
    tiers,
    total,
    trend,
    waiver,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        threshold.ALL_OR_NOTHING,
        deduction.STEP_DEDUCT,
        linear.LINEAR,
        proportion.RATIO,
        proportion.RATIO_WITH_PENALTY,
        events.ALL_OR_COUNT,
        base_part.BASE_PART,
        tiers.TIERS,
        improvement.BASE_PLUS_IMPROVE,
        checklist.CHECKLIST,
        events.EVENT_DEDUCT,
        waiver.WAIVER,
        stages.STAGE,
        trend.TREND,
        conditions.AND,
        conditions.OR,
        combination.COMBINE,
        adjustment.ADJUST,
        relative.RELATIVE,
        judgement.DISCRETIONARY,
        judgement.QUALITATIVE,
        total.TOTAL,
        grade.GRADE,
    )
}


def kind_named(name: object, at: str = "kind") -> Kind:
    """The kind of that name. Raises RuleError."""
    if not isinstance(name, str) or not name:
        raise RuleError(at, "缺少规则种类 kind")
    if name not in KINDS:
        raise RuleError(at, f"没有“{name[:40]}”这种规则，可用的有：{'、'.join(KINDS)}")
    return KINDS[name]

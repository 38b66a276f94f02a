"""The scores of several reviewers of one stage made one. Pure, Decimal, no database."""

from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from eco_demo.lib.numbers import half_up

from .choices import Joining

# Fewer than these leave nothing between the highest and the lowest.
TRIMMED_NEEDS = 3


def joined(scores: Iterable[Decimal], joining: str) -> Decimal:
    """One score, two decimals half up; at least one score is needed."""
    scores = sorted(scores)
    if joining == Joining.MEDIAN:
        return half_up(median(scores))
    if joining == Joining.TRIMMED and len(scores) >= TRIMMED_NEEDS:
        scores = scores[1:-1]
    return half_up(sum(scores, Decimal(0)) / len(scores))


def in_words(scores: Iterable[Decimal], joining: str) -> str:
    """How the scores, in the order they were given, became one."""
    scores = list(scores)
    given, result = "、".join(f"{score:f}" for score in scores), joined(scores, joining)
    if joining == Joining.TRIMMED and len(scores) >= TRIMMED_NEEDS:
        how = f"去掉一个最高分{max(scores):f}、一个最低分{min(scores):f}，其余取平均"
    else:
        how = "按从低到高取中间的分" if joining == Joining.MEDIAN else "取平均"
    return f"{len(scores)}人评分{given}，{how}，得{result:f}分"

"""Grades from scores: bands, veto (一票否决), gates, quotas, and the bonus and penalty items of a total.

The score is never changed by a veto or a gate: the decision keeps it beside their effect on the grade.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from .amounts import ZERO, shown
from .errors import RuleError
from .rounding import TWO_PLACES, Rounding


@dataclass(frozen=True)
class Band:
    """A grade and the lowest score that still earns it."""

    name: str
    at_least: Decimal


def _scale(*bands: tuple[str, int]) -> tuple[Band, ...]:
    return tuple(Band(name, Decimal(at_least)) for name, at_least in bands)


SCALE_A = _scale(("优秀", 90), ("良好", 70), ("合格", 60), ("不合格", 0))
SCALE_B = _scale(("优秀", 90), ("良好", 80), ("合格", 70), ("不合格", 0))


def check_bands(bands: tuple[Band, ...], at: str = "bands") -> None:
    """Best grade first, each bound under the one before, the last at 0. Raises RuleError."""
    if not bands:
        raise RuleError(at, "至少要有一个等次")
    names = [band.name for band in bands]
    for place, band in enumerate(bands):
        if band.name in names[:place]:
            raise RuleError(f"{at}.{place}.name", f"等次“{band.name}”重复")
        if place and band.at_least >= bands[place - 1].at_least:
            raise RuleError(f"{at}.{place}.at_least", "各等次的下限须从高到低，不能相同")
    if bands[-1].at_least != 0:
        raise RuleError(f"{at}.{len(bands) - 1}.at_least", "最低等次的下限须为0，否则有的分数没有等次")


def grade_for(score: Decimal, bands: tuple[Band, ...]) -> str:
    """The best grade whose lower bound the score reaches; the bound itself counts."""
    return next((band.name for band in bands if score >= band.at_least), bands[-1].name)


@dataclass(frozen=True)
class Effect:
    """Something that decides the grade whatever the score: `force` sets it, `cap` is the best still possible."""

    action: str
    grade: str
    reason: str


def force_grade(grade: str, reason: str) -> Effect:
    """A veto: the grade is this one."""
    return Effect("force", grade, reason)


def cap_grade(highest: str, reason: str) -> Effect:
    """A missed gate: no grade above this one."""
    return Effect("cap", highest, reason)


@dataclass(frozen=True)
class Change:
    """What one effect did: from which grade to which, and why."""

    effect: Effect
    before: str
    after: str

    @property
    def sentence(self) -> str:
        effect = self.effect
        is_veto = effect.action == "force"
        cause = f"一票否决：{effect.reason}" if is_veto else f"未满足评优前置条件：{effect.reason}，最高{effect.grade}"
        moved = f"等次由{self.before}定为{self.after}" if self.before != self.after else f"等次仍为{self.after}"
        return f"{cause}，{moved}，得分不变"


@dataclass(frozen=True)
class Decision:
    """The rounded score, the grade it alone would give, and the grade after every effect."""

    score: Decimal
    raw_grade: str
    grade: str
    changes: tuple[Change, ...]


def decide(
    score: Decimal, bands: tuple[Band, ...], effects: Iterable[Effect] = (), rounding: Rounding = TWO_PLACES
) -> Decision:
    """Round, then grade, then gates and vetoes; no effect ever lifts a grade."""
    rounded = rounding.apply(score)
    raw = grade = grade_for(rounded, bands)
    changes = []
    for effect in sorted(effects, key=lambda effect: effect.action == "force"):
        after = worse_of(grade, effect.grade, bands)
        changes.append(Change(effect, grade, after))
        grade = after
    return Decision(rounded, raw, grade, tuple(changes))


def worse_of(one: str, other: str, bands: tuple[Band, ...]) -> str:
    names = [band.name for band in bands]
    return max(one, other, key=names.index)


@dataclass(frozen=True)
class Adjusted:
    """A total with its bonus and penalty items; `bonus_wanted` is the bonus before its cap."""

    subtotal: Decimal
    bonus_wanted: Decimal
    bonus: Decimal
    penalty: Decimal

    @property
    def total(self) -> Decimal:
        return max(ZERO, self.subtotal + self.bonus - self.penalty)


def adjusted(
    subtotal: Decimal, bonuses: Iterable[Decimal], penalties: Iterable[Decimal], max_bonus: Decimal | None = None
) -> Adjusted:
    """Bonuses together at most `max_bonus`; penalties have no cap, the total stops at nothing."""
    wanted = sum(bonuses, ZERO)
    return Adjusted(subtotal, wanted, wanted if max_bonus is None else min(wanted, max_bonus), sum(penalties, ZERO))


@dataclass(frozen=True)
class Standing:
    """One unit of a class before quotas; `tie_break` numbers decide between equal scores, higher first."""

    unit: str
    score: Decimal
    grade: str
    tie_break: tuple[Decimal, ...] = ()

    @property
    def order(self) -> tuple:
        return (self.score, *self.tie_break)


@dataclass(frozen=True)
class Placed:
    unit: str
    place: int
    grade: str
    reason: str = ""


TIES = ("share", "drop")


def apply_quotas(
    standings: Iterable[Standing], bands: tuple[Band, ...], quotas: dict[str, int], ties: str = "drop"
) -> list[Placed]:
    """Units of one class in order; those of a grade beyond its quota fall to the next grade.

    Units equal to the last decimal and tie-break at the cut all keep the grade (`share`) or all lose it (`drop`).
    """
    if ties not in TIES:
        raise RuleError("ties", "并列的处理只能是 share（都保留）或 drop（都不保留）")
    ordered = sorted(standings, key=lambda standing: standing.order, reverse=True)
    placed = {
        standing.unit: Placed(standing.unit, 1 + sum(other.order > standing.order for other in ordered), standing.grade)
        for standing in ordered
    }
    names = [band.name for band in bands]
    for name in quotas:
        if name not in names[:-1]:
            raise RuleError("quotas", f"“{name}”不能限名额，可限的有：{'、'.join(names[:-1])}")
    for name, below in pairwise(names):
        if name in quotas:
            _cut(ordered, placed, name, below, quotas[name], ties)
    return [placed[standing.unit] for standing in ordered]


def _cut(ordered: list[Standing], placed: dict, name: str, below: str, quota: int, ties: str) -> None:
    holders = [standing for standing in ordered if placed[standing.unit].grade == name]
    kept = holders[:quota]
    if quota < len(holders) and kept and holders[quota].order == kept[-1].order:
        edge = holders[quota].order
        kept = [held for held in holders if held.order > edge or (ties == "share" and held.order == edge)]
    for standing in holders:
        if standing not in kept:
            reason = f"{name}名额{quota}个，超出名额，定为{below}"
            placed[standing.unit] = Placed(standing.unit, placed[standing.unit].place, below, reason)


def quota_of(share: Decimal, units: int) -> int:
    """A share of a class as whole units, rounded down: 20 % of 13 units are 2."""
    if not ZERO <= share <= 1:
        raise RuleError("share", f"比例应在0到1之间，不能是{shown(share)}")
    return int(share * units)

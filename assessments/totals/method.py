"""How points become a total and a grade: the settings of a plan (评分办法), and what counts beside its lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.rules import TWO_PLACES, Rounding
from indicators.rules.amounts import shown
from indicators.rules.grading import SCALE_A, Band, Effect, cap_grade, force_grade

from ..choices import QuotaTies, SpecialKind, TieBreak, Treatment
from .points import HUNDRED, ZERO


@dataclass(frozen=True)
class Method:
    """`quotas` are shares of a class (0 to 1) by grade; `weights` of modules by name, none when points just add up."""

    rounding: Rounding = TWO_PLACES
    bands: tuple[Band, ...] = SCALE_A
    quotas: Mapping[str, Decimal] = field(default_factory=dict)
    quota_ties: str = QuotaTies.DROP
    tie_break: str = TieBreak.NONE
    max_bonus: Decimal | None = None
    bonus_cap: Decimal = ZERO
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    treatment: str = Treatment.RENORMALISE

    @property
    def ceiling(self) -> Decimal:
        return HUNDRED + self.bonus_cap

    @property
    def grades(self) -> list[str]:
        """Best first."""
        return [band.name for band in self.bands]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The settings as a regulation would say them."""
        return tuple(filter(None, (
            f"总分{self.rounding}，最高{shown(self.ceiling)}分，先取舍后定等次",
            "等次：" + _bands_text(self.bands),
            _quotas_text(self.quotas, self.quota_ties),
            f"同分：{TieBreak(self.tie_break).label}",
            "" if self.max_bonus is None else f"加分合计最多{shown(self.max_bonus)}分，扣分不设上限",
            _weights_text(self.weights),
        )))


@dataclass(frozen=True)
class Special:
    """A bonus, a penalty, a veto or a missed gate that was entered for a unit."""

    kind: str
    name: str
    reason: str = ""
    points: Decimal | None = None
    # The most one entry of this item may give or take.
    most: Decimal | None = None
    grade: str = ""

    @property
    def counted(self) -> Decimal:
        points = self.points or ZERO
        return points if self.most is None else min(points, self.most)

    @property
    def text(self) -> str:
        return f"{self.name}（{self.reason}）" if self.reason else self.name


DEFAULT_METHOD = Method()


def effects_of(specials: Iterable[Special], method: Method) -> list[Effect]:
    """What vetoes and missed gates do to a grade; a grade no longer in the table is the worst, or the second best."""
    known, effects = method.grades, []
    for special in specials:
        if special.kind == SpecialKind.VETO:
            effects.append(force_grade(special.grade if special.grade in known else known[-1], special.text))
        elif special.kind == SpecialKind.GATE:
            effects.append(cap_grade(special.grade if special.grade in known else known[:2][-1], special.text))
    return effects


def _bands_text(bands: tuple[Band, ...]) -> str:
    return "、".join(f"{band.name}≥{shown(band.at_least)}分" for band in bands[:-1]) + f"，其余为{bands[-1].name}"


def _quotas_text(quotas: Mapping[str, Decimal], ties: str) -> str:
    if not quotas:
        return ""
    shares = "、".join(f"{name}不超过{shown(share * HUNDRED)}%" for name, share in quotas.items())
    return f"名额按单位类别计算：{shares}，不足1个的舍去，名额处同分的{QuotaTies(ties).label}"


def _weights_text(weights: Mapping[str, Decimal]) -> str:
    return "模块权重：" + "、".join(f"{name}{shown(weight)}%" for name, weight in weights.items()) if weights else ""

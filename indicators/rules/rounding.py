"""How scores are rounded: a setting of the rule or of the whole set."""

from dataclasses import dataclass
from decimal import Decimal

from .amounts import EXACT, MODES, settled

MODE_LABELS = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "只舍不入"}


@dataclass(frozen=True)
class Rounding:
    """`places` decimals, by one of MODES."""

    places: int = 2
    mode: str = "half_up"

    def apply(self, value: Decimal) -> Decimal:
        """`value` with exactly `places` decimals; nothing is never shown as -0."""
        rounded = settled(value).quantize(Decimal(1).scaleb(-self.places), MODES[self.mode], EXACT)
        return rounded if rounded else abs(rounded)

    def __str__(self):
        kept = f"保留{self.places}位小数" if self.places else "取整数"
        return MODE_LABELS[self.mode] + kept


TWO_PLACES = Rounding()
WHOLE = Rounding(places=0)

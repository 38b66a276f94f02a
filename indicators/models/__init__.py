from .indicator import Domain, Indicator
from .indicator_set import IndicatorSet

__all__ = ["Domain", "Indicator", "IndicatorSet"]

from .indicator import Domain, Indicator
from .indicator_set import IndicatorSet
from .rule import ScoringRule

__all__ = ["Domain", "Indicator", "IndicatorSet", "ScoringRule"]

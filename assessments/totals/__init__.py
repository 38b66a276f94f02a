"""Totals of units and of the district: the one place where scores are added up. Pure, Decimal, no database."""

from .absences import Absent, Counted, applying, total_of
from .explanation import explained
from .method import DEFAULT_METHOD, Method, Special
from .outcome import Module, Outcome, UnitScores, outcome_of
from .points import (
    HUNDRED,
    ZERO,
    ScoreLine,
    Total,
    district_total,
    line_score,
    losses,
    rounded,
)
from .ranking import outcomes

__all__ = [
    "DEFAULT_METHOD", "HUNDRED", "ZERO", "Absent", "Counted", "Method", "Module", "Outcome", "ScoreLine", "Special",
    "Total", "UnitScores", "applying", "district_total", "explained", "line_score", "losses", "outcome_of", "outcomes",
    "rounded", "total_of",
]

"""What pages and reports read about reviews and scores, each in a fixed number of queries."""

from .heat import HeatMap, heat_map
from .line import DeskLine, line_on_desk
from .outcomes import PlanScores, UnitRow, scores_of
from .queue import load_of, neighbours, queue_of, queue_page
from .scores import (
    LineRow,
    deductions_of,
    district_total,
    domain_columns,
    line_table,
    line_tables,
    most_lost,
    unit_result,
    unit_totals,
)

__all__ = [
    "DeskLine", "HeatMap", "LineRow", "PlanScores", "UnitRow", "deductions_of", "district_total", "domain_columns",
    "heat_map", "line_on_desk", "line_table", "line_tables", "load_of", "most_lost", "neighbours", "queue_of",
    "queue_page", "scores_of", "unit_result", "unit_totals",
]

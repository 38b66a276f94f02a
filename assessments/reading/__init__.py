"""What pages and reports read about reviews and scores, each in a fixed number of queries."""

from .heat import HeatMap, heat_map
from .line import DeskLine, line_on_desk
from .queue import load_of, neighbours, queue_of, queue_page
from .scores import (
    LineRow,
    UnitRow,
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
    "DeskLine", "HeatMap", "LineRow", "UnitRow", "deductions_of", "district_total", "domain_columns", "heat_map",
    "line_on_desk", "line_table", "line_tables", "load_of", "most_lost", "neighbours", "queue_of", "queue_page",
    "unit_result", "unit_totals",
]

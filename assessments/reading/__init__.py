"""What pages and reports read about reviews and scores, each in a fixed number of queries."""

from .line import DeskLine, line_on_desk
from .queue import load_of, neighbours, queue_of
from .scores import (
    LineRow,
    UnitRow,
    deductions_of,
    district_total,
    domain_columns,
    line_table,
    most_lost,
    unit_totals,
)

__all__ = [
    "DeskLine", "LineRow", "UnitRow", "deductions_of", "district_total", "domain_columns", "line_on_desk",
    "line_table", "load_of", "most_lost", "neighbours", "queue_of", "unit_totals",
]

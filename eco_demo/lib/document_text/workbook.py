"""The visible sheets of a workbook, each as one table."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from ..numbers import format_number
from ..spreadsheet.in_child import read_uploaded_table
from ..spreadsheet.reading import Cell, CellError, UnreadableWorkbook
from . import Table, UnreadableDocument


def read_tables(path: Path) -> list[Table]:
    try:
        sheets = read_uploaded_table(path)
    except UnreadableWorkbook as reason:
        raise UnreadableDocument(str(reason)) from reason
    # Row numbers are the sheet's own, so that a fault can be found again in Excel.
    return [
        Table(1, [[_text(cell) for cell in row.cells] for row in sheet.rows])
        for sheet in sheets
        if not sheet.is_hidden and sheet.rows
    ]


def _text(cell: Cell) -> str:
    value = cell.value
    if value is None or isinstance(value, CellError):
        return ""
    if isinstance(value, Decimal):
        return format_number(value * 100, "%") if cell.is_percent else format_number(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)

"""The form of one row, fresh or as it was sent."""

from ...forms.import_row import RowForm
from ...reports.import_desk import Desk, DeskRow


def row_form(desk: Desk, each: DeskRow, data=None) -> RowForm:
    matched = each.indicator_label if each.row.indicator is None else ""
    doubtful = [doubt.field for doubt in each.doubts]
    return RowForm(data, row=each.row, indicators=desk.indicators, matched=matched, doubtful=doubtful)

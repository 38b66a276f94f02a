"""`read_table` for files people upload: in a bounded child process, the table coming back as JSON."""

import json
import sys
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..bounded_child import ChildDied, limit_this_process, run_bounded
from .reading import MAX_COLUMNS, MAX_ROWS, Cell, CellError, CellValue, Row, Sheet, UnreadableWorkbook, read_table

WRITERS = {
    str: ("text", str),
    bool: ("truth", bool),
    Decimal: ("number", str),
    datetime: ("moment", datetime.isoformat),
    date: ("day", date.isoformat),
    time: ("time", time.isoformat),
    CellError: ("error", lambda error: error.message),
}
READERS = {
    "text": str,
    "truth": bool,
    "number": Decimal,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "error": CellError,
}


def read_uploaded_table(path: Path, *, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS) -> list[Sheet]:
    """Like `read_table`; a file that kills or stalls its reader is an UnreadableWorkbook too."""
    try:
        answer = json.loads(run_bounded("spreadsheet.in_child", str(path.resolve()), str(max_rows), str(max_columns)))
    except (ChildDied, ValueError) as error:
        raise UnreadableWorkbook("文件无法识别为 Excel 工作簿（.xlsx），请用导出的模板填写后再导入") from error
    if "refused" in answer:
        raise UnreadableWorkbook(answer["refused"])
    return [_unpack(sheet) for sheet in answer["sheets"]]


def main() -> None:
    limit_this_process()
    path, max_rows, max_columns = sys.argv[1:]
    try:
        sheets = read_table(Path(path), max_rows=int(max_rows), max_columns=int(max_columns))
        answer = {"sheets": [_pack(sheet) for sheet in sheets]}
    except UnreadableWorkbook as reason:
        answer = {"refused": str(reason)}
    json.dump(answer, sys.stdout)


def _pack(sheet: Sheet) -> dict[str, Any]:
    rows = [
        (row.number, row.is_hidden, [(*_packed(c.value), c.ref, c.is_percent, c.is_merged) for c in row.cells])
        for row in sheet.rows
    ]
    return {"name": sheet.name, "is_hidden": sheet.is_hidden, "columns": sorted(sheet.hidden_columns), "rows": rows}


def _packed(value: CellValue) -> tuple[str, Any]:
    if value is None:
        return "", None
    kind, write = WRITERS.get(type(value), WRITERS[str])
    return kind, write(value)


def _unpack(sheet: dict[str, Any]) -> Sheet:
    rows = [
        Row(number, [Cell(_unpacked(kind, text), *rest) for kind, text, *rest in cells], is_hidden)
        for number, is_hidden, cells in sheet["rows"]
    ]
    return Sheet(sheet["name"], rows, sheet["is_hidden"], frozenset(sheet["columns"]))


def _unpacked(kind: str, text: Any) -> CellValue:
    return READERS[kind](text) if kind else None


if __name__ == "__main__":
    main()

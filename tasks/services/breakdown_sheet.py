"""A breakdown table from a workbook: header found by names, rows gathered into tasks, faults told by row and cell.

Knows nothing of the plan; `breakdown_import` compares what is read here with it.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from eco_demo.lib.numbers import NotANumber, format_number, parse_number
from eco_demo.lib.spreadsheet.reading import Cell, CellError, Row, Sheet

_BLANKS = re.compile(r"[\s*＊:：]")
# Field → headings as offices write them; the first of a field that stands in the table is taken.
HEADINGS = {
    "number": ("序号", "编号", "项次"),
    "domain": ("领域", "一级指标"),
    "group": ("任务", "任务分组", "类别", "二级指标"),
    "title": ("指标名称", "任务名称", "考核指标", "考核内容", "指标名称(考核内容)", "指标", "工作任务",
              "工作任务和内容", "重点任务"),
    "part": ("分项", "分项名称", "子指标"),
    "unit": ("单位", "计量单位"),
    "baseline": ("现状值", "基准值", "现状", "上年值"),
    "target": ("年度目标", "年度目标值", "目标值", "目标", "指标值", "指标要求", "标准"),
    "certifier": ("认定部门", "认定单位", "数据认定部门"),
    "marks": ("分值", "满分", "权重", "分值/权重"),
    "lead": ("牵头单位", "牵头部门", "主责单位", "责任单位", "责任部门", "牵头(责任)单位"),
    "support": ("配合单位", "协助单位", "参与单位", "协作单位", "协办单位", "配合部门", "配合/协助单位", "责任单位"),
    "leader": ("牵头领导", "责任领导", "分管领导", "包保领导"),
    "deadline": ("完成时限", "完成时间", "完成期限", "时间节点", "时限"),
    "due": ("填报截止", "填报截止日期"),
    "requirement": ("工作要求", "工作内容及要求", "工作措施", "工作内容"),
}
NEEDED = ("title", "lead")
HEAD_ROWS = 20
_TOTALS = ("合计", "总计", "小计")
_WITHOUT_TITLE_COLUMN = "group"  # a table with 任务 and no 指标名称 means the task itself


@dataclass
class SheetTarget:
    row: int
    name: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    target: str = ""
    certifier: str = ""


@dataclass
class SheetTask:
    """One task as the table has it; a field the table has no column for is not in `values`."""

    row: int
    values: dict = field(default_factory=dict)
    targets: list[SheetTarget] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.values.get('number', '')} {self.values.get('title', '')}".strip()


class SheetUnusable(ValueError):
    """No table can be found in the workbook; the message says what is missing."""


@dataclass
class SheetTable:
    columns: dict[str, int]
    heads: dict[str, str]
    tasks: list[SheetTask] = field(default_factory=list)
    faults: list[tuple[int, int, str]] = field(default_factory=list)

    def fault(self, row: Row | int, name: str, message: str) -> None:
        number, column = row if isinstance(row, int) else row.number, self.columns[name]
        sentence = f"第 {number} 行 {_letter(column)} 列“{self.heads[name]}”：{message}"
        self.faults.append((number, column, sentence))

    @property
    def errors(self) -> list[str]:
        """In the order of the sheet."""
        return [sentence for _, _, sentence in sorted(self.faults)]


def read_sheets(sheets: list[Sheet]) -> SheetTable:
    """The first visible sheet with a known heading. Raises SheetUnusable."""
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    if not any(not row.is_empty for sheet in visible for row in sheet.rows):
        raise SheetUnusable("工作簿是空的，请填写任务分解表后再导入。")
    for sheet in visible:
        found = _find_head(sheet)
        if found:
            head, columns, heads = found
            return _read_rows(sheet.rows[head + 1:], SheetTable(columns, heads))
    raise SheetUnusable(
        "没有找到表头。表头应在前 20 行内，至少有“指标名称”（或“任务名称”）和“牵头单位”（或“责任单位”）两列。"
        "可先导出任务分解表作为模板。"
    )


def _find_head(sheet: Sheet) -> tuple[int, dict[str, int], dict[str, str]] | None:
    """The row that names most columns; of two equal ones the lower, since upper ones hold merged group headings."""
    best = None
    for index, row in enumerate(sheet.rows[:HEAD_ROWS]):
        columns, heads = _columns_of(row)
        if all(name in columns for name in NEEDED) and (best is None or len(columns) >= len(best[1])):
            best = index, columns, heads
    return best


def _columns_of(row: Row) -> tuple[dict[str, int], dict[str, str]]:
    written = {}
    for position, cell in enumerate(row.cells):
        if isinstance(cell.value, str):
            written.setdefault(_plain_head(cell.value), (position, cell.value))
    columns, heads = {}, {}
    for name, headings in HEADINGS.items():
        for heading in headings:
            if heading in written and written[heading][0] not in columns.values():
                columns[name], heads[name] = written[heading]
                break
    if "title" not in columns and _WITHOUT_TITLE_COLUMN in columns:
        columns["title"], heads["title"] = columns.pop("group"), heads.pop("group")
    return columns, heads


def _plain_head(text: str) -> str:
    return _BLANKS.sub("", text).replace("（", "(").replace("）", ")")


def _read_rows(rows: list[Row], table: SheetTable) -> SheetTable:
    seen: dict[str, int] = {}
    for row in rows:
        if row.is_empty or _is_total(row, table):
            continue
        if _continues(row, table):
            _add_target(row, table)
            continue
        task = SheetTask(row.number, _values(row, table))
        if not task.values["title"]:
            table.fault(row, "title", "没有填写")
        for name in ("number", "title"):
            value = task.values.get(name)
            key = f"{name}:{value}"
            if value and key in seen:
                table.fault(row, name, f"“{value}”与第 {seen[key]} 行重复")
            seen.setdefault(key, row.number)
        table.tasks.append(task)
        _add_target(row, table)
    if not table.tasks and not table.faults:
        raise SheetUnusable("表头下面没有任务，请填写后再导入。")
    return table


def _is_total(row: Row, table: SheetTable) -> bool:
    return any(_text(_cell(row, table, name)) in _TOTALS for name in ("number", "title"))


def _continues(row: Row, table: SheetTable) -> bool:
    """A further target of the task above: its cells are merged with that row, or left empty, or repeated."""
    if not table.tasks:
        return False
    above = table.tasks[-1].values
    title, number = _text(_cell(row, table, "title")), _text(_cell(row, table, "number"))
    if not title and not number:
        return bool(_text(_cell(row, table, "part")) or _text(_cell(row, table, "target")))
    same = title == above["title"] and number == above.get("number", "")
    part = _text(_cell(row, table, "part"))
    repeats = part and part not in {target.name for target in table.tasks[-1].targets}
    merged = _cell(row, table, "title")
    return same and bool(repeats or (merged and merged.is_merged))


def _values(row: Row, table: SheetTable) -> dict:
    values = {
        name: _text(_cell(row, table, name))
        for name in ("number", "domain", "group", "title", "lead", "support", "leader", "deadline", "requirement")
        if name in table.columns
    }
    for name in table.columns:
        cell = _cell(row, table, name)
        if cell and isinstance(cell.value, CellError):
            table.fault(row, name, cell.value.message)
    if "marks" in table.columns:
        values["marks"] = _number(row, table, "marks")
    if "due" in table.columns:
        values["due"] = _date(row, table)
    return values


def _add_target(row: Row, table: SheetTable) -> None:
    if "target" not in table.columns:
        return
    unit = _text(_cell(row, table, "unit"))
    target = SheetTarget(row.number, _text(_cell(row, table, "part")), unit, None, _target_text(row, table))
    if "baseline" in table.columns:
        target.baseline = _number(row, table, "baseline", unit)
    target.certifier = _text(_cell(row, table, "certifier"))
    table.tasks[-1].targets.append(target)


def _target_text(row: Row, table: SheetTable) -> str:
    cell = _cell(row, table, "target")
    if cell and isinstance(cell.value, Decimal) and cell.is_percent:
        return format_number(cell.value * 100, "%")
    return _text(cell)


def _number(row: Row, table: SheetTable, name: str, unit: str = "") -> Decimal | None:
    cell = _cell(row, table, name)
    if cell is None or cell.value is None or isinstance(cell.value, CellError):
        return None
    if isinstance(cell.value, Decimal):
        return cell.value * 100 if cell.is_percent else cell.value
    if _text(cell) in ("—", "-", "/", "无"):
        return None
    try:
        return parse_number(_text(cell), unit)
    except (NotANumber, InvalidOperation) as error:
        table.fault(row, name, str(error))
        return None


def _date(row: Row, table: SheetTable) -> date | None:
    cell = _cell(row, table, "due")
    if cell is None or cell.value is None or isinstance(cell.value, CellError):
        return None
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    digits = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", _text(cell))
    try:
        return date(*map(int, digits.groups()))
    except (AttributeError, ValueError):
        table.fault(row, "due", f"“{_text(cell)[:20]}”不是日期，请写成 2022-01-20")
        return None


def _cell(row: Row, table: SheetTable, name: str) -> Cell | None:
    position = table.columns.get(name)
    return row.cells[position] if position is not None and position < len(row.cells) else None


def _text(cell: Cell | None) -> str:
    if cell is None or cell.value is None or isinstance(cell.value, CellError):
        return ""
    if isinstance(cell.value, Decimal):
        return format_number(cell.value)
    if isinstance(cell.value, date):
        return f"{cell.value:%Y-%m-%d}"
    return str(cell.value).strip()


def _letter(position: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

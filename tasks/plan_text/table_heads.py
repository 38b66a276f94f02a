"""Which row is the head of a breakdown table, and which column holds what."""

import re

from .markers import marker_of
from .words.columns import COLUMN_HINTS, COLUMNS

HEAD_ROWS = 20
LEAST_COLUMNS = 2
HELPS = ("lead", "resp", "coop", "target", "deadline")
BRACKETED = re.compile(r"\([^()]*\)")
LEADING_YEAR = re.compile(r"^(?:到|至)?(?:20\d\d年?度?|本年度?|创建)(?=[一-鿿])")
UNIT_IN_HEAD = re.compile(r"\((?P<unit>[%‰]|[^()]*/[^()]*)\)")
LONGEST_HEAD = 14
TARGET_HEAD = next(speaks for name, speaks in COLUMN_HINTS if name == "target")
YEAR_HEAD = re.compile(rf"(?P<year>20\d\d)年?度?(?P<what>(?:{TARGET_HEAD}).*)?")


def find_head(rows: list[list[str]], year: int | None) -> tuple[int, dict[str, int], dict[str, str]] | None:
    best = None
    for place, row in enumerate(rows[:HEAD_ROWS]):
        columns, units = columns_of(row, rows[place - 1] if place else [], year)
        if columns and _goes_below(row, rows[place - 1] if place else []):
            columns = _with_head_above(columns, row, rows[place - 1], year)
        named = "title" in columns and any(name in columns for name in HELPS)
        if named and len(columns) >= LEAST_COLUMNS and (best is None or len(columns) >= len(best[1])):
            best = place, columns, units
    return best


def _goes_below(row: list[str], above: list[str]) -> bool:
    """牵头单位 and 配合单位 below one 责任单位, nothing below the other headings."""
    said = [text for text in row if text]
    if len(row) != len(above) or len(said) < 2 or marker_of(said[0]) or max(map(len, said)) > LONGEST_HEAD:
        return False
    is_below = all(over or not text for text, over in zip(row, above, strict=True))
    return is_below and len(said) < len([text for text in above if text])


def _with_head_above(columns: dict[str, int], row: list[str], above: list[str], year: int | None) -> dict[str, int]:
    upper, _ = columns_of(above, [], year)
    return columns | {
        name: position
        for name, position in upper.items()
        if name not in columns and position not in columns.values()
    }


def columns_of(row: list[str], above: list[str], year: int | None) -> tuple[dict[str, int], dict[str, str]]:
    written: dict[str, int] = {}
    for position, text in enumerate(row):
        for form in _forms(text):
            written.setdefault(form, position)
    columns: dict[str, int] = {}
    for name, headings in COLUMNS.items():
        for heading in headings:
            if heading in written and written[heading] not in columns.values():
                columns[name] = written[heading]
                break
    _use_years(row, above, columns, year)
    _guess_columns(row, columns)
    _find_part(row, columns)
    if "title" not in columns and "group" in columns:
        columns["title"] = columns.pop("group")
    if "title" not in columns and "body" in columns:
        columns["title"] = columns.pop("body")
    unit = UNIT_IN_HEAD.search(row[columns["target"]]) if "target" in columns else None
    return columns, {"target": unit["unit"]} if unit else {}


def _use_years(row: list[str], above: list[str], columns: dict[str, int], year: int | None) -> None:
    """2023年, 2024年, 2025年 side by side, named in the row above or by themselves: this year's is the target."""
    years = {}
    for position, text in enumerate(row):
        match = YEAR_HEAD.fullmatch(re.sub(r"\s", "", text))
        over = above[position] if position < len(above) else ""
        if match and (match["what"] or re.search(TARGET_HEAD, over)) and not re.search(r"现状|完成|基", over):
            years.setdefault(int(match["year"]), position)
    if years and (len(years) > 1 or "target" not in columns):
        columns["target"] = years.get(year, next(iter(years.values())))


def _guess_columns(row: list[str], columns: dict[str, int]) -> None:
    """Headings nobody has written down yet: 区级牵头部门 speaks of who leads."""
    for position, text in enumerate(row):
        plain = re.sub(r"\s", "", BRACKETED.sub("", text))
        if position in columns.values() or not plain or len(plain) > LONGEST_HEAD or text in row[:position]:
            continue
        for name, speaks in COLUMN_HINTS:
            if name not in columns and re.search(speaks, plain):
                columns[name] = position
                break


def _find_part(row: list[str], columns: dict[str, int]) -> None:
    """指标名称 over two columns: the right one names the parts of the left one."""
    beside = columns.get("title", len(row)) + 1
    if "part" not in columns and beside < len(row) and row[beside] == row[columns["title"]]:
        columns["part"] = beside


def _forms(text: str) -> list[str]:
    plain = re.sub(r"[\s*:]", "", text).lower()
    bare = BRACKETED.sub("", plain)
    return [plain, bare, LEADING_YEAR.sub("", bare)] if plain else []

"""Breakdown tables: rows gathered into items, merged cells and bands understood."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .deadlines import find_deadline, read_deadline
from .headings import find_parts, split_text
from .lines import Grid, Line
from .markers import marker_of
from .parsed import Condition, Item, Roles
from .reading_items import read_current, use_target
from .roles import FIELD_OF, read_roles
from .table_heads import HELPS, columns_of, find_head
from .target_names import is_indicator
from .targets import read_phrase
from .words.columns import TOTALS
from .words.targets import LEFT_OUT
from .years import for_year

LONGEST_BAND = 40
MOSTLY = 0.5
FOOT = re.compile(r"(?:填表|审核|制表|联系|填报|复核|审批|填表单位)(?:人|日期)?:|(?:备注|附注|注|说明):|注\d?[:、.]")


@dataclass
class Found:
    """Items of one table; `above` are the lines over its head, where a title may stand."""

    items: list[Item] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)


def read_table(grid: Grid, year: int | None) -> Found | None:
    """None when it is no breakdown table."""
    head = find_head(grid.rows, year)
    if head is None:
        card = _read_card(grid, year)
        return Found([card]) if card else None
    place, columns, units = head
    reader = _Reader(columns, units, year)
    reader.counts_rows = _counts_rows(grid.rows[place + 1 :], columns)
    reader.is_pasted = grid.is_pasted
    for number, row in enumerate(grid.rows[place + 1 :], start=place + 1):
        reader.read(row, grid.line_of(number))
    return Found(reader.items, as_lines(replace(grid, rows=grid.rows[:place])))


def _counts_rows(rows: list[list[str]], columns: dict[str, int]) -> bool:
    """Each task has its own number; a row without one, or with that of the row above, belongs to the task above."""
    if "no" not in columns:
        return False
    numbers = [row[columns["no"]] for row in rows if row[columns["title"]]]
    return len(set(filter(None, numbers))) > len(numbers) * MOSTLY


def as_lines(grid: Grid) -> list[Line]:
    """A table that only lays out text: its cells as paragraphs."""
    return [
        Line(grid.line_of(n), text, grid.line_of(n))
        for n, row in enumerate(grid.rows) for cell in _different(row) for text in cell.split("\n") if text
    ]  # fmt: skip


def _title_and_parts(cell: str) -> list[str]:
    """环境空气质量 over 优良天数比例 and PM2.5浓度 in one cell; other line breaks are only for want of room."""
    first, *others = cell.split("\n")
    has_parts = len(others) > 1 and not is_indicator(first) and all(map(is_indicator, others))
    return [first, *others] if has_parts else ["".join([first, *others])]


def _share_among(item: Item, parts: list[str], targets: list[str]) -> None:
    if not parts or item.sub:
        return
    own = [read_phrase(target, item.main.unit) for target in targets]
    each = own if len(own) == len(parts) and all(own) else [item.main] * len(parts)
    item.sub = [replace(condition, title=part) for part, condition in zip(parts, each, strict=True)]
    item.also = [] if each is own else item.also
    item.main = Condition("composite")


def _different(row: list[str]) -> list[str]:
    """A merged cell repeats its text; each is said once."""
    return [text for place, text in enumerate(row) if text and text not in row[:place]]


class _Reader:
    def __init__(self, columns: dict[str, int], units: dict[str, str], year: int | None):
        self.columns, self.units, self.year = columns, units, year
        self.items: list[Item] = []
        self.band: str | None = None
        self.head = set(columns)
        self.counts_rows = self.is_pasted = False
        self._above_domain = ""
        self._above_target = ""

    def read(self, row: list[str], number: int) -> None:
        texts = _different(row)
        is_total = any(self.cell(row, name) in TOTALS for name in ("no", "title"))
        if not texts or is_total or FOOT.match(texts[0]) or self._repeats_head(row):
            return
        if self._is_band(row, texts):
            marker = marker_of(texts[-1])
            self.band = texts[-1][marker.length :] if marker else texts[-1]
            return
        if self._continues(row) or self._is_part(row):
            self._add_part(row, number)
        elif self.cell(row, "title"):
            self.items.append(self._item(row, number))

    def cell(self, row: list[str], name: str) -> str:
        position = self.columns.get(name)
        return row[position] if position is not None and position < len(row) else ""

    def _is_band(self, row: list[str], texts: list[str]) -> bool:
        """一、大气污染防治 across the table, or only number and field: a heading for the rows below."""
        if len(texts[-1]) > LONGEST_BAND:
            return False
        if len(texts) == 1:
            return len([text for text in row if text]) > 1 or not self.cell(row, "title")
        return len(texts) == 2 and not any(self.cell(row, name) for name in ("title", "part", *HELPS))

    def _repeats_head(self, row: list[str]) -> bool:
        return len(set(columns_of(row, [], self.year)[0]) & self.head) >= max(2, len(self.head) - 1)

    def _continues(self, row: list[str]) -> bool:
        """A further target of the item above: number and name are merged with that row, or left empty."""
        if not self.items:
            return False
        title, no = self.cell(row, "title").replace("\n", ""), self.cell(row, "no")
        more = self.cell(row, "part") or self.cell(row, "target")
        if not title and not no:
            return bool(more)
        above = self.items[-1]
        return title == self._above_title and (no == above.no or not no) and bool(more)

    def _is_part(self, row: list[str]) -> bool:
        """主要污染物排放强度 with its number, 化学需氧量 and 二氧化硫 below it without one."""
        if not (self.counts_rows and self.items and self.cell(row, "target") and "target" in self.columns):
            return False
        no = self.cell(row, "no").rstrip(".、")
        return bool(self.items[-1].no) and no in ("", self.items[-1].no) and bool(self.cell(row, "title"))

    def _item(self, row: list[str], number: int) -> Item:
        title, *parts = _title_and_parts(self.cell(row, "title"))
        self._above_title = title
        marker = marker_of(title)
        no, name = self.cell(row, "no").rstrip(".、"), title
        if marker and (not no or no == marker.printed):
            no, name = no or marker.printed, title[marker.length :]
        said = name if "target" in self.columns else "。".join(filter(None, (name, self.cell(row, "body"))))
        split = split_text(for_year(said, self.year))
        if self.cell(row, "target") and split.main.comparator == "qualitative" and not split.sub:
            split.title = name.split("。")[0].strip(" ;")
        item = Item(no, split.title, split.main, split.sub, split.also, self._roles(row), line=number, last_line=number,
                    source="\n".join(_different(row)))  # fmt: skip
        self._above_target = self.cell(row, "target")
        if "target" in self.columns:
            self._targets(item, row)
            _share_among(item, parts, self.cell(row, "target").split("\n"))
        item.domain = self._domain(row)
        item.attr = (self.cell(row, "attr") or split.attr or "").removesuffix("指标") or None
        item.current = read_current(self.cell(row, "current")) if self.cell(row, "current") not in LEFT_OUT else None
        self._deadline(item, row)
        return item

    def _targets(self, item: Item, row: list[str]) -> None:
        part, text = self.cell(row, "part"), self.cell(row, "target")
        if not text:
            return
        use_target(item, for_year(text, self.year), self._unit(row))
        if part and part != self._above_title:
            if not item.sub:
                item.sub = [replace(item.main, title=part)]
            item.main = Condition("composite")

    def _add_part(self, row: list[str], number: int) -> None:
        item, text, unit = self.items[-1], self.cell(row, "target"), self._unit(row)
        for condition in find_parts(text, unit) or [Condition("qualitative", unit=unit, text=text)]:
            name = self.cell(row, "part") or condition.title or self._own_title(row)
            if name and item.main.comparator != "composite":
                own = [replace(item.main, title=item.title)] if self._above_target else []
                item.sub = item.sub or own
                item.main = Condition("composite")
            (item.sub if name else item.also).append(replace(condition, title=name))
        item.source += "\n" + "\n".join(_different(row))
        item.last_line = number

    def _own_title(self, row: list[str]) -> str:
        title = self.cell(row, "title").replace("\n", "")
        return "" if title == self._above_title else title

    def _unit(self, row: list[str]) -> str | None:
        unit = self.cell(row, "unit") or self.units.get("target", "")
        return None if unit in LEFT_OUT or not unit else unit

    def _roles(self, row: list[str]) -> Roles:
        roles = Roles(leader=self.cell(row, "leader") or None)
        for name in ("lead", "coop", "resp"):
            if name not in self.columns:
                continue
            text = self.cell(row, name)
            if name == "coop" and self.columns.get("coop") == self.columns.get("lead"):
                continue
            read = read_roles(text, name)
            for held, more in ((roles.lead, read.lead), (roles.coop, read.coop), (roles.resp, read.resp)):
                held.extend(unit for unit in more if unit not in held)
        above = self.items[-1].roles if self.items else Roles()
        # Pasted, a merged cell is empty from its second row on.
        is_merged = self.is_pasted and not (roles.lead or roles.coop or roles.resp)
        return replace(above, leader=roles.leader) if is_merged and self._leaves_out(row) else roles

    def _leaves_out(self, row: list[str]) -> bool:
        return not any(self.cell(row, name) for name in ("lead", "coop", "resp"))

    def _domain(self, row: list[str]) -> str | None:
        self._above_domain = self.cell(row, "domain") or self._above_domain
        named = self._above_domain or self.cell(row, "group") or self.band
        if not named:
            return None
        named = named.replace("\n", "")
        marker = marker_of(named)
        return named[marker.length :] if marker else named

    def _deadline(self, item: Item, row: list[str]) -> None:
        if "deadline" in self.columns:
            item.deadline, item.deadline_iso = read_deadline(self.cell(row, "deadline").replace("\n", ""), self.year)
        else:
            texts = (self.cell(row, name) for name in ("title", "target", "body"))
            item.deadline, item.deadline_iso = find_deadline("。".join(filter(None, texts)), self.year)


def _read_card(grid: Grid, year: int | None) -> Item | None:
    """One table for each task, labels on the left: 任务名称|…|牵头单位|…"""
    values: dict[str, str] = {}
    for row in grid.rows:
        cells = [cell for place, cell in enumerate(row) if place == 0 or cell != row[place - 1]]
        for label, value in pairwise(cells):
            name = FIELD_OF.get(label.strip(":"))
            if name and FIELD_OF.get(value.strip(":")) is None:
                values.setdefault(name, value)
    if "title" not in values or not values.keys() & {"lead", "resp"}:
        return None
    reader = _Reader({name: place for place, name in enumerate(values)}, {}, year)
    card = reader._item(list(values.values()), grid.number)
    card.last_line = grid.line_of(len(grid.rows) - 1)
    return card

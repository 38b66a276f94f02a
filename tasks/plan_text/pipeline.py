"""The stages in their order, from blocks to the parsed plan."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from eco_demo.lib.document_text import Block, Table, read_document, read_text

from .checks import check_document, check_numbers, check_units
from .drafts import Draft, field_in
from .facts import most_named_year, read_facts
from .lines import Grid, Line, clean_lines
from .markers import PART, marker_of
from .outline import build_outline
from .parsed import Facts, Item, ParsedPlan, Warn
from .pasted_tables import grids_in_text
from .reading_items import read_item, share_lead
from .roles import has_roles
from .source import source_of
from .splitting import find_drafts
from .tables import as_lines, read_table
from .timetable import read_place_table, read_timetable
from .unit_lists import split_units
from .words.roles import FIRST_LEADS, OTHERS_COOPERATE


def parse_plan_file(path: Path) -> ParsedPlan:
    """Raises `eco_demo.lib.document_text.UnreadableDocument` with a sentence."""
    return parse_blocks(read_document(path))


def parse_plan_text(text: str) -> ParsedPlan:
    """A plan pasted as text. Raises UnreadableDocument."""
    return parse_blocks(read_text(text))


def parse_blocks(blocks: list[Block]) -> ParsedPlan:
    found = grids_in_text(clean_lines(_numbered_on(blocks)))
    source = source_of(found)
    has_table = any(isinstance(part, Grid) and len(part.rows) > 1 for part in found)
    found, tables, facts = _take_tables(found)
    root = build_outline(found, facts)
    drafts = find_drafts(root)
    lines_of_tasks = {line for draft in drafts for line in range(draft.line, draft.last_line + 1)}
    timetable = read_timetable(root, facts, lines_of_tasks)
    if any(tables) and not any(has_roles(draft.text) for draft in drafts):
        drafts = []  # the prose before a breakdown table tells the same in general words
    items, warnings = _read_drafts(drafts, facts.year)
    numbers = [draft.number for draft in drafts]
    outer = [draft.outer for draft in drafts]
    for place, table in enumerate(tables, start=1):
        items.extend(table)
        numbers.extend(int(item.no) if item.no.isdecimal() else 0 for item in table)
        outer.extend([[place]] * len(table))
    text = "\n".join(line.text for line in found if isinstance(line, Line))
    _apply_rules(items, "\n".join(entry.text for entry in source))
    _give_numbers(items, numbers, outer)
    warnings = [Warn(items[place].no, message) for place, message in warnings]
    whole = [*check_document(items, facts.title, text, has_table=has_table), *check_numbers(items, numbers)]
    return ParsedPlan(facts, items, [*whole, *warnings, *check_units(items)], timetable, source)


def _numbered_on(blocks: list[Block]) -> list[Block]:
    """Each sheet of a workbook counts its own rows; together they count on."""
    numbered, last = [], 0
    for block in blocks:
        block = replace(block, line=last + 1) if block.line < last else block
        numbered.append(block)
        last = block.line + (len(block.rows) - 1 if isinstance(block, Table) else 0)
    return numbered


def _take_tables(found: list[Line | Grid]) -> tuple[list[Line | Grid], list[list[Item]], Facts]:
    """Breakdown tables out; tables of other kinds become lines again."""
    facts = read_facts(found)
    kept: list[Line | Grid] = []
    grids: list[tuple[Grid, str | None]] = []
    for place, part in enumerate(found):
        if isinstance(part, Line):
            kept.append(part)
            continue
        table = read_table(part, facts.year)
        if table is None:
            kept.extend([part] if read_place_table(part) else as_lines(part))
        else:
            kept.extend(table.above)
            grids.append((part, _heading_over(found, place)))
    facts = read_facts(kept)  # a title may stand in the first row of a table
    if facts.year is None:
        facts.year = most_named_year(text for grid, _ in grids for row in grid.rows for text in row)
    tables = []
    for grid, heading in grids:
        items = read_table(grid, facts.year).items
        tables.append([replace(item, domain=item.domain or heading) for item in items])
    return kept, tables, facts


def _heading_over(found: list[Line | Grid], place: int) -> str | None:
    """一、蓝天保卫战 right above a table of its own."""
    above = next((part for part in reversed(found[:place]) if isinstance(part, Grid) or not part.is_junk), None)
    marker = marker_of(above.text) if isinstance(above, Line) else None
    if marker is None or marker.rank > PART:
        return None
    return field_in(above.text[marker.length :])


def _read_drafts(drafts: list[Draft], year: int | None) -> tuple[list[Item], list[tuple[int, str]]]:
    items, warnings = [], []
    standing: list[str] = []
    for place, draft in enumerate(drafts):
        item, taken, conflicts = read_item(draft, year)
        warnings.extend((place, message) for message in [*conflicts, *dict.fromkeys(taken.warnings)])
        named = {*item.roles.lead, *item.roles.coop, *item.roles.resp}
        item.implicit_coop = [name for name in standing if name not in named]
        if taken.standing:
            # Where it is said they are named; from the next item on they are meant.
            item.roles.resp.extend(name for name in taken.standing if name not in named)
            standing = taken.standing
            item.implicit_coop = []
        items.append(item)
    return items, warnings


def _apply_rules(items: list[Item], text: str) -> None:
    """Rules a plan states once for all of its tasks."""
    if re.search(FIRST_LEADS, text):
        others = bool(re.search(OTHERS_COOPERATE, text))
        for item in items:
            share_lead(item.roles, others_cooperate=others)
    for item in items:
        for names in (item.roles.lead, item.roles.coop, item.roles.resp):
            names[:] = [name for name in names if split_units(name)]


def _give_numbers(items: list[Item], numbers: list[int], outer: list[list[int]]) -> None:
    """As printed; 2.1 where 1 stands in several sections; counted where nothing is printed."""
    printed = [item.no for item in items]
    depth, deepest = 0, max(map(len, outer), default=0)
    while depth < deepest and _repeats(printed):
        depth += 1
        printed = [
            ".".join([*map(str, sections[-depth:]), str(number) if number else item.no]) if item.no else ""
            for item, number, sections in zip(items, numbers, outer, strict=True)
        ]
    for item, no in zip(items, printed, strict=True):
        item.no = no
    for place, item in enumerate(items, start=1):
        item.no = item.no or str(place)


def _repeats(numbers: list[str]) -> bool:
    """One number twice in a row is a slip of the pen; a whole run twice is another section."""
    counts = Counter(number for number in numbers if number)
    return sum(count > 1 for count in counts.values()) > 1 or any(
        count > 1 and number.endswith(("1", "一")) for number, count in counts.items()
    )

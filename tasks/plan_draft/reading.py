"""A parsed plan with its annexes, as the draft that a person corrects. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from eco_demo.lib.punctuation import full_width
from indicators.choices import Attribute

from .. import cycle
from ..cycle import FIRST_YEAR, LAST_YEAR
from ..plan_text import Item, ParsedPlan
from ..plan_text.checks import IN_ANNEX, NO_ITEMS, NO_TITLE
from .head_steps import HEAD_TEXTS
from .lengths import NUMBER, UNIT_NAME, cut
from .reading_timetable import timetable_of
from .shape import COOP, LEAD, RESP, Draft, DraftHead, DraftRow, DraftUnit
from .targets import targets_of
from .values import TEXTS
from .wording import phrase_of, requirement_of

MAIN_HAS_NO_TASKS = (IN_ANNEX, NO_ITEMS)
ATTRIBUTES = (("约束", Attribute.BINDING), ("参考", Attribute.REFERENCE), ("预期", Attribute.REFERENCE),
              ("指导", Attribute.REFERENCE))  # fmt: skip


def draft_of(parsed: Sequence[ParsedPlan], year_now: int, dates: Mapping[str, date] | None = None) -> Draft:
    """`parsed`: the main document first, its annexes after it. `dates`: those of the plan the tasks go into."""
    head = _head(parsed, year_now, dates)
    rows = [row for place, plan in enumerate(parsed, start=1) for row in _rows(place, plan, head.dates)]
    rows = _with_numbers_apart(rows)
    rows = [replace(row, key=f"r{place}") for place, row in enumerate(rows, start=1)]
    return Draft(
        head=head, rows=tuple(rows), warnings=_warnings(parsed), next_key=len(rows) + 1,
        **timetable_of([plan.timetable for plan in parsed]),
    )


def lines_of(parsed: ParsedPlan) -> list[dict]:
    """The document as `ImportFile.lines` keeps it."""
    return [
        {"number": line.number, "last": line.last, "text": full_width(line.text),
         "cells": [full_width(cell) for cell in line.cells]}
        for line in parsed.source
    ]


def _head(parsed: Sequence[ParsedPlan], year_now: int, dates: Mapping[str, date] | None) -> DraftHead:
    """What the main document does not say may stand in an annex."""
    said = {
        name: cut(full_width(next(filter(None, (getattr(plan.facts, name) for plan in parsed)), "")), most)
        for name, (_, most) in HEAD_TEXTS.items()
    }
    year = next(filter(None, (plan.facts.year for plan in parsed)), year_now)
    year = year if FIRST_YEAR <= year <= LAST_YEAR else year_now
    return DraftHead(**said, year=year, dates=dates or cycle.default_dates(year, _dates_in(parsed)))


def _dates_in(parsed: Sequence[ParsedPlan]) -> dict[str, date]:
    found: dict[str, date] = {}
    for plan in parsed:
        for name, written in plan.timetable.cycle.items():
            found.setdefault(name, date.fromisoformat(written))
    return found


def _warnings(parsed: Sequence[ParsedPlan]) -> tuple[str, ...]:
    has_items = any(plan.items for plan in parsed)
    has_title = any(plan.facts.title for plan in parsed)
    found = []
    for place, plan in enumerate(parsed, start=1):
        said = [warning.message for warning in plan.warnings if not warning.no]
        if has_items and place == 1:  # the tasks stand in an annex, and it has come along
            said = [message for message in said if message not in MAIN_HAS_NO_TASKS]
        if has_title:
            said = [message for message in said if message != NO_TITLE]
        found += [f"第 {place} 个文件：{message}" if len(parsed) > 1 else message for message in said]
    return tuple(dict.fromkeys(found))


def _rows(place: int, plan: ParsedPlan, dates: Mapping[str, date]) -> list[DraftRow]:
    cells: dict[int, list[tuple[str, ...]]] = {}
    for line in plan.source:
        if line.cells:
            cells.setdefault(line.number, []).append(line.cells)
    rows = [_row(place, item, _cells_of(item, cells), dates) for item in plan.items]
    said: dict[str, list[str]] = {}
    for warning in plan.warnings:
        said.setdefault(warning.no, []).append(warning.message)
    return [
        replace(row, warnings=(*row.warnings, *said.get(item.no, ())))
        for row, item in zip(rows, plan.items, strict=True)
    ]


def _row(place: int, item: Item, cells: Sequence[Sequence[str]], dates: Mapping[str, date]) -> DraftRow:
    requirement = requirement_of(item, cells)
    targets, warnings = targets_of(item, phrase_of(requirement))
    written = {"number": item.no, "title": item.title, "domain": item.domain, "leader": item.roles.leader,
               "deadline": item.deadline}  # fmt: skip
    warnings += [
        f"{label}太长，已截短，请核对原文" for field, (label, most) in TEXTS.items()
        if len(written.get(field) or "") > most
    ]
    if isinstance(item.current, str) and item.current not in requirement:
        requirement = "\n".join(filter(None, (requirement, f"现状：{item.current}")))
    return DraftRow(
        key="", **{field: cut(text, TEXTS[field][1]) for field, text in written.items()},
        requirement=requirement[: TEXTS["requirement"][1]], due=_due(item.deadline_iso, dates),
        attribute=_attribute(item.attr), targets=targets, units=_units(item), file=place, first_line=item.line,
        last_line=item.last_line, source=item.source, warnings=tuple(warnings),
    )


def _cells_of(item: Item, cells: Mapping[int, Sequence[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """Every sheet of a workbook counts its rows anew, so the words must agree too."""
    near = (row for number in range(item.line, item.last_line + 1) for row in cells.get(number, ()))
    return [row for row in near if all(cell in item.source for cell in row)]


def _units(item: Item) -> tuple[DraftUnit, ...]:
    named = [(name, LEAD) for name in item.roles.lead] + [(name, RESP) for name in item.roles.resp]
    named += [(name, COOP) for name in (*item.roles.coop, *item.implicit_coop)]
    return tuple(dict.fromkeys(DraftUnit(cut(name, UNIT_NAME), role) for name, role in named))


def _due(deadline: date | None, dates: Mapping[str, date]) -> date | None:
    """Ledgers close on it, so a day before the self-check opens is a deadline of the work, not of the report."""
    if deadline is None or not dates["self_check_from"] <= deadline <= dates["report_due"]:
        return None
    return deadline


def _attribute(written: str | None) -> str:
    return next((str(attribute) for word, attribute in ATTRIBUTES if word in (written or "")), "")


def _with_numbers_apart(rows: list[DraftRow]) -> list[DraftRow]:
    """Annexes count from one again; a plan has each number once."""
    taken: set[str] = set()
    apart = []
    for place in sorted({row.file for row in rows}):
        own = [row for row in rows if row.file == place]
        if any(row.number in taken for row in own):
            own = [replace(row, number=cut(f"附{place - 1}-{row.number}", NUMBER)) for row in own]
        taken |= {row.number for row in own}
        apart += own
    return apart

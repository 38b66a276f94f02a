"""Whether screen, printed reports, workbooks and snapshot of a frozen year show the same numbers."""

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.explanation import Kind, Node, unit_tree, walk
from assessments.models import Report, Snapshot
from assessments.reports import district_report, unit_report, workbook
from assessments.reports.snapshot_data import UnitRow, YearData, from_json
from assessments.reports.tree_rows import printed_rows
from assessments.reports.wording import plain_number, points
from assessments.services.report import request_reports
from eco_demo.lib.content_store import path_of
from tasks.models import Plan

# On paper these are compared with everything that stands in their row.
PRINTED = (Kind.TOTAL, Kind.SUBTOTAL, Kind.MODULE, Kind.LINE, Kind.DEDUCTION, Kind.BONUS)


def check_same_numbers(plan: Plan, snapshot: Snapshot, *, printed: int | None = None) -> int:
    """Asserts it for every unit and the district; says how many numbers were compared.

    Nothing of the plan may have changed since the snapshot. Reports that are built are read as they were delivered,
    others are rendered; `printed` limits how many units' PDFs are read, for they cost two seconds each.
    """
    client = Client()
    client.force_login(snapshot.taken_by, backend="django.contrib.auth.backends.ModelBackend")
    request_reports(snapshot, snapshot.taken_by)
    year, raw = from_json(snapshot.data), json.loads(snapshot.data)
    reports = {row.unit_id: row for row in snapshot.reports.select_related("snapshot", "plan", "pdf", "workbook")}
    compared = 0
    for number, (unit, stored) in enumerate(zip(year.units, raw["units"], strict=True)):
        _check_snapshot(unit, stored)
        compared += _check_screen(client, plan, unit)
        compared += _check_unit_workbook(reports[unit.id], unit)
        if printed is None or number < printed:
            compared += _check_unit_pdf(reports[unit.id], unit)
    compared += _check_district_workbook(reports[None], year)
    compared += _check_district_pdf(reports[None], year)
    return compared + _check_export(client, year)


# --- what is frozen ------------------------------------------------------------------------------------------------

def _tree(unit: UnitRow, *, names: bool) -> Node:
    return unit_tree(unit.lines, unit.explained, names=names)


def _check_snapshot(unit: UnitRow, stored: dict) -> None:
    tree, outcome = _tree(unit, names=True), stored["outcome"]
    assert [node.text for _, node in walk(tree) if not node.adds_up] == []
    assert (_text(tree.value), unit.explained.grade) == (outcome["score"], outcome["grade"])
    scores = {line["number"]: line["score"] for line in stored["lines"]}
    shown = {node.text.split("　")[0]: node.value for _, node in walk(tree) if _is_scored(node)}
    assert {number: _text(value) for number, value in shown.items()} == {
        number: score for number, score in scores.items() if number in shown
    }


def _is_scored(node: Node) -> bool:
    return node.kind == Kind.LINE and bool(node.terms)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


# --- the screen ----------------------------------------------------------------------------------------------------

class _Figures(HTMLParser):
    """The numbers of the page, each with the words before it."""

    def __init__(self):
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.words, self.inside = "", ""

    def handle_starttag(self, tag, attributes):
        names = dict(attributes).get("class") or ""
        if tag == "span" and "why-text" in names:
            self.words, self.inside = "", "words"
        if tag == "data":
            self.found.append((_squeezed(self.words), dict(attributes)["value"]))
            self.inside = ""

    def handle_data(self, data):
        if self.inside == "words":
            self.words += data


def _check_screen(client: Client, plan: Plan, unit: UnitRow) -> int:
    page = client.get(reverse("score_why", kwargs={"plan": plan.pk, "unit": unit.id})).content.decode()
    figures = _Figures()
    figures.feed(page)
    frozen = [(_squeezed(node.text), node.value) for _, node in walk(_tree(unit, names=True)) if node.number]
    shown = [(words.removesuffix("已撤销"), Decimal(value)) for words, value in figures.found]
    assert shown == frozen, unit.name
    if unit.explained.grade:
        assert f"等次：{unit.explained.grade}" in page
    return len(shown)


# --- paper ---------------------------------------------------------------------------------------------------------

def _check_unit_pdf(report: Report, unit: UnitRow) -> int:
    text = _words_of(_delivered(report.pdf) or unit_report.render_unit_pdf(unit_report.collect(report)))
    rows = [row for row in printed_rows(_tree(unit, names=False)) if row.kind in PRINTED and row.number]
    for row in rows:
        line = _squeezed(f"{row.text}{row.equation}{row.share}{row.note}{row.number}")
        assert line in text, f"{unit.name}：{line}"
    if unit.explained.score is not None:
        assert f"考核得分{unit.explained.score}分" in text
    return len(rows)


def _check_district_pdf(report: Report, year: YearData) -> int:
    text = _words_of(_delivered(report.pdf) or district_report.render_district_pdf(district_report.collect(report)))
    for unit in year.units:
        outcome = unit.explained
        if outcome.score is not None:
            row = f"{_squeezed(unit.name)}{_amounts(unit, year)}{outcome.score}{outcome.grade or '—'}"
            assert row in text, row
    return len(year.units)


def _amounts(unit: UnitRow, year: YearData) -> str:
    """The columns between a unit's name and its score, where bonus and penalty are printed."""
    outcome = unit.explained
    if not any(other.explained.bonus or other.explained.penalty for other in year.units):
        return ""
    return f"{points(outcome.subtotal)}{plain_number(outcome.bonus)}{plain_number(outcome.penalty)}"


def _words_of(pdf: bytes) -> str:
    """Without blanks and without the numbers of the pages."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(_squeezed(page) for page in pages)


# --- workbooks -----------------------------------------------------------------------------------------------------

def _check_unit_workbook(report: Report, unit: UnitRow) -> int:
    book = _book(report.workbook, lambda: workbook.render_unit_workbook(
        unit_report.collect(report), report.snapshot.taken_at))
    overview = {row[0]: row[1] for row in book["总览"].iter_rows(min_row=workbook.FIRST_ROW, values_only=True)}
    assert (_cell(overview["考核得分"]), overview["等次"] or "") == (unit.explained.score, unit.explained.grade)
    return _check_lines(book["承担任务"], [unit]) + _check_calculation(book["计算过程"], [unit], names=False)


def _check_district_workbook(report: Report, year: YearData) -> int:
    book = _book(report.workbook, lambda: workbook.render_district_workbook(
        district_report.collect(report), report.snapshot.taken_at))
    rows = list(_rows(book["单位得分"]))[:-1]
    assert [(row["单位"], _cell(row["得分"]), row["等次"] or "", row["名次"]) for row in rows] == [
        (unit.name, unit.explained.score, unit.explained.grade, unit.rank) for unit in year.units
    ]
    compared = _check_lines(book["单位任务明细"], year.units)
    return compared + _check_calculation(book["计算过程"], year.units, names=True)


def _check_lines(sheet, units) -> int:
    expected = [
        (unit.name, line.number, line.score, line.suggested, line.override_reason)
        for unit in units for line in unit.lines if _counts_its_score(unit, line.task)
    ]
    shown = [
        (row["单位"], row["序号"], _cell(row["得分"]), _cell(row["规则得分"]), row["改判理由"] or "")
        for row in _rows(sheet) if row["序号"] and row["状态"] != "不适用"
    ]
    assert shown == expected
    return len(shown)


def _counts_its_score(unit: UnitRow, task: int) -> bool:
    return not any(row.task == task and row.treatment for module in unit.explained.modules for row in module.lines)


def _check_calculation(sheet, units, *, names: bool) -> int:
    expected = [
        (unit.name, _squeezed(node.text), _short(node.value))
        for unit in units for _, node in walk(_tree(unit, names=names)) if node.value is not None
    ]
    shown = [
        (row["单位"], _unmarked(_squeezed(row["内容"])), _short(_cell(row["分数"])))
        for row in _rows(sheet) if row["分数"] is not None
    ]
    assert shown == expected
    return len(shown)


def _check_export(client: Client, year: YearData) -> int:
    """The office's own export of the live scores."""
    answer = client.get(reverse("score_export"), {"year": year.plan.year})
    rows = {row["单位"]: row for row in _rows(load_workbook(io.BytesIO(answer.content))["得分汇总"])}
    for unit in year.units:
        row = rows[unit.name]
        assert (_cell(row["总分"]), row["名次"]) == (unit.explained.score, unit.rank), unit.name
        assert (row["等次"] or "").replace("待定", "") == unit.explained.grade
    return len(year.units)


def _book(stored, render):
    return load_workbook(io.BytesIO(_delivered(stored) or render()))


def _rows(sheet) -> Iterator[dict]:
    """Rows by the words of their column; the heading is the last row above the data that is frozen."""
    heading = int(sheet.freeze_panes[1:]) - 1
    names = [cell.value for cell in sheet[heading]]
    above = [cell.value for cell in sheet[heading - 1]]
    columns = [name or other for name, other in zip(names, above, strict=True)]
    return (dict(zip(columns, row, strict=True)) for row in sheet.iter_rows(min_row=heading + 1, values_only=True))


def _cell(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _short(value: Decimal) -> Decimal:
    """A workbook keeps some fifteen digits."""
    return round(value, 8)


def _unmarked(text: str) -> str:
    text = text.removesuffix("（已撤销）")
    head, bracket, rest = text.rpartition("（")
    return head if bracket and rest.startswith(("牵头，分值", "配合，分值")) else text


# --- both ----------------------------------------------------------------------------------------------------------

def _delivered(stored) -> bytes | None:
    return path_of(stored.sha256).read_bytes() if stored else None


def _squeezed(text: str) -> str:
    return "".join(text.split())



"""The workbooks: real numbers, totals by formula that agree with the snapshot and with the printed report."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.models import Report
from assessments.reports import district_report, unit_report
from assessments.reports.snapshot_data import from_json
from assessments.reports.workbook import FIRST_ROW, render_district_workbook, render_unit_workbook
from assessments.services.report import request_reports
from eco_demo.lib.numbers import half_up
from tests.assessments.year import frozen


@pytest.fixture
def snapshot(world, plan):
    snapshot = frozen(world, plan)
    request_reports(snapshot, world.chief)
    return snapshot


@pytest.fixture
def district(snapshot):
    return district_report.collect(Report.objects.of_district().get())


@pytest.fixture
def book(snapshot, district):
    return load_workbook(io.BytesIO(render_district_workbook(district, snapshot.taken_at)))


def column(sheet, letter: str, rows: int) -> list:
    return [sheet[f"{letter}{FIRST_ROW + row}"].value for row in range(rows)]


def test_the_sheets_are_those_of_the_report(book):
    assert book.sheetnames == [
        "总览", "指标完成情况", "单位得分", "分领域得分率", "单位任务明细", "扣分明细", "计算过程", "佐证目录"
    ]
    for sheet in book:
        assert sheet.freeze_panes == "A3"
        assert sheet.print_area
        assert sheet.print_title_rows == "$2:$2"


def test_cells_equal_the_snapshot(snapshot, book):
    year = from_json(snapshot.data)
    indicators, units = book["指标完成情况"], book["单位得分"]
    assert column(indicators, "K", 3) == [float(row.score) for row in year.indicators]
    assert column(units, "D", 4) == [float(unit.result.percent) for unit in year.units]
    assert column(units, "C", 4) == [unit.rank for unit in year.units]
    assert book["单位任务明细"].max_row - FIRST_ROW + 1 == sum(len(unit.lines) for unit in year.units)


def test_totals_are_formulas_that_agree_with_the_frozen_total(snapshot, book):
    year, sheet = from_json(snapshot.data), book["指标完成情况"]
    total = FIRST_ROW + len(year.indicators)
    assert (sheet[f"J{total}"].value, sheet[f"K{total}"].value) == ("=SUM(J3:J5)", "=SUM(K3:K5)")
    full, earned = (Decimal(str(sum(column(sheet, letter, 3)))) for letter in "JK")
    assert half_up(earned / full * 100) == year.result.percent
    assert book["总览"]["B4"].value == "=ROUND(指标完成情况!K6/指标完成情况!J6*100,2)"


def test_a_units_weighted_totals_agree_too(world, snapshot):
    report = unit_report.collect(Report.objects.get(unit=world.housing))
    book = load_workbook(io.BytesIO(render_unit_workbook(report, snapshot.taken_at)))
    sheet, rows = book["承担任务"], len(report.unit.lines)
    assert sheet[f"L{FIRST_ROW + rows}"].value == "=SUMPRODUCT(I3:I5,L3:L5)"
    weighted = [
        sum(Decimal(str(weight)) * Decimal(str(value))
            for weight, value in zip(column(sheet, "I", rows), column(sheet, letter, rows), strict=True))
        for letter in "JL"
    ]
    assert weighted == [report.unit.result.possible, report.unit.result.earned]
    assert [row[0].value for row in book["扣分明细"].iter_rows(min_row=3, max_row=3)] == ["区住房和城乡建设局"]


def test_the_same_snapshot_is_the_same_file(snapshot, district):
    assert render_district_workbook(district, snapshot.taken_at) == render_district_workbook(
        district, snapshot.taken_at
    )


def test_no_text_of_a_unit_becomes_a_formula(world, snapshot):
    report = unit_report.collect(Report.objects.get(unit=world.water))
    nasty = replace(report.unit.lines[0], narrative='=HYPERLINK("http://x","y")', problems="+1", comment="@x")
    report = replace(report, unit=replace(report.unit, lines=(nasty,), outcome=None))
    sheet = load_workbook(io.BytesIO(render_unit_workbook(report, snapshot.taken_at)))["自查情况"]
    assert [sheet[f"{letter}3"].data_type for letter in "CDF"] == ["s", "s", "s"]


def test_pdf_snapshot_and_workbook_say_the_same(snapshot, district, book):
    pages = PdfReader(io.BytesIO(district_report.render_district_pdf(district))).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for row in from_json(snapshot.data).indicators:
        assert f"{row.number}{row.title}约束性≥90%95.5%" in text
        assert f"{half_up(row.score)}区水利局" in text
    for name, percent in zip(column(book["单位得分"], "A", 4), column(book["单位得分"], "D", 4), strict=True):
        assert f"{name}{percent:.2f}" in text


def test_the_calculation_is_a_sheet_whose_rows_add_up(snapshot, book):
    year, sheet = from_json(snapshot.data), book["计算过程"]
    rows = [row for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True) if row[0] == "区水利局"]
    total, lines = rows[0], [row for row in rows if row[2] == "任务"]
    assert (total[3], Decimal(str(total[4]))) == ("考核得分（百分制）", year.units[0].explained.score)
    assert [Decimal(str(row[4])) for row in lines] == [line.score for line in year.units[0].lines]
    assert lines[0][6] == "10.00 − 1.25 = 8.75"


def test_lines_and_units_tell_rule_score_reason_and_grade(book):
    heads = {sheet: [cell.value for cell in book[sheet][2]] for sheet in ("单位任务明细", "单位得分", "扣分明细")}
    assert {"规则得分", "改判理由"} <= set(heads["单位任务明细"])
    assert book["单位得分"].cell(FIRST_ROW, heads["单位得分"].index("等次") + 1).value == "优秀"
    assert book["扣分明细"].cell(FIRST_ROW, heads["扣分明细"].index("扣分人") + 1).value == "区环委办审核员"

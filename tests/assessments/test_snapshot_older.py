"""Snapshots taken before scores explained themselves still load and print, without what they do not hold."""

import io
import json
from dataclasses import MISSING, fields

import pytest
from openpyxl import load_workbook

from assessments.models import Report, Snapshot
from assessments.reports import district_report, unit_report, workbook
from assessments.reports.snapshot_data import from_json
from assessments.reports.snapshot_line_data import DeductionRow, LineRow
from assessments.services.report import request_reports
from tests.assessments.year import frozen


@pytest.fixture
def older(world, plan):
    """The year as the first version of the product froze it."""
    snapshot = frozen(world, plan)
    request_reports(snapshot, world.chief)
    year = json.loads(snapshot.data)
    del year["plan"]["method"]
    for unit in year["units"]:
        del unit["outcome"]
        for line in unit["lines"]:
            _without_defaults(line, LineRow)
            for row in line["deductions"]:
                _without_defaults(row, DeductionRow)
    text = json.dumps(year, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Snapshot.objects.filter(pk=snapshot.pk).update(data=text)
    return Snapshot.objects.get(pk=snapshot.pk)


def _without_defaults(row: dict, kind: type) -> None:
    for field in fields(kind):
        if field.default is not MISSING:
            row.pop(field.name, None)


def test_the_total_is_what_it_was_and_there_is_no_grade(world, older):
    unit = from_json(older.data).unit(world.water.pk)
    assert (str(unit.explained.score), unit.explained.grade, unit.explained.place) == ("95.83", "", 2)


def test_its_reports_still_print(world, older):
    report = unit_report.collect(Report.objects.select_related("snapshot").get(unit=world.water))
    assert unit_report.render_unit_pdf(report).startswith(b"%PDF")
    assert report.tree.equation == "" and report.tree.number == "95.83"
    sheet = load_workbook(io.BytesIO(workbook.render_unit_workbook(report, older.taken_at)))["计算过程"]
    assert sheet["D3"].value == "考核得分（百分制）"


def test_the_district_has_no_table_of_grades(older):
    report = district_report.collect(Report.objects.of_district().select_related("snapshot").get())
    assert (report.grades, report.over_quota, report.decided_otherwise) == ([], [], [])
    assert [lost.name for lost in report.lost_by_code] == ["其他"]

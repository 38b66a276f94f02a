"""The district report's tables of grades and its problem list, from the frozen year."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.choices import SpecialKind
from assessments.models import Deduction
from assessments.reports.district_report import DistrictReport
from assessments.reports.overview import overview
from assessments.reports.snapshot_collect import collect
from assessments.reports.snapshot_outcome import SpecialRow
from tests.assessments.year import score_year
from tests.world import some_day


@pytest.fixture
def year(world, plan):
    score_year(world, plan)
    Deduction.objects.filter(reason__startswith="污水处理率1").update(code="missing")
    return collect(plan)


def report_of(year) -> DistrictReport:
    return DistrictReport("报告", year, 1, some_day(0), "X")


def with_outcome(year, unit_id: int, **changes):
    units = tuple(
        replace(unit, outcome=replace(unit.outcome, **changes)) if unit.id == unit_id else unit for unit in year.units
    )
    return replace(year, units=units)


def test_problems_are_listed_by_kind_and_by_domain(year):
    report = report_of(year)
    assert [(lost.name, lost.count, lost.units, lost.points) for lost in report.lost_by_code] == [
        ("佐证缺件", 1, 1, Decimal("1.25")), ("其他", 2, 2, Decimal("2.50")),
    ]
    assert [(lost.name, lost.count) for lost in report.lost_by_domain] == [("生态生活", 3)]


def test_grades_are_counted_by_class(world, year):
    report = report_of(with_outcome(year, world.town.pk, grade="良好", raw_grade="优秀"))
    assert report.grades == ["优秀", "良好"]
    assert [(row.name, row.counts, row.waiting, row.units) for row in report.grade_counts] == [
        ("部门", (2, 0), 0, 2), ("镇（街道）", (1, 1), 0, 2),
    ]
    assert report.over_quota == [("镇（街道）", ["东镇"])]


def test_a_veto_is_told_apart_from_a_full_quota(world, year):
    veto = SpecialRow(SpecialKind.VETO, "弄虚作假", None, Decimal(0), "不合格")
    report = report_of(with_outcome(year, world.town.pk, grade="不合格", specials=(veto,), changes=("一票否决",)))
    assert ([unit.name for unit in report.decided_otherwise], report.over_quota) == (["东镇"], [])


def test_a_unit_without_a_grade_is_waiting(world, year):
    report = report_of(with_outcome(year, world.town.pk, grade="", raw_grade=""))
    assert [row.waiting for row in report.grade_counts] == [0, 1]


def test_the_opening_names_the_grades(year):
    assert any("4个责任单位中，优秀4个。" in text for text in overview(year))

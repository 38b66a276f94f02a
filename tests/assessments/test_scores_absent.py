"""A line that is found not to apply after it was scored: its score and deductions stand nowhere any more."""

import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from assessments.choices import TieBreak
from assessments.reports.snapshot_collect import collect
from assessments.reports.unit_report import deductions_of
from assessments.reports.workbook import _lines
from assessments.totals import Absent, Method, ScoreLine, UnitScores, outcomes
from tests.assessments.settled import absent
from tests.assessments.year import score_line
from tests.world import part_of

TWO = tuple(ScoreLine(task, Decimal(10), Decimal(8), deductions=lost) for task, lost in ((1, 1), (2, 2)))
SCORE, STATE = 11, 12


@pytest.fixture
def water(world, plan):
    """水利局's year: the first task cost it 1.25 and is then found not to apply; the third is worth nothing."""
    plan.tasks.filter(number="3").update(full_marks=0)
    for number, points in (("1", "1.25"), ("2", None), ("3", None)):
        score_line(world, part_of(plan, world.water, number), points=points)
    absent(world, plan, world.water, "1")
    absent(world, plan, world.water, "3")
    return next(unit for unit in collect(plan, "").units if unit.id == world.water.pk)


def test_its_deductions_are_listed_in_no_report(water):
    assert [bool(line.in_force) for line in water.lines] == [True, False, False]
    assert deductions_of(water) == []


def test_the_printed_table_says_so_in_place_of_the_score(water, plan):
    html = render_to_string("reports/unit_lines.html", {
        "unit": water, "year": {"plan": plan}, "report": {"deductions": deductions_of(water)},
    })
    assert "8.75" not in html and len(re.findall(r"<td class=\"num\">不适用</td>", html)) == 2


def test_the_workbook_gives_it_no_score_even_where_it_is_worth_nothing(water):
    assert [(row[SCORE], row[STATE]) for row in _lines([water])] == [
        (None, "不适用"), (Decimal(10), "已通过"), (None, "不适用"),
    ]


def test_its_deductions_part_no_equal_totals():
    gone = Absent(2, "renormalise", "无此工作")
    units = [UnitScores(1, "department", TWO, (gone,)), UnitScores(2, "department", TWO[:1])]
    assert [row.place for row in outcomes(units, Method(tie_break=TieBreak.LOST)).values()] == [1, 1]

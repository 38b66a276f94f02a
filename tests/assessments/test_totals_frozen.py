"""The frozen year holds the very outcome that the pages show: score, grade, changes, what does not apply."""

import json
from decimal import Decimal

import pytest

from assessments.reading import scores_of
from assessments.reports.snapshot_collect import collect
from assessments.reports.snapshot_data import from_json, to_json
from assessments.reports.snapshot_outcome import outcome_row
from assessments.services.snapshot import LinesStillOpen, freeze
from tests.assessments.settled import absent, entered, set_scheme, with_quota
from tests.assessments.year import frozen, score_line, score_year
from tests.world import part_of


def test_the_frozen_outcome_is_the_live_one(world, plan):
    score_year(world, plan)
    entered(world, plan, world.water, "bonus", "1.5")
    entered(world, plan, world.housing, "gate")
    set_scheme(world, plan, bands=with_quota("50"), decimal_places=1)
    year, live = from_json(freeze(plan, world.chief).data), scores_of(plan)
    for unit in year.units:
        assert unit.outcome == outcome_row(live.outcomes[unit.id])
        assert (unit.rank, unit.result.percent) == (unit.outcome.place, live.outcomes[unit.id].total.percent)
    water, housing = year.unit(world.water.pk).outcome, year.unit(world.housing.pk).outcome
    assert (str(water.score), water.grade, str(housing.score), housing.grade) == ("97.3", "优秀", "98.3", "良好")
    assert year.plan.method == live.method.sentences


def test_a_line_that_does_not_apply_is_neither_open_nor_counted(world, plan):
    absent(world, plan, world.water, "3")
    for part in plan_parts(plan):
        score_line(world, part)
    year = from_json(freeze(plan, world.chief).data)
    assert (year.open_lines, year.counts.lines) == (0, 11)
    assert (year.result.possible, year.result.percent) == (Decimal(20), Decimal(100))
    assert [(row.number, row.counts, row.score) for row in year.indicators] == [
        ("1", True, 10), ("2", True, 10), ("3", False, None)
    ]
    assert (year.binding.total, year.unit(world.water.pk).met.total) == (2, 2)
    assert [row.counts for module in year.unit(world.water.pk).outcome.modules for row in module.lines] == [
        True, True, False
    ]


def plan_parts(plan):
    return [
        part for task in plan.tasks.all()
        for part in task.participations.applying().select_related("task", "unit", "ledger")
    ]


def test_other_open_lines_still_need_a_reason(world, plan):
    absent(world, plan, world.water, "3")
    score_line(world, part_of(plan, world.water, "1"))
    with pytest.raises(LinesStillOpen, match="还有10项"):
        freeze(plan, world.chief)


def test_a_unit_without_a_scored_line_has_no_place(world, plan):
    score_line(world, part_of(plan, world.water, "1"))
    ranks = {unit.short_name: (unit.rank, unit.class_size) for unit in collect(plan).units}
    assert ranks == {"水利局": (1, 1), "住建局": (None, 1), "东镇": (None, 0), "西街道": (None, 0)}


def test_a_snapshot_from_before_there_were_grades_is_read(world, plan):
    old = json.loads(frozen(world, plan).data)
    del old["plan"]["method"]
    for row in old["indicators"]:
        del row["counts"]
    for unit in old["units"]:
        del unit["outcome"]
    year = from_json(json.dumps(old))
    assert (year.plan.method, year.unit(world.water.pk).explained.grade) == ((), "")
    assert year.unit(world.water.pk).explained.score == Decimal("95.83")
    assert from_json(to_json(year)) == year

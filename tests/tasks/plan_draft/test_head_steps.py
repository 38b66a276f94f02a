from dataclasses import replace
from datetime import date

import pytest

from tasks.plan_draft import head_steps
from tasks.plan_draft.shape import (
    ALL_LEAD,
    CHOSEN_SET,
    DraftMeasure,
    DraftPlace,
    DraftReporting,
    DraftStage,
)
from tasks.plan_draft.values import DraftError
from tasks.services.timetable import kept_of
from tests.tasks.plan_draft.drafts import DATES, draft, head, row

ONE = draft(row("r1", indicator=5), row("r2", indicator=0), head=head(set_mode=CHOSEN_SET, set_id=3))
STAGE = DraftStage(2024, 2026, "攻坚阶段", "通过验收")
PLACE = DraftPlace("东镇", 2026, "建成示范镇")
MONTHLY = DraftReporting("monthly", "report", 25, (), "每月25日前报送")
MEASURE = DraftMeasure("加强领导", "成立专班")


def test_the_head_takes_new_values_and_the_version():
    values = {"title": " 新 计划 ", "year": 2027, "resp_as": ALL_LEAD, "dates": {"issued_on": date(2026, 2, 1)}}
    found = head_steps.change_head(ONE, values, 8)
    assert found.head == replace(
        ONE.head, title="新 计划", year=2027, resp_as=ALL_LEAD, dates={"issued_on": date(2026, 2, 1), **DATES}
    )
    assert (found.head_at, found.rows) == (8, ONE.rows)


def test_a_date_is_taken_out():
    assert "publish_due" not in head_steps.change_head(ONE, {"dates": {"publish_due": None}}).head.dates


def test_the_same_head_changes_nothing():
    assert head_steps.change_head(ONE, {"title": ONE.head.title, "dates": DATES, "set_id": 3}, 8) is ONE


def test_choices_of_indicators_end_with_their_set():
    found = head_steps.change_head(ONE, {"set_id": 4})
    assert [(each.indicator, each.rev) for each in found.rows] == [(None, 2), (0, 1)]


@pytest.mark.parametrize(("values", "sentence"), [
    ({"title": "长" * 161}, "标题最多160字"),
    ({"year": 1999}, "考核年度应在2000至2100之间"),
    ({"dates": {"party": date(2026, 1, 1)}}, "日期填写有误"),
    ({"dates": {"work_to": date(9999, 1, 1)}}, "实施结束的年份应在"),
    ({"set_mode": "none"}, "不在可选范围内"),
    ({"set_id": "3"}, "不在可选范围内"),
    ({"version": 3}, "不在可选范围内"),
    ({"title": None}, "标题应是文字"),
])
def test_nonsense_in_the_head_is_refused(values, sentence):
    with pytest.raises(DraftError, match=sentence):
        head_steps.change_head(ONE, values)


def test_parts_of_the_timetable_are_changed_alone():
    first = head_steps.change_timetable(ONE, 5, stages=[STAGE], measures=[MEASURE])
    second = head_steps.change_timetable(first, 6, places=[PLACE], reporting=[MONTHLY])
    assert (second.stages, second.places, second.reporting, second.measures) == (
        (STAGE,), (PLACE,), (MONTHLY,), (MEASURE,)
    )
    assert second.timetable_at == 6
    assert head_steps.change_timetable(second, 7, stages=[STAGE]) is second


@pytest.mark.parametrize(("part", "entry", "sentence"), [
    ("stages", replace(STAGE, last=2023), "结束年2023早于起始年2024"),
    ("stages", replace(STAGE, goal=" "), "请填写阶段目标"),
    ("stages", replace(STAGE, first=24), "阶段的起始年应在"),
    ("places", replace(PLACE, place=""), "请填写地方名称"),
    ("places", replace(PLACE, goal=" "), "请填写地方目标"),
    ("places", replace(PLACE, goal="长" * 301), "地方目标最多300字"),
    ("reporting", replace(MONTHLY, rhythm="daily"), "请选择报送的周期和方式"),
    ("reporting", replace(MONTHLY, day=32), "报送日应在1至31之间"),
    ("reporting", replace(MONTHLY, rhythm="weekly", day=8), "按周报送时1至7"),
    ("reporting", replace(MONTHLY, dates=("06-30", "13-01")), "“13-01”不是日期"),
    ("measures", replace(MEASURE, title="长" * 101), "措施名称最多100字"),
    ("measures", PLACE, "填写有误"),
    ("people", MEASURE, "没有这一类"),
])
def test_nonsense_in_the_timetable_is_refused(part, entry, sentence):
    with pytest.raises(DraftError, match=sentence):
        head_steps.change_timetable(ONE, **{part: [entry]})


@pytest.mark.parametrize("entry", [
    replace(MONTHLY, day=31), replace(MONTHLY, rhythm="weekly", day=7),
    replace(MONTHLY, day=None, dates=("06", "06-30", "2024-01", "2024-01-31")),
])
def test_what_the_draft_takes_the_plan_keeps(entry):
    parts = {"stages": [STAGE], "places": [PLACE], "reporting": [entry], "measures": [MEASURE]}
    changed = head_steps.change_timetable(ONE, 5, **parts)
    assert kept_of(changed) == {name: tuple(entries) for name, entries in parts.items()}

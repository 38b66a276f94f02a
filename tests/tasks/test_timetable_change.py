"""Stages, goals of places, reporting and measures: written by an import, changed by the chief."""

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from tasks.choices import PlanStatus
from tasks.plan_draft.shape import Draft, DraftMeasure, DraftPlace, DraftReporting, DraftStage
from tasks.services.plan import PlanChanged, PlanRefused
from tasks.services.timetable import change_timetable, timetable_of, write_timetable

STAGES = (DraftStage(2022, 2023, "全面创建阶段", "达到考核要求"), DraftStage(2024, 2024, "深化创建阶段", "通过核查"))
PLACES = (DraftPlace("东镇", 2022, "建成示范镇"), DraftPlace("北乡", 2023, "建成示范乡"))
REPORTING = (DraftReporting("monthly", "report", 25, (), "每月25日前报送"),
             DraftReporting("half_yearly", "meeting", None, ("06-30", "12"), ""))
MEASURES = (DraftMeasure("加强领导", "成立专班。"),)
FULL = {"stages": STAGES, "places": PLACES, "reporting": REPORTING, "measures": MEASURES}


def change(plan, by, version=1, **parts):
    return change_timetable(plan, by, version, **(FULL | parts))


def test_an_import_writes_what_the_document_says_and_finds_places_in_the_tree(world, plan):
    write_timetable(plan, Draft(**FULL), {})
    assert timetable_of(plan) == FULL
    assert [(goal.place, goal.unit) for goal in plan.place_goals.select_related("unit")] == [
        ("东镇", world.town), ("北乡", None)]


def test_a_place_the_import_already_knows_is_that_unit(world, plan):
    write_timetable(plan, Draft(places=(DraftPlace("城区", 2022, "先行"),)), {"城区": world.street})
    assert plan.place_goals.get().unit == world.street


def test_a_second_import_takes_the_place_of_the_first(world, plan):
    write_timetable(plan, Draft(**FULL), {})
    write_timetable(plan, Draft(measures=MEASURES), {})
    assert timetable_of(plan) == {"stages": (), "places": (), "reporting": (), "measures": MEASURES}


def test_what_was_misread_does_not_stop_an_import(world, plan):
    draft = Draft(
        stages=(DraftStage(2025, 2022, "甲" * 60, "目标"), DraftStage(1, 2, "", "无"), DraftStage(2022, 2022, "", " ")),
        places=(DraftPlace("", 2022, "无名"), DraftPlace("东镇", 99999, "太远"), DraftPlace("东镇", 2022, "乙" * 400)),
        reporting=(DraftReporting("sometimes", "report"), DraftReporting("weekly", "report", 9, ("xx", "13-40"), "")),
        measures=(DraftMeasure("丙" * 200), DraftMeasure(" ")),
    )
    write_timetable(plan, draft, {})
    kept = timetable_of(plan)
    assert kept["stages"] == (DraftStage(2022, 2025, "甲" * 40, "目标"),)
    assert kept["places"] == (DraftPlace("东镇", 2022, "乙" * 300),)
    assert kept["reporting"] == (DraftReporting("weekly", "report"),)
    assert kept["measures"] == (DraftMeasure("丙" * 100),)


def test_the_chief_changes_it_and_the_trail_says_what(world, plan):
    changed = change(plan, world.chief)
    assert changed.version == 2 and timetable_of(plan) == FULL
    entry = AuditEvent.objects.get(action="plan.timetable")
    assert entry.detail["changed"] == "创建阶段、地方目标、报送安排、工作措施"
    change(plan, world.chief, 2, measures=())
    entry = AuditEvent.objects.filter(action="plan.timetable").latest("seq")
    assert (entry.detail["changed"], entry.detail["after"]) == ("工作措施", {"工作措施": []})


def test_the_same_content_leaves_no_trace(world, plan):
    write_timetable(plan, Draft(**FULL), {})
    assert change(plan, world.chief).version == 1
    assert not AuditEvent.objects.filter(action="plan.timetable").exists()


def test_stages_typed_in_any_order_are_kept_by_years(world, plan):
    change(plan, world.chief, stages=STAGES[::-1])
    assert timetable_of(plan)["stages"] == STAGES


def test_two_people_saving_at_once_lose_nothing(world, plan):
    change(plan, world.chief)
    with pytest.raises(PlanChanged):
        change(plan, world.chief, stages=())
    assert timetable_of(plan)["stages"] == STAGES


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "city_receiver", "sysadmin"])
def test_others_do_not_change_it(world, plan, name):
    with pytest.raises(PermissionDenied):
        change(plan, world.people[name])


def test_an_archived_year_stays(world, plan):
    plan.status = PlanStatus.CLOSED
    plan.save(update_fields=["status"])
    with pytest.raises(PlanRefused, match="已归档"):
        change(plan, world.chief)


@pytest.mark.parametrize("part", [
    {"stages": (DraftStage(2023, 2022, "", "倒置"),)}, {"places": (DraftPlace("东镇", 2022, " "),)},
    {"reporting": (DraftReporting("monthly", "report", 32),)}, {"measures": (DraftMeasure("丁" * 101),)},
])
def test_what_cannot_be_kept_is_refused(world, plan, part):
    with pytest.raises(PlanRefused, match="不能保存的内容"):
        change(plan, world.chief, **part)

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from departments.models import AuditEvent
from departments.services.unit import change_unit
from tasks.choices import ImportStatus
from tasks.errors import ImportRefused, StaleDraft
from tasks.models import ImportStep
from tasks.plan_draft.shape import (
    CHOSEN_SET,
    CREATE_UNIT,
    IGNORE,
    MAP_GROUP,
    MAP_UNIT,
    DraftMeasure,
    DraftStage,
    NameDecision,
)
from tasks.reports.import_desk import read_draft
from tasks.services.plan_import import editing
from tests.security.test_races import crowd
from tests.tasks.plan_draft.drafts import SOURCE, draft, head, lead, row
from tests.tasks.plan_import.imports import make_import
from tests.world import load_world, make_indicator_set, make_plan

START = draft(row("r1", source=SOURCE), row("r2", units=(lead("区文旅局"),)), row("r3"), row("r4", is_dropped=True))


@pytest.fixture
def batch(world):
    return make_import(world, START)


def keys(batch) -> list[str]:
    return [each.key for each in read_draft(batch).rows]


STEPS = {
    "change": (lambda batch, by: editing.change_row(batch, by, "r2", 1, title="新名称", due=date(2026, 12, 1)),
               "修改第2项"),
    "check": (lambda batch, by: editing.check_row(batch, by, "r2", 1), "核对第2项"),
    "drop": (lambda batch, by: editing.drop_row(batch, by, "r2", 1), "删除第2项"),
    "restore": (lambda batch, by: editing.restore_row(batch, by, "r4", 1), "恢复第4项"),
    "merge": (lambda batch, by: editing.merge_row(batch, by, "r3", 1), "向上合并第3项"),
    "split": (lambda batch, by: editing.split_row(batch, by, "r1", 1, 2), "拆分第1项"),
    "add": (lambda batch, by: editing.add_row(batch, by, "r1"), "增加一项"),
    "name": (lambda batch, by: editing.decide_name(batch, by, "区文旅局", NameDecision(IGNORE)),
             "确定“区文旅局”对应的单位"),
    "names": (lambda batch, by: editing.decide_all_unknown(batch, by, CREATE_UNIT), "确定1个找不到的单位"),
    "head": (lambda batch, by: editing.change_head(batch, by, 1, year=2027), "修改计划的基本信息"),
    "timetable": (lambda batch, by: editing.change_timetable(batch, by, 1, stages=[DraftStage(2026, 2026, "", "达标")]),
                  "修改阶段与报送安排"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_kept_and_taken_back(world, batch, name):
    act, label = STEPS[name]
    changed = act(batch, world.chief)
    assert (changed.version, changed.steps.get().label, changed.steps.get().by) == (2, label, world.chief)
    assert read_draft(changed) != START
    back = editing.step_back(changed, world.chief)
    assert (back.version, back.steps.count(), AuditEvent.objects.filter(action__startswith="plan_import").count()) == (
        3, 0, 0
    )
    found = read_draft(back)
    assert [replace(each, rev=1) for each in found.rows] == list(START.rows)
    assert (found.head, found.names, found.stages) == (START.head, {}, ())


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("who", ["reviewer", "water_head", "leader", "city_receiver", "sysadmin", "stranger_staff"])
def test_only_the_office_chief_corrects(world, batch, name, who):
    with pytest.raises(PermissionDenied):
        STEPS[name][0](batch, getattr(world, who))
    batch.refresh_from_db()
    assert (batch.version, read_draft(batch), ImportStep.objects.count()) == (1, START, 0)


@pytest.mark.parametrize("status", [status for status in ImportStatus if status != ImportStatus.READY])
@pytest.mark.parametrize("act", [STEPS["change"][0], editing.step_back])
def test_a_draft_is_corrected_only_while_it_waits(world, status, act):
    confirmed = {"confirmed_at": timezone.now()} if status == ImportStatus.CONFIRMED else {}
    with pytest.raises(ImportRefused):
        act(make_import(world, START, status=status, **confirmed), world.chief)


@pytest.mark.parametrize("name", ["change", "check", "drop", "merge"])
def test_a_row_changed_by_somebody_else_is_not_overwritten(world, batch, name):
    for key in ("r2", "r3"):
        editing.change_row(batch, world.chief, key, 1, leader="分管副区长")
    with pytest.raises(StaleDraft, match="项刚刚被改动过"):
        STEPS[name][0](batch, world.chief)
    batch.refresh_from_db()
    assert (batch.version, keys(batch)) == (3, ["r1", "r2", "r3", "r4"])


def test_a_change_taken_back_is_not_taken_for_the_old_one(world, batch):
    batch = editing.change_row(batch, world.chief, "r2", 1, title="甲")
    batch = editing.step_back(batch, world.chief)
    with pytest.raises(StaleDraft):
        editing.change_row(batch, world.chief, "r2", 1, title="乙")
    assert editing.change_row(batch, world.chief, "r2", 3, title="乙").version == 4


def test_two_rows_are_changed_by_two_people(world, batch):
    editing.change_row(batch, world.chief, "r2", 1, title="甲")
    found = read_draft(editing.change_row(batch, world.chief, "r3", 1, title="乙"))
    assert [each.title for each in found.rows] == ["任务r1", "甲", "乙", "任务r4"]


def test_a_stale_head_is_refused_and_one_beside_changed_rows_is_not(world, batch):
    editing.change_row(batch, world.chief, "r2", 1, title="甲")
    batch = editing.change_head(batch, world.chief, 1, title="乙")
    with pytest.raises(StaleDraft, match="计划的基本信息"):
        editing.change_head(batch, world.chief, 2, title="丙")
    with pytest.raises(StaleDraft, match="阶段与报送安排"):
        measures = [DraftMeasure("加强领导")]
        editing.change_timetable(editing.change_timetable(batch, world.chief, 3, measures=measures), world.chief, 3,
                                 measures=[])
    batch = editing.step_back(editing.step_back(batch, world.chief), world.chief)
    with pytest.raises(StaleDraft):
        editing.change_head(batch, world.chief, 3, title="丙")
    assert read_draft(editing.change_head(batch, world.chief, batch.version, title="丙")).head.title == "丙"


def test_nonsense_is_refused_in_words_and_leaves_nothing(world, batch):
    for act in (
        lambda: editing.change_row(batch, world.chief, "r2", 1, title="长" * 161),
        lambda: editing.split_row(batch, world.chief, "r2", 1, 1),
        lambda: editing.drop_row(batch, world.chief, "r9", 1),
        lambda: editing.decide_all_unknown(batch, world.chief, "sell"),
        lambda: editing.change_head(batch, world.chief, 1, year=1000),
    ):
        with pytest.raises(ImportRefused, match="。"):
            act()
    batch.refresh_from_db()
    assert (batch.version, ImportStep.objects.count()) == (1, 0)


def test_the_same_again_is_no_step(world, batch):
    batch = editing.change_row(batch, world.chief, "r2", 1, title="任务r2")
    assert (batch.version, batch.steps.count()) == (1, 0)


def test_the_last_fifty_steps_are_kept(world, batch):
    for rev in range(1, editing.MOST_STEPS + 3):
        editing.change_row(batch, world.chief, "r2", rev, title=f"第{rev}稿")
    assert batch.steps.count() == editing.MOST_STEPS
    for _ in range(editing.MOST_STEPS):
        batch = editing.step_back(batch, world.chief)
    assert read_draft(batch).row("r2").title == "第2稿"
    with pytest.raises(ImportRefused, match="没有可以撤销的改动"):
        editing.step_back(batch, world.chief)


def test_another_last_step_is_not_taken_back(world, batch):
    seen = editing.drop_row(batch, world.chief, "r2", 1).steps.get().pk
    editing.drop_row(batch, world.chief, "r3", 1)
    with pytest.raises(StaleDraft):
        editing.step_back(batch, world.chief, step=seen)
    assert batch.steps.count() == 2


def test_numbers_of_the_plan_of_the_year_are_not_given_again(world):
    plan = make_plan(world, tasks=5)
    batch = make_import(world, replace(START, head=head(year=plan.year)))
    assert read_draft(editing.add_row(batch, world.chief, "")).rows[0].number == "6"


# --- what is chosen must be there ------------------------------------------------------------------------------

def test_a_name_means_units_and_groups_of_the_place(world, batch):
    batch = editing.decide_name(batch, world.chief, "区文旅局", NameDecision(MAP_UNIT, id=world.water.pk))
    batch = editing.decide_name(batch, world.chief, "区文旅局", NameDecision(MAP_GROUP, id=world.towns.pk))
    assert read_draft(batch).names == {"区文旅局": NameDecision(MAP_GROUP, id=world.towns.pk)}


@pytest.mark.parametrize("strange", ["stranger", "district", "province"])
def test_a_name_means_no_unit_from_elsewhere(world, batch, strange):
    with pytest.raises(ImportRefused, match="不在本计划可以分解的单位之内"):
        editing.decide_name(batch, world.chief, "区文旅局", NameDecision(MAP_UNIT, id=getattr(world, strange).pk))


def test_a_closed_unit_is_not_chosen(world, batch):
    change_unit(world.water, by=world.sysadmin, valid_to=date(2020, 1, 1))
    with pytest.raises(ImportRefused):
        editing.decide_name(batch, world.chief, "区文旅局", NameDecision(MAP_UNIT, id=world.water.pk))


def test_every_unknown_name_is_decided_at_once(world, batch):
    found = read_draft(editing.decide_all_unknown(batch, world.chief, CREATE_UNIT))
    assert found.names == {"区文旅局": NameDecision(CREATE_UNIT, name="区文旅局", level="department")}


def test_sets_and_indicators_are_chosen_from_what_is_published(world, batch):
    published = make_indicator_set(world.office)
    unpublished = make_indicator_set(world.office, code="draft", published=False)
    other = make_indicator_set(world.office, code="other")
    with pytest.raises(ImportRefused, match="还没有发布"):
        editing.change_head(batch, world.chief, 1, set_id=unpublished.pk)
    batch = editing.change_head(batch, world.chief, 1, set_id=published.pk, set_mode=CHOSEN_SET)
    own, strange = published.indicators.first().pk, other.indicators.first().pk
    with pytest.raises(ImportRefused, match="不在这套指标体系里"):
        editing.change_row(batch, world.chief, "r2", 1, indicator=strange)
    batch = editing.change_row(batch, world.chief, "r2", 1, indicator=own)
    assert read_draft(editing.change_head(batch, world.chief, 2, set_id=other.pk)).row("r2").indicator is None


# --- at the same moment ----------------------------------------------------------------------------------------

@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the in-memory test database has one writer")
def test_people_at_different_rows_all_win(transactional_db):
    world = load_world()
    batch = make_import(world, draft(*(row(f"r{number}") for number in range(1, 5))))
    turn = iter(range(1, 5))
    assert crowd(lambda: editing.change_row(batch, world.chief, f"r{next(turn)}", 1, title="改了")) == []
    batch.refresh_from_db()
    assert [each.title for each in read_draft(batch).rows] == ["改了"] * 4
    assert (batch.version, batch.steps.count()) == (5, 4)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the in-memory test database has one writer")
def test_one_of_several_at_the_same_row_wins(transactional_db):
    world = load_world()
    batch = make_import(world, START)
    turn = iter("甲乙丙丁")
    wrong = crowd(lambda: editing.change_row(batch, world.chief, "r2", 1, title=next(turn)))
    assert [type(error) for error in wrong] == [StaleDraft] * 3
    batch.refresh_from_db()
    assert (batch.version, batch.steps.count()) == (2, 1)

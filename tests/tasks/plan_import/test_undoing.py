"""撤销导入 takes away what the confirmation made, as a whole, until a unit has signed; the draft can be used again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.choices import Treatment
from assessments.models import Snapshot
from assessments.services.absence import declare
from departments.choices import Role
from departments.models import AuditEvent, Unit, UnitGroup
from eco_demo.lib import clock
from indicators.models import IndicatorSet
from indicators.services.indicator_set import copy_set
from tasks.choices import ImportStatus, PlanStatus
from tasks.errors import ImportRefused
from tasks.models import (
    AnnualTask,
    LedgerValue,
    NameChoice,
    PlaceGoal,
    Plan,
    PlanImport,
    PlanStage,
    TaskSource,
    TaskUnit,
)
from tasks.plan_draft.shape import (
    CREATE_GROUP,
    CREATE_UNIT,
    IGNORE,
    MAP_UNIT,
    DraftMeasure,
    DraftPlace,
    DraftStage,
    NameDecision,
)
from tasks.services.breakdown import add_task
from tasks.services.plan import close_plan, remove_plan, reopen
from tasks.services.plan_import import undoing
from tasks.services.plan_import.confirming import confirm_import
from tasks.services.plan_import.undoing import undo_import, undo_obstacle
from tasks.services.publication import publish
from tasks.services.receipt import hand_back, sign
from tests.tasks.plan_draft.drafts import coop, draft, head, lead, row
from tests.tasks.plan_import.imports import make_import
from tests.world import make_person, make_plan, part_of

NAMES = {
    "驻区部队": NameDecision(IGNORE),
    "区文旅局": NameDecision(CREATE_UNIT, name="区文化和旅游局", level="department"),
    "各相关部门": NameDecision(CREATE_GROUP, name="各相关部门", members="departments"),
}
UNITS = (lead("区水利局"), coop("各镇(办、区)"), coop("区文旅局"), coop("各相关部门"), coop("驻区部队"))
TIMETABLE = {
    "stages": (DraftStage(2026, 2027, "攻坚阶段", "全面达标。"),), "places": (DraftPlace("东镇", 2026, "创成市级"),),
    "measures": (DraftMeasure("加强领导", "成立专班。"),),
}
DRAFT = draft(row("r1", units=UNITS), row("r2"), names=NAMES, **TIMETABLE)


@pytest.fixture
def batch(world) -> PlanImport:
    return confirmed(world, make_import(world, DRAFT))


@pytest.fixture
def published(world, batch) -> PlanImport:
    publish(batch.plan, world.chief)
    batch.refresh_from_db()
    return batch


def confirmed(world, batch: PlanImport) -> PlanImport:
    confirm_import(batch, world.chief, batch.version)
    batch.refresh_from_db()
    return batch


def part(batch: PlanImport, unit: Unit, number: str = "1") -> TaskUnit:
    return TaskUnit.objects.select_related("task__plan").get(task__plan=batch.plan, unit=unit, task__number=number)


def refused(world, batch: PlanImport) -> str:
    """The obstacle is the refusal, and nothing is gone."""
    before = [model.objects.count() for model in (Plan, AnnualTask, TaskUnit, Unit, IndicatorSet, AuditEvent)]
    obstacle = undo_obstacle(batch)
    with pytest.raises(ImportRefused) as refusal:
        undo_import(batch, world.chief)
    assert str(refusal.value) == obstacle
    assert before == [model.objects.count() for model in (Plan, AnnualTask, TaskUnit, Unit, IndicatorSet, AuditEvent)]
    return obstacle


def nothing_left(world) -> bool:
    gone = [Plan, AnnualTask, TaskUnit, TaskSource, IndicatorSet, PlanStage, PlaceGoal]
    names = Unit.objects.filter(name="区文化和旅游局"), UnitGroup.objects.filter(name="各相关部门")
    return not any(rows.exists() for rows in (*(model.objects.all() for model in gone), *names))


@pytest.mark.parametrize("state", ["draft", "published"])
def test_everything_the_confirmation_made_is_gone(world, batch, state):
    if state == "published":
        publish(batch.plan, world.chief)
    assert undo_obstacle(batch) == ""
    undone = undo_import(batch, world.chief)
    assert nothing_left(world)
    undone.refresh_from_db()
    assert (undone.status, undone.version, undone.plan, undone.made_set, undone.made_plan, undone.message) == (
        ImportStatus.READY, 2, None, None, False, ""
    )
    assert not undone.made_units.exists() and not undone.made_groups.exists()
    assert AuditEvent.objects.get(action="plan_import.undo").detail == {"tasks": 2, "reason": ""}


def test_choices_of_names_stay_but_for_units_that_went(world, batch):
    undo_import(batch, world.chief)
    assert list(NameChoice.objects.values_list("name", "unit", "group")) == [("驻区部队", None, None)]


def test_the_draft_can_be_confirmed_again_and_again(world, batch):
    for version in (2, 3):
        undone = undo_import(batch, world.chief)
        assert undone.version == version
        batch = confirmed(world, undone)
        assert (batch.made_plan, batch.plan.tasks.count(), batch.made_units.count()) == (True, 2, 1)
    assert batch.plan.indicator_set.edition == "2026年"


def test_a_second_click_is_refused_in_words(world, batch):
    undo_import(batch, world.chief)
    with pytest.raises(ImportRefused, match="已经撤销"):
        undo_import(batch, world.chief)


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "town_staff", "sysadmin"])
def test_others_undo_nothing(world, batch, name):
    with pytest.raises(PermissionDenied):
        undo_import(batch, world.people[name])


def test_another_districts_chief_undoes_nothing(world, batch):
    with pytest.raises(PermissionDenied):
        undo_import(batch, make_person("chief2", world.stranger, Role.OFFICE_CHIEF))


# --- what stands in the way --------------------------------------------------------------------------------------

def test_a_signed_task_stands_in_the_way(world, published):
    sign(part(published, world.water, "2"), world.water_head)
    assert refused(world, published) == "区水利局已签收第2项“任务r2”，不能再整体撤销；需要调整时，请在任务分解中修改。"


def test_a_task_handed_back_stands_in_the_way(world, published):
    hand_back(part(published, world.town), "不属于本镇职责", world.town_head)
    assert "东镇已退回第1项“任务r1”" in refused(world, published)


def test_a_reported_number_stands_in_the_way(world, published):
    LedgerValue.objects.filter(ledger__task_unit=part(published, world.water)).update(actual=Decimal(51))
    assert "区水利局已填报第1项" in refused(world, published)


def test_a_closed_year_stands_in_the_way(world, published):
    close_plan(published.plan, world.chief)
    published.refresh_from_db()
    assert "已归档" in refused(world, published)


def test_points_moved_onto_a_task_stand_in_the_way(world):
    plan = make_plan(world, tasks=1)
    batch = confirmed(world, make_import(world, draft(row("r11", full_marks=Decimal(5)), head=head(year=plan.year))))
    publish(plan, world.chief)
    task = plan.tasks.get(number="11")
    declare(part_of(plan, world.water), world.chief, "没有湿地", Treatment.TRANSFER, transfer_to=task)
    assert refused(world, batch) == "第11项“任务r11”已被后续工作引用，不能再整体撤销。"


def test_a_reopening_of_one_task_stands_in_the_way(world, published):
    task_unit = part(published, world.town)
    reopen(published.plan, world.town, clock.now() + timedelta(days=1), "补报", world.chief, task_unit)
    assert "第1项“任务r1”已被后续工作引用" in refused(world, published)


def test_the_obstacle_is_found_in_as_many_queries_for_many_tasks(world, published, django_assert_num_queries):
    many = confirmed(world, make_import(world, draft(*(row(f"r{n}", units=UNITS[:2]) for n in range(40)),
                                                     head=head(year=2030))))
    publish(many.plan, world.chief)
    for each in (published, many):
        each = PlanImport.objects.select_related("plan").get(pk=each.pk)
        with django_assert_num_queries(5):
            assert undo_obstacle(each) == ""


# --- what stays --------------------------------------------------------------------------------------------------

def test_a_plan_that_was_there_loses_only_what_came_in(world):
    plan = make_plan(world, tasks=2)
    plan.stages.create(first_year=2025, last_year=2025, name="启动", goal="动员。")
    found = draft(row("r11", units=UNITS), names=NAMES, head=head(year=plan.year), **TIMETABLE)
    batch = confirmed(world, make_import(world, found))
    publish(plan, world.chief)
    undo_import(batch, world.chief)
    assert list(plan.tasks.values_list("number", flat=True)) == ["1", "2"]
    assert list(plan.stages.values_list("name", flat=True)) == ["启动"] and not plan.measures.exists()
    plan.refresh_from_db()
    assert (plan.status, TaskUnit.objects.filter(task__plan=plan).count()) == (PlanStatus.PUBLISHED, 8)
    assert confirmed(world, PlanImport.objects.get(pk=batch.pk)).plan == plan


def test_rows_of_the_timetable_changed_since_stay(world):
    plan = make_plan(world, tasks=1)
    batch = confirmed(world, make_import(world, draft(row("r11"), head=head(year=plan.year), **TIMETABLE)))
    plan.stages.update(goal="提前达标。")
    undo_import(batch, world.chief)
    assert (plan.stages.get().goal, plan.measures.count()) == ("提前达标。", 0)


def test_a_made_plan_with_other_tasks_stays(world, batch):
    target = {"comparator": "qualitative", "text": "完成"}
    add_task(batch.plan, world.chief, number="99", title="另加的工作", targets=[target])
    undone = undo_import(batch, world.chief)
    assert list(Plan.objects.get().tasks.values_list("number", flat=True)) == ["99"]
    assert undone.message == (
        "计划“丙区2026年度工作计划”另有内容，予以保留。"
        "指标体系“丙区2026年度工作计划指标体系（2026年）”已被使用，予以保留。"
    )
    assert not Unit.objects.filter(name="区文化和旅游局").exists()


def test_a_made_plan_that_something_holds_stays_as_an_empty_draft(world, published):
    plan = published.plan
    Snapshot.objects.create(
        plan=plan, number=1, taken_at=clock.now(), taken_by=world.chief, data="{}", sha256="0" * 64
    )
    undone = undo_import(published, world.chief)
    plan.refresh_from_db()
    assert (plan.status, plan.tasks.count(), plan.stages.count()) == (PlanStatus.DRAFT, 0, 0)
    assert "予以保留" in undone.message
    again = confirmed(world, undone)
    assert (again.plan, again.made_plan, plan.tasks.count()) == (plan, False, 2)


def test_a_set_copied_since_stays(world, batch):
    made = batch.made_set
    copy_set(made, world.chief, "下一版")
    assert "指标体系" in undo_import(batch, world.chief).message
    assert IndicatorSet.objects.filter(pk=made.pk).exists()
    assert confirmed(world, PlanImport.objects.get(pk=batch.pk)).made_set.edition == "2026年（2）"


def test_a_unit_that_got_people_stays_with_its_choice(world, batch):
    bureau = Unit.objects.get(name="区文化和旅游局")
    make_person("culture", bureau, Role.UNIT_STAFF)
    undone = undo_import(batch, world.chief)
    assert undone.message == "区文化和旅游局已被使用，予以保留。"
    assert NameChoice.objects.filter(unit=bureau).exists()
    assert not confirmed(world, undone).made_units.exists()


def test_a_unit_that_another_import_uses_stays(world, batch):
    bureau = Unit.objects.get(name="区文化和旅游局")
    names = {"文旅": NameDecision(MAP_UNIT, id=bureau.pk)}
    confirmed(world, make_import(world, draft(row("r1", units=(lead("文旅"),)), names=names, head=head(year=2030))))
    assert "区文化和旅游局已被使用" in undo_import(batch, world.chief).message


def test_a_plan_removed_meanwhile_leaves_the_rest_to_be_undone(world, batch):
    remove_plan(batch.plan, world.chief)
    batch.refresh_from_db()
    with pytest.raises(ImportRefused, match="先撤销"):
        confirm_import(batch, world.chief, batch.version)
    undo_import(batch, world.chief)
    assert nothing_left(world)


@pytest.mark.parametrize("step", ["_give_up_plan", "_give_up_set", "_give_up_units", "_reopen"])
def test_a_crash_in_the_middle_takes_nothing_away(world, published, monkeypatch, step):
    def crash(*args):
        raise RuntimeError("disk full")

    monkeypatch.setattr(undoing, step, crash)
    before = (TaskUnit.objects.count(), AuditEvent.objects.count())
    with pytest.raises(RuntimeError):
        undo_import(published, world.chief)
    published.refresh_from_db()
    assert (published.status, published.plan.tasks.count()) == (ImportStatus.CONFIRMED, 2)
    assert (TaskUnit.objects.count(), AuditEvent.objects.count()) == before

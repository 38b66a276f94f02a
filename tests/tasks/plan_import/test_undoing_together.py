"""撤销导入 beside what else is in the plan: rows it had before, other imports, work of the floors above."""

import pytest

from assessments.models import ReviewStage, Scheme
from tasks.choices import PlanStatus
from tasks.models import Plan, PlanImport
from tasks.plan_draft.shape import DraftMeasure, DraftReporting, DraftStage
from tasks.services.plan_import.confirming import confirm_import
from tasks.services.plan_import.editing import change_head, step_back
from tasks.services.plan_import.undoing import undo_import
from tasks.services.publication import publish
from tests.tasks.plan_draft.drafts import draft, head, row
from tests.tasks.plan_import.imports import make_import
from tests.world import make_plan

TIMETABLE = {
    "stages": (DraftStage(2026, 2027, "攻坚阶段", "全面达标。"),),
    "reporting": (DraftReporting("monthly", "report", 5, (), "每月5日前报送"),),
    "measures": (DraftMeasure("加强领导", "成立专班。"),),
}


def confirmed(world, *rows, **values) -> PlanImport:
    batch = make_import(world, draft(*rows, **{**TIMETABLE, **values}))
    confirm_import(batch, world.chief, 1)
    batch.refresh_from_db()
    return batch


def rows_of(plan: Plan) -> tuple[int, int, int]:
    return plan.stages.count(), plan.reporting_rules.count(), plan.measures.count()


def test_rows_the_plan_had_of_its_own_stay(world):
    plan = make_plan(world, tasks=1)
    plan.stages.create(first_year=2026, last_year=2027, name="攻坚阶段", goal="全面达标。")
    batch = confirmed(world, row("r11"), head=head(year=plan.year))
    assert rows_of(plan) == (1, 1, 1)
    undone = undo_import(batch, world.chief)
    assert rows_of(plan) == (1, 0, 0)
    confirm_import(undone, world.chief, undone.version)
    undo_import(undone, world.chief)
    assert rows_of(plan) == (1, 0, 0)


@pytest.mark.parametrize("first", [0, 1])
def test_rows_that_two_imports_brought_go_with_the_last_of_them(world, first):
    plan = make_plan(world, tasks=1)
    plan.measures.create(title="加强领导", text="成立专班。")
    batches = [confirmed(world, row(f"r{n}"), head=head(year=plan.year)) for n in (11, 12)]
    undo_import(batches[first], world.chief)
    assert rows_of(plan) == (1, 1, 1)
    undo_import(batches[1 - first], world.chief)
    assert rows_of(plan) == (0, 0, 1)


def test_a_plan_two_imports_filled_is_an_empty_draft_when_its_maker_goes_first(world):
    maker, further = confirmed(world, row("r1")), confirmed(world, row("r2"))
    publish(maker.plan, world.chief)
    assert "另有内容" in undo_import(maker, world.chief).message
    plan = Plan.objects.get()
    assert (plan.status, list(plan.tasks.values_list("number", flat=True))) == (PlanStatus.PUBLISHED, ["2"])
    undo_import(further, world.chief)
    plan.refresh_from_db()
    assert (plan.status, plan.published_at, rows_of(plan)) == (PlanStatus.DRAFT, None, (0, 0, 0))


def test_a_plan_two_imports_filled_is_gone_when_its_maker_goes_last(world):
    maker, further = confirmed(world, row("r1")), confirmed(world, row("r2"))
    undo_import(further, world.chief)
    maker.refresh_from_db()
    undo_import(maker, world.chief)
    assert not Plan.objects.exists()


@pytest.mark.parametrize("work", [
    lambda plan: Scheme.objects.create(plan=plan),
    lambda plan: ReviewStage.objects.create(plan=plan, position=1, name="初审"),
])
def test_a_made_plan_with_rules_of_scoring_stays(world, work):
    batch = confirmed(world, row("r1"))
    kept = work(batch.plan)
    undone = undo_import(batch, world.chief)
    assert "予以保留" in undone.message and Plan.objects.get().tasks.count() == 0
    kept.refresh_from_db()
    confirm_import(undone, world.chief, undone.version)
    assert kept.plan.tasks.count() == 1


def test_the_year_can_still_be_corrected_after_an_undo(world):
    plan = make_plan(world, tasks=1)
    undone = undo_import(confirmed(world, row("r11"), head=head(year=plan.year)), world.chief)
    assert undone.plan is None
    change_head(undone, world.chief, undone.version, year=plan.year + 1)
    step_back(undone, world.chief)
    undone.refresh_from_db()
    assert confirm_import(undone, world.chief, undone.version) == plan


def test_a_plan_chosen_at_the_upload_stays_chosen(world):
    plan = make_plan(world, tasks=1)
    batch = make_import(world, draft(row("r11"), head=head(year=plan.year)), plan=plan)
    before = batch.draft
    confirm_import(batch, world.chief, 1)
    undone = undo_import(batch, world.chief)
    assert (undone.plan, undone.draft) == (plan, before)

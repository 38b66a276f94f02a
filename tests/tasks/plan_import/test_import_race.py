"""Two at the same moment: two chiefs confirming one draft or two, undoing while a unit signs. One is first."""

import threading

import pytest
from django.db import connection, connections

from departments.choices import Role
from departments.models import AuditEvent, Unit
from departments.services.unit import change_unit
from indicators.models import IndicatorSet
from tasks.choices import ImportStatus, Receipt
from tasks.errors import ImportRefused
from tasks.models import AnnualTask, Plan, PlanImport, TaskUnit
from tasks.plan_draft.shape import CREATE_UNIT, NameDecision
from tasks.services.plan import create_plan
from tasks.services.plan_import.confirming import confirm_import
from tasks.services.plan_import.undoing import undo_import
from tasks.services.publication import publish
from tasks.services.receipt import sign
from tests.tasks.plan_draft.drafts import DATES, coop, draft, head, lead, row
from tests.tasks.plan_import.imports import make_import
from tests.world import load_world, make_indicator_set, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="the in-memory test database has one writer"),
]
NAMES = {"区文旅局": NameDecision(CREATE_UNIT, name="区文化和旅游局", level="department")}
UNITS = (lead("区水利局"), coop("区文旅局"))
CROWD, ROUNDS = 4, 4


@pytest.fixture
def world(transactional_db):
    return load_world()


def ready(world, *, start=1, year=2026) -> PlanImport:
    rows = [row(f"r{n}", units=UNITS) for n in range(start, start + 3)]
    return make_import(world, draft(*rows, names=NAMES, head=head(year=year)))


def at_once(*steps) -> list[str]:
    """Run side by side from one barrier; each gives "ok" or the sentence of its refusal. Anything else fails."""
    barrier, results, wrong = threading.Barrier(len(steps)), [], []

    def run(step):
        try:
            barrier.wait()
            step()
            results.append("ok")
        except (ImportRefused, TaskUnit.DoesNotExist) as refusal:
            results.append(str(refusal))
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    return sorted(results, key=lambda result: result != "ok")


def test_a_draft_is_confirmed_once(world):
    second = make_person("chief2", world.office, Role.OFFICE_CHIEF)
    batch = ready(world)
    steps = [lambda by=by: confirm_import(batch, by, 1) for by in (world.chief, second) * 2]
    assert at_once(*steps) == ["ok"] * CROWD
    assert (Plan.objects.count(), IndicatorSet.objects.count(), AnnualTask.objects.count()) == (1, 1, 3)
    assert Unit.objects.filter(name="区文化和旅游局").count() == 1
    assert AuditEvent.objects.filter(action="plan_import.confirm").count() == 1


def test_two_drafts_of_one_year_make_one_plan(world):
    batches = [ready(world, start=start) for start in (1, 11)]
    assert at_once(*(lambda batch=batch: confirm_import(batch, world.chief, 1) for batch in batches)) == ["ok", "ok"]
    assert (Plan.objects.count(), AnnualTask.objects.count()) == (1, 6)
    assert sorted(PlanImport.objects.values_list("made_plan", flat=True)) == [False, True]
    assert Unit.objects.filter(name="区文化和旅游局").count() == 1


def test_confirming_beside_others_work_on_the_same_rows_never_locks_up(world):
    chosen = make_indicator_set(world.office, count=1)
    for year in range(2030, 2030 + ROUNDS):
        batch = ready(world, year=year)
        at_once(
            lambda batch=batch: confirm_import(batch, world.chief, 1),
            lambda year=year: change_unit(world.office, by=world.sysadmin, short_name=f"环委办{year}"),
            lambda year=year: change_unit(world.district, by=world.sysadmin, short_name=f"丙{year}"),
            lambda year=year: create_plan(world.chief, world.office, year + 20, "计划", chosen, **DATES),
        )
        assert Plan.objects.filter(year__in=(year, year + 20)).count() == 2


def test_an_import_is_undone_once(world):
    batch = ready(world)
    confirm_import(batch, world.chief, 1)
    results = at_once(*[lambda: undo_import(batch, world.chief)] * CROWD)
    assert results[0] == "ok" and all("已经撤销" in result for result in results[1:])
    assert not Plan.objects.exists()
    assert AuditEvent.objects.filter(action="plan_import.undo").count() == 1


def test_a_unit_signs_or_the_import_is_undone(world):
    for year in range(2030, 2030 + ROUNDS):
        batch = ready(world, year=year)
        publish(confirm_import(batch, world.chief, 1), world.chief)
        part = TaskUnit.objects.get(unit=world.water, task__plan__year=year, task__number="1")
        at_once(
            lambda batch=batch: undo_import(batch, world.chief),
            lambda part=part: sign(part, world.water_head),
        )
        batch.refresh_from_db()
        is_signed = TaskUnit.objects.filter(pk=part.pk, receipt=Receipt.SIGNED).exists()
        assert is_signed == (batch.status == ImportStatus.CONFIRMED)
        assert AnnualTask.objects.filter(plan__year=year).count() == (3 if is_signed else 0)

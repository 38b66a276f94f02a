"""The same thing asked for twice at the same moment happens once, and nobody is shown a fault of the program."""

import threading
from io import BytesIO

import pytest
from django.db import connection, connections

from assessments.models import LineReview, Package
from assessments.services import package as packages
from assessments.services.review import open_review
from assessments.services.snapshot import publish
from departments.choices import Role
from departments.models import AuditEvent, Job, RoleGroup
from departments.services.job import request_job
from departments.services.membership import open_membership
from tasks.models import Evidence, Ledger, Plan, Submission
from tasks.services.evidence import add_file, attach
from tasks.services.ledger import submit_ledger
from tasks.services.plan import PlanRefused, create_plan
from tasks.services.publication import publish as publish_plan
from tests.assessments.year import frozen, package_at
from tests.lib.samples import pdf
from tests.security.test_leaks import hand_in, write
from tests.world import load_world, make_indicator_set, make_person, make_plan, part_of, some_day

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="the in-memory test database has one writer"),
]
ALLOWED = (PlanRefused,)
CROWD = 4


def crowd(act) -> list[Exception]:
    """`act` at the same moment by several; what went wrong that should not."""
    barrier, wrong = threading.Barrier(CROWD), []

    def run():
        try:
            barrier.wait()
            act()
        except ALLOWED:
            pass
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.fixture
def world(transactional_db):
    return load_world()


@pytest.fixture
def plan(world):
    return make_plan(world, tasks=1)


@pytest.fixture
def part(world, plan):
    return part_of(plan, world.water)


def count(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_a_ledger_is_handed_in_once(world, part):
    ledger = write(world, part)
    assert crowd(lambda: submit_ledger(ledger, world.water_head, "报告尚未印发")) == []
    assert (Submission.objects.count(), count("ledger.submit")) == (1, 1)


def test_a_review_is_opened_once(world, part):
    round_ = hand_in(world, part)
    assert crowd(lambda: open_review(round_, world.reviewer)) == []
    assert (LineReview.objects.count(), count("review.open")) == (1, 1)


def test_the_same_file_becomes_one_piece(world, plan, part):
    content = pdf(2)
    own = {"unit": world.water, "year": plan.year, "by": world.water_staff}
    add_file(BytesIO(content), "别家.pdf", unit=world.housing, year=plan.year, by=world.housing_staff)
    assert crowd(lambda: add_file(BytesIO(content), "监测报告.pdf", **own)) == []
    piece = Evidence.objects.get(unit=world.water)
    assert crowd(lambda: attach(Ledger.objects.get(task_unit=part), piece, world.water_staff)) == []
    assert (piece.uses.count(), count("evidence.attach")) == (1, 1)


def test_a_job_is_asked_for_once(world, plan):
    assert crowd(lambda: request_job("unit_report", key="k", title="t", by=world.chief, scope_row=plan)) == []
    assert (Job.objects.count(), count("job.request")) == (1, 1)


def test_a_plan_is_made_and_published_once(world):
    chosen = make_indicator_set(world.office, count=1)
    dates = dict.fromkeys(("work_from", "work_to", "self_check_from", "self_check_to", "report_due", "city_review_due",
                           "publish_due"), some_day(0))
    make = {"office": world.office, "year": 2040, "title": "计划", "indicator_set": chosen, **dates}
    assert crowd(lambda: create_plan(world.chief, **make)) == []
    assert (Plan.objects.filter(year=2040).count(), count("plan.create")) == (1, 1)
    draft = make_plan(world, tasks=1, published=False, indicator_set=chosen)
    assert crowd(lambda: publish_plan(draft, world.chief)) == []
    assert count("plan.publish") == 1


def test_a_package_is_prepared_and_a_year_published_once(world, plan):
    snapshot = frozen(world, plan)
    assert crowd(lambda: packages.prepare(plan, snapshot, world.chief)) == []
    assert (Package.objects.count(), count("package.prepare")) == (1, 1)


def test_scores_are_published_once(world, plan):
    approved = package_at(world, plan, "approved")
    assert crowd(lambda: packages.hand_in(approved, world.chief)) == []
    assert crowd(lambda: publish(approved.snapshot, world.chief)) == []
    assert (count("package.handed_in"), count("snapshot.publish")) == (1, 1)


def test_the_first_members_of_a_role_share_its_group(world):
    people = iter([make_person(f"new-{n}", world.statistics, Role.UNIT_ADMIN) for n in range(CROWD)])
    assert crowd(lambda: open_membership(next(people), world.statistics, Role.UNIT_STAFF, by=None)) == []
    assert RoleGroup.objects.filter(unit=world.statistics, role=Role.UNIT_STAFF).count() == 1

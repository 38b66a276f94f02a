"""The way up: who may take which step, what each step needs, and who sees the package when."""

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import LineReview, Package, Report, Snapshot
from assessments.services import package as service
from assessments.services.package import AnotherPackageOpen, ReasonMissing, ReportNotReady, StepRefused
from assessments.services.snapshot import freeze
from departments.models import AuditEvent
from tests.assessments.year import frozen, package_at, shelved

STEPS = {
    "send": ("prepared", "chief"), "approve": ("sent", "leader"), "send_back": ("sent", "leader"),
    "hand_in": ("approved", "chief"), "accept": ("handed_in", "city_receiver"),
    "return_package": ("handed_in", "city_receiver"),
}
TO = {"send": "sent", "approve": "approved", "send_back": "sent_back", "hand_in": "handed_in", "accept": "accepted",
      "return_package": "returned"}
PERSONS = ("chief", "reviewer", "leader", "city_receiver", "water_head", "stranger_staff", "sysadmin")


def take(step: str, package: Package, by):
    words = ("请核对第1项。",) if step in ("send_back", "return_package") else ()
    return getattr(service, step)(package, by, *words)


@pytest.mark.parametrize("step", STEPS)
def test_the_right_person_takes_each_step_and_it_is_written_down(world, plan, step):
    at, name = STEPS[step]
    package = take(step, package_at(world, plan, at), world.people[name])
    last = package.steps.last()
    assert (package.status, last.status, last.by) == (TO[step], TO[step], world.people[name])
    assert last.by_name == str(world.people[name])
    assert AuditEvent.objects.filter(action=f"package.{TO[step]}").count() == 1


@pytest.mark.parametrize("step", STEPS)
def test_nobody_else_takes_it(world, plan, step):
    at, name = STEPS[step]
    package = package_at(world, plan, at)
    for other in set(PERSONS) - {name}:
        with pytest.raises(PermissionDenied):
            take(step, package, world.people[other])
    package.refresh_from_db()
    assert package.status == at


@pytest.mark.parametrize("step", STEPS)
def test_the_same_step_twice_is_once(world, plan, step):
    at, name = STEPS[step]
    package = package_at(world, plan, at)
    take(step, package, world.people[name])
    steps = package.steps.count()
    assert take(step, package, world.people[name]).status == TO[step]
    assert package.steps.count() == steps


def test_a_step_from_a_stale_page_is_refused_in_words(world, plan):
    package = package_at(world, plan, "sent")
    service.send_back(package, world.leader, "缺材料")
    with pytest.raises(StepRefused, match="这份材料现在是“审定退回”，不能办理“已审定”"):
        service.approve(package, world.leader)


def test_nothing_is_sent_back_without_a_reason(world, plan):
    package = package_at(world, plan, "sent")
    with pytest.raises(ReasonMissing):
        service.send_back(package, world.leader, "  ")


def test_sending_needs_the_yearly_report(world, plan):
    package = service.prepare(plan, frozen(world, plan), world.chief)
    with pytest.raises(ReportNotReady):
        service.send(package, world.chief)


def test_preparing_twice_is_one_package(world, plan):
    snapshot = shelved(world, plan)
    assert service.prepare(plan, snapshot, world.chief) == service.prepare(plan, snapshot, world.chief)


def change_a_score(plan) -> None:
    LineReview.objects.filter(submission__ledger__task_unit__task__number="2").update(score=9)


def test_a_prepared_package_takes_the_newer_snapshot(world, plan):
    package = service.prepare(plan, shelved(world, plan), world.chief)
    change_a_score(plan)
    again = service.prepare(plan, freeze(plan, world.chief), world.chief)
    assert (again.pk, again.snapshot.number) == (package.pk, 2)


def test_a_package_on_its_way_keeps_its_snapshot(world, plan):
    package_at(world, plan, "sent")
    change_a_score(plan)
    with pytest.raises(AnotherPackageOpen, match="待审定"):
        service.prepare(plan, freeze(plan, world.chief), world.chief)


@pytest.mark.parametrize("came_back", ["sent_back", "returned"])
def test_after_a_return_the_next_package_is_prepared_from_a_new_freeze(world, plan, came_back):
    old = package_at(world, plan, came_back)
    change_a_score(plan)
    snapshot = freeze(plan, world.chief)
    new = service.prepare(plan, snapshot, world.chief)
    assert new.pk != old.pk
    assert Package.objects.get(pk=old.pk).snapshot.number == 1


def test_a_closed_year_goes_nowhere(world, plan):
    package = package_at(world, plan, "approved")
    plan.status = "closed"
    plan.save(update_fields=["status"])
    with pytest.raises(PermissionDenied):
        service.hand_in(package, world.chief)


@pytest.mark.parametrize(("at", "leader", "city"), [
    ("prepared", False, False), ("sent", True, False), ("sent_back", True, False), ("approved", True, False),
    ("handed_in", True, True), ("returned", True, True), ("accepted", True, True),
])
def test_leaders_see_it_from_sending_on_and_the_city_from_handing_in_on(world, plan, at, leader, city):
    package_at(world, plan, at)
    for person, seen in ((world.leader, leader), (world.city_receiver, city), (world.water_head, False)):
        assert Package.objects.visible_to(person).exists() is seen
        assert Snapshot.objects.visible_to(person).exists() is seen
        assert Report.objects.visible_to(person).exists() is seen

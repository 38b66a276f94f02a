"""The certifying unit's word: confirmed or corrected, changed until the office decides, asked again each round."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.services.review import accept_ledger, open_review
from departments.models import AuditEvent
from tasks.choices import Certified
from tasks.errors import CertificationRefused
from tasks.models import Certification
from tasks.reports.certification import waiting_values
from tasks.services.certification import certify
from tasks.services.ledger import mark_reopened, mark_returned, recall
from tests.assessments.desk import hand_in, hand_in_again
from tests.tasks.certifying import name_certifier, waiting_number


@pytest.fixture
def target(world, plan):
    return name_certifier(plan, world.housing)


@pytest.fixture
def submission(world, plan, target):
    return hand_in(world, plan, world.water)


def correct(submission, target, by, actual="93", reason="监测月报为93%"):
    return certify(submission, target, by, Certified.CORRECTED, Decimal(actual), reason=reason)


def waiting(world, plan, person):
    return waiting_values(world.people[person], plan.year).count()


def test_a_number_is_confirmed_as_reported(world, plan, submission, target):
    word = certify(submission, target, world.housing_staff, Certified.CONFIRMED)
    assert (word.verdict, word.actual, word.certifier) == (Certified.CONFIRMED, Decimal(95), world.housing)
    assert waiting(world, plan, "housing_staff") == 0
    assert AuditEvent.objects.filter(action="certification.confirm").count() == 1


def test_a_number_is_corrected_with_a_reason(world, submission, target):
    word = correct(submission, target, world.housing_head)
    assert (word.verdict, word.actual, word.reason) == (Certified.CORRECTED, Decimal(93), "监测月报为93%")
    submission.refresh_from_db()
    assert submission.values[0]["actual"] == "95"


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ({"actual": Decimal(93)}, "写明理由"),
        ({"reason": "口径不同"}, "请填写认定值"),
        ({"actual": Decimal("95.00"), "reason": "口径不同"}, "与填报值相同"),
    ],
)
def test_a_correction_needs_another_value_and_a_reason(world, submission, target, word, sentence):
    with pytest.raises(CertificationRefused, match=sentence):
        certify(submission, target, world.housing_staff, Certified.CORRECTED, **word)


def test_the_word_may_be_changed_and_is_one(world, submission, target):
    certify(submission, target, world.housing_staff, Certified.CONFIRMED)
    correct(submission, target, world.housing_head)
    assert Certification.objects.get().verdict == Certified.CORRECTED
    entry = AuditEvent.objects.get(action="certification.correct")
    assert (entry.detail["before"], entry.detail["certified"]) == ("属实 95%", "更正 93%")


def test_the_same_word_twice_is_written_once(world, submission, target):
    for _ in range(2):
        certify(submission, target, world.housing_staff, Certified.CONFIRMED)
    assert AuditEvent.objects.filter(action="certification.confirm").count() == 1


@pytest.mark.parametrize(
    "name", ["water_staff", "water_head", "town_head", "water_admin", "reviewer", "chief", "leader", "stranger_staff"]
)
def test_nobody_else_certifies(world, submission, target, name):
    with pytest.raises(PermissionDenied):
        certify(submission, target, world.people[name], Certified.CONFIRMED)


def test_a_unit_named_for_its_own_number_certifies_it(world, plan):
    submission = waiting_number(world, plan, by=world.water)
    target = submission.ledger.task_unit.task.targets.get()
    assert certify(submission, target, world.water_head, Certified.CONFIRMED).certifier == world.water


def test_a_cooperating_units_number_is_nobodys_to_certify(world, plan, target):
    handed_in = hand_in(world, plan, world.town)
    assert waiting(world, plan, "housing_staff") == 0
    with pytest.raises(CertificationRefused, match="只认定牵头单位"):
        certify(handed_in, target, world.housing_staff, Certified.CONFIRMED)


def test_after_the_offices_decision_the_word_stands(world, submission, target):
    certify(submission, target, world.housing_staff, Certified.CONFIRMED)
    accept_ledger(open_review(submission, world.reviewer), "", world.reviewer, 1, confirmed=True)
    with pytest.raises(CertificationRefused, match="已有结论"):
        correct(submission, target, world.housing_staff)


def test_a_line_taken_up_again_may_be_certified_again(world, submission, target):
    accept_ledger(open_review(submission, world.reviewer), "", world.reviewer, 1, confirmed=True)
    mark_reopened(submission.ledger, world.chief)
    assert correct(submission, target, world.housing_staff).actual == Decimal(93)


def test_a_new_round_asks_again(world, plan, submission, target):
    certify(submission, target, world.housing_staff, Certified.CONFIRMED)
    mark_returned(submission.ledger, world.reviewer)
    again = hand_in_again(world, submission)
    assert waiting(world, plan, "housing_staff") == 1
    with pytest.raises(CertificationRefused, match="重新提交"):
        certify(submission, target, world.housing_staff, Certified.CONFIRMED)
    certify(again, target, world.housing_staff, Certified.CONFIRMED)
    assert Certification.objects.count() == 2


def test_a_round_taken_back_is_not_certified(world, plan, submission, target):
    recall(submission.ledger, world.water_head)
    assert waiting(world, plan, "housing_staff") == 0
    with pytest.raises(CertificationRefused, match="已撤回"):
        certify(submission, target, world.housing_staff, Certified.CONFIRMED)

"""Who must not: recheck a score one had a hand in, read the office's draft, learn which account decided."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from openpyxl import load_workbook

from assessments import access
from assessments.choices import AppealStatus, Joining
from assessments.models import Appeal, ReviewStage
from assessments.reading.appeal import waiting_count
from assessments.services.absence import approve, ask
from assessments.services.appeal import decide_appeal, file_appeal
from assessments.services.review import accept_ledger, deduct, keep_note, mark_line, open_review, reopen_line
from departments.choices import Role
from eco_demo.lib import clock
from tests.assessments.appeals import appeal_on, catalogued, feed_back, filed
from tests.assessments.desk import hand_in
from tests.assessments.ruled import reviewers
from tests.assessments.settled import absent, entered
from tests.assessments.year import score_line
from tests.world import make_person, part_of


def refused(person, appeal) -> bool:
    """By the service, by what the page offers, and by what is counted as waiting for this person."""
    appeal.refresh_from_db()
    with pytest.raises(PermissionDenied, match="参加过这一项的评分"):
        decide_appeal(appeal, person, appeal.version, AppealStatus.REJECTED, {}, "属实。")
    return not access.can_recheck(person, appeal) and not waiting_count(person, clock.today().year)


def objected(world, plan, review) -> Appeal:
    feed_back(world, plan)
    return appeal_on(world, review)


def test_no_member_of_a_panel_rechecks_its_score(world, plan):
    ReviewStage.objects.create(plan=plan, position=1, name="评审", scorers=2, joining=Joining.AVERAGE)
    second, = reviewers(world, 1)
    review = open_review(hand_in(world, plan, world.water), world.reviewer)
    for person in (world.reviewer, second):
        mark_line(review, Decimal(8), "偏低", person, review.version, confirmed=True)
    review.refresh_from_db()
    appeal = objected(world, plan, review)
    assert refused(world.reviewer, appeal) and refused(second, appeal)
    assert access.can_recheck(world.chief, appeal) and waiting_count(world.chief, clock.today().year) == 1


def test_who_passed_an_earlier_stage_does_not_recheck(world, plan):
    for place, name in enumerate(("初审", "审定"), 1):
        ReviewStage.objects.create(plan=plan, position=place, name=name, by_chief=name == "审定")
    second, = reviewers(world, 1)
    review = open_review(hand_in(world, plan, world.water), second)
    deduct(review, second, Decimal(1), "缺数据", "", version=1)
    for person in (second, world.chief):
        review.refresh_from_db()
        review = accept_ledger(review, "", person, review.version, confirmed=True)
    appeal = objected(world, plan, review)
    assert refused(second, appeal) and refused(world.chief, appeal)
    assert access.can_recheck(world.reviewer, appeal)


def test_who_took_points_off_does_not_recheck_what_another_accepted(world, plan):
    second, = reviewers(world, 1)
    review = open_review(hand_in(world, plan, world.water), second)
    deduct(review, second, Decimal(1), "缺数据", "", version=1)
    review = accept_ledger(review, "", world.reviewer, 2, confirmed=True)
    assert refused(second, objected(world, plan, review))


def test_the_office_sees_why_it_does_not_recheck(world, plan, as_user):
    page = as_user(world.reviewer).get(reverse("appeal_detail", args=[filed(world, plan).pk])).content.decode()
    assert "您参加过这一项的评分" in page and "办结申诉" not in page


def test_a_line_taken_up_again_is_hidden_behind_its_old_appeal(world, plan, as_user):
    appeal = filed(world, plan)
    row = appeal.review.deductions.get()
    decide_appeal(appeal, world.chief, 1, AppealStatus.UPHELD, {row.pk: Decimal(1)}, "减半。")
    review = reopen_line(appeal.review, "数据有误", world.chief)
    deduct(review, world.reviewer, Decimal(3), "拟扣的分", "", version=review.version)
    review.refresh_from_db()
    keep_note(review, "拟写的意见", "内部的话", world.reviewer, review.version)
    address = reverse("appeal_detail", args=[appeal.pk])
    unit, office = (as_user(person).get(address).content.decode() for person in (world.water_head, world.reviewer))
    assert "正在重新审核" in unit and "拟扣的分" not in unit and "拟写的意见" not in unit
    assert "拟扣的分" in office and "内部的话" not in office


def test_a_unit_does_not_learn_which_account_answered_its_absence(world, plan, as_user):
    absence = ask(part_of(plan, world.water), world.water_head, "无此工作", "renormalise")
    approve(absence, world.chief)
    address = reverse("absence_detail", args=[absence.pk])
    assert str(world.chief) not in as_user(world.water_head).get(address).content.decode()
    assert str(world.chief) in as_user(world.leader).get(address).content.decode()


@pytest.fixture
def limited_leader(world):
    """A leader in charge of 水利局 alone."""
    return make_person("leader2", world.district, Role.DISTRICT_LEADER, limited_to=[world.water])


def test_a_leader_limited_to_some_units_reads_of_no_other(world, plan, as_user, limited_leader):
    score_line(world, part_of(plan, world.water), points="2")
    review = score_line(world, part_of(plan, world.housing), points="3")
    feed_back(world, plan)
    appeal = file_appeal(review, world.housing_head, "扣分不当。")
    absent(world, plan, world.housing, "2")
    entered(world, plan, world.housing, "penalty", "1")
    client, part = as_user(limited_leader), part_of(plan, world.housing)
    for name in ("score_table", "score_lost", "appeal_list", "absence_list", "special_list"):
        page = client.get(reverse(name))
        assert page.status_code == 200 and "住建局" not in page.content.decode(), name
    unit = (plan.pk, world.housing.pk)
    hidden = {"line_why": [part.pk], "score_why": unit, "score_unit": unit, "appeal_detail": [appeal.pk]}
    for name, args in hidden.items():
        assert client.get(reverse(name, args=args)).status_code == 404, name
    book = load_workbook(BytesIO(client.get(reverse("score_export")).content))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not [cell for cell in cells if "住房" in cell or "住建局" in cell] and "区水利局" in cells


@pytest.mark.parametrize("name", ["housing_head", "town_staff", "stranger_staff", "city_receiver", "auditor"])
def test_evidence_given_with_an_appeal_stays_between_unit_and_office(world, plan, as_user, name):
    piece = catalogued(world)
    filed(world, plan, evidence=[piece])
    address = reverse("evidence_download", args=[piece.current_id])
    assert as_user(world.people[name]).get(address).status_code in (403, 404)
    assert as_user(world.reviewer).get(address).status_code == 200

"""Who must not: recheck a score one had a hand in, read the office's draft, learn which account decided."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assessments import access
from assessments.choices import AppealStatus, Joining
from assessments.models import Appeal, ReviewStage
from assessments.reading.appeal import waiting_count
from assessments.services.absence import approve, ask
from assessments.services.appeal import decide_appeal
from assessments.services.review import accept_ledger, deduct, keep_note, mark_line, open_review, reopen_line
from eco_demo.lib import clock
from tests.assessments.appeals import appeal_on, feed_back, filed
from tests.assessments.desk import hand_in
from tests.assessments.ruled import reviewers
from tests.world import part_of


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

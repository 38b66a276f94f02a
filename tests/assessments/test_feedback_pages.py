"""Feedback and the frozen year beside appeals, as their pages show them."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from assessments.choices import AppealStatus
from assessments.services.appeal import decide_appeal
from eco_demo.lib import clock
from eco_demo.lib.workdays import add_workdays
from tests.assessments.appeals import appeal_on, fed_back_line, feed_back, filed, lost_line
from tests.assessments.year import package_at
from tests.world import part_of


def url(name, pk) -> str:
    return reverse(name, args=[pk])


def text(answer) -> str:
    return answer.content.decode()


def test_the_confirm_page_says_how_many_and_from_when_to_when(world, plan, as_user):
    lost_line(world, plan)
    page = text(as_user(world.chief).get(url("score_feedback", plan.pk)))
    last = add_workdays(clock.today(), 5)
    assert f"<strong>{clock.today():%Y-%m-%d}</strong> 至 <strong>{last:%Y-%m-%d}</strong>" in page
    assert "还有 11 项没有审核通过" in page


def test_another_first_day_shows_another_last_day(world, plan, as_user):
    first = clock.today() + timedelta(days=3)
    answer = as_user(world.chief).get(
        url("score_feedback", plan.pk), {"appeals_from": f"{first:%Y-%m-%d}"}, headers={"HX-Request": "true"}
    )
    assert f"<strong>{add_workdays(first, 5):%Y-%m-%d}</strong>" in text(answer)


def test_open_lines_are_fed_back_only_with_tick_and_reason(world, plan, as_user):
    lost_line(world, plan)
    client, today = as_user(world.chief), f"{clock.today():%Y-%m-%d}"
    refused = client.post(url("score_feedback", plan.pk), {"appeals_from": today})
    assert refused.status_code == 422 and "还有11项没有审核通过" in text(refused)
    data = {"appeals_from": today, "allow_open": "on", "reason": "先反馈已审的"}
    assert client.post(url("score_feedback", plan.pk), data).status_code == 302
    assert client.post(url("score_feedback", plan.pk), data).status_code == 302
    assert "得分已于" in text(client.get(url("score_feedback", plan.pk)))


def test_a_first_day_that_is_no_day_is_said_at_the_field(world, plan, as_user):
    lost_line(world, plan)
    answer = as_user(world.chief).post(url("score_feedback", plan.pk), {"appeals_from": "后天"})
    assert answer.status_code == 422 and "请填写日期" in text(answer)


def test_the_freeze_page_leads_to_open_appeals_and_offers_no_button(world, plan, as_user):
    filed(world, plan)
    page = text(as_user(world.chief).get(url("freeze", plan.pk)))
    assert "还有 1 条申诉没有办结" in page and reverse("appeal_list") + "?status=filed" in page
    assert "正在冻结" not in page


def test_freezing_inside_the_window_asks_for_tick_and_reason(world, plan, as_user):
    fed_back_line(world, plan)
    client = as_user(world.chief)
    assert "各单位还可以提出申诉" in text(client.get(url("freeze", plan.pk)))
    assert client.post(url("freeze", plan.pk)).status_code == 422
    data = {"allow_open": "on", "reason": "各单位书面放弃"}
    assert client.post(url("freeze", plan.pk), data).status_code == 302


def test_the_reports_page_says_what_changed_after_the_freeze(world, plan, as_user):
    package_at(world, plan, "approved")
    client = as_user(world.chief)
    assert "签后变更" not in text(client.get(reverse("report_list")))
    feed_back(world, plan)
    review = part_of(plan, world.water).ledger.submissions.get().review
    kept = {row.pk: Decimal(0) for row in review.deductions.all()}
    decide_appeal(appeal_on(world, review), world.chief, 1, AppealStatus.UPHELD, kept, "撤销。")
    page = text(client.get(reverse("report_list")))
    assert "有 1 项得分有变动" in page and url("freeze", plan.pk) in page
    page = text(client.get(url("freeze", plan.pk)))
    assert "签后变更" in page and "8.75" in page and "申诉复核" in page

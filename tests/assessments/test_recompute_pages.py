"""The page of 按新规则重算: nothing without a reason, fixed queries, totals follow what is ticked."""

import pytest
from django.urls import reverse

from assessments.models import LineReview
from assessments.reading.recompute import differences_of
from assessments.services.review import accept_ledger, use_rule
from tests.assessments.ruled import handed_in, step_rule
from tests.assessments.test_recompute import accepted, revise


@pytest.fixture
def ruled(plan):
    return step_rule(plan)


def url_of(plan):
    return reverse("recompute", args=[plan.pk])


def test_the_chief_sees_the_list_and_confirms_it(world, plan, ruled, as_user):
    accepted(world, plan)
    revise(world, ruled)
    client = as_user(world.chief)
    page = client.get(url_of(plan)).content.decode()
    assert "第 1 版 → 第 2 版" in page and "28.33 → <strong>23.33</strong>" in page
    digest = differences_of(plan, world.chief).digest
    refused = client.post(url_of(plan), {"digest": digest, "reason": ""})
    assert refused.status_code == 422 and "请写明重算的理由" in refused.content.decode()
    assert client.post(url_of(plan), {"digest": digest, "reason": "规则修订"}).status_code == 302
    assert "没有需要重算的项目" in client.get(url_of(plan)).content.decode()


def test_a_list_that_has_changed_is_shown_anew(world, plan, ruled, as_user):
    accepted(world, plan)
    revise(world, ruled)
    answer = as_user(world.chief).post(url_of(plan), {"digest": "old", "reason": "规则修订"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "下面是最新的清单" in page and "规则修订</textarea>" in page
    assert differences_of(plan, world.chief).digest in page


def test_totals_follow_what_is_ticked(world, plan, ruled, as_user):
    review = accepted(world, plan, by_hand="0.5", override_reason="另扣材料分")
    revise(world, ruled)
    client = as_user(world.chief)
    assert "各单位总分都不变" in client.get(url_of(plan)).content.decode()
    part = client.get(url_of(plan), {"line": review.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "26.67 → <strong>21.67</strong>" in part and "<html" not in part


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(world, plan, as_user, django_assert_num_queries, count):
    rules = [step_rule(plan, str(number)) for number in range(1, count + 1)]
    for rule in rules:
        review = handed_in(world, plan, number=rule.indicator.number)
        review = use_rule(review, world.reviewer, review.version)
        accept_ledger(review, "", world.reviewer, review.version, confirmed=True)
        revise(world, rule)
    assert LineReview.objects.accepted().count() == count
    client = as_user(world.chief)
    with django_assert_num_queries(19):
        assert client.get(url_of(plan)).status_code == 200

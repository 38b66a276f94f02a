"""A plan's scheme: changed by the chief, checked row by row, closed once scores are fed back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import GradeBand, Scheme, SpecialItem
from assessments.reading.scheme import class_sizes, modules_of, quotas_of, scheme_of
from assessments.scheme_terms import SCALES, BandTerms, Terms, WeightTerms
from assessments.services.scheme import SchemeChanged, SchemeRefused, change_scheme
from departments.models import AuditEvent
from eco_demo.lib import clock
from indicators.models import Domain
from tasks.choices import PlanStatus

STRICT = Terms(decimal_places=0, bands=SCALES["方案B"], max_bonus=Decimal(3))


def weights(plan, *shares):
    modules = zip(modules_of(plan), shares, strict=True)
    return tuple(WeightTerms(domain.pk, domain.name, Decimal(share)) for domain, share in modules)


def test_a_plan_without_a_scheme_has_the_defaults(plan):
    assert scheme_of(plan) == (Terms(), 0)


def test_the_chief_sets_the_scheme_and_the_trail_keeps_before_and_after(world, plan):
    change_scheme(plan, world.chief, 0, STRICT)
    assert scheme_of(plan) == (STRICT, 1)
    entry = AuditEvent.objects.get(action="scheme.change")
    assert entry.detail["before"]["总分取舍"] == "四舍五入保留2位小数"
    assert entry.detail["after"]["总分取舍"] == "四舍五入取整数"
    assert entry.detail["after"]["等次"] == "优秀 ≥90；良好 ≥80；合格 ≥70；不合格 ≥0"
    assert "同分名次" not in entry.detail["after"]


@pytest.mark.parametrize("person", ["reviewer", "leader", "water_head", "sysadmin"])
def test_nobody_else_sets_it(world, plan, person):
    with pytest.raises(PermissionDenied):
        change_scheme(plan, world.people[person], 0, STRICT)
    assert not Scheme.objects.exists()


def test_the_same_post_twice_is_one_change(world, plan):
    change_scheme(plan, world.chief, 0, STRICT)
    change_scheme(plan, world.chief, 0, STRICT)
    assert scheme_of(plan)[1] == 1
    assert AuditEvent.objects.filter(action="scheme.change").count() == 1


def test_an_older_version_is_refused_and_tells_what_stands(world, plan):
    change_scheme(plan, world.chief, 0, STRICT)
    with pytest.raises(SchemeChanged) as refusal:
        change_scheme(plan, world.chief, 0, Terms(decimal_places=1))
    assert (refusal.value.current, refusal.value.version) == (STRICT, 1)
    assert scheme_of(plan) == (STRICT, 1)


@pytest.mark.parametrize("stamp", ["feedback_at", "scores_published_at"])
def test_nothing_changes_once_scores_are_known(world, plan, stamp):
    setattr(plan, stamp, clock.now())
    plan.save()
    with pytest.raises(SchemeRefused, match="不能再改"):
        change_scheme(plan, world.chief, 0, STRICT)


def test_an_archived_year_only_shows_its_scheme(world, plan):
    plan.status = PlanStatus.CLOSED
    plan.save()
    with pytest.raises(SchemeRefused, match="已归档"):
        change_scheme(plan, world.chief, 0, STRICT)


@pytest.mark.parametrize(("bands", "at", "sentence"), [
    ((BandTerms("优秀", Decimal(90)), BandTerms("优秀", Decimal(0))), "bands.1.name", "等次“优秀”重复。"),
    ((BandTerms("优秀", Decimal(90)), BandTerms("合格", Decimal(60))), "bands.1.at_least", "最低等次的下限须为0"),
    ((BandTerms("优秀", Decimal(101)), BandTerms("合格", Decimal(0))), "bands.0.at_least", "总分最多100分"),
    ((BandTerms("优秀", Decimal(90), Decimal(120)), BandTerms("合格", Decimal(0))), "bands.0.quota_percent", "0和100"),
    ((BandTerms("优秀", Decimal(90)), BandTerms("合格", Decimal(0), Decimal(20))), "bands.1.quota_percent", "最低等次"),
    ((BandTerms("", Decimal(90)), BandTerms("合格", Decimal(0))), "bands.0.name", "请写等次的名称"),
    ((), "bands", "至少要有一个等次"),
])
def test_bands_that_cannot_stand_name_their_row(world, plan, bands, at, sentence):
    with pytest.raises(SchemeRefused, match=sentence) as refusal:
        change_scheme(plan, world.chief, 0, Terms(bands=bands))
    assert refusal.value.at == at
    assert not GradeBand.objects.exists()


def test_weights_add_up_to_a_hundred_over_every_domain_with_tasks(world, plan):
    Domain.objects.create(indicator_set=plan.indicator_set, name="生态制度", position=2)
    change_scheme(plan, world.chief, 0, Terms(weights=weights(plan, 60, 40)))
    assert [str(weight) for weight in scheme_of(plan)[0].weights] == ["生态生活 60%", "生态制度 40%"]
    with pytest.raises(SchemeRefused, match="合计是90，应为100"):
        change_scheme(plan, world.chief, 1, Terms(weights=weights(plan, 60, 30)))
    only_second = weights(plan, 0, 100)[1:]
    with pytest.raises(SchemeRefused, match="还没有给生态生活分配权重"):
        change_scheme(plan, world.chief, 1, Terms(weights=only_second))


def test_a_weight_for_a_domain_of_another_set_is_refused(world, plan):
    stray = replace(weights(plan, 100)[0], domain_id=0)
    with pytest.raises(SchemeRefused, match="刷新页面"):
        change_scheme(plan, world.chief, 0, Terms(weights=(stray,)))


def test_a_grade_that_a_veto_sets_cannot_go(world, plan):
    SpecialItem.objects.create(plan=plan, kind="veto", name="重大污染事件", grade="不合格")
    two = (BandTerms("达标", Decimal(60)), BandTerms("不达标", Decimal(0)))
    with pytest.raises(SchemeRefused, match="“不合格”用在一票否决事项“重大污染事件”"):
        change_scheme(plan, world.chief, 0, Terms(bands=two))


def test_a_quota_counts_the_units_of_each_class(plan):
    sizes = class_sizes(plan)
    assert [(size.name, size.units) for size in sizes] == [("部门", 2), ("镇（街道）", 2)]
    excellent = BandTerms("优秀", Decimal(90), Decimal(50))
    assert [str(quota) for quota in quotas_of(excellent, sizes)] == ["部门2个，最多1个", "镇（街道）2个，最多1个"]

"""The pages of the scheme: read by the district, set by the chief, nothing lost when something is wrong."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import SpecialItem
from assessments.reading.scheme import scheme_of, stages_of
from assessments.scheme_terms import STAGE_PRESETS, Terms, described_stages
from assessments.services.scheme import change_scheme, set_stages
from eco_demo.lib import clock
from tests.access_rows.scheme import SCHEME, STAGES


def at(name, plan):
    return reverse(name, kwargs={"pk": plan.pk})


@pytest.mark.parametrize("person", ["water_staff", "leader", "chief"])
def test_everybody_of_the_district_reads_how_the_year_is_scored(world, plan, as_user, person):
    set_stages(plan, world.chief, STAGE_PRESETS["两级"])
    SpecialItem.objects.create(plan=plan, kind="veto", name="重大污染事件", grade="不合格")
    page = as_user(world.people[person]).get(reverse("scheme")).content.decode()
    for words in ("90分及以上", "不满60分", "88.125 → 88.13", "其余项目折算", "初审", "审定", "重大污染事件",
                  "一票否决：定为不合格，原始得分保留", "总分、名次和等次"):
        assert words in page
    assert ("修改评分办法" in page) is (person == "chief")


def test_a_year_without_a_plan_says_so(world, as_user):
    assert "还没有下达的计划" in as_user(world.water_staff).get(reverse("scheme")).content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_a_unit_reads_it_at_a_fixed_cost(world, plan, as_user, items, django_assert_num_queries):
    for number in range(items):
        SpecialItem.objects.create(plan=plan, kind="bonus", name=f"事项{number}", max_points=Decimal(1))
    client = as_user(world.water_staff)
    with django_assert_num_queries(11):
        client.get(reverse("scheme"))


def test_the_chief_sets_grades_in_any_order_and_they_are_kept_best_first(world, plan, as_user):
    data = {**SCHEME, "bands-7-name": "优秀", "bands-7-at_least": "90", "bands-7-quota_percent": "20"}
    answer = as_user(world.chief).post(at("scheme_change", plan), data)
    assert answer.status_code == 302
    assert scheme_of(plan)[0].grades == ("优秀", "达标", "不达标")
    assert "部门2个，最多0个" in as_user(world.water_staff).get(reverse("scheme")).content.decode()


def test_a_wrong_row_is_marked_and_what_was_typed_stays(world, plan, as_user):
    data = {**SCHEME, "bands-0-at_least": "abc", "max_bonus": "3"}
    answer = as_user(world.chief).post(at("scheme_change", plan), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不是数字" in page and 'value="abc"' in page
    assert scheme_of(plan)[1] == 0


def test_a_bound_twice_is_marked_at_its_row(world, plan, as_user):
    data = {**SCHEME, "bands-3-name": "良好", "bands-3-at_least": "60"}
    form = as_user(world.chief).post(at("scheme_change", plan), data).context["form"]
    assert [row.errors.get("at_least") for row in form.bands] == [None, None, ["各等次的下限须从高到低，不能相同。"]]


def test_more_rows_than_anybody_needs_are_refused(world, plan, as_user):
    data = SCHEME | {f"bands-{n}-name": f"第{n}等" for n in range(20)} | {f"bands-{n}-at_least": n for n in range(20)}
    answer = as_user(world.chief).post(at("scheme_change", plan), data)
    assert answer.status_code == 422 and "最多10行" in answer.content.decode()


def test_somebody_elses_change_is_shown_and_saving_again_takes_mine(world, plan, as_user):
    change_scheme(plan, world.chief, 0, Terms(decimal_places=1))
    client = as_user(world.chief)
    answer = client.post(at("scheme_change", plan), SCHEME)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "四舍五入取整数" in page and "四舍五入保留1位小数" in page and 'value="达标"' in page
    client.post(at("scheme_change", plan), {**SCHEME, "version": answer.context["form"]["version"].value()})
    assert (scheme_of(plan)[0].grades, scheme_of(plan)[1]) == (("达标", "不达标"), 2)


def test_the_preview_counts_quotas_and_weights_without_keeping_anything(world, plan, as_user):
    domain = plan.indicator_set.domains.get(parent=None)
    client, weight = as_user(world.chief), f"weight_{domain.pk}"
    data = {**SCHEME, "bands-0-quota_percent": "50", weight: "95.5"}
    page = client.post(at("scheme_preview", plan), data).content.decode()
    assert "合计 <strong>95.50%</strong>，还差 4.50%" in page and "应为100" in page
    page = client.post(at("scheme_preview", plan), {**data, weight: "100"}).content.decode()
    assert "部门2个，最多1个" in page and "88.5 → 89" in page
    assert scheme_of(plan) == (Terms(), 0)


def test_after_feedback_the_form_says_why_nothing_changes(world, plan, as_user):
    plan.feedback_at = clock.now()
    plan.save()
    client = as_user(world.chief)
    assert "不能再改" in client.get(at("scheme_change", plan)).content.decode()
    answer = client.post(at("scheme_change", plan), SCHEME)
    assert answer.status_code == 422 and "不能再改" in answer.content.decode()


def test_stages_are_set_row_by_row(world, plan, as_user):
    data = {**STAGES, "stages-4-name": "审定", "stages-4-by_chief": "chief", "stages-4-scorers": "1",
            "stages-4-joining": "single", "stages-9-name": "", "stages-9-scorers": "1", "stages-9-joining": "single"}
    assert as_user(world.chief).post(at("scheme_stages", plan), data).status_code == 302
    assert stages_of(plan) == STAGE_PRESETS["两级"]


def test_a_stage_that_cannot_work_is_marked(world, plan, as_user):
    data = {**STAGES, "stages-0-scorers": "3"}
    answer = as_user(world.chief).post(at("scheme_stages", plan), data)
    assert answer.status_code == 422
    assert "请选择怎样合成一个分" in next(iter(answer.context["form"].stages)).errors["joining"][0]


def test_stages_set_by_somebody_else_meanwhile_are_shown(world, plan, as_user):
    set_stages(plan, world.chief, STAGE_PRESETS["两级"])
    answer = as_user(world.chief).post(at("scheme_stages", plan), STAGES)
    assert answer.status_code == 409 and described_stages(STAGE_PRESETS["两级"]) in answer.content.decode()
    assert stages_of(plan) == STAGE_PRESETS["两级"]


def test_the_chief_is_warned_of_stages_nobody_is_left_for(world, plan, as_user):
    set_stages(plan, world.chief, STAGE_PRESETS["三级"])
    assert "走不完全部环节" in as_user(world.chief).get(reverse("scheme")).content.decode()
    assert "走不完全部环节" not in as_user(world.water_staff).get(reverse("scheme")).content.decode()

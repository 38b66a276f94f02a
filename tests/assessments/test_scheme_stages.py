"""The steps of a plan's review: set by the chief until a line has been marked in one of them."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.choices import Joining
from assessments.models import ReviewStage, StageMark
from assessments.reading.scheme import desk_of, stages_of
from assessments.scheme_terms import STAGE_PRESETS, StageTerms, described_stages
from assessments.services.review import open_review
from assessments.services.scheme import SchemeChanged, SchemeRefused, set_stages
from departments.models import AuditEvent
from eco_demo.lib import clock
from tests.assessments.desk import hand_in

THREE = STAGE_PRESETS["三级"]
NONE = described_stages(())


def test_three_stages_replace_the_single_step(world, plan):
    set_stages(plan, world.chief, THREE)
    assert stages_of(plan) == THREE
    entry = AuditEvent.objects.get(action="scheme.stages")
    assert entry.detail == {
        "before": "一步审核，一人评分", "after": "初审（审核员办理） → 复核（审核员办理） → 审定（主任办理）",
    }


def test_none_at_all_is_one_step_again(world, plan):
    set_stages(plan, world.chief, THREE)
    set_stages(plan, world.chief, (), seen=described_stages(THREE))
    assert stages_of(plan) == ()


def test_the_same_stages_again_change_nothing(world, plan):
    set_stages(plan, world.chief, THREE, seen=NONE)
    set_stages(plan, world.chief, THREE, seen=NONE)
    assert AuditEvent.objects.filter(action="scheme.stages").count() == 1


def test_a_reviewer_does_not_set_them(world, plan):
    with pytest.raises(PermissionDenied):
        set_stages(plan, world.reviewer, THREE)


def test_what_somebody_else_set_meanwhile_is_not_overwritten(world, plan):
    set_stages(plan, world.chief, THREE)
    with pytest.raises(SchemeChanged) as refusal:
        set_stages(plan, world.chief, STAGE_PRESETS["两级"], seen=NONE)
    assert refusal.value.current == THREE
    assert stages_of(plan) == THREE


def test_they_stay_once_a_line_has_been_marked(world, plan):
    set_stages(plan, world.chief, THREE)
    review = open_review(hand_in(world, plan, world.water), world.reviewer)
    stage = ReviewStage.objects.get(plan=plan, position=1)
    StageMark.objects.create(review=review, stage=stage, stage_name=stage.name, score=Decimal(9), by=world.reviewer,
                             at=clock.now())
    with pytest.raises(SchemeRefused, match="已经有项目按原来的环节评过分"):
        set_stages(plan, world.chief, ())


def test_they_stay_once_scores_are_fed_back(world, plan):
    plan.feedback_at = clock.now()
    plan.save()
    with pytest.raises(SchemeRefused, match="不能再改"):
        set_stages(plan, world.chief, THREE)


@pytest.mark.parametrize(("stages", "at", "sentence"), [
    ((StageTerms("初审"), StageTerms("初审")), "stages.1.name", "重复"),
    ((StageTerms(""),), "stages.0.name", "请写环节的名称"),
    ((StageTerms("评审", scorers=3),), "stages.0.joining", "怎样合成"),
    ((StageTerms("评审", joining=Joining.AVERAGE),), "stages.0.joining", "不需要合成"),
    ((StageTerms("评审", scorers=2, joining=Joining.TRIMMED),), "stages.0.scorers", "至少要3个人"),
    ((StageTerms("审定", by_chief=True, scorers=3, joining=Joining.MEDIAN),), "stages.0.scorers", "由主任办理"),
    ((StageTerms("评审", scorers=10, joining=Joining.MEDIAN),), "stages.0.scorers", "1和9之间"),
])
def test_a_stage_that_cannot_work_is_named(world, plan, stages, at, sentence):
    with pytest.raises(SchemeRefused, match=sentence) as refusal:
        set_stages(plan, world.chief, stages)
    assert refusal.value.at == at
    assert stages_of(plan) == ()


def test_too_few_people_for_the_stages_are_counted(plan):
    assert desk_of(plan, STAGE_PRESETS["两级"]).is_enough
    desk = desk_of(plan, THREE)
    assert (desk.people, desk.chiefs, desk.needed, desk.is_enough) == (2, 1, 3, False)

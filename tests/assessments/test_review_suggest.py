"""What the numbers say about a target, as a sentence; and what changed between two rounds."""

from types import SimpleNamespace

import pytest

from assessments.choices import Met
from assessments.reading.line import changes_between
from assessments.suggestion import suggested_met
from tests.assessments.desk import hand_in, hand_in_again


@pytest.mark.parametrize(
    ("comparator", "target", "text", "actual", "met", "sentence"),
    [
        ("<=", "80", "≤80 立方米/万元", "82.4", Met.NOT_MET, "未达标，高于目标 2.4立方米/万元"),
        ("<=", "80", "≤80 立方米/万元", "80", Met.MET, "达标。"),
        (">=", "90", "≥90%", "91.5", Met.MET, "达标，高于目标 1.5"),
        ("=", "100", "100%", "96.8", Met.NOT_MET, "未达标，低于目标 3.2立方米/万元"),
        ("not_decrease", None, "不降低", "88", Met.NOT_MET, "未达标，低于上年88.5立方米/万元 0.5"),
        ("qualitative", None, "建立", None, Met.UNKNOWN, "没有可比较的数字"),
        ("meet_assigned", None, "完成上级下达任务", "5", Met.UNKNOWN, "要由审核人认定"),
    ],
)
def test_the_sentence_says_by_how_much(world, plan, comparator, target, text, actual, met, sentence):
    task = plan.tasks.first()
    task.targets.update(comparator=comparator, target=target, text=text, unit_of_measure="立方米/万元")
    value = {"target": task.targets.get().pk, "name": "用水量", "unit": "立方米/万元", "requirement": text,
             "actual": actual, "text": "", "met": None}
    suggestion = suggested_met(_submission(task, [value]))
    assert suggestion.met == met
    assert sentence in suggestion.targets[0].sentence


def test_a_distance_between_percentages_is_in_points(world, plan):
    task = plan.tasks.first()
    value = {"target": task.targets.get().pk, "actual": "88.5", "unit": "%", "requirement": "≥90%"}
    assert suggested_met(_submission(task, [value])).targets[0].sentence == (
        "完成值88.5%，目标≥90%，未达标，低于目标 1.5个百分点。"
    )


def test_one_missed_target_decides_for_all(world, plan):
    task = plan.tasks.first()
    pk = task.targets.get().pk
    values = [{"target": pk, "actual": actual, "unit": "%", "requirement": "≥90%"} for actual in ("95", "89", None)]
    assert suggested_met(_submission(task, values)).met == Met.NOT_MET


def test_a_target_taken_out_of_the_plan_keeps_its_frozen_answer(world, plan):
    value = {"target": 0, "name": "旧目标", "actual": "5", "unit": "", "requirement": "≥3", "met": True}
    assert suggested_met(_submission(plan.tasks.first(), [value])).met == Met.MET


def test_changes_between_rounds_are_named(world, plan):
    first = hand_in(world, plan, world.water, actual="85", self_score="9")
    type(first.ledger).objects.filter(pk=first.ledger_id).update(status="returned")
    first.ledger.values.update(actual="92")
    second = hand_in_again(world, first, self_score="8.5", narrative="改后的说明。")
    assert changes_between(first, second) == ["完成值：85 → 92", "自评分：9.00 → 8.50", "改写了自查说明"]


def _submission(task, values):
    part = SimpleNamespace(task_unit=SimpleNamespace(task=task))
    return SimpleNamespace(values=values, certifications=SimpleNamespace(all=list), ledger=part)

"""Quotas, ties and the guards of the grade table."""

from decimal import Decimal

import pytest

from indicators.rules import RuleError
from indicators.rules.grading import SCALE_A, Band, Standing, apply_quotas, check_bands, grade_for, quota_of
from indicators.rules.not_applicable import Absence, Item, settle


def standings(*scores, tie_break=()):
    values = [Decimal(score) for score in scores]
    breaks = [(Decimal(number),) for number in tie_break] or [()] * len(values)
    return [
        Standing(f"单位{place}", value, grade_for(value, SCALE_A), more)
        for place, (value, more) in enumerate(zip(values, breaks, strict=True), start=1)
    ]


def grades(*args, **kwargs):
    return [(placed.unit, placed.place, placed.grade) for placed in apply_quotas(*args, **kwargs)]


def test_units_beyond_the_quota_fall_to_the_next_grade():
    placed = apply_quotas(standings("95", "93", "91"), SCALE_A, {"优秀": 2})
    assert [(entry.unit, entry.place, entry.grade) for entry in placed] == [
        ("单位1", 1, "优秀"), ("单位2", 2, "优秀"), ("单位3", 3, "良好"),
    ]
    assert placed[2].reason == "优秀名额2个，超出名额，定为良好"


def test_those_who_fell_count_for_the_quota_below():
    assert [grade for _, _, grade in grades(standings("95", "93", "85"), SCALE_A, {"优秀": 1, "良好": 1})] == [
        "优秀", "良好", "合格",
    ]


@pytest.mark.parametrize(("ties", "expected"), [
    ("drop", ["优秀", "良好", "良好"]), ("share", ["优秀", "优秀", "优秀"]),
])
def test_a_tie_at_the_cut_follows_the_stated_rule(ties, expected):
    assert [grade for _, _, grade in grades(standings("95", "93", "93"), SCALE_A, {"优秀": 2}, ties)] == expected


def test_equal_scores_are_parted_by_the_tie_break_and_share_a_place_without():
    assert grades(standings("93", "93", tie_break=("1", "2")), SCALE_A, {"优秀": 1}) == [
        ("单位2", 1, "优秀"), ("单位1", 2, "良好"),
    ]
    assert [place for _, place, _ in grades(standings("93", "93", "80"), SCALE_A, {})] == [1, 1, 3]


def test_a_share_of_the_class_is_rounded_down():
    assert quota_of(Decimal("0.2"), 13) == 2


@pytest.mark.parametrize("quotas", [{"不合格": 1}, {"特优": 1}])
def test_a_quota_for_the_last_or_an_unknown_grade_is_refused(quotas):
    with pytest.raises(RuleError, match="不能限名额"):
        apply_quotas(standings("95"), SCALE_A, quotas)


@pytest.mark.parametrize(("bands", "field"), [
    ([], "bands"),
    ([("优秀", 90), ("优秀", 60), ("不合格", 0)], "bands.1.name"),
    ([("优秀", 70), ("良好", 70), ("不合格", 0)], "bands.1.at_least"),
    ([("优秀", 60), ("良好", 90), ("不合格", 0)], "bands.1.at_least"),
    ([("优秀", 90), ("良好", 60)], "bands.1.at_least"),
])
def test_a_grade_table_with_gaps_or_overlaps_is_refused(bands, field):
    with pytest.raises(RuleError) as caught:
        check_bands(tuple(Band(name, Decimal(bound)) for name, bound in bands))
    assert caught.value.field == field


def test_several_items_may_not_apply_each_in_its_own_way():
    items = [Item("甲", Decimal(10), Decimal(8)), Item("乙", Decimal(20), Decimal(15)), Item("丙", Decimal(30), None),
             Item("丁", Decimal(5), None), Item("戊", Decimal(35), None)]
    absences = [Absence("丙", "transfer", "不临海", "甲"), Absence("丁", "full_marks", "无此类企业"),
                Absence("戊", "renormalise", "无此类工程")]
    settled = settle(items, absences, Decimal(100))
    assert [(item.name, item.full_marks, item.score) for item in settled.items] == [
        ("甲", 40, 32), ("乙", 20, 15), ("丁", 5, 5),
    ]
    assert settled.total == Decimal(52) * 100 / 65

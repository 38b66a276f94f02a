"""Targets as plans print them, read into comparator and numbers."""

from decimal import Decimal

import pytest

from eco_demo.lib.numbers import NotANumber
from indicators.choices import Comparator as C
from tasks.target_text import read_target


@pytest.mark.parametrize(
    ("text", "unit", "comparator", "target"),
    [
        ("≥20%", "%", C.AT_LEAST, "20"),
        ("≥20", "%", C.AT_LEAST, "20"),
        ("不低于85", "%", C.AT_LEAST, "85"),
        ("达100%", "%", C.AT_LEAST, "100"),
        ("85%以上", "%", C.AT_LEAST, "85"),
        ("≤0.70吨标煤/万元", "吨标煤/万元", C.AT_MOST, "0.70"),
        ("＜３５μg", "μg", C.BELOW, "35"),
        ("100%", "%", C.EQUALS, "100"),
        ("95", "", C.EQUALS, "95"),
        ("提升", "%", C.INCREASE, None),
        ("较上年下降", "", C.DECREASE, None),
        ("不降低", "", C.NOT_DECREASE, None),
        ("不升高", "", C.NOT_INCREASE, None),
        ("不降低且达到考核要求", "", C.MEET_ASSIGNED, None),
        ("不超过控制目标值", "万吨", C.MEET_ASSIGNED, None),
        ("全面推行", "", C.QUALITATIVE, None),
        ("7月底前制定扬尘治理方案", "", C.QUALITATIVE, None),
    ],
)
def test_the_usual_writings(text, unit, comparator, target):
    found = read_target(text, unit)
    assert (found.comparator, found.target, found.text) == (comparator, target and Decimal(target), text)


def test_a_range_has_two_ends():
    found = read_target("80—90%", "%")
    assert (found.comparator, found.target, found.upper) == (C.BETWEEN, Decimal(80), Decimal(90))


def test_a_unit_without_a_column_is_taken_from_the_text():
    assert read_target("≥50万元/亩").unit == "万元/亩"


def test_two_different_units_are_refused():
    with pytest.raises(NotANumber, match="与单位列的“吨标煤/万元”不一致"):
        read_target("≤0.7吨/万元", "吨标煤/万元")

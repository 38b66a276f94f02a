from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eco_demo.lib.numbers import NotANumber, format_number, half_up, parse_number


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("95.2", "%", "95.2"),
        (" ９５．２％ ", "%", "95.2"),
        ("1,234,567.8", "吨", "1234567.8"),
        ("１，２３４", "", "1234"),
        ("1 234", "", "1234"),
        ("－3.5", "", "-3.5"),
        ("−3.5", "", "-3.5"),
        (".5", "", "0.5"),
        ("3.", "", "3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, unit, expected):
    assert parse_number(text, unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("95.2吨", "%", "“95.2吨”带有单位，请只填数字，单位为“%”"),
        ("95%", "吨", "“95%”带有单位，请只填数字，单位为“吨”"),
        ("5万", "元", "“5万”带有单位，请只填数字，单位为“元”"),
        ("≥95", "%", "“≥95”带有比较符号或文字，请只填数字，单位为“%”"),
        ("90-95", "%", "“90-95”像是一个范围，请只填一个数字，单位为“%”"),
        ("90%~95%", "%", "“90%~95%”像是一个范围，请只填一个数字，单位为“%”"),
        ("1e5", "", "“1e5”是科学计数法，请写成普通数字"),
        ("12,34", "", "“12,34”中的逗号或小数点位置不对，请核对"),
        ("1.2.3", "", "“1.2.3”中的逗号或小数点位置不对，请核对"),
        ("NaN", "", "“NaN”不是数字，请只填数字"),
        ("inf", "", "“inf”不是数字，请只填数字"),
        ("完成", "%", "“完成”不是数字，请只填数字，单位为“%”"),
        ("٥", "", "“٥”不是数字，请只填数字"),
        ("1_000", "", "“1_000”带有单位，请只填数字"),
        ("  ", "%", "没有填写数字，单位为“%”"),
        ("9" * 50, "", "“" + "9" * 40 + "…”太长，不是一个有效的数字"),
    ],
)
def test_anything_else_is_refused_with_a_reason(text, unit, message):
    with pytest.raises(NotANumber) as refusal:
        parse_number(text, unit)
    assert str(refusal.value) == message


@given(st.text(max_size=60), st.sampled_from(["", "%", "吨标煤/万元"]))
def test_any_text_gives_a_finite_number_or_a_sentence(text, unit):
    try:
        assert parse_number(text, unit).is_finite()
    except NotANumber as refusal:
        assert str(refusal)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_shown_number_reads_back(value):
    assert parse_number(format_number(value)) == value


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [("2.345", 2, "2.35"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.125", 2, "0.13"), ("1" * 40, 2, "1" * 40 + ".00")],
)
def test_half_is_rounded_up(value, places, expected):
    assert str(half_up(Decimal(value), places)) == expected


def test_floats_are_not_rounded():
    with pytest.raises(TypeError):
        half_up(2.345)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("95.20", "%", "95.2%"),
        ("100", "%", "100%"),
        ("1E+3", "吨", "1000吨"),
        ("12.0", "mg/L", "12 mg/L"),
        ("35", "微克/立方米", "35微克/立方米"),
        ("-0.00", "", "0"),
    ],
)
def test_numbers_are_shown_without_needless_zeros(value, unit, expected):
    assert format_number(Decimal(value), unit) == expected

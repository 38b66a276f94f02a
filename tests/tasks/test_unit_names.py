"""Lists of units as tables write them, and one plain writing of each name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.unit_names import plain_name, split_names


def test_separators_inside_brackets_do_not_separate():
    assert split_names("市水利局、各镇(办、区)，市统计局;各街道（含开发区、高新区）等") == [
        "市水利局", "各镇(办、区)", "市统计局", "各街道（含开发区、高新区）"
    ]


def test_a_dash_names_nobody():
    assert split_names("/") == split_names("无") == split_names("") == []


@pytest.mark.parametrize(("written", "plain"), [
    ("各镇（办，区） ", "各镇(办、区)"), ("区城管〈交通〉局", "区城管(交通)局"), ("区城管<交通>局", "区城管(交通)局"),
    ("市 水\u3000利\n局", "市水利局"), ("\ufeff市水利局\u200b", "市水利局"), ("〔市〕水利局", "(市)水利局"),
])
def test_brackets_blanks_and_width_do_not_make_another_name(written, plain):
    assert plain_name(written) == plain


@given(st.text(max_size=30))
def test_a_plain_name_stays_as_it_is(name):
    assert plain_name(plain_name(name)) == plain_name(name)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eco_demo.lib.punctuation import full_width


@pytest.mark.parametrize(("text", "wide"), [
    ("治理工业废气,控制扬尘;建立台账:逐项销号。", "治理工业废气，控制扬尘；建立台账：逐项销号。"),
    ("达到40%,并保持;“两山”基地", "达到40%，并保持；“两山”基地"),
    ("各镇(办、区),市直单位", "各镇（办、区），市直单位"),
    ("生态环境状况指数(EI)≥55", "生态环境状况指数(EI)≥55"),
    ("1,200亩,比例1:2000,时间12:30", "1,200亩，比例1:2000，时间12:30"),
    ("《规划(2021-2025年)》", "《规划（2021-2025年）》"),
    ("PM2.5,PM10", "PM2.5,PM10"),
])
def test_marks_beside_chinese_are_wide(text, wide):
    assert full_width(text) == wide


@given(st.text(alphabet="水气,;:?!()（）1%。“”", max_size=60))
def test_every_character_stays_in_its_place_and_twice_is_once(text):
    assert len(full_width(text)) == len(text)
    assert full_width(full_width(text)) == full_width(text)

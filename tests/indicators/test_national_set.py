"""The national edition of 2019: forty indicators, what nobody has checked marked 待核, readable by every unit."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from indicators.choices import SetStatus
from indicators.services.indicator_set import load_set, publish_set

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "indicators" / "national_2019.json"


@pytest.fixture
def national(world):
    drafted = load_set(json.loads(FILE.read_text(encoding="utf-8")), by=None, owner=None, code="national-2019")
    return publish_set(drafted, by=None)


def test_it_holds_forty_indicators_in_ten_groups(national):
    assert national.status == SetStatus.PUBLISHED
    assert [row.number for row in national.indicators.top_level()] == [str(number) for number in range(1, 41)]
    assert national.domains.exclude(parent=None).count() == 10
    assert national.indicators.get(number="1").to_confirm == ["full_marks"]
    assert "threshold" not in national.indicators.get(number="3").to_confirm


def test_a_unit_sees_what_is_still_to_be_confirmed(world, national, as_user):
    page = as_user(world.water_staff).get(reverse("indicator_set_detail", args=[national.pk])).content.decode()
    assert "待核" in page
    air = national.indicators.get(number="7")
    assert "指标值" in as_user(world.water_staff).get(reverse("indicator_detail", args=[air.pk])).content.decode()
    assert [part.name for part in air.parts.all()] == ["优良天数比例", "PM2.5浓度下降幅度"]

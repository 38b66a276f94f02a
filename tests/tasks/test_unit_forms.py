"""A name taken apart: place, trade, ending."""

import pytest

from tasks.unit_forms import read_name, trades_of, without_brackets
from tasks.unit_phrases import read_phrase
from tasks.unit_words import DEPARTMENTS, DISTRICTS, EVERYBODY, TOWNSHIPS

from .matching import QINGSHAN, XIANGYANG, ZAOYANG


@pytest.mark.parametrize(("text", "trades"), [
    ("发展和改革", ("发改",)), ("科学技术和经济信息化", ("科技", "经信")), ("城市管理执法", ("城管", "执法")),
    ("水利和湖泊", ("水利", "湖泊")), ("园林和林业", ("园林", "林业")), ("市场监督管理", ("市场监管",)),
    ("水利工程", ()), ("农业技术", ()), ("和", ()), ("", ()),
])
def test_what_an_office_is_for(text, trades):
    assert trades_of(text) == trades


@pytest.mark.parametrize(("name", "where", "core"), [
    ("市场监督管理局", "", "市场监督管理"), ("区市场监督管理局", "", "市场监督管理"),
    ("市市场监督管理局", "above", "市场监督管理"), ("城市管理局", "", "城市管理"),
    ("市水利局", "above", "水利"), ("武汉市青山区水利局", "", "水利"), ("洪山区水利局", "洪山区", "水利"),
    ("县水利局", "县", "水利"), ("生态环境永宁分局", "永宁", "生态环境"), ("市生态环境局青山分局", "", "生态环境"),
    ("化工园区规建处", "化工园区", "规建"), ("城区改造更新局", "", "城区改造更新"), ("市南区政府", "", "市南"),
    ("新市镇人民政府", "", "新市"), ("共青团青山区委员会", "", "团委"), ("区委宣传部", "", "宣传部"),
])
def test_where_an_office_belongs(name, where, core):
    form = read_name(name, QINGSHAN)
    assert (form.where, form.core) == (where, core)


@pytest.mark.parametrize(("name", "parts"), [
    ("区城管<交通>局", ("区城管交通局", ("区城管局", "区交通局"))),
    ("区委(区政府)办公室", ("区委区政府办公室", ("区委办公室", "区政府办公室"))),
    ("市卫健委（市疾控中心）", ("市卫健委", ("市疾控中心",))),
    ("(市水利局)", ("市水利局", ())),
    ("市水利局", ("市水利局", ())),
])
def test_brackets_hold_another_name(name, parts):
    assert without_brackets(name) == parts


@pytest.mark.parametrize(("name", "kind", "places"), [
    ("各镇(办、区)", TOWNSHIPS, {"镇", "街道", "区"}), ("各乡镇人民政府(园区管委会)", TOWNSHIPS, {"乡", "镇", "区"}),
    ("镇街", TOWNSHIPS, {"镇", "街道"}), ("枣阳市各镇", TOWNSHIPS, {"镇"}),
    ("各县(市、区)人民政府", DISTRICTS, {"县", "市", "区"}),
    ("市直各相关单位", DEPARTMENTS, set()), ("枣阳市直各单位", DEPARTMENTS, set()), ("各单位", EVERYBODY, set()),
    ("县直各单位", "", set()), ("各村(社区)", "", set()),
])
def test_phrases_for_several(name, kind, places):
    phrase = read_phrase(name, ZAOYANG)
    assert (phrase.kind, phrase.places) == (kind, places)


@pytest.mark.parametrize("name", [
    "市水利局", "开发区管委会", "区直机关工委", "街道办", "市政府办公室", "北城街道办事处", "区开发区",
])
def test_single_units_are_no_phrases(name):
    assert read_phrase(name, ZAOYANG) is None


def test_the_districts_of_a_city_are_a_phrase_of_its_own():
    assert [read_phrase("各区", place).kind for place in (XIANGYANG, QINGSHAN)] == [DISTRICTS, TOWNSHIPS]


def test_some_are_not_all():
    phrases = [read_phrase(name, ZAOYANG) for name in ("各街道", "各涉农街道", "有关街道")]
    assert [phrase.is_partial for phrase in phrases] == [False, True, True]

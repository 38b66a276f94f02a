"""Rows of real plans held against the sets the product brings along."""

import json

import pytest

from indicators.models import Indicator, IndicatorSet
from tasks.indicator_matching import likeness, match_indicators, nearest_set
from tasks.plan_draft.shape import DraftRow
from tasks.unit_matching import LIKELY, SURE

from .matching import ROOT, gold_items


def indicators(name: str) -> list[Indicator]:
    data = json.loads((ROOT / "fixtures/indicators" / f"{name}.json").read_text())
    rows = [row for domain in data["domains"] for group in domain["groups"] for row in group["indicators"]]
    return [Indicator(pk=pk, number=row["number"], name=row["name"], position=pk) for pk, row in enumerate(rows, 1)]


def rows(plan: str) -> list[DraftRow]:
    return [DraftRow(key=f"r{n}", number=item["no"], title=item["title"]) for n, item in enumerate(gold_items(plan), 1)]


def row(title: str, number: str = "", key: str = "r1", **fields) -> DraftRow:
    return DraftRow(key=key, number=number, title=title, **fields)


def pairs(plan: str, name: str, least: float) -> dict[str, str]:
    known = {indicator.pk: indicator.name for indicator in indicators(name)}
    titles = {each.key: each.title for each in rows(plan)}
    matches = match_indicators(rows(plan), indicators(name))
    return {titles[key]: known[pk] for key, (pk, confidence) in matches.items() if confidence >= least}


class Published:
    """A set with its indicators at hand, as a prefetched one has them."""

    def __init__(self, name: str):
        self.name, self.all = name, lambda: indicators(name)
        self.indicators = self


def test_all_37_items_of_the_zaoyang_plan_are_in_its_own_set():
    known = {indicator.pk: indicator.number for indicator in indicators("zaoyang_2021")}
    matches = match_indicators(rows("zaoyang-2021"), indicators("zaoyang_2021"))
    numbers = {each.key: each.number for each in rows("zaoyang-2021")}
    assert len(matches) == 37 and all(confidence >= SURE for _, confidence in matches.values())
    assert all(numbers[key] == known[pk] for key, (pk, _) in matches.items())


def test_15_items_of_the_zaoyang_plan_are_surely_in_the_national_set():
    sure = pairs("zaoyang-2021", "national_2019", SURE)
    assert len(sure) == 15
    assert [title for title, name in sure.items() if title != name] == ["生态环境状况指数(EI)"]


def test_what_is_only_likely_in_the_national_set():
    sure = pairs("zaoyang-2021", "national_2019", SURE)
    likely = pairs("zaoyang-2021", "national_2019", LIKELY)
    assert {title: name for title, name in likely.items() if title not in sure} == {
        "环境信息公开率": "生态环境信息公开率", "危险废物安全处置率": "危险废物利用处置率",
        "地表水环境质量": "水环境质量", "村镇饮用水源地水质卫生合格率": "村镇饮用水卫生合格率",
        "农村卫生厕所普及率": "农村无害化卫生厕所普及率",
    }


@pytest.mark.parametrize("plan", ["qingshan-2022", "jingzhou-2020", "district-2012"])
@pytest.mark.parametrize("name", ["zaoyang_2021", "national_2019"])
def test_tasks_are_never_taken_for_indicators_silently(plan, name):
    assert pairs(plan, name, SURE) == {}


@pytest.mark.parametrize(("title", "name"), [
    ("河长制", "河长制建设"), ("城镇污水处理率（%）", "城镇污水处理率"), ("节能节水器具普及率", "节能、节水器具普及率"),
    ("党委政府对生态文明建设重大目标任务部署", "党委政府对生态文明建设重大目标任务部署情况"),
])
def test_small_words_and_marks_do_not_count(title, name):
    assert likeness("", title, "3", name) >= SURE


@pytest.mark.parametrize(("title", "name"), [
    ("公众对生态文明建设的满意度", "公众对生态文明建设的参与度"), ("农村生活污水处理率", "城镇生活污水处理率"),
    ("城镇生活垃圾处理率", "城镇生活污水处理率"), ("单位地区生产总值能耗", "单位地区生产总值用水量"),
    ("森林覆盖率", "林草覆盖率"),
    ("地下水环境质量", "地表水环境质量"), ("耕地红线", "生态保护红线"), ("", "河长制"), ("(%)", "河长制"),
])
def test_another_thing_measured_is_another_indicator(title, name):
    assert likeness("7", title, "7", name) < LIKELY


@pytest.mark.parametrize(("title", "name"), [
    ("一般工业固体废物综合利用率提高幅度", "一般工业固体废物综合利用率"),
    ("单位地区生产总值能耗下降率", "单位地区生产总值能耗"),
    ("改善环境空气质量", "环境空气质量"), ("全面推行河长制度", "河长制"),
])
def test_a_change_or_a_task_is_never_surely_the_indicator(title, name):
    assert likeness("7", title, "7", name) < SURE


def test_the_same_number_makes_a_similar_name_sure():
    name = "应当实施强制性清洁生产企业通过审核的比例"
    assert likeness("24", "强制性清洁生产企业通过审核比例", "24", name) >= SURE
    assert LIKELY <= likeness("9", "强制性清洁生产企业通过审核比例", "24", name) < SURE


def test_an_indicator_is_taken_once_by_the_row_that_fits_best():
    known = [Indicator(pk=1, number="8", name="环境信息公开率", position=1)]
    found = match_indicators([row("生态环境信息公开率", "3", "a"), row("环境信息公开率", "8", "b"),
                              row("环境信息公开率", "9", "c")], known)
    assert found == {"b": (1, 1.0)}


def test_parts_are_no_candidates_and_decisions_stand():
    whole = Indicator(pk=1, number="1", name="水环境质量", position=1)
    part = Indicator(pk=2, name="劣Ⅴ类水体比例", parent=whole, position=2)
    assert match_indicators([row("劣Ⅴ类水体比例")], [whole, part]) == {}
    decided = [row("水环境质量", key="a"), row("别的事", key="b", indicator=1), row("水环境质量", key="c", indicator=0)]
    assert match_indicators(decided, [whole, part]) == {"b": (1, 1.0)}
    assert match_indicators([row("水环境质量", is_dropped=True)], [whole]) == {}
    assert match_indicators([row("水环境质量", indicator=77)], [whole]) == {"r1": (1, 1.0)}


def test_the_nearest_set_is_the_one_that_has_most_of_the_rows():
    sets = [Published("national_2019"), Published("zaoyang_2021")]
    best, share = nearest_set(rows("zaoyang-2021"), sets)
    assert (best.name, share) == ("zaoyang_2021", 1.0)
    assert nearest_set(rows("qingshan-2022"), sets) == (None, 0.0)
    assert nearest_set([], sets) == nearest_set(rows("zaoyang-2021"), []) == (None, 0.0)


def test_the_nearest_set_costs_no_query_for_prefetched_sets(world, plan, django_assert_num_queries):
    with django_assert_num_queries(2):
        sets = list(IndicatorSet.objects.prefetch_related("indicators"))
        assert nearest_set([row("污水处理率1", "1")], sets) == (plan.indicator_set, 1.0)

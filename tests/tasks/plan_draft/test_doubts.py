from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tasks.choices import PlanStatus
from tasks.plan_draft.doubts import BAD, LOOK, Doubt, doubts_of, head_doubts_of
from tasks.plan_draft.shape import CHOSEN_SET, EXTENDED_SET, NEW_SET, DraftTarget
from tests.tasks.plan_draft.drafts import DATES, SEWAGE, WETLAND, coop, draft, head, lead, resp, row

SURE = {"区水利局": "sure", "区住建局": "sure"}


def of_row(*rows, states=SURE, taken=(), **more) -> list[tuple[str, str, str]]:
    """Kind, field and words of the first row's doubts."""
    found = doubts_of(draft(*rows), states, taken, **more)
    return [(doubt.kind, doubt.field, doubt.text) for doubt in found[rows[0].key]]


def test_a_clean_row_has_no_doubts():
    assert doubts_of(draft(row("r1"), row("r2")), SURE, {"9"}) == {"r1": (), "r2": ()}


@pytest.mark.parametrize(("values", "kind", "field", "words"), [
    ({"number": ""}, BAD, "number", "没有序号"),
    ({"number": "2"}, BAD, "number", "有2项的序号都是“2”"),
    ({"number": "9"}, BAD, "number", "计划中已有序号“9”的任务"),
    ({"number": "1" * 21}, BAD, "number", "序号最多20字"),
    ({"title": ""}, BAD, "title", "没有任务名称"),
    ({"title": "长" * 161}, BAD, "title", "任务名称最多160字"),
    ({"title": "长" * 61}, LOOK, "title", "任务名称有61字"),
    ({"domain": "长" * 61}, BAD, "domain", "领域最多60字"),
    ({"units": ()}, LOOK, "units", "没有识别到责任单位"),
    ({"units": (coop("区水利局"),)}, LOOK, "units", "没有牵头单位"),
    ({"units": (lead("市水务局"),)}, BAD, "units", "找不到“市水务局”，请在单位对应里选择。"),
    ({"units": (lead("住建部门"),)}, LOOK, "units", "“住建部门”与单位名称不完全相同"),
    ({"units": (lead("驻区部队"),)}, LOOK, "units", "牵头的“驻区部队”不列入"),
    ({"units": (lead("区水利局"), coop("区水利局"))}, LOOK, "units", "“区水利局”既牵头又配合，按牵头导入"),
    ({"units": (lead("区水利局"), coop("水务局"))}, LOOK, "units", "“区水利局”既牵头又配合"),
    ({"targets": ()}, LOOK, "targets", "导入后写为“按要求完成”"),
    ({"targets": (replace(WETLAND, target=None),)}, BAD, "targets", "请填写目标的数值"),
    ({"targets": (replace(SEWAGE, upper=Decimal(1)),)}, BAD, "targets", "上限应不小于目标值"),
    ({"due": date(2025, 12, 31)}, BAD, "due", "应在2026-01-01（实施开始）至2027-01-31（上报市环委办）之间"),
    ({"deadline": "第3次全会前"}, LOOK, "deadline", "没有读出日期"),
    ({"warnings": ("标题写“50%”，正文写“60%”",)}, LOOK, "", "标题写“50%”，正文写“60%”。"),
])
def test_what_is_wrong_is_said(values, kind, field, words):
    states = {**SURE, "住建部门": "likely", "驻区部队": "ignored", "水务局": "sure"}
    meant = {"区水利局": ("unit", 1), "水务局": ("unit", 1)}
    found = of_row(row("r1", **values), row("r2"), states=states, taken={"9"}, meant=meant)
    assert [(each[0], each[1]) for each in found] == [(kind, field)]
    assert words in found[0][2]


@pytest.mark.parametrize("values", [
    {"deadline": "2026年11月底前"}, {"deadline": "长期坚持"}, {"deadline": "第3次全会前", "due": date(2026, 6, 30)},
    {"due": date(2027, 1, 31)}, {"units": (resp("区水利局"), resp("区住建局"))},
    {"targets": (DraftTarget(text="全面推行"),)},
])
def test_what_is_right_is_left_alone(values):
    assert of_row(row("r1", **values)) == []


def test_a_dropped_row_is_not_doubted_and_takes_no_number():
    found = doubts_of(draft(row("r1"), row("r2", number="1", title="", is_dropped=True)), SURE, ())
    assert found == {"r1": ()}


def test_what_must_be_mended_comes_first():
    found = of_row(row("r1", title="长" * 61, units=(lead("甲局"),)))
    assert [(kind, field) for kind, field, _ in found] == [(BAD, "units"), (LOOK, "title")]


def test_indicators_that_are_only_alike_or_taken_twice_are_said():
    rows = (row("r1"), row("r2"), row("r3"))
    found = doubts_of(draft(*rows), SURE, (), indicators={"r1": (5, 1.0), "r2": (5, 0.7), "r3": (6, 0.95)})
    assert {key: [doubt.text for doubt in doubts] for key, doubts in found.items()} == {
        "r1": ["有2项对应到同一个指标，请核对。"],
        "r2": ["对应的指标只是名称相近，请核对。", "有2项对应到同一个指标，请核对。"], "r3": [],
    }


def test_targets_of_the_indicator_hold_where_the_row_has_none():
    found = of_row(row("r1", targets=()), indicators={"r1": (5, 1.0)})
    assert found == [(LOOK, "targets", "没有识别到目标，导入后按对应指标的要求。")]


def test_dates_of_the_plan_the_tasks_go_into_count():
    dates = {"work_from": date(2025, 1, 1), "report_due": date(2025, 12, 31)}
    assert of_row(row("r1", due=date(2025, 6, 30)), dates=dates) == []


# --- the head --------------------------------------------------------------------------------------------------

def test_a_whole_head_has_no_doubts():
    assert head_doubts_of(draft(row("r1"))) == ()


@pytest.mark.parametrize(("values", "kind", "field"), [
    ({"title": ""}, BAD, "title"),
    ({"year": None}, BAD, "year"),
    ({"year": 2025}, LOOK, "work_from"),
    ({"set_mode": CHOSEN_SET}, BAD, "set_id"),
    ({"set_mode": EXTENDED_SET}, BAD, "set_id"),
    ({"set_mode": CHOSEN_SET, "set_id": 9}, BAD, "set_id"),
    ({"dates": {}}, BAD, "dates"),
    ({"dates": {**DATES, "report_due": date(2027, 1, 2)}}, BAD, "report_due"),
])
def test_what_is_wrong_with_the_head_is_said(values, kind, field):
    found = head_doubts_of(draft(row("r1"), head=head(**values)), sets=[1, 2])
    assert [(doubt.kind, doubt.field) for doubt in found] == [(kind, field)]


@pytest.mark.parametrize("values", [{"set_mode": NEW_SET, "set_id": 9}, {"set_mode": CHOSEN_SET, "set_id": 1}])
def test_a_set_is_needed_where_none_is_made(values):
    assert head_doubts_of(draft(row("r1"), head=head(**values)), sets=[1, 2]) == ()


def test_a_plan_of_the_year_takes_the_tasks_in():
    plan = SimpleNamespace(year=2026, title="工作计划", status=PlanStatus.PUBLISHED)
    found = head_doubts_of(draft(row("r1"), head=head(title="", set_mode=CHOSEN_SET)), plan)
    assert found == (
        Doubt(LOOK, "year", "已有2026年度计划“工作计划”，导入的任务将加入这份计划，日期以它为准。"),
    )


def test_a_closed_plan_takes_none():
    plan = SimpleNamespace(year=2025, title="工作计划", status=PlanStatus.CLOSED)
    found = head_doubts_of(draft(row("r1")), plan)
    assert [(doubt.kind, doubt.field) for doubt in found] == [(BAD, "year"), (LOOK, "year")]


def test_an_empty_list_cannot_be_imported():
    found = head_doubts_of(draft(row("r1", is_dropped=True), warnings=("正文没有列出任务",)))
    assert [(doubt.kind, doubt.text) for doubt in found] == [
        (BAD, "清单中没有可以导入的任务，请增加或恢复。"), (LOOK, "正文没有列出任务。"),
    ]

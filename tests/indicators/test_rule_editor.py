"""The editor: fields from the kind's schema, errors beside them, the rule in words and a trial while typing."""

import pytest
from django.urls import reverse

from indicators.forms.rule import families
from indicators.forms.rule.posted import rule_from
from indicators.models import ScoringRule
from indicators.rule_data import parameters_of
from indicators.rules import KINDS, read_rule
from tests.world import make_indicator_set

from .test_rule_save import save

TYPED = {
    "version": "0", "kind": "step_deduct", "parameters.target": "90", "parameters.direction": "higher",
    "parameters.step": "1", "parameters.points_per_step": "0.5", "parameters.unit": "%",
}


@pytest.fixture
def draft(world):
    return make_indicator_set(world.office, published=False).indicators.get(number="1")


@pytest.fixture
def chief(world, as_user):
    return as_user(world.chief)


def page_of(draft):
    return reverse("indicator_rule", args=[draft.pk])


def looked(chief, draft, **typed):
    """What the editor answers to what was typed."""
    answer = chief.post(reverse("indicator_rule_draft", args=[draft.pk]), TYPED | typed)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_kind_for_an_item_is_offered_once():
    offered = [choice.kind.name for _, choices in families() for choice in choices]
    assert sorted(offered) == sorted(name for name, kind in KINDS.items() if kind.is_item)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.is_item])
def test_the_fields_of_every_kind_are_shown_and_read_back(chief, draft, name):
    example = KINDS[name].example
    page = looked(chief, draft, kind=name, act="example:")
    assert KINDS[name].parameters[0].label in page
    rule = read_rule({key: value for key, value in example.items() if key != "inputs"})
    typed = {"kind": name, **dict(flat(example["parameters"], "parameters"))}
    again = read_rule({**rule_from(typed), "full_marks": example["full_marks"]})
    assert parameters_of(again) == parameters_of(rule)


def flat(value, at):
    """The controls a browser would send."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from flat(below, f"{at}.{name}")
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from flat(below, f"{at}.{place}")
    elif value is not False:
        yield at, "on" if value is True else str(value)


def test_a_rule_is_saved_from_the_page(chief, draft):
    assert chief.get(page_of(draft)).status_code == 200
    assert chief.post(page_of(draft), TYPED | {"bindings.actual": "actual"}).status_code == 302
    saved = ScoringRule.objects.get()
    assert (saved.parameters["target"], saved.bindings) == ("90", {"actual": "actual"})


def test_sources_that_suggest_themselves_are_chosen(chief, draft):
    chief.post(page_of(draft), TYPED)
    assert ScoringRule.objects.get().bindings == {"actual": "actual"}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [({"parameters.target": "九十"}, "parameters.target", "不是数字"),
     ({"parameters.step": "0"}, "parameters.step", "必须大于0"),
     ({"parameters.step": ""}, "parameters.step", "缺少“每差多少为一档”"),
     ({"parameters.points_per_step": "-0.5"}, "parameters.points_per_step", "不能小于0"),
     ({"parameters.max_deduction": "20"}, "parameters.max_deduction", "不能超过满分10分"),
     ({"parameters.target": "NaN"}, "parameters.target", "不是数字"),
     ({"parameters.target": "1e99"}, "parameters.target", "数字太大"),
     ({"kind": ""}, "kind", "请先选择规则种类")],
)
def test_a_refused_save_says_why_beside_the_field(chief, draft, typed, field, words):
    answer = chief.post(page_of(draft), TYPED | typed)
    page = answer.content.decode()
    note = page.partition(f'id="error:{field}"')[2].partition("</p>")[0]
    assert answer.status_code == 422 and words in note and not ScoringRule.objects.exists()


def test_overlapping_tiers_are_refused_at_the_list(chief, draft):
    tiers = {"parameters.tiers.0.from": "5", "parameters.tiers.0.to": "15", "parameters.tiers.0.points": "1",
             "parameters.tiers.7.from": "10", "parameters.tiers.7.points": "2"}
    page = chief.post(page_of(draft), {"version": "0", "kind": "tiers"} | tiers).content.decode()
    assert "两档重叠" in page.partition('id="error:parameters.tiers"')[2].partition("</p>")[0]
    assert 'name="parameters.tiers.1.from"' in page and 'name="parameters.tiers.7.from"' not in page


def test_the_error_of_a_nested_rule_stands_in_it(chief, draft):
    event = "parameters.rule.parameters.events.0"
    page = looked(chief, draft, **{"kind": "waiver", "parameters.rule.kind": "event_deduct", f"{event}.name": "超标",
                                   f"{event}.points": "五"})
    assert 'data-rule-error="parameters.rule.parameters.events.0.points"' in page


def test_rules_nest_no_deeper_than_the_engine_reads(chief, draft):
    path, typed = "", {}
    for _ in range(8):
        typed |= {f"{path}kind": "waiver"}
        path += "parameters.rule."
    assert "规则嵌套太深" in looked(chief, draft, **typed)


def test_the_sentence_follows_what_is_typed(chief, draft):
    assert "每差2个百分点扣0.5分" in looked(chief, draft, **{"parameters.step": "2"})


def test_what_is_not_filled_in_yet_is_no_fault(chief, draft):
    page = looked(chief, draft, **{"parameters.step": ""})
    assert "还没有填完：缺少“每差多少为一档”" in page and "data-rule-error" not in page


def test_a_trial_shows_the_score_and_how_it_came_about(chief, draft):
    page = looked(chief, draft, **{"trial.actual": "88.6"})
    assert "<strong>9.30</strong>" in page and "按比例计1.4÷1×0.5" in page
    assert not ScoringRule.objects.exists()


@pytest.mark.parametrize(("value", "words"), [("很高", "不是数字"), ("Infinity", "不是数字"), ("1e99", "科学计数法")])
def test_a_bad_trial_value_is_named_at_its_field(chief, draft, value, words):
    page = looked(chief, draft, **{"trial.actual": value})
    assert 'data-rule-error="inputs.actual"' in page and words in page


def test_a_trend_without_last_year_says_what_is_missing(chief, draft):
    page = looked(chief, draft, kind="trend", **{"parameters.requirement": "increase", "trial.actual": "5"})
    assert "还算不出：缺少“上年值”" in page


def test_one_number_is_drawn_as_a_curve(chief, draft):
    assert "<svg" in looked(chief, draft)
    assert "<svg" not in looked(chief, draft, kind="event_deduct")


def test_rows_are_added_and_removed(chief, draft):
    events = {"kind": "event_deduct", "parameters.events.0.name": "甲", "parameters.events.1.name": "乙"}
    assert 'name="parameters.events.2.name"' in looked(chief, draft, **events, act="add:parameters.events")
    page = looked(chief, draft, **events, act="remove:parameters.events.0")
    assert 'name="parameters.events.0.name" id="id_parameters.events.0.name" value="乙"' in page
    assert "parameters.events.1" not in page


@pytest.mark.parametrize(
    "act", ["add:parameters", "remove:parameters.9.x", "kind:guess", "add:", "fly:away", "remove:kind", "add:kind.0"]
)
def test_a_strange_step_changes_nothing(chief, draft, act):
    assert "每差1个百分点扣0.5分" in looked(chief, draft, act=act)


def test_another_indicators_rule_is_copied_into_the_form(world, chief, draft):
    other = draft.indicator_set.indicators.get(number="2")
    saved = save(other, world.chief, step="3")
    assert "每差3个百分点" in looked(chief, draft, act="copy", copy_from=saved.pk)
    foreign = save(make_indicator_set(world.office, code="b", published=False).indicators.get(number="1"), world.chief)
    url = reverse("indicator_rule_draft", args=[draft.pk])
    assert chief.post(url, {"act": "copy", "copy_from": foreign.pk}).status_code == 404


def test_a_conflict_keeps_what_was_typed(world, chief, draft):
    save(draft, world.chief, step="2")
    answer = chief.post(page_of(draft), TYPED)
    page = answer.content.decode()
    assert answer.status_code == 409 and "别人保存了第 1 版" in page
    assert 'name="version" value="1"' in page and 'value="90"' in page
    assert chief.post(page_of(draft), TYPED | {"version": "1"}).status_code == 302


def test_a_published_set_asks_for_the_reason_in_the_form(world, chief):
    indicator = make_indicator_set(world.office, code="issued").indicators.get(number="1")
    refused = chief.post(page_of(indicator), TYPED)
    assert refused.status_code == 422 and "请写明修订理由" in refused.content.decode()
    assert chief.post(page_of(indicator), TYPED | {"reason": "市局要求"}).status_code == 302
    page = chief.get(reverse("indicator_detail", args=[indicator.pk])).content.decode()
    assert "目标不低于90%" in page and "修订评分规则" in page


def test_the_indicator_tells_the_rule_to_those_who_cannot_write_it(world, as_user):
    indicator = make_indicator_set(world.office, code="issued").indicators.get(number="1")
    save(indicator, world.chief, reason="新增")
    page = as_user(world.water_staff).get(reverse("indicator_detail", args=[indicator.pk])).content.decode()
    assert "每差1个百分点扣0.5分" in page and "填报的完成值" in page and "修订评分规则" not in page
    assert as_user(world.water_staff).get(page_of(indicator)).status_code == 403

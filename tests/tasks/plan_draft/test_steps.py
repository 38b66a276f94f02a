from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.plan_draft import steps
from tasks.plan_draft.shape import (
    CREATE_GROUP,
    CREATE_UNIT,
    IGNORE,
    MAP_UNIT,
    Draft,
    DraftTarget,
    NameDecision,
    dump,
    load,
)
from tasks.plan_draft.values import DraftError
from tests.tasks.plan_draft.drafts import SEWAGE, SOURCE, WETLAND, coop, draft, lead, resp, row

THREE = draft(row("r1"), row("r2"), row("r3"))


def keys(found: Draft) -> list[str]:
    return [each.key for each in found.rows]


# --- single fields ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("field", "value", "kept"), [
    ("number", "  3-1 ", "3-1"),
    ("title", " 提升\n水质 ", "提升 水质"),
    ("requirement", " 第一\r\n第二 ", "第一\n第二"),
    ("due", date(2026, 11, 30), date(2026, 11, 30)),
    ("full_marks", Decimal("2.50"), Decimal("2.50")),
    ("indicator", 0, 0),
    ("units", (lead(" 甲局 "), lead("甲局"), coop(""), coop("乙局")), (lead("甲局"), coop("乙局"))),
    ("targets", (), ()),
])
def test_a_value_is_kept_trimmed_and_the_revision_rises(field, value, kept):
    changed = steps.change_row(THREE, "r2", {field: value}).row("r2")
    assert (getattr(changed, field), changed.rev) == (kept, 2)


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("number", "1" * 21, "序号最多20字，现有21字，请改短。"),
    ("title", "长" * 161, "任务名称最多160字"),
    ("leader", "长" * 61, "牵头领导最多60字"),
    ("deadline", "长" * 61, "完成时限最多60字"),
    ("full_marks", Decimal("-1"), "分值应在0到100000之间"),
    ("full_marks", Decimal("1.005"), "分值最多保留2位小数"),
    ("full_marks", Decimal("NaN"), "分值应在"),
    ("due", "2026-11-30", "填报截止应是日期"),
    ("indicator", -1, "请在列表中选择指标"),
    ("units", (replace(lead("甲局"), role="boss"),), "角色应是"),
    ("targets", (replace(WETLAND, comparator="about"),), "比较方式"),
    ("targets", (replace(WETLAND, target=None),), "“湿地保护率”选了“不低于”，请填写目标的数值"),
    ("targets", (replace(WETLAND, comparator="between"),), "请填写上限"),
    ("targets", (replace(WETLAND, comparator="between", upper=Decimal(40)),), "上限应不小于目标值"),
    ("targets", (replace(WETLAND, target=Decimal("1E15")),), "数字太大"),
    ("targets", (replace(WETLAND, baseline=Decimal("1.00001")),), "最多保留4位小数"),
    ("targets", (replace(WETLAND, text="长" * 201),), "目标表述最多200字"),
    ("rev", 7, "没有“rev”这一栏"),
])
def test_nonsense_is_refused_with_a_sentence(field, value, sentence):
    with pytest.raises(DraftError, match=sentence):
        steps.change_row(THREE, "r2", {field: value})


def test_the_same_values_change_nothing():
    second = THREE.row("r2")
    same = {"title": second.title, "targets": second.targets, "units": second.units, "due": None}
    assert steps.change_row(THREE, "r2", same) is THREE


@pytest.mark.parametrize(("target", "text"), [
    (replace(WETLAND, target=Decimal("55.0")), "≥55%"),
    (replace(WETLAND, comparator="<="), "≤50%"),
    (replace(WETLAND, comparator="between", upper=Decimal(60)), "50—60%"),
    (replace(WETLAND, comparator="increase", target=Decimal(2), unit="个百分点"), "较上年提高2个百分点"),
    (replace(WETLAND, comparator="qualitative", target=None, text=""), "定性要求"),
    (replace(WETLAND, target=Decimal(60), text="不低于60%"), "不低于60%"),
    (WETLAND, "不低于50%"),
])
def test_words_of_a_target_follow_its_number(target, text):
    changed = steps.change_row(THREE, "r1", {"targets": (target,)})
    assert changed.row("r1").targets[0].text == text


@pytest.mark.parametrize("step", [
    lambda it: steps.change_row(it, "r9", {"title": "甲"}), lambda it: steps.drop_row(it, "r9"),
    lambda it: steps.merge_row(it, "r9"), lambda it: steps.split_row(it, "r9", 1), lambda it: steps.add_row(it, "r9"),
    lambda it: steps.check_row(it, "r9"),
])
def test_a_row_that_is_gone_is_named(step):
    with pytest.raises(DraftError, match="已不在清单中"):
        step(THREE)


# --- the list --------------------------------------------------------------------------------------------------

def test_a_dropped_row_stays_to_be_restored_and_cannot_be_changed_meanwhile():
    dropped = steps.drop_row(THREE, "r2")
    assert (keys(dropped), [each.key for each in dropped.kept]) == (["r1", "r2", "r3"], ["r1", "r3"])
    with pytest.raises(DraftError, match="请先恢复"):
        steps.change_row(dropped, "r2", {"title": "甲"})
    assert steps.drop_row(dropped, "r2") is dropped
    assert steps.restore_row(dropped, "r2") == draft(row("r1"), row("r2", rev=3), row("r3"))


def test_an_added_row_has_a_free_number_and_the_domain_above():
    added = steps.add_row(draft(row("r1", domain="生态安全"), row("r2", number="12")), "r1", taken={"40", "甲"})
    assert keys(added) == ["r1", "r3", "r2"]
    assert (added.row("r3").number, added.row("r3").domain, added.next_key) == ("41", "生态安全", 4)
    assert keys(steps.add_row(THREE, "")) == ["r4", "r1", "r2", "r3"]


def test_merging_joins_what_both_say():
    upper = row("r1", requirement="建名录。", source="甲。", units=(lead("甲局"), coop("乙局")), warnings=("看",),
                full_marks=None, first_line=3, last_line=4)
    lower = row("r3", title="污水处理", requirement="建管网。", source="乙。", units=(coop("甲局"), lead("丙局")),
                targets=(replace(SEWAGE, name=""), WETLAND), warnings=("看", "查"), full_marks=Decimal(2),
                deadline="12月底", first_line=6, last_line=7)
    found = steps.merge_row(draft(upper, row("r2", is_dropped=True), lower), "r3")
    assert keys(found) == ["r1", "r2"]
    assert found.row("r1") == replace(
        upper, requirement="建名录。\n建管网。", source="甲。\n乙。", units=(lead("甲局"), coop("乙局"), lead("丙局")),
        targets=(WETLAND, replace(SEWAGE, name="污水处理")), warnings=("看", "查"), full_marks=Decimal(2),
        deadline="12月底", first_line=3, last_line=7, rev=2,
    )


def test_the_first_row_has_nothing_above():
    with pytest.raises(DraftError, match="这是第一项"):
        steps.merge_row(steps.drop_row(THREE, "r1"), "r2")


# --- dividing --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("source", "pieces"), [
    (SOURCE, ("加强水生态保护。", "湿地保护率不低于50%;", "建立名录,开展“退田还湿。”行动。", "一是城镇污水处理率达95%,",
              "(1)新建管网;", "二是完善机制。(牵头单位:区水利局;配合单位:区住建局)")),
    ("只有一句", ("只有一句",)),
    ("", ()),
    ("①清淤②清障", ("①清淤", "②清障")),
    ("甲3.5公里,1.修路,2.修桥", ("甲3.5公里,", "1.修路,", "2.修桥")),
    ("标题\n建立健全名录；后文。\n", ("标题\n", "建立健全名录；", "后文。\n")),
    ("水质达标率\n100%\n10月底\n区生态环境分局", ("水质达标率\n100%\n10月底\n区生态环境分局",)),
    ("建名录。\n牵头单位:区水利局;配合单位:区住建局", ("建名录。\n牵头单位:区水利局;配合单位:区住建局",)),
    ("[责任:甲;乙]", ("[责任:甲;乙]",)),
])
def test_pieces_end_at_sentences_and_begin_at_points(source, pieces):
    assert steps.pieces_of(source) == pieces


@given(st.text(alphabet="甲乙。；;\n（)(1.①一是第二,，“”《》[]5 ", max_size=80))
def test_pieces_together_are_the_source(source):
    pieces = steps.pieces_of(source)
    assert "".join(pieces) == source
    assert all(pieces)


def whole(**values) -> Draft:
    own = row("r1", number="3", title="加强水生态保护", source=SOURCE, targets=(WETLAND, SEWAGE), full_marks=Decimal(5),
              requirement=SOURCE.split("(牵头")[0], units=(lead("区水利局"), coop("区住建局")), indicator=7,
              warnings=("请核对",), first_line=10, last_line=12, is_checked=True, **values)
    return draft(own, row("r2", number="4"))


def test_a_row_is_divided_with_its_texts_targets_and_lines():
    first, second, _ = steps.split_row(whole(), "r1", 3).rows
    assert (first.key, first.number, first.title, first.rev) == ("r1", "3", "加强水生态保护", 2)
    assert first.requirement == "加强水生态保护。湿地保护率不低于50%;建立名录,开展“退田还湿。”行动。"
    assert (first.targets, first.indicator, first.full_marks, first.is_checked) == ((WETLAND,), 7, Decimal(5), False)
    assert (second.key, second.number, second.title, second.rev) == ("r3", "3-2", "城镇污水处理率", 1)
    assert second.requirement == "一是城镇污水处理率达95%,(1)新建管网;二是完善机制。"
    assert second.targets == (replace(SEWAGE, name=""),)
    assert (second.units, second.indicator, second.full_marks) == (first.units, None, None)
    assert (first.source + second.source, first.last_line, second.first_line) == (SOURCE, 10, 10)


def test_the_second_row_is_called_after_its_first_clause():
    second = steps.split_row(whole(), "r1", 2).rows[1]
    assert (second.title, second.targets) == ("建立名录", (SEWAGE,))


def test_targets_the_first_row_did_not_have_are_read():
    second = steps.split_row(draft(row("r1", source="建名录。城镇污水处理率达95%。", targets=())), "r1", 1).rows[1]
    assert (second.title, second.requirement) == ("城镇污水处理率", "")
    assert second.targets == (DraftTarget("", ">=", Decimal(95), None, "%", "达95%"),)


def test_lines_are_divided_where_the_text_has_as_many():
    whole = row("r1", source="编制规划。\n建立健全名录。\n开展宣传活动。", first_line=4, last_line=6)
    found = steps.split_row(draft(whole), "r1", 2)
    assert [(each.first_line, each.last_line) for each in found.rows] == [(4, 5), (6, 6)]


@pytest.mark.parametrize("at", [0, -1, 6, 99])
def test_a_row_is_cut_between_its_pieces_only(at):
    with pytest.raises(DraftError, match="从哪一句起"):
        steps.split_row(whole(), "r1", at)


def test_one_sentence_is_not_divided():
    with pytest.raises(DraftError, match="只有一句"):
        steps.split_row(THREE, "r1", 1)


def test_parts_of_one_number_count_on():
    twice = steps.split_row(steps.split_row(whole(), "r1", 3), "r1", 1, taken={"3-3"})
    assert [each.number for each in twice.rows] == ["3", "3-4", "3-2", "4"]


# --- names -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("given", "kept"), [
    (NameDecision(MAP_UNIT, id=5, name="多余"), NameDecision(MAP_UNIT, id=5)),
    (NameDecision(IGNORE), NameDecision(IGNORE)),
    (NameDecision(CREATE_UNIT), NameDecision(CREATE_UNIT, name="区水利局", level="department")),
    (NameDecision(CREATE_UNIT, name=" 东 镇", level="township"),
     NameDecision(CREATE_UNIT, name="东 镇", level="township")),
    (NameDecision(CREATE_GROUP, name="各镇", members="townships"),
     NameDecision(CREATE_GROUP, name="各镇", members="townships")),
])
def test_a_decision_is_kept_by_the_plain_name(given, kept):
    decided = steps.decide_name(THREE, "区水利局", given)
    assert decided.names == {"区水利局": kept}
    assert steps.decide_name(decided, "区 水利局", None).names == {}


@pytest.mark.parametrize("given", [
    NameDecision(MAP_UNIT), NameDecision("sell"), NameDecision(CREATE_UNIT, level="city"), NameDecision(CREATE_GROUP),
    NameDecision(CREATE_UNIT, name="长" * 101),
])
def test_a_decision_must_make_sense(given):
    with pytest.raises(DraftError):
        steps.decide_name(THREE, "区水利局", given)


def test_a_name_nobody_says_is_not_decided():
    with pytest.raises(DraftError, match="已没有“区财政局”"):
        steps.decide_name(THREE, "区财政局", NameDecision(IGNORE))


@pytest.mark.parametrize(("name", "level"), [
    ("东镇", "township"), ("西街道办事处", "township"), ("南乡", "township"), ("区水利局", "department"),
])
def test_the_level_of_a_new_unit_follows_its_name(name, level):
    assert steps.level_of(name) == level


# --- any sequence ----------------------------------------------------------------------------------------------

START = draft(
    row("r1", source="甲。乙；丙。", units=(resp("甲局"),)), row("r2", source=SOURCE, targets=(WETLAND, SEWAGE)),
    row("r3", source="①清淤②清障"), row("r4", units=()),
)
PICK = st.integers(0, 9)
ACTS = {
    "split": lambda it, key, n: steps.split_row(it, key, n % 5 + 1),
    "merge": lambda it, key, n: steps.merge_row(it, key),
    "drop": lambda it, key, n: steps.drop_row(it, key),
    "restore": lambda it, key, n: steps.restore_row(it, key),
    "add": lambda it, key, n: steps.add_row(it, key if n % 3 else ""),
    "change": lambda it, key, n: steps.change_row(it, key, {"title": f"新{n}", "units": (lead("丁局"),)}),
    "check": lambda it, key, n: steps.check_row(it, key),
    "name": lambda it, key, n: steps.decide_name(it, "丁局", NameDecision(IGNORE)),
}


def said(it: Draft) -> Draft:
    """The draft without what only counts changes."""
    rows = tuple(replace(each, rev=0) for each in it.rows)
    return replace(it, rows=rows, next_key=0, head_at=0, timetable_at=0)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*ACTS, "back", "back"]), PICK, PICK), max_size=25))
def test_any_steps_keep_keys_apart_and_can_be_taken_back(acts):
    now, before, shown = START, [], {}
    for place, (name, which, n) in enumerate(acts):
        if name == "back":
            if before:
                target = load(before.pop())
                now = steps.taken_back(now, target, place)
                assert said(now) == said(target)
        else:
            try:
                after = ACTS[name](now, now.rows[which % len(now.rows)].key, n)
            except DraftError:
                continue
            if after != now:
                before.append(dump(now))
            now = after
        assert len(set(keys(now))) == len(now.rows)
        for each in now.rows:  # a revision of a key never means two things
            assert shown.setdefault((each.key, each.rev), each) == each


@pytest.mark.parametrize(("name", "made"), [
    ("区水利局", NameDecision(CREATE_UNIT, name="区水利局", level="department")),
    ("东镇", NameDecision(CREATE_UNIT, name="东镇", level="township")),
    ("各街乡", NameDecision(CREATE_GROUP, name="各街乡", members="townships")),
    ("各县(市、区)", NameDecision(CREATE_GROUP, name="各县(市、区)", members="townships")),
    ("各预算单位", NameDecision(CREATE_GROUP, name="各预算单位", members="departments")),
    ("各责任单位", NameDecision(CREATE_GROUP, name="各责任单位", members="all")),
])
def test_names_left_over_become_units_and_phrases_groups(name, made):
    draft = steps.decide_names(Draft(), [name], CREATE_UNIT)
    assert list(draft.names.values()) == [made]

"""A unit's outcome from its lines: weights, absences, bonus, veto, rounding, grades, places (domain dossier, E3–E6)."""

from decimal import Decimal

import pytest

from assessments.choices import SpecialKind, Treatment
from assessments.totals import (
    DEFAULT_METHOD,
    Absent,
    Method,
    ScoreLine,
    Special,
    UnitScores,
    applying,
    district_total,
    outcome_of,
    outcomes,
)
from indicators.rules import WHOLE
from indicators.rules.grading import SCALE_B


def line(task, full_marks, score, **more):
    return ScoreLine(task, Decimal(full_marks), None if score is None else Decimal(score), **more)


def unit(*lines, number=1, unit_class="department", absences=(), specials=()):
    return UnitScores(number, unit_class, tuple(lines), tuple(absences), tuple(specials))


def scored(percent, **more):
    return unit(line(1, "100", percent), **more)


def special(kind, points=None, *, name="事项", **more):
    return Special(kind, name, points=None if points is None else Decimal(points), **more)


VETO = special(SpecialKind.VETO, name="重大污染事件", reason="三月水污染事件", grade="不合格")
GATE = special(SpecialKind.GATE, name="满意度列全市前六", grade="良好")


def test_without_settings_the_score_is_the_percent_as_it_was():
    """(8.5 + 11.115 × 0.5) ÷ (10 + 20 × 0.5) × 100 = 70.2875."""
    lines = [line(1, "10", "8.5"), line(2, "20", "11.115", weight=Decimal("0.5"), is_lead=False)]
    outcome = outcome_of(unit(*lines))
    assert (str(outcome.score), outcome.total.percent, outcome.grade, outcome.changes) == (
        "70.29", outcome.score, "良好", ()
    )


@pytest.mark.parametrize(("score", "grade"), [
    ("90", "优秀"), ("89.99", "良好"), ("70", "良好"), ("69.99", "合格"), ("60", "合格"), ("59.99", "不合格"),
])
def test_scale_a_is_the_default_with_inclusive_bounds(score, grade):
    assert outcome_of(scored(score)).grade == grade


@pytest.mark.parametrize(("score", "grade"), [
    ("90", "优秀"), ("89.99", "良好"), ("80", "良好"), ("79.99", "合格"), ("70", "合格"), ("69.99", "不合格"),
])
def test_another_table_of_grades(score, grade):
    assert outcome_of(scored(score), Method(bands=SCALE_B)).grade == grade


@pytest.mark.parametrize(("score", "expected"), [("89.995", ("90.00", "优秀")), ("89.994", ("89.99", "良好"))])
def test_the_grade_follows_the_rounded_score(score, expected):
    outcome = outcome_of(scored(score))
    assert (str(outcome.score), outcome.grade) == expected


def test_rounding_to_whole_points_is_half_up():
    """0.5 × 86 + 0.5 × 91 = 88.5 → 89."""
    weights = {"历年": Decimal(50), "末年": Decimal(50)}
    lines = [line(1, "100", "86", module="历年"), line(2, "100", "91", module="末年")]
    assert outcome_of(unit(*lines), Method(rounding=WHOLE, weights=weights)).score == Decimal(89)


@pytest.mark.parametrize(("specials", "grade", "change"), [
    ((), "优秀", ()),
    ((VETO,), "不合格", ("一票否决：重大污染事件（三月水污染事件），等次由优秀定为不合格，得分不变",)),
    ((GATE,), "良好", ("未满足评优前置条件：满意度列全市前六，最高良好，等次由优秀定为良好，得分不变",)),
])
def test_a_veto_or_a_missed_gate_changes_the_grade_and_not_the_score(specials, grade, change):
    outcome = outcome_of(scored("96.2", specials=specials))
    assert (str(outcome.score), outcome.raw_grade, outcome.grade, outcome.changes) == ("96.20", "优秀", grade, change)


def test_a_grade_that_left_the_table_is_the_worst_for_a_veto_and_the_second_for_a_gate():
    lost = [special(SpecialKind.VETO, grade="较差")], [special(SpecialKind.GATE, grade="一般")]
    assert [outcome_of(scored("95", specials=specials)).grade for specials in lost] == ["不合格", "良好"]


@pytest.mark.parametrize(("method", "specials", "score"), [
    (DEFAULT_METHOD, [("bonus", "2"), ("penalty", "20")], "62.00"),
    (Method(max_bonus=Decimal(3)), [("bonus", "2"), ("bonus", "2")], "83.00"),
    (DEFAULT_METHOD, [("bonus", "30")], "100.00"),
    (Method(bonus_cap=Decimal(5)), [("bonus", "30")], "105.00"),
    (DEFAULT_METHOD, [("penalty", "90")], "0.00"),
])
def test_bonuses_have_a_cap_and_penalties_none(method, specials, score):
    outcome = outcome_of(scored("80", specials=[special(*each) for each in specials]), method)
    assert str(outcome.score) == score


def test_one_entry_counts_at_most_what_its_item_allows():
    assert outcome_of(scored("80", specials=[special("bonus", "8", most=Decimal(5))])).bonus == 5


def absent(treatment, **more):
    return Absent(3, treatment, "本区不临海", **more)


THREE = (line(1, "10", "8"), line(2, "20", "15"), line(3, "30", None))


@pytest.mark.parametrize(("absence", "score"), [
    (absent(Treatment.RENORMALISE), "76.67"),
    (absent(Treatment.TRANSFER, transfer_to=1), "78.33"),
    (absent(Treatment.FULL_MARKS), "88.33"),
])
def test_a_line_that_does_not_apply(absence, score):
    """23 of 30; 32 + 15 of 60; 23 + 30 of 60: per hundred."""
    outcome = outcome_of(unit(*THREE, absences=[absence]))
    assert (str(outcome.score), outcome.is_complete) == (score, True)


@pytest.mark.parametrize("to", [9, 3, 4])
def test_points_that_cannot_move_are_rebased(to):
    """To a task of somebody else, to itself, to one worth nothing."""
    lines = (*THREE, line(4, "0", "0"))
    assert str(outcome_of(unit(*lines, absences=[absent(Treatment.TRANSFER, transfer_to=to)])).score) == "76.67"


def test_a_unit_to_which_nothing_applies_has_no_score():
    outcome = outcome_of(unit(line(3, "30", None), absences=[absent(Treatment.RENORMALISE)]))
    assert (outcome.score, outcome.grade, outcome.total.lines) == (None, "", 0)
    assert outcome.explanation[0].text == "没有可以计分的任务，算不出得分"


def test_the_district_leaves_out_what_does_not_apply():
    lines = applying(THREE, [absent(Treatment.TRANSFER, transfer_to=1)])
    assert (district_total(lines).earned, district_total(lines).possible) == (23, 30)
    assert district_total(applying(THREE, [absent(Treatment.FULL_MARKS)])).earned == 53


WEIGHTS = {"生态安全": Decimal(60), "生态生活": Decimal(40)}


def test_modules_weigh_what_the_scheme_says():
    lines = [line(1, "30", "15", module="生态安全"), line(2, "10", "9", module="生态生活")]
    outcome = outcome_of(unit(*lines), Method(weights=WEIGHTS))
    assert (outcome.subtotal, [module.share for module in outcome.modules]) == (66, [30, 36])


def test_weights_are_rebased_for_a_unit_without_tasks_in_a_module():
    lines = [line(2, "10", "9", module="生态生活"), line(3, "5", "0", module="其他")]
    outcome = outcome_of(unit(*lines), Method(weights=WEIGHTS))
    assert outcome.score == 90
    assert outcome.explanation[0].steps[1].text == "其他：应得5分，实得0分，没有设权重，不计入总分"


def test_an_unfinished_unit_has_a_provisional_score_and_no_grade():
    outcome = outcome_of(unit(line(1, "10", "10"), line(2, "10", None), specials=[VETO]))
    assert (outcome.score, outcome.grade, outcome.raw_grade, outcome.changes) == (50, "", "", ())
    assert [step.text for step in outcome.explanation[-2:]] == [
        "暂计得分：50分", "还有1项没有审定，等次待全部审定后确定"
    ]


def places(units, method=DEFAULT_METHOD):
    found = outcomes(units, method)
    return [(found[each.unit].place, found[each.unit].grade) for each in units]


def test_units_are_placed_within_their_class_and_equals_share():
    units = [scored(score, number=number, unit_class=unit_class) for number, (score, unit_class) in enumerate([
        ("90", "department"), ("85", "department"), ("90", "department"), ("60", "township"), ("99", ""),
    ])]
    assert [place for place, _ in places(units)] == [1, 3, 1, 1, None]


def test_a_quota_is_a_share_of_the_class_rounded_down():
    units = [scored(score, number=number) for number, score in enumerate(["97", "96", "95", "94", "50", "40"])]
    found = outcomes(units, Method(quotas={"优秀": Decimal("0.4")}))
    assert [row.grade for row in found.values()] == ["优秀", "优秀", "良好", "良好", "不合格", "不合格"]
    assert found[2].changes == ("优秀名额2个，超出名额，定为良好，得分不变",)


def test_a_vetoed_unit_takes_no_place_of_a_quota():
    units = [scored("99", number=0, specials=[VETO]), scored("95", number=1), scored("94", number=2)]
    assert [grade for _, grade in places(units, Method(quotas={"优秀": Decimal("0.4")}))] == ["不合格", "优秀", "良好"]


@pytest.mark.parametrize(("ties", "grades"), [("drop", ["良好", "良好"]), ("share", ["优秀", "优秀"])])
def test_a_tie_at_the_cut_follows_the_stated_rule(ties, grades):
    units = [scored("95", number=0), scored("95", number=1)]
    method = Method(quotas={"优秀": Decimal("0.5")}, quota_ties=ties)
    assert [grade for _, grade in places(units, method)] == grades


@pytest.mark.parametrize(("tie_break", "expected"), [("none", [1, 1]), ("lead", [2, 1]), ("lost", [1, 2])])
def test_equal_scores_are_parted_by_the_stated_rule(tie_break, expected):
    units = [
        unit(line(1, "10", "8", deductions=1), line(2, "10", "10", is_lead=False), number=0),
        unit(line(1, "10", "9", deductions=2), line(2, "10", "9", is_lead=False, deductions=1), number=1),
    ]
    assert [place for place, _ in places(units, Method(tie_break=tie_break))] == expected


def test_the_explanation_goes_from_the_lines_to_the_grade():
    lines = [
        line(1, "10", "9.5", title="22 污水处理率", module="生态生活"),
        line(2, "20", "18", title="5 空气质量", module="生态安全", weight=Decimal("0.5"), is_lead=False),
    ]
    specials = [special("bonus", "2", name="试点"), special("penalty", "0.25", name="通报", reason="二季度"), VETO]
    steps = outcome_of(unit(*lines, specials=specials)).explanation
    assert [step.text for step in steps] == [
        "实得÷应得×100：18.5÷20×100，小计92.5分",
        "加分：试点",
        "扣分：通报（二季度）",
        "得分：92.5 + 2 − 0.25 = 94.25分",
        "得分94.25分，属于优秀",
        "一票否决：重大污染事件（三月水污染事件），等次由优秀定为不合格，得分不变",
    ]
    assert [[module.text, *(step.text for step in module.steps)] for module in steps[0].steps] == [
        ["生态生活：应得10分，实得9.5分", "22 污水处理率（牵头）：分值10分，得9.5分"],
        ["生态安全：应得10分，实得9分", "5 空气质量（配合，按0.5折算）：分值20分，得18分，折算计9分（满分10分）"],
    ]


def test_the_settings_are_said_in_sentences():
    method = Method(quotas={"优秀": Decimal("0.2")}, max_bonus=Decimal(3), weights=WEIGHTS)
    assert method.sentences == (
        "总分四舍五入保留2位小数，最高100分，先取舍后定等次",
        "等次：优秀≥90分、良好≥70分、合格≥60分，其余为不合格",
        "名额按单位类别计算：优秀不超过20%，不足1个的舍去，名额处同分的都不评",
        "同分：并列名次相同",
        "加分合计最多3分，扣分不设上限",
        "模块权重：生态安全60%、生态生活40%",
    )

"""Every test vector for bonuses, vetoes, grades, rounding and items that do not apply (domain dossier, E3–E6)."""

import pytest

from .ask import ask, score

BANDS_B = [{"name": "优秀", "at_least": "90"}, {"name": "良好", "at_least": "80"}, {"name": "合格", "at_least": "70"},
           {"name": "不合格", "at_least": "0"}]
THREE = {
    "items": [{"name": name, "full_marks": marks} for name, marks in (("甲", "10"), ("乙", "20"), ("丙", "30"))]
}
DECIDED = {"gates": [{"name": "满意度"}], "vetoes": [{"name": "重大污染事件"}]}


def graded(value, parameters=None, **inputs) -> tuple[str, str]:
    result = ask("grade", "100", parameters or {}, {"score": value, **inputs}).as_json()
    return result["score"], result["grade"]


@pytest.mark.parametrize(("value", "grade"), [
    ("90", "优秀"), ("89.99", "良好"), ("70", "良好"), ("69.99", "合格"), ("60", "合格"), ("59.99", "不合格"),
    ("0", "不合格"),
])
def test_scale_a(value, grade):
    assert graded(value)[1] == grade


@pytest.mark.parametrize(("value", "grade"), [
    ("90", "优秀"), ("89.99", "良好"), ("80", "良好"), ("79.99", "合格"), ("70", "合格"), ("69.99", "不合格"),
])
def test_scale_b(value, grade):
    assert graded(value, {"bands": BANDS_B})[1] == grade


def test_the_grade_follows_the_rounded_score():
    assert graded("89.995") == ("90.00", "优秀")
    assert graded("89.994") == ("89.99", "良好")
    assert graded("89.5", {"decimal_places": 0}) == ("90", "优秀")


@pytest.mark.parametrize(("gate", "veto", "grade"), [
    (True, False, "优秀"), (True, True, "不合格"), (False, False, "良好"), (False, True, "不合格"),
])
def test_a_veto_or_a_missed_gate_changes_the_grade_and_not_the_score(gate, veto, grade):
    assert graded("96.2", DECIDED, gates={"满意度": gate}, vetoes={"重大污染事件": veto}) == ("96.20", grade)


def test_a_gate_never_lifts_a_grade():
    assert graded("65", DECIDED, gates={"满意度": False}) == ("65.00", "合格")


def test_the_reason_of_a_veto_is_said():
    steps = ask("grade", "100", DECIDED, {"score": "96.2", "gates": {"满意度": True}, "vetoes": {"重大污染事件": True}})
    assert steps.explanation[2].text == "一票否决：重大污染事件，等次由优秀定为不合格，得分不变"


@pytest.mark.parametrize(("rounding", "expected"), [
    ({}, "88.50"), ({"decimal_places": 0}, "89"), ({"decimal_places": 0, "rounding": "half_even"}, "88"),
    ({"decimal_places": 0, "rounding": "down"}, "88"), ({"decimal_places": 1}, "88.5"),
])
def test_rounding_to_whole_points_is_half_up(rounding, expected):
    parts = [{"name": "历年", "weight": "0.5"}, {"name": "末年", "weight": "0.5"}]
    parameters = {"method": "weighted", "parts": parts, **rounding}
    assert score("combine", "100", parameters, {"parts": {"历年": "86", "末年": "91"}}) == expected


def absent(treatment, **more):
    return [{"item": "丙", "reason": "本区不临海", "approved": True, "treatment": treatment, **more}]


@pytest.mark.parametrize(("not_applicable", "expected"), [
    (absent("renormalise"), "76.67"),
    (absent("transfer", transfer_to="甲"), "47.00"),
    (absent("full_marks"), "53.00"),
])
def test_an_item_that_does_not_apply(not_applicable, expected):
    """8/10 and 15/20: rest ÷ 30 × 100; 丙 to 甲 makes 8/10 into 32/40; 丙 at its full 30."""
    inputs = {"scores": {"甲": "8", "乙": "15"}, "not_applicable": not_applicable}
    assert score("total", "100", THREE, inputs) == expected


BONUSES = {"bonuses": [{"name": "试点"}, {"name": "表彰", "max_points": "2"}], "max_bonus": "3",
           "penalties": [{"name": "通报批评"}]}


@pytest.mark.parametrize(("given", "cap", "expected"), [
    ({"bonuses": {"试点": "2"}}, "0", "55.00"),
    ({"bonuses": {"试点": "2", "表彰": "2"}}, "0", "56.00"),
    ({"bonuses": {"试点": "2"}, "penalties": {"通报批评": "20"}}, "0", "35.00"),
    ({"penalties": {"通报批评": "90"}}, "0", "0.00"),
])
def test_bonuses_have_a_cap_and_penalties_none(given, cap, expected):
    inputs = {"scores": {"甲": "8", "乙": "15", "丙": "30"}, **given}
    assert score("total", "60", {**THREE, **BONUSES, "bonus_cap": cap}, inputs) == expected


@pytest.mark.parametrize(("cap", "expected"), [("0", "60.00"), ("2", "62.00"), ("20", "63.00")])
def test_the_set_decides_whether_a_bonus_may_pass_full_marks(cap, expected):
    inputs = {"scores": {"甲": "10", "乙": "20", "丙": "30"}, "bonuses": {"试点": "3", "表彰": "2"}}
    assert score("total", "60", {**THREE, **BONUSES, "bonus_cap": cap}, inputs) == expected

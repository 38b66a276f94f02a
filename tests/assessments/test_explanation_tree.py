"""The tree of numbers: children make their parent, over whatever lines, deductions, weights and absences."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.choices import SpecialKind, Treatment
from assessments.explanation import Kind, domain_groups, line_tree, lost_by_module, unit_tree, walk
from assessments.reports.snapshot_line_data import AppealRow, ChangeRow, InputRow, MarkRow
from assessments.reports.snapshot_why import steps_of
from assessments.totals import Absent, Method, Special
from indicators.rules import RuleError, evaluate, read_rule
from tests.indicators.rules.test_properties import simple_rules

from .explained import deduction, line, unit, wrong


def tree_of(row):
    return unit_tree(row.lines, row.outcome)


quick = settings(max_examples=60, deadline=None, database=None)
points = st.decimals("0.01", "12", places=2)
domains = st.sampled_from(["生态安全", "生态经济", "生态生活"])


@st.composite
def lines(draw, number):
    is_lead = draw(st.booleans())
    off = draw(st.lists(points, max_size=4))
    if draw(st.booleans()):
        off.append(deduction(draw(points), is_lifted=True))
    made = line(
        number, draw(points), off, domain=draw(domains), bonus=draw(st.sampled_from(["0", "0", "1.25"])),
        role="lead" if is_lead else "support", weight="1" if is_lead else "0.5",
    )
    return made if draw(st.integers(0, 5)) else line(number, made.full_marks, score=None, state="submitted")


@st.composite
def units(draw):
    rows = [draw(lines(number)) for number in range(1, draw(st.integers(2, 6)) + 1)]
    absences = ()
    if draw(st.booleans()):
        treatment = draw(st.sampled_from(Treatment.values))
        target = rows[1].task if treatment == Treatment.TRANSFER else None
        absences = (Absent(rows[0].task, treatment, "不临海", target),)
    specials = tuple(
        Special(draw(st.sampled_from([SpecialKind.BONUS, SpecialKind.PENALTY])), "事项", "事由", draw(points),
                most=draw(st.sampled_from([None, Decimal(2)])))
        for _ in range(draw(st.integers(0, 3)))
    )
    weights = draw(st.sampled_from([{}, {"生态安全": Decimal(30), "生态经济": Decimal(25), "生态生活": Decimal(45)}]))
    method = Method(weights=weights, max_bonus=draw(st.sampled_from([None, Decimal(1)])),
                    bonus_cap=draw(st.sampled_from([Decimal(0), Decimal(3)])))
    return unit(rows, method, absences, specials)


@quick
@given(lines(1))
def test_a_line_is_the_sum_of_what_stands_under_it(row):
    tree = line_tree(row)
    assert list(wrong(tree)) == []
    assert sum((term.counted for term in tree.terms), Decimal(0)) == (row.score or 0)


@quick
@given(units())
def test_a_total_is_the_sum_of_what_stands_under_it(row):
    tree = tree_of(row)
    assert list(wrong(tree)) == []
    assert tree.value == row.outcome.score


@quick
@given(units())
def test_points_lost_by_module_lead_from_a_hundred_to_the_subtotal(row):
    if row.outcome.subtotal is not None:
        lost = sum((points for _, points in lost_by_module(row.outcome)), Decimal(0))
        assert abs(100 - lost - row.outcome.subtotal) < Decimal("0.0001")


@quick
@given(simple_rules)
def test_the_steps_of_every_rule_add_up_to_its_score(request):
    try:
        result = evaluate(read_rule(request), request["inputs"])
    except RuleError:
        return
    row = line(1, rule_sentence="规则", suggested=result.score,
               steps=steps_of(step.as_json() for step in result.explanation))
    assert list(wrong(line_tree(row))) == []


def test_the_sum_is_written_out():
    assert line_tree(line(1, "3", ["0.6", "0.2"])).equation == "3.00 − 0.60 − 0.20 = 2.20"


def test_a_long_sum_is_told_by_its_result():
    assert line_tree(line(1, "10", ["0.5"] * 9)).equation == "以下10项合计 = 5.50"


def test_what_is_taken_below_nothing_is_given_back():
    tree = line_tree(line(1, "3", ["2", "2.5"]))
    assert (tree.equation, tree.terms[-1].text) == ("3.00 − 2.00 − 2.50 + 1.50 = 0.00", "扣完为止，最低0分")


def test_points_that_nobody_accounted_for_are_said_to_be_so():
    tree = line_tree(line(1, "10", score=Decimal(9)))
    assert (tree.terms[-1].text, tree.terms[-1].value) == ("没有逐笔列明的差额", Decimal(-1))


def test_a_lifted_deduction_stays_and_counts_no_more():
    tree = line_tree(line(1, "5", ["1", deduction("0.5", "材料已补", is_lifted=True)]))
    lifted = next(node for node in tree.told if node.is_struck)
    assert (tree.equation, lifted.number) == ("5.00 − 1.00 = 4.00", "−0.50")


def test_a_line_of_a_cooperating_unit_counts_its_share():
    tree = tree_of(unit([line(1, "10", ["1.25"], role="support", weight="0.5")]))
    leaf = next(node for _, node in walk(tree) if node.kind == Kind.LINE)
    assert leaf.share_text == "8.75 × 0.5 = 4.375"


def test_the_total_is_earned_of_possible_per_hundred():
    tree = tree_of(unit([line(1, "10", ["1"]), line(2, "16", ["0.5"])]))
    earned = next(node for _, node in walk(tree) if node.text.startswith("各项任务实得分"))
    assert earned.share_text == "24.50 ÷ 26 × 100 ≈ 94.230769"
    assert tree.number == "94.23"


def test_bonus_penalty_and_the_ceiling_are_terms():
    specials = (Special(SpecialKind.BONUS, "省级荣誉", "表彰", Decimal(3)),
                Special(SpecialKind.PENALTY, "通报批评", "督察", Decimal("0.5")))
    tree = tree_of(unit([line(1)], specials=specials))
    assert tree.equation == "100.00 + 3.00 − 0.50 − 2.50 = 100.00"


def test_a_veto_is_told_beside_the_score_it_leaves_alone():
    tree = tree_of(unit([line(1)], specials=(Special(SpecialKind.VETO, "弄虚作假", "监测数据造假", grade="不合格"),)))
    grade = next(node for node in tree.children if node.kind == Kind.GRADE)
    assert (tree.number, grade.text) == ("100.00", "等次：不合格")
    assert [child.text for child in grade.children] == [
        "得分100.00分，按等次表为优秀", "一票否决：弄虚作假（监测数据造假），等次由优秀定为不合格，得分不变",
    ]


def test_before_publication_there_are_lines_and_no_sums():
    groups = domain_groups([line(1, domain="生态安全"), line(2, domain="生态经济")])
    assert [(group.text, group.number, len(group.children)) for group in groups] == [
        ("生态安全", "", 1), ("生态经济", "", 1)
    ]


@pytest.mark.parametrize("names", [True, False])
def test_accounts_are_named_to_the_office_only(names):
    row = line(1, "5", [deduction("1", by="区环委办审核员")], reviewer="区环委办审核员",
               marks=(MarkRow("初审", Decimal(4), "资料不全", "区环委办审核员", None),),
               changes=(ChangeRow("appeal", Decimal(4), Decimal("4.5"), "材料属实", "区环委办主任", None),))
    told = str(list(walk(line_tree(row, names=names))))
    assert ("区环委办审核员" in told, "区环委办主任" in told) == (names, names)


def test_inputs_say_whose_word_they_are_and_a_change_both_scores():
    row = line(1, "5", rule_sentence="每差1扣0.5分", rule_number=2, suggested=Decimal(5),
               inputs=(InputRow("完成值", "72.4%", "区统计局认定"),),
               appeals=(AppealRow("upheld", "数据有误", "属实", Decimal(4), Decimal(5), None, None),),
               changes=(ChangeRow("appeal", Decimal(4), Decimal(5), "属实", "", None),))
    rule, appeal, change = line_tree(row).told
    assert rule.text == "评分规则（第2版）：每差1扣0.5分"
    assert (rule.children[0].text, rule.children[0].details) == ("完成值：72.4%", (("来源", "区统计局认定"),))
    assert (appeal.text, change.text) == ("申诉（申诉成立），得分由4.00分改为5.00分", "申诉复核：4.00 → 5.00")


def test_a_judgement_names_the_score_it_gave_not_the_one_after_an_appeal():
    changed = ChangeRow("appeal", Decimal("5.5"), Decimal("8.5"), "佐证补齐", "主任", None)
    row = line(1, off=["1.5", deduction("3", is_lifted=True)], suggested=Decimal("8.5"), override_reason="停运两月",
               changes=(changed,))
    assert any("规则得分8.50分，改判为5.50分" in node.text for _, node in walk(line_tree(row)))

"""What holds for every unit whatever its numbers: bounds, more points are never worse, the explanation adds up."""

from dataclasses import replace
from decimal import Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.choices import SpecialKind, TieBreak, Treatment
from assessments.totals import Absent, Method, ScoreLine, Special, UnitScores, outcome_of, outcomes
from indicators.rules import Rounding
from indicators.rules.amounts import EXACT
from indicators.rules.steps import POINTS, SCORE

quick = settings(max_examples=120, deadline=None, database=None)
_GRADES = {SpecialKind.VETO: "不合格", SpecialKind.GATE: "良好"}
MODULES = ("生态安全", "生态经济", "生态生活")
shares = st.decimals("0", "1", places=2)
points = st.decimals("0", "9", places=2)


@st.composite
def lines(draw, task):
    full_marks = draw(st.decimals("0", "30", places=2))
    score = draw(st.one_of(st.none(), shares.map(lambda share: (full_marks * share).quantize(Decimal("0.01")))))
    is_lead = draw(st.booleans())
    return ScoreLine(task, full_marks, score, Decimal(1) if is_lead else Decimal("0.5"), is_lead, f"第{task}项",
                     draw(st.sampled_from(MODULES)), draw(st.integers(0, 3)))


@st.composite
def absences(draw, tasks):
    chosen = draw(st.lists(st.sampled_from(tasks), unique=True, max_size=2))
    return tuple(
        Absent(task, draw(st.sampled_from(list(Treatment))), "不临海", draw(st.sampled_from(tasks))) for task in chosen
    )


@st.composite
def specials(draw):
    kinds = draw(st.lists(st.sampled_from(list(SpecialKind)), max_size=4))
    most = st.one_of(st.none(), points)
    return tuple(Special(kind, "事项", "事由", draw(points), draw(most), _GRADES.get(kind, "")) for kind in kinds)


@st.composite
def units(draw, number=1):
    count = draw(st.integers(1, 6))
    own = tuple(draw(lines(task)) for task in range(1, count + 1))
    return UnitScores(number, "department", own, draw(absences(list(range(1, count + 1)))), draw(specials()))


methods = st.builds(
    Method, rounding=st.builds(Rounding, st.integers(0, 4), st.sampled_from(["half_up", "half_even", "down"])),
    quotas=st.sampled_from([{}, {"优秀": Decimal("0.2")}, {"优秀": Decimal("0.5"), "良好": Decimal("0.5")}]),
    quota_ties=st.sampled_from(["drop", "share"]), tie_break=st.sampled_from(list(TieBreak)),
    max_bonus=st.one_of(st.none(), points), bonus_cap=st.sampled_from([Decimal(0), Decimal(5)]),
    weights=st.sampled_from([{}, {"生态安全": Decimal(60), "生态经济": Decimal(40)},
                             dict(zip(MODULES, map(Decimal, (35, 30, 35)), strict=True))]),
)


def sum_of(steps):
    with localcontext(EXACT):
        return sum((step.value for step in steps if step.role == POINTS), Decimal(0))


@quick
@given(units(), methods)
def test_a_score_stays_between_nothing_and_the_ceiling(unit, method):
    outcome = outcome_of(unit, method)
    assert outcome.score is None or 0 <= outcome.score <= method.ceiling


@quick
@given(units(), methods)
def test_the_explanation_sums_to_the_score(unit, method):
    outcome = outcome_of(unit, method)
    steps = outcome.explanation
    if outcome.score is None:
        return
    assert method.rounding.apply(sum_of(steps)) == outcome.score
    assert [step.value for step in steps if step.role == SCORE] == [outcome.score]
    whole = outcome.subtotal if method.weights else outcome.total.earned
    assert method.rounding.apply(sum_of(steps[0].steps) - whole) == 0
    for module, step in zip(outcome.modules, steps[0].steps, strict=True):
        assert method.rounding.apply(sum_of(step.steps) - module.total.earned) == 0


@quick
@given(units(), methods, st.integers(0, 5), points)
def test_more_points_never_make_a_worse_score_or_grade(unit, method, place, more):
    own = list(unit.lines)
    line = own[place % len(own)]
    if line.score is None:
        return
    own[place % len(own)] = replace(line, score=min(line.full_marks, line.score + more))
    before, after = outcome_of(unit, method), outcome_of(replace(unit, lines=tuple(own)), method)
    assert before.score is None or after.score >= before.score
    grades = method.grades
    assert not before.grade or grades.index(after.grade) <= grades.index(before.grade)


@quick
@given(units(), methods)
def test_no_effect_lifts_a_grade(unit, method):
    outcome = outcome_of(unit, method)
    assert not outcome.grade or method.grades.index(outcome.grade) >= method.grades.index(outcome.raw_grade)


@quick
@given(st.lists(units(), max_size=7), methods)
def test_places_follow_the_scores_and_quotas_hold(rows, method):
    rows = [replace(row, unit=number) for number, row in enumerate(rows)]
    found = outcomes(rows, method)
    placed = sorted((row for row in found.values() if row.place), key=lambda row: row.place)
    assert [row.score for row in placed] == sorted((row.score for row in placed), reverse=True)
    assert not placed or placed[0].place == 1
    if method.quota_ties == "drop":
        for name, share in method.quotas.items():
            assert sum(row.grade == name for row in found.values()) <= share * len(rows)


@quick
@given(units(), methods)
def test_the_same_numbers_give_the_same_outcome(unit, method):
    assert outcome_of(unit, method) == outcome_of(unit, method)
    assert outcome_of(unit, method).explanation == outcome_of(unit, method).explanation

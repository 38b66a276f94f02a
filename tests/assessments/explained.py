"""Rows of a frozen year made by hand, for tests of the explanation."""

from collections.abc import Iterator
from decimal import Decimal

from assessments.explanation import Node, walk
from assessments.reports.snapshot_data import MetCount, Result, UnitRow
from assessments.reports.snapshot_line_data import DeductionRow, LineRow
from assessments.reports.snapshot_outcome import outcome_row
from assessments.totals import Absent, Method, Special, UnitScores, outcome_of

NOTHING_MET = MetCount(0, 0, 0)


def deduction(points, reason="少交一份材料", **more) -> DeductionRow:
    return DeductionRow(Decimal(points), reason, "每缺一项扣分", 1, "监测报告", **more)


def line(number, full_marks="10", off=(), *, bonus="0", domain="生态生活", role="lead", weight="1", **more) -> LineRow:
    """An accepted line with these deductions; the score is what they leave."""
    rows = tuple(row if isinstance(row, DeductionRow) else deduction(row) for row in off)
    taken = sum((row.points for row in rows if not row.is_lifted), Decimal(0))
    values = {"score": max(Decimal(0), Decimal(full_marks) - taken + Decimal(bonus)), "state": "accepted", **more}
    return LineRow(
        task=int(number), number=str(number), title=f"指标{number}", domain=domain, role=role, weight=Decimal(weight),
        full_marks=Decimal(full_marks), self_score=None, met="met", targets=(), narrative="", problems="",
        next_steps="", comment="", deductions=rows, evidence=(), rounds=1, first_submitted=None, is_on_time=True,
        bonus=Decimal(bonus), **values,
    )


def unit(lines, method: Method | None = None, absences: tuple[Absent, ...] = (),
         specials: tuple[Special, ...] = ()) -> UnitRow:
    """A unit with the outcome of these lines."""
    scores = UnitScores(1, "", tuple(line.as_score_line for line in lines), absences, specials)
    outcome = outcome_of(scores, method) if method else outcome_of(scores)
    total = outcome.total
    return UnitRow(
        id=1, name="区水利局", short_name="水利局", unit_class="department", rank=None, class_size=0,
        result=Result(total.earned, total.possible, outcome.score, total.scored, total.lines), domains=(),
        met=NOTHING_MET, lines=tuple(lines), outcome=outcome_row(outcome),
    )


def wrong(tree: Node) -> Iterator[str]:
    """Every number of the tree that its children do not add up to."""
    return (f"{node.text}: {node.equation}" for _, node in walk(tree) if not node.adds_up)

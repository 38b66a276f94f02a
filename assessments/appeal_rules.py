"""When a line can be appealed against, and what a recheck makes of its score. Pure: rows in, sentences and sums out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tasks.choices import PlanStatus

from . import totals
from .choices import AppealStatus, Decision

FINAL = (AppealStatus.UPHELD, AppealStatus.PARTLY, AppealStatus.REJECTED)


@dataclass(frozen=True)
class Kept:
    """A deduction, and the points of it that stay after the recheck."""

    deduction: object
    kept: Decimal

    @property
    def is_changed(self) -> bool:
        return self.kept != self.deduction.points


@dataclass(frozen=True)
class Outcome:
    """What a line would get by the recheck; `problem` says what is wrong with the points that were named."""

    rows: tuple[Kept, ...]
    score: Decimal
    problem: str = ""

    @property
    def given_back(self) -> list[Kept]:
        return [row for row in self.rows if row.is_changed]


def window_refusal(plan, today: date) -> str:
    """Why no appeal can be filed under this plan today; empty when the window is open."""
    if plan.status == PlanStatus.CLOSED:
        return f"{plan.year}年度已归档，不能再申诉。"
    if plan.appeals_from is None:
        return f"得分还没有反馈。环委办反馈得分后{plan.objection_days}个工作日内可以申诉。"
    if today < plan.appeals_from:
        return f"申诉从{plan.appeals_from:%Y-%m-%d}开始，现在还不能提出。"
    if today > plan.appeals_to:
        return f"申诉期已于{plan.appeals_to:%Y-%m-%d}截止，不能再申诉。"
    return ""


def line_refusal(review, part, appeals: Iterable) -> str:
    """Why this line cannot be appealed against; `appeals` are those filed on it so far."""
    if not part.applies:
        return "这一项已批准为不适用，不计分，不需要申诉。"
    if review is None or review.decision != Decision.ACCEPTED or not review.submission.is_current:
        return "这一项还没有审核得分，审核通过后才能申诉。"
    if review.score >= review.full_marks + review.bonus:
        return "这一项没有扣分，不需要申诉。"
    for appeal in appeals:
        if appeal.status == AppealStatus.FILED:
            return "这一项已有申诉等待复核；要改理由或材料，请先撤回再重新提出。"
        # A line that was reviewed anew or recomputed since has a new score to object to.
        is_same = appeal.score_after == review.score and appeal.decided_at and appeal.decided_at >= review.decided_at
        if appeal.status in FINAL and is_same:
            return "这一项的申诉已经复核办结，复核得分为最终得分。"
    return ""


def outcome_of(review, deductions: Iterable, kept: Mapping[int, Decimal]) -> Outcome:
    """The line's score when of each deduction in force only `kept` points stay."""
    deductions = list(deductions)
    rows = tuple(Kept(row, kept.get(row.pk, row.points)) for row in deductions)
    problem = _problem(rows, set(kept) - {row.pk for row in deductions})
    return Outcome(rows, totals.line_score(review.full_marks + review.bonus, [row.kept for row in rows]), problem)


def status_refusal(status: str, outcome: Outcome) -> str:
    """Why a conclusion does not go with what was given back."""
    if status not in FINAL:
        return "请选择复核结论。"
    if status == AppealStatus.REJECTED and outcome.given_back:
        return "结论为“维持原分”时不能撤销或减少扣分，请核对。"
    if status != AppealStatus.REJECTED and not outcome.given_back:
        return f"没有撤销或减少任何扣分，结论不能是“{AppealStatus(status).label}”。"
    return ""


def _problem(rows: Iterable[Kept], unknown: set[int]) -> str:
    if unknown:
        return "有的扣分已经变动，请刷新页面后重新复核。"
    for row in rows:
        if not 0 <= row.kept <= row.deduction.points:
            return f"“{row.deduction.reason}”保留的扣分应在0到{row.deduction.points}之间。"
    return ""


def advised_status(outcome: Outcome, wanted: Decimal | None, chosen: str | None = None) -> str:
    """The conclusion shown first: what was chosen, where it fits; else by how much of the claim was granted."""
    if chosen in FINAL and not status_refusal(chosen, outcome):
        return chosen
    if not outcome.given_back:
        return AppealStatus.REJECTED
    is_granted = outcome.score >= wanted if wanted is not None else not any(row.kept for row in outcome.rows)
    return AppealStatus.UPHELD if is_granted else AppealStatus.PARTLY

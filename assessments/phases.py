"""The five phases of a plan's scores, from its dates and stamps: who sees which score when. Pure."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.timezone import localdate

from eco_demo.lib.workdays import add_workdays, workdays_between

from .choices import Phase


class Reader(TextChoices):
    """For whom a score is shown."""

    UNIT = "unit", "本单位"
    OFFICE = "office", "环委办"
    LEADER = "leader", "党政领导"


class Shown(TextChoices):
    """What may be shown of a score."""

    SELF_SCORE = "self_score", "自评分"
    SUGGESTION = "suggestion", "按本单位填报数据算出的规则得分"
    LINES = "lines", "逐项得分、扣分理由和计算过程"
    GRADE = "grade", "总分、名次和等次"


_OWN = frozenset({Shown.SELF_SCORE, Shown.SUGGESTION})
_LINES = _OWN | {Shown.LINES}
_ALL = frozenset(Shown)
_ABOVE = {Reader.OFFICE: _ALL, Reader.LEADER: _ALL}

SHOWN: dict[str, dict[str, frozenset[str]]] = {
    Phase.SELF_CHECK: {Reader.UNIT: _OWN, **_ABOVE},
    Phase.REVIEW: {Reader.UNIT: _OWN, **_ABOVE},
    Phase.FEEDBACK: {Reader.UNIT: _LINES, **_ABOVE},
    Phase.APPEAL: {Reader.UNIT: _LINES, **_ABOVE},
    Phase.PUBLISHED: {Reader.UNIT: _ALL, **_ABOVE},
}


@dataclass(frozen=True)
class Step:
    """A phase on the strip: its days in words, and whether it is over, running or to come."""

    phase: str
    when: str
    note: str = ""
    state: str = "todo"

    @property
    def label(self) -> str:
        return Phase(self.phase).label


def phase_of(plan, today: date) -> Phase:
    """Where the plan's scores stand; 申诉 lasts until publication, its window of workdays may be over before."""
    if plan.scores_published_at:
        return Phase.PUBLISHED
    if plan.feedback_at:
        return Phase.APPEAL if plan.appeals_from and plan.appeals_from <= today else Phase.FEEDBACK
    return Phase.SELF_CHECK if today <= plan.self_check_to else Phase.REVIEW


def shows(plan, today: date, what: str, reader: str = Reader.UNIT) -> bool:
    return what in SHOWN[phase_of(plan, today)][reader]


def takes_appeals(plan, today: date) -> bool:
    """Whether the window stands open today, its last day included."""
    return plan.appeals_from is not None and plan.appeals_from <= today <= plan.appeals_to


def window_from(plan, first: date) -> tuple[date, date]:
    """The appeal window: the first day is not counted, the last of the plan's workdays after it is its end."""
    return first, add_workdays(first, plan.objection_days)


def time_left(plan, today: date) -> str:
    """What is left of the open window, in words."""
    left = workdays_between(today, plan.appeals_to)
    return f"还有 {left} 个工作日" if left else "今天截止"


def strip(plan, today: date) -> tuple[Step, ...]:
    """The five phases with their days; one that was left out (published without feedback) says so."""
    order, reached = list(Phase), phase_of(plan, today)
    is_open = takes_appeals(plan, today)
    steps = []
    for phase in order:
        is_current = phase == reached or (phase == Phase.APPEAL and is_open)
        when, note = _WORDS[phase](plan, today)
        state = "current" if is_current else "done" if order.index(phase) < order.index(reached) else "todo"
        steps.append(Step(phase, when, note, state))
    return tuple(steps)


def _self_check(plan, today: date) -> tuple[str, str]:
    return f"{_day(plan.self_check_from)} 至 {_day(plan.self_check_to)}", ""


def _review(plan, today: date) -> tuple[str, str]:
    done = plan.feedback_at or plan.scores_published_at
    return f"至 {_day(localdate(done) if done else plan.report_due)}", ""


def _feedback(plan, today: date) -> tuple[str, str]:
    if plan.feedback_at:
        return _day(localdate(plan.feedback_at)), ""
    return ("未单独反馈", "") if plan.scores_published_at else ("评审结束后", "")


def _appeal(plan, today: date) -> tuple[str, str]:
    if plan.appeals_from is None:
        return f"反馈后 {plan.objection_days} 个工作日", ""
    when = f"{_day(plan.appeals_from)} 至 {_day(plan.appeals_to)}"
    if takes_appeals(plan, today):
        return when, time_left(plan, today)
    return when, "已截止" if today > plan.appeals_to else ""


def _published(plan, today: date) -> tuple[str, str]:
    if plan.scores_published_at:
        return _day(localdate(plan.scores_published_at)), ""
    return f"计划 {_day(plan.publish_due)} 前", ""


_WORDS = {
    Phase.SELF_CHECK: _self_check, Phase.REVIEW: _review, Phase.FEEDBACK: _feedback, Phase.APPEAL: _appeal,
    Phase.PUBLISHED: _published,
}


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"

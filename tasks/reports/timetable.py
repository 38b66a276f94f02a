"""What a plan says for its years, as its page shows it: stages, goals of places, reporting days, measures."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from eco_demo.lib.workdays import SATURDAY

from ..choices import PlanStatus, ReportKind
from ..models import PlaceGoal, Plan, PlanMeasure, PlanStage, ReportingRule
from ..reporting_dates import RULE, WEEKDAYS, due_days, sentence
from ..stage_chart import StageChart, chart_of

__all__ = ["RULE", "PlanTimetable", "brief", "collect", "next_day"]

PAST, NOW, COMING = "past", "now", "coming"
WORDS = {PAST: "已过", NOW: "当前", COMING: "今后"}
LAMPS = {PAST: "idle", NOW: "ok", COMING: "info"}


class _Timed:
    """Something with a `state` against today: its word and the kind of its lamp."""

    state: str

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def lamp(self) -> str:
        return LAMPS[self.state]


@dataclass(frozen=True)
class StageLine(_Timed):
    first: int
    last: int
    name: str
    goal: str
    state: str

    @property
    def years(self) -> str:
        return f"{self.first}年" if self.first == self.last else f"{self.first}—{self.last}年"

    @property
    def shown(self) -> str:
        return self.name or self.years


@dataclass(frozen=True)
class YearHead(_Timed):
    year: int
    state: str


@dataclass(frozen=True)
class PlaceRow:
    """`cells`: for each year of the table, what the place is to reach in it."""

    place: str
    unit_id: int | None
    cells: tuple[tuple[YearHead, tuple[str, ...]], ...]


@dataclass(frozen=True)
class RuleLine:
    sentence: str
    text: str
    is_meeting: bool


@dataclass(frozen=True)
class DayLine:
    on: date
    planned: date
    sentence: str
    is_meeting: bool
    is_past: bool

    @property
    def is_moved(self) -> bool:
        return self.on != self.planned

    @property
    def weekday(self) -> str:
        """A workday at the weekend makes up for a holiday (调休)."""
        day = self.on.weekday()
        return f"周{WEEKDAYS[day]}" + ("（调休上班）" if day >= SATURDAY else "")


@dataclass(frozen=True)
class PlanTimetable:
    stages: tuple[StageLine, ...]
    years: tuple[YearHead, ...]
    places: tuple[PlaceRow, ...]
    rules: tuple[RuleLine, ...]
    days: tuple[DayLine, ...]
    measures: tuple[PlanMeasure, ...]
    chart: StageChart | None = None

    @property
    def current(self) -> tuple[StageLine, ...]:
        return tuple(stage for stage in self.stages if stage.state == NOW)

    @property
    def next_day(self) -> DayLine | None:
        return next((day for day in self.days if not day.is_past), None)

    @property
    def months(self) -> list[tuple[date, list[DayLine]]]:
        return [(days[0].on, days) for _, days in
                ((month, list(days)) for month, days in groupby(self.days, lambda day: (day.on.year, day.on.month)))]


def collect(plan: Plan, today: date) -> PlanTimetable:
    """In four queries. Days of the next twelve months; of the last twelve once the plan's time is over."""
    stages = _stages(plan, today)
    rules = list(ReportingRule.objects.filter(plan=plan))
    goals = list(PlaceGoal.objects.filter(plan=plan))
    years = tuple(YearHead(year, _state(year, year, today)) for year in sorted({goal.year for goal in goals}))
    return PlanTimetable(
        stages=stages, years=years, places=_places(goals, years),
        rules=tuple(RuleLine(_sentence(rule), rule.text, rule.kind == ReportKind.MEETING) for rule in rules),
        days=_days(rules, plan, today), measures=tuple(PlanMeasure.objects.filter(plan=plan)),
        chart=chart_of(stages, today.year) if stages else None,
    )


def brief(plan: Plan, today: date) -> PlanTimetable:
    """Stages and reporting days alone, in two queries: for a line on another page."""
    days = _days(list(ReportingRule.objects.filter(plan=plan)), plan, today)
    return PlanTimetable(_stages(plan, today), (), (), (), days, ())


def next_day(plan: Plan, today: date) -> DayLine | None:
    """The next day to report or meet, in one query."""
    days = _days(list(ReportingRule.objects.filter(plan=plan)), plan, today)
    return next((day for day in days if not day.is_past), None)


def _stages(plan: Plan, today: date) -> tuple[StageLine, ...]:
    return tuple(
        StageLine(row.first_year, row.last_year, row.name, _goal(row), _state(row.first_year, row.last_year, today))
        for row in PlanStage.objects.filter(plan=plan)
    )


def _goal(row: PlanStage) -> str:
    """Documents often begin the goal with the stage's name."""
    return row.goal.removeprefix(row.name).lstrip(" ,，:：。") or row.goal


def _state(first: int, last: int, today: date) -> str:
    if last < today.year:
        return PAST
    return COMING if first > today.year else NOW


def _places(goals: list[PlaceGoal], years: tuple[YearHead, ...]) -> tuple[PlaceRow, ...]:
    by_place: dict[str, list[PlaceGoal]] = {}
    for goal in goals:
        by_place.setdefault(goal.place, []).append(goal)
    return tuple(
        PlaceRow(place, next((goal.unit_id for goal in rows if goal.unit_id), None), tuple(
            (head, tuple(goal.goal for goal in rows if goal.year == head.year)) for head in years
        ))
        for place, rows in by_place.items()
    )


def _days(rules: list[ReportingRule], plan: Plan, today: date) -> tuple[DayLine, ...]:
    """Reports go on until the year is handed in; a plan whose time is over shows the days that were."""
    is_over = plan.status == PlanStatus.CLOSED or today > plan.report_due
    last = min(plan.report_due, today if is_over else _years_from(today, 1))
    first = max(plan.work_from, _years_from(last, -1) if is_over else today)
    lines = [
        DayLine(due.on, due.planned, _sentence(rule), rule.kind == ReportKind.MEETING, is_over or due.on < today)
        for rule in rules for due in due_days(rule.rhythm, rule.day, rule.dates, first, last)
    ]
    return tuple(sorted(lines, key=lambda line: (line.on, line.is_meeting, line.sentence)))


def _sentence(rule: ReportingRule) -> str:
    return sentence(rule.rhythm, rule.kind, rule.day, rule.dates)


def _years_from(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)

"""Stages, goals of places, reporting and measures of one or several documents, as the draft keeps them. Pure."""

from collections.abc import Callable, Iterable, Sequence

from eco_demo.lib.punctuation import full_width

from ..choices import ReportKind, Rhythm
from ..cycle import FIRST_YEAR, LAST_YEAR
from ..plan_text.parsed import Timetable
from .head_steps import MOST_ENTRIES
from .lengths import MEASURE_TITLE, PLACE, PLACE_GOAL, REPORTING_TEXT, STAGE_NAME, cut
from .shape import DraftMeasure, DraftPlace, DraftReporting, DraftStage


def timetable_of(timetables: Sequence[Timetable]) -> dict[str, tuple]:
    """By the names of `Draft`; what two documents say alike is kept once."""
    return {
        "stages": _once(timetables, _stages), "places": _once(timetables, _places),
        "reporting": _once(timetables, _reporting), "measures": _once(timetables, _measures),
    }


def _once(timetables: Sequence[Timetable], read: Callable[[Timetable], Iterable]) -> tuple:
    return tuple(dict.fromkeys(entry for timetable in timetables for entry in read(timetable)))[:MOST_ENTRIES]


def _stages(timetable: Timetable) -> Iterable[DraftStage]:
    for stage in timetable.stages:
        if FIRST_YEAR <= stage.first <= stage.last <= LAST_YEAR:
            yield DraftStage(stage.first, stage.last, cut(stage.name, STAGE_NAME), full_width(stage.goal))


def _places(timetable: Timetable) -> Iterable[DraftPlace]:
    for goal in timetable.place_goals:
        if FIRST_YEAR <= goal.year <= LAST_YEAR:
            yield DraftPlace(cut(goal.place, PLACE), goal.year, cut(full_width(goal.goal), PLACE_GOAL))


def _reporting(timetable: Timetable) -> Iterable[DraftReporting]:
    for rule in timetable.reporting:
        if rule.rhythm in Rhythm.values and rule.kind in ReportKind.values:
            text = cut(full_width(rule.text), REPORTING_TEXT)
            yield DraftReporting(rule.rhythm, rule.kind, rule.day, tuple(rule.dates), text)


def _measures(timetable: Timetable) -> Iterable[DraftMeasure]:
    for measure in timetable.measures:
        yield DraftMeasure(cut(full_width(measure.title), MEASURE_TITLE), full_width(measure.text))

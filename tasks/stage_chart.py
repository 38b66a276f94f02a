"""Stages over the years as bands of a picture, in percent of its width. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_LABELS = 8  # year labels that fit side by side on a phone
HEAD, LANE, GAP = 26, 44, 6
LETTERS = 26  # of a name over the whole width of a phone


@dataclass(frozen=True)
class YearMark:
    year: int
    x: str
    width: str
    middle: str
    is_now: bool
    is_labelled: bool


@dataclass(frozen=True)
class Band:
    name: str
    state: str
    word: str
    x: str
    y: int
    width: str


@dataclass(frozen=True)
class StageChart:
    """`y` and `height` in pixels, `x` and `width` in percent: text keeps its size on every screen."""

    years: tuple[YearMark, ...]
    bands: tuple[Band, ...]
    height: int

    @property
    def label(self) -> str:
        return "；".join(f"{band.name}（{band.word}）" for band in self.bands)


def chart_of(stages: Sequence, this_year: int) -> StageChart:
    """`stages`: first, last, shown, state and word, in order of their years."""
    first, last = min(stage.first for stage in stages), max(stage.last for stage in stages)
    count = last - first + 1
    every = -(-count // MOST_LABELS)
    years = tuple(
        YearMark(year, _percent(year - first, count), _percent(1, count), _percent(year - first + 0.5, count),
                 year == this_year, (year - first) % every == 0)
        for year in range(first, last + 1)
    )
    lanes, bands = [], []
    for stage in stages:
        lane = next((n for n, until in enumerate(lanes) if until < stage.first), len(lanes))
        lanes[lane:lane + 1] = [stage.last]
        length = stage.last - stage.first + 1
        bands.append(Band(
            _fitting(stage.shown, LETTERS * length // count), stage.state, stage.word,
            _percent(stage.first - first, count), HEAD + lane * (LANE + GAP), _percent(length, count),
        ))
    return StageChart(years, tuple(bands), HEAD + len(lanes) * (LANE + GAP))


def _percent(part: float, whole: int) -> str:
    return f"{100 * part / whole:.3f}%"


def _fitting(name: str, letters: int) -> str:
    return name if len(name) <= max(letters, 2) else f"{name[:max(letters - 1, 1)]}…"

"""The grids that lines drawn on a page make: where their cells lie, which of them are merged."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

NEAR = 4.0
SHORTEST = 6.0
MAX_LINES = 600
MAX_COLUMNS, MAX_ROWS = 60, 300

Line = tuple[float, float, float]


@dataclass(frozen=True)
class PageGrid:
    """`xs` from left to right, `ys` from the top down; `areas[row][column]` is equal in cells that are merged."""

    xs: list[float]
    ys: list[float]
    areas: list[list[int]]

    def area_at(self, x: float, y: float) -> int | None:
        if not (self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]):
            return None
        row = next(place for place, lower in enumerate(self.ys[1:]) if y >= lower)
        return self.areas[row][bisect_right(self.xs, x) - 1]

    def holds(self, other: "PageGrid") -> bool:
        return (
            self.xs[0] - NEAR < other.xs[0] and other.xs[-1] < self.xs[-1] + NEAR
            and other.ys[0] < self.ys[0] + NEAR and self.ys[-1] - NEAR < other.ys[-1]
        )  # fmt: skip


def find_grids(across: list[Line], down: list[Line]) -> list[PageGrid]:
    """From the top of the page down. A frame around text is none, nor a table drawn inside a cell of another."""
    across, down = _joined(across), _joined(down)
    if not across or not down or len(across) + len(down) > MAX_LINES:
        return []
    found = [grid for part in _connected(across, down) if (grid := _grid(*part))]
    found.sort(key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[0] - grid.ys[-1]), reverse=True)
    outer = [grid for place, grid in enumerate(found) if not any(other.holds(grid) for other in found[:place])]
    return sorted(outer, key=lambda grid: -grid.ys[0])


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Lines are drawn cell by cell and dash by dash; those that follow each other are one."""
    groups: list[list[Line]] = []
    for line in sorted(lines):
        if groups and line[0] - groups[-1][0][0] <= NEAR:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [line for group in groups for line in _in_a_row(group) if line[2] - line[1] >= SHORTEST]


def _in_a_row(group: list[Line]) -> list[Line]:
    at = sum(line[0] for line in group) / len(group)
    merged: list[Line] = []
    for _, start, end in sorted(group, key=lambda line: line[1]):
        if merged and start - merged[-1][2] <= NEAR:
            merged[-1] = (at, merged[-1][1], max(merged[-1][2], end))
        else:
            merged.append((at, start, end))
    return merged


def _connected(across: list[Line], down: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that touch, directly or through others."""
    heights = [y for y, _, _ in across]
    touching: list[set[int]] = [set() for _ in across]
    waiting = {}
    for place, (x, low, high) in enumerate(down):
        reach = range(bisect_left(heights, low - NEAR), bisect_right(heights, high + NEAR))
        waiting[place] = {row for row in reach if across[row][1] - NEAR <= x <= across[row][2] + NEAR}
        for row in waiting[place]:
            touching[row].add(place)
    found = []
    while waiting:
        columns, rows = [], set()
        next_ones = [next(iter(waiting))]
        while next_ones:
            column = next_ones.pop()
            if column not in waiting:
                continue
            columns.append(column)
            new = waiting.pop(column) - rows
            rows |= new
            next_ones.extend(other for row in new for other in touching[row] if other in waiting)
        found.append(([across[row] for row in sorted(rows)], [down[column] for column in sorted(columns)]))
    return found


def _grid(across: list[Line], down: list[Line]) -> PageGrid | None:
    if not across:
        return None
    # A table may be open at its sides: its lines across reach further than those down.
    xs = _apart([x for x, _, _ in down], min(line[1] for line in across), max(line[2] for line in across))
    ys = _apart([y for y, _, _ in across], min(line[1] for line in down), max(line[2] for line in down))[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns > MAX_COLUMNS or rows > MAX_ROWS or columns < 2 or rows * columns < 3:
        return None
    grid = _without_repeats(PageGrid(xs, ys, _areas(xs, ys, across, down)))
    return grid if len(grid.xs) > 2 and len({area for row in grid.areas for area in row}) > 2 else None


def _apart(places: list[float], first: float, last: float) -> list[float]:
    kept: list[float] = []
    for place in sorted([*places, first, last]):
        if not kept or place - kept[-1] > NEAR:
            kept.append(place)
    return kept


def _areas(xs: list[float], ys: list[float], across: list[Line], down: list[Line]) -> list[list[int]]:
    """Neighbours without a line between them are one area."""
    areas: list[list[int]] = []
    same: dict[int, int] = {}

    def root(area: int) -> int:
        while area in same:
            area = same[area]
        return area

    for row, (top, bottom) in enumerate(pairwise(ys)):
        areas.append([])
        for column, (left, right) in enumerate(pairwise(xs)):
            area = row * len(xs) + column
            areas[row].append(area)
            if column and not _is_drawn(down, left, (top + bottom) / 2):
                _unite(same, root(area), root(areas[row][column - 1]))
            if row and not _is_drawn(across, top, (left + right) / 2):
                _unite(same, root(area), root(areas[row - 1][column]))
    return [[root(area) for area in row] for row in areas]


def _unite(same: dict[int, int], one: int, other: int) -> None:
    if one != other:
        same[max(one, other)] = min(one, other)


def _is_drawn(lines: list[Line], at: float, through: float) -> bool:
    first = bisect_left(lines, (at - NEAR,))
    last = bisect_right(lines, (at + NEAR, float("inf"), float("inf")))
    return any(start <= through <= end for _, start, end in lines[first:last])


def _without_repeats(grid: PageGrid) -> PageGrid:
    """Rows and columns that no line parts anywhere from the one before."""
    rows = [row for row, areas in enumerate(grid.areas) if not row or areas != grid.areas[row - 1]]
    turned = list(zip(*grid.areas, strict=True))
    columns = [column for column, areas in enumerate(turned) if not column or areas != turned[column - 1]]
    return PageGrid(
        [*(grid.xs[column] for column in columns), grid.xs[-1]],
        [*(grid.ys[row] for row in rows), grid.ys[-1]],
        [[grid.areas[row][column] for column in columns] for row in rows],
    )

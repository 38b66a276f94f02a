"""Units × domains as a heat map: how much of the points each unit got in each domain."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.totals import Total
from indicators.models import Domain
from tasks.models import Plan

from .outcomes import UnitRow
from .scores import domain_columns

# Lower bounds of the bands, best first; below the last one is band 1.
_BANDS = ((Decimal(95), 5), (Decimal(85), 4), (Decimal(75), 3), (Decimal(60), 2))


def band_of(percent: Decimal) -> int:
    return next((band for bound, band in _BANDS if percent >= bound), 1)


@dataclass(frozen=True)
class HeatCell:
    """One unit in one domain; without a total the unit has no task there."""

    domain: Domain
    total: Total | None

    @property
    def is_complete(self) -> bool:
        return self.total is not None and self.total.is_complete

    @property
    def band(self) -> int | None:
        """1 (least) to 5; none until every line is scored, because an unscored line would look like a bad one."""
        percent = self.total.percent if self.is_complete else None
        return None if percent is None else band_of(percent)


@dataclass(frozen=True)
class HeatMap:
    columns: list[Domain]
    rows: list[tuple[UnitRow, list[HeatCell]]]

    @property
    def heads(self) -> list[tuple[Domain, int]]:
        """Domains above their groups, each with how many columns it spans."""
        spans: dict[Domain, int] = {}
        for column in self.columns:
            head = column.parent or column
            spans[head] = spans.get(head, 0) + 1
        return list(spans.items())

    @property
    def units(self) -> list[UnitRow]:
        return [row for row, _ in self.rows]

    @property
    def is_complete(self) -> bool:
        return all(row.total.is_complete for row in self.units)

    @property
    def unfinished(self) -> int:
        """Units with lines that are not scored yet."""
        return sum(not row.total.is_complete for row in self.units)

    @property
    def has_bonus(self) -> bool:
        return any(row.outcome.bonuses for row in self.units)

    @property
    def has_penalty(self) -> bool:
        return any(row.outcome.penalties for row in self.units)

    @property
    def has_extras(self) -> bool:
        """Whether points alone are not yet the score: then both are shown."""
        return self.has_bonus or self.has_penalty

    @property
    def barred(self) -> list[UnitRow]:
        """Units whose grade a veto or a missed gate has a say in."""
        return [row for row in self.units if row.outcome.is_barred]

    @property
    def over_quota(self) -> int:
        return sum(row.outcome.is_over_quota for row in self.units)


def heat_map(plan: Plan, rows: list[UnitRow], *, by_place: bool = False) -> HeatMap:
    """In official order, or best first. One query."""
    columns = domain_columns(plan)
    if by_place:
        rows = sorted(rows, key=lambda row: (row.place or len(rows) + 1, row.unit.position, row.unit.pk))
    return HeatMap(columns, [(row, [HeatCell(c, row.by_domain.get(c.pk)) for c in columns]) for row in rows])

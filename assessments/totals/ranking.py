"""Units among their class: places, ties by the stated rule, and quotas of a grade."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from indicators.rules.grading import Standing, apply_quotas, quota_of

from ..choices import TieBreak
from .absences import Counted, total_of
from .method import DEFAULT_METHOD, Method
from .outcome import Outcome, UnitScores, outcome_of
from .points import ZERO


def outcomes(units: Iterable[UnitScores], method: Method = DEFAULT_METHOD) -> dict[int, Outcome]:
    """Every unit's outcome with its place and its grade after quotas; `units` must be whole classes."""
    units = list(units)
    found = {unit.unit: outcome_of(unit, method) for unit in units}
    for name in dict.fromkeys(unit.unit_class for unit in units if unit.unit_class):
        members = [unit for unit in units if unit.unit_class == name]
        _place(members, found, method)
        _apply_quotas(members, found, method)
    return found


def _place(members: list[UnitScores], found: dict[int, Outcome], method: Method) -> None:
    """Equals share a place and the next one is skipped (1, 2, 2, 4); without any scored line there is no place."""
    orders = {
        unit.unit: (found[unit.unit].score, *_tie_break(found[unit.unit], method))
        for unit in members if found[unit.unit].score is not None and found[unit.unit].total.scored
    }
    best_first = sorted(orders.values(), reverse=True)
    for unit in members:
        place = best_first.index(orders[unit.unit]) + 1 if unit.unit in orders else None
        found[unit.unit] = replace(found[unit.unit], place=place, class_size=len(orders))


def _apply_quotas(members: list[UnitScores], found: dict[int, Outcome], method: Method) -> None:
    """A quota is a share of all units of the class, scored or not; only finished units hold a grade."""
    quotas = {name: quota_of(share, len(members)) for name, share in method.quotas.items()}
    standings = [
        Standing(str(unit.unit), found[unit.unit].score, found[unit.unit].grade, _tie_break(found[unit.unit], method))
        for unit in members if found[unit.unit].grade
    ]
    for placed in apply_quotas(standings, method.bands, quotas, method.quota_ties):
        if placed.reason:
            before = found[int(placed.unit)]
            changes = (*before.changes, f"{placed.reason}，得分不变")
            found[int(placed.unit)] = replace(before, grade=placed.grade, changes=changes, is_over_quota=True)


def _tie_break(outcome: Outcome, method: Method) -> tuple[Decimal, ...]:
    """Higher goes first."""
    if method.tie_break == TieBreak.LEAD:
        return (_lead_share(outcome.lines),)
    if method.tie_break == TieBreak.LOST:
        return (-Decimal(sum(row.line.deductions for row in outcome.lines if row.absent is None)),)
    return ()


def _lead_share(rows: Iterable[Counted]) -> Decimal:
    total = total_of(row for row in rows if row.line.is_lead)
    return total.earned / total.possible if total.possible else ZERO

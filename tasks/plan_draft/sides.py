"""Who leads a row and who supports it, from how the document names them. Pure."""

from collections.abc import Iterable

from ..unit_names import plain_name
from .shape import ALL_LEAD, FIRST_LEADS, LEAD, RESP, DraftRow


def sides(row: DraftRow, resp_as: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names that lead, names that support; a name stands on one side only, and leading goes first."""
    leads = _leading(row, resp_as)
    plain = {plain_name(name) for name in leads}
    return leads, _once(unit.name for unit in row.units if plain_name(unit.name) not in plain)


def _leading(row: DraftRow, resp_as: str) -> tuple[str, ...]:
    leads, responsible = _once(row.named(LEAD)), _once(row.named(RESP))
    if leads:
        return leads
    return {FIRST_LEADS: responsible[:1], ALL_LEAD: responsible}.get(resp_as, ())


def _once(names: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(plain_name(name), name)
    return tuple(first.values())

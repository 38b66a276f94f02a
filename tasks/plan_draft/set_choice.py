"""Which indicator set a document probably speaks of, proposed before a person chooses. Pure."""

from dataclasses import replace

from .shape import CHOSEN_SET, NEW_SET, Draft, DraftRow

# So many rows in a set: it is the one that is meant. So many that are indicators: the document brings its own.
ENOUGH_IN_SET, ENOUGH_INDICATORS = 0.2, 0.5


def with_set(draft: Draft, nearest: int | None, share: float, newest: int | None) -> Draft:
    """`nearest`: the set that has most of the rows, and their `share`; `newest`: what else there is."""
    brings_its_own = share < ENOUGH_IN_SET and _share_of_indicators(draft) >= ENOUGH_INDICATORS
    set_id = nearest or newest
    mode = NEW_SET if brings_its_own or set_id is None else CHOSEN_SET
    return replace(draft, head=replace(draft.head, set_mode=mode, set_id=set_id))


def _share_of_indicators(draft: Draft) -> float:
    return sum(map(_is_indicator, draft.rows)) / max(len(draft.rows), 1)


def _is_indicator(row: DraftRow) -> bool:
    """What is measured is the row itself, not something named within a piece of work."""
    return bool(row.targets) and row.targets[0].target is not None and not row.targets[0].name

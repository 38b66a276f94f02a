"""How far two offices lie apart by what they are for: former names, and offices merged into one since."""

from . import unit_words as words
from .unit_forms import HERE, Form, loosened

PART_OF = 0.5


def kinship(written: Form, known: Form) -> float | None:
    """How far the trades written lie from those known, None where they are not kin.

    Each trade counts by its place among the successors; a trade nobody wrote counts PART_OF.
    """
    if not written.trades or known.where != HERE or known.ending != (written.ending or known.ending):
        return None
    rank, met = 0.0, set()
    for trade in written.loose:
        near = [(_distance(trade, other), other) for other in known.trades]
        near = [(distance, other) for distance, other in near if distance is not None]
        if not near:
            return None
        distance, other = min(near)
        rank, met = rank + distance, met | {other}
    return rank + (PART_OF if loosened(known.trades) - met else 0)


def _distance(trade: str, other: str) -> int | None:
    if trade == other:
        return 0
    for former, present in ((trade, other), (other, trade)):
        successors = words.SUCCESSORS.get(former, ())
        if present in successors:
            return 1 + successors.index(present)
    return None

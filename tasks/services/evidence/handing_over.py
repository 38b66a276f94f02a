"""Evidence given to the office outside a ledger, such as with an appeal."""

from collections.abc import Iterable

from departments.models import Unit

from ...errors import EvidenceRefused
from ...models import Evidence, EvidenceVersion


def hand_over(pieces: Iterable[Evidence], unit: Unit, year: int) -> list[EvidenceVersion]:
    """The current versions, which the office may read from now on; the caller's transaction writes the trail entry."""
    rows = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=[piece.pk for piece in pieces])
    pieces = list(rows.select_related("current").order_by("pk"))
    for piece in pieces:
        _check(piece, unit, year)
    versions = [piece.current for piece in pieces]
    Evidence.objects.filter(pk__in=[piece.pk for piece in pieces]).update(was_submitted=True)
    EvidenceVersion.objects.filter(pk__in=[version.pk for version in versions]).update(was_submitted=True)
    return versions


def _check(piece: Evidence, unit: Unit, year: int) -> None:
    if piece.unit_id != unit.pk or piece.year != year:
        raise EvidenceRefused(f"只能用{unit}{year}年度佐证库中的材料，请重新选择。")
    if piece.withdrawn_at or piece.current is None:
        raise EvidenceRefused(f"《{piece.title}》已撤回，请重新选择。")

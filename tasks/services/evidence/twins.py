"""The same bytes in another piece of evidence: another task, unit or year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ...models import Evidence, EvidenceVersion


@dataclass(frozen=True)
class SameFile:
    """Where else the very same bytes are used: the unit's name, the year and task numbers, nothing more."""

    unit_name: str
    year: int
    task_numbers: tuple[str, ...]

    def __str__(self):
        tasks = f"第{'、'.join(self.task_numbers)}项" if self.task_numbers else "佐证库"
        return f"{self.unit_name}{self.year}年度{tasks}"


def same_file_elsewhere(files: Iterable[tuple[int, int]], reader) -> dict[int, list[SameFile]]:
    """{evidence id: where else its file is used} for (evidence id, stored file id) pairs, in five queries at most.

    Only evidence that `reader` may read: a unit does not learn what another one has uploaded.
    """
    files = dict(files)
    versions = (
        EvidenceVersion.objects.visible_to(reader).filter(file__in=files.values(), evidence__withdrawn_at=None)
        .select_related("evidence__unit").prefetch_related("evidence__uses__ledger__task_unit__task")
        .order_by("evidence__year", "evidence_id", "number")
    )
    by_file = defaultdict(dict)
    for version in versions:
        by_file[version.file_id].setdefault(version.evidence_id, version.evidence)
    return {
        evidence_id: [_same_file(other) for pk, other in by_file[file_id].items() if pk != evidence_id]
        for evidence_id, file_id in files.items()
    }


def _same_file(evidence: Evidence) -> SameFile:
    numbers = sorted({use.ledger.task_unit.task.number for use in evidence.uses.all()})
    return SameFile(evidence.unit.label, evidence.year, tuple(numbers))

"""Lines that do not apply to a unit (不适用): what becomes of their points, by `indicators.rules.not_applicable`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.rules.not_applicable import Absence, Item, settle

from ..choices import Treatment
from .points import HUNDRED, ZERO, ScoreLine, Total

_DROPPED = (Treatment.RENORMALISE, Treatment.TRANSFER)


@dataclass(frozen=True)
class Absent:
    """That a task does not apply to a unit, approved by the office, and what becomes of its points."""

    task: int
    treatment: str
    reason: str
    transfer_to: int | None = None


@dataclass(frozen=True)
class Counted:
    """A line as it counts in its unit's total: weighted, with the marks that moved to it."""

    line: ScoreLine
    marks: Decimal
    points: Decimal
    absent: Absent | None = None

    @property
    def counts(self) -> bool:
        return self.absent is None or self.absent.treatment not in _DROPPED

    @property
    def is_scored(self) -> bool:
        return self.absent is not None or self.line.score is not None

    @property
    def moved(self) -> Decimal:
        """Marks that another line handed over to this one."""
        return self.marks - self.line.marks if self.counts else ZERO


def applying(lines: Iterable[ScoreLine], absences: Iterable[Absent]) -> list[ScoreLine]:
    """Lines as the district counts them: those that do not apply fall out, or stand at full marks."""
    absent = {absence.task: absence for absence in absences}
    return [
        replace(line, score=line.full_marks) if line.task in absent else line
        for line in lines if line.task not in absent or absent[line.task].treatment not in _DROPPED
    ]


def counted(lines: Iterable[ScoreLine], absences: Iterable[Absent]) -> tuple[Counted, ...]:
    """Every line with the marks and points it counts for, in the given order."""
    lines = {line.task: line for line in lines}
    absent = _workable({absence.task: absence for absence in absences if absence.task in lines}, lines)
    items = {item.name: item for item in _settled(lines, absent)}
    return tuple(
        Counted(line, *_amounts(items.get(str(task))), absent.get(task)) for task, line in lines.items()
    )


def total_of(rows: Iterable[Counted]) -> Total:
    """Points earned of points possible over the lines that count."""
    rows = [row for row in rows if row.counts]
    return Total(
        earned=sum((row.points for row in rows), ZERO), possible=sum((row.marks for row in rows), ZERO),
        scored=sum(row.is_scored for row in rows), lines=len(rows),
    )


def _workable(absent: dict[int, Absent], lines: dict[int, ScoreLine]) -> dict[int, Absent]:
    """Points cannot move to a line that is gone, absent itself or worth nothing: then the rest is re-based."""
    return {task: absence if _moves(absence, absent, lines) else _stays(absence) for task, absence in absent.items()}


def _moves(absence: Absent, absent: dict[int, Absent], lines: dict[int, ScoreLine]) -> bool:
    to = absence.transfer_to
    return absence.treatment == Treatment.TRANSFER and to in lines and to not in absent and lines[to].marks > 0


def _stays(absence: Absent) -> Absent:
    is_transfer = absence.treatment == Treatment.TRANSFER
    return replace(
        absence, treatment=Treatment.RENORMALISE if is_transfer else absence.treatment, transfer_to=None
    )


def _settled(lines: dict[int, ScoreLine], absent: dict[int, Absent]) -> tuple[Item, ...]:
    remaining = [
        line.marks for task, line in lines.items() if task not in absent or absent[task].treatment not in _DROPPED
    ]
    if not any(remaining):
        return ()
    items = [Item(str(task), line.marks, line.points) for task, line in lines.items()]
    absences = [
        Absence(str(row.task), row.treatment, row.reason or "已批准", str(row.transfer_to or ""))
        for row in absent.values()
    ]
    return settle(items, absences, HUNDRED).items


def _amounts(item: Item | None) -> tuple[Decimal, Decimal]:
    return (item.full_marks, item.score) if item else (ZERO, ZERO)

"""为什么是这个分 as a page shows it: the tree of one line or of a unit, live, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments import access
from assessments.explanation import Node, absent_line, amount, domain_groups, line_tree, lost_by_module, unit_tree, walk
from assessments.reports.snapshot_line_data import LineRow
from assessments.reports.snapshot_lines import LineReader, tasks_with_targets
from assessments.reports.snapshot_outcome import OutcomeRow, outcome_row
from departments.models import Unit
from eco_demo.lib.numbers import format_number
from tasks.models import EvidenceVersion, Plan, TaskUnit

from .method import absences_of
from .outcomes import scores_of

HUNDRED, CENT = Decimal(100), Decimal("0.01")
# The picture starts a little below the result, or the steps down from a hundred would be too small to see.
ROOM, GRID = Decimal("1.25"), 5


@dataclass(frozen=True)
class Fall:
    """A bar of the picture: where it starts and how long it is, per hundred of the width."""

    label: str
    text: str
    kind: str
    start: str
    length: str


@dataclass(frozen=True)
class Explained:
    """`readable`: the handed-in versions that the reader may open."""

    trees: tuple[Node, ...]
    readable: frozenset[int]
    outcome: OutcomeRow | None = None
    falls: tuple[Fall, ...] = ()
    falls_from: Decimal = Decimal(0)


def explained_line(part: TaskUnit, user) -> Explained:
    """Ask `access.can_see_score` before showing it."""
    plan, names = part.task.plan, access.sees_accounts(user, part)
    line, = _lines(plan, [part], pk=part.pk).values()
    absence = next((row for row in absences_of(plan).get(part.unit_id, ()) if row.task == part.task_id), None)
    tree = absent_line(line, absence) if absence else line_tree(line, names=names)
    return Explained((tree,), _readable([tree], user))


def explained_unit(plan: Plan, unit: Unit, user) -> Explained | None:
    """The lines with their total where this person may see it. None for a unit without a line in the plan."""
    parts = list(
        TaskUnit.objects.filter(task__plan=plan, unit=unit).select_related("unit", "ledger")
        .order_by("task__position", "task_id")
    )
    if not parts:
        return None
    lines = _lines(plan, parts, unit=unit)
    known = {"names": access.sees_accounts(user, parts[0]), "parts": {part.task_id: part.pk for part in parts}}
    if not access.can_see_grade(user, parts[0], plan):
        trees = domain_groups(lines.values(), absences_of(plan).get(unit.pk, ()), **known)
        return Explained(trees, _readable(trees, user))
    outcome = outcome_row(scores_of(plan).outcomes[unit.pk])
    tree = unit_tree(lines.values(), outcome, **known)
    falls, lowest = _falls(outcome)
    return Explained((tree,), _readable([tree], user), outcome, falls, lowest)


def _lines(plan: Plan, parts: Iterable[TaskUnit], **of) -> dict[int, LineRow]:
    """By task, in the plan's order."""
    tasks = {task.pk: task for task in tasks_with_targets(plan).filter(pk__in={part.task_id for part in parts})}
    reader = LineReader(plan, tasks, **of)
    return {part.task_id: reader.line(part) for part in parts}


def _readable(trees: Iterable[Node], user) -> frozenset[int]:
    wanted = {node.file.version for tree in trees for _, node in walk(tree) if node.file and node.file.version}
    return frozenset(EvidenceVersion.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))


def _falls(outcome: OutcomeRow) -> tuple[tuple[Fall, ...], Decimal]:
    """From a hundred down to the score: a bar for each module that lost points, then bonus and penalty.

    Not before every line is scored: what waits would look like what was lost.
    """
    if not outcome.is_complete:
        return (), Decimal(0)
    steps = [(name, -points, "lost") for name, points in lost_by_module(outcome) if points]
    steps += [(word, points, kind) for word, points, kind in (
        ("加分", outcome.bonus, "given"), ("扣分", -outcome.penalty, "lost")) if points]
    rest = outcome.score - HUNDRED - sum(change for _, change, _ in steps)
    if abs(rest) >= CENT:
        steps.append(("封顶、取舍", rest, "given" if rest > 0 else "lost"))
    lowest, level, bars = _lowest(steps, outcome.score), HUNDRED, []
    for name, change, kind in steps:
        bars.append((name or "各项任务", change, kind, min(level, level + change), abs(change)))
        level += change
    top = max(HUNDRED, *(low + length for *_, low, length in bars)) if bars else HUNDRED
    bars = [("满分", HUNDRED, "whole", lowest, HUNDRED - lowest), *bars,
            ("得分", outcome.score, "whole", lowest, outcome.score - lowest)]
    return tuple(_fall(*bar, lowest, top - lowest) for bar in bars), lowest


def _lowest(steps: list[tuple[str, Decimal, str]], score: Decimal) -> Decimal:
    level, found = HUNDRED, [score]
    for _, change, _ in steps:
        level += change
        found.append(level)
    below = (HUNDRED - min(found)) * ROOM
    return max(Decimal(0), (HUNDRED - below) // GRID * GRID)


def _fall(label: str, change: Decimal, kind: str, low: Decimal, length: Decimal, lowest: Decimal,
          width: Decimal) -> Fall:
    text = amount(change) if kind == "whole" else f"{'−' if change < 0 else '+'}{amount(_cents(change))}"
    return Fall(label, text, kind, _percent(low - lowest, width), _percent(max(length, Decimal(0)), width))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT)


def _percent(part: Decimal, whole: Decimal) -> str:
    return format_number((part * HUNDRED / whole).quantize(CENT)) if whole else "0"

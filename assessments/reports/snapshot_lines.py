"""What each unit handed in last and what the office made of it, read for a whole plan at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Min, Prefetch, QuerySet
from django.utils import timezone

from eco_demo.lib.numbers import format_number
from indicators.choices import Comparator
from tasks.choices import TaskRole
from tasks.deadlines import end_of
from tasks.models import AnnualTask, Plan, Submission, SubmittedEvidence, TaskUnit

from ..choices import Decision, Met
from . import snapshot_line_data as data
from .snapshot_why import PREFETCHED, deduction_of, why_of

NO_DOMAIN = "其他"
_SIGNS = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.ABOVE: ">", Comparator.BELOW: "<"}


class LineReader:
    """The current round of the plan's ledgers, with its review and files; of one unit or line where `of` says so."""

    def __init__(self, plan: Plan, tasks: dict[int, AnnualTask], **of):
        self.plan, self.tasks = plan, tasks
        wanted = {f"ledger__task_unit__{name}": value for name, value in {"task__plan": plan, **of}.items()}
        rounds = Submission.objects.filter(recalled_at=None, **wanted)
        current = rounds.filter(is_current=True).select_related("review__rule", "review__reviewer")
        self.current = {row.ledger_id: row for row in current.prefetch_related(*_prefetched())}
        self.first = dict(rounds.order_by().values("ledger_id").annotate(at=Min("submitted_at"))
                          .values_list("ledger_id", "at"))

    def line(self, part: TaskUnit) -> data.LineRow:
        task, ledger = self.tasks[part.task_id], part.ledger
        handed_in = self._round_of(part)
        review = getattr(handed_in, "review", None)
        accepted = review if review and review.decision == Decision.ACCEPTED else None
        first = self.first.get(ledger.pk)
        return data.LineRow(
            task=task.pk, number=task.number, title=task.title, domain=domain_name(task), role=part.role,
            weight=Decimal(1) if part.role == TaskRole.LEAD else self.plan.support_weight,
            full_marks=accepted.full_marks if accepted else task.full_marks, state=ledger.status,
            self_score=handed_in.self_score if handed_in else None, score=accepted.score if accepted else None,
            met=accepted.met if accepted else Met.UNKNOWN,
            targets=targets_of(task, [(part.unit.name, handed_in.values if handed_in else [])]),
            narrative=handed_in.narrative if handed_in else "", problems=handed_in.problems if handed_in else "",
            next_steps=handed_in.next_steps if handed_in else "", comment=accepted.comment if accepted else "",
            deductions=tuple(map(deduction_of, accepted.deductions.all())) if accepted else (),
            evidence=tuple(map(_evidence, handed_in.evidence.all())) if handed_in else (),
            rounds=ledger.round, first_submitted=timezone.localdate(first) if first else None,
            is_on_time=first is not None and first <= end_of(part.due),
            **(why_of(accepted, handed_in) if accepted else {}),
        )

    def _round_of(self, part: TaskUnit) -> Submission | None:
        """The current round, joined to the rows that are already read."""
        part.task = self.tasks[part.task_id]
        handed_in = self.current.get(part.ledger.pk)
        if handed_in is not None:
            handed_in.ledger = part.ledger
            part.ledger.task_unit = part
        return handed_in


def _prefetched() -> list[Prefetch]:
    evidence = SubmittedEvidence.objects.select_related("version__file", "verdict").order_by("item_no", "id")
    return [Prefetch(path, queryset) for path, queryset in {"evidence": evidence, **PREFETCHED}.items()]


def tasks_with_targets(plan: Plan) -> QuerySet[AnnualTask]:
    """What `LineReader` needs of each task."""
    return (
        AnnualTask.objects.filter(plan=plan).select_related("domain__parent", "indicator__domain__parent")
        .prefetch_related("targets").order_by("position", "id")
    )


def grouped(key: str, rows: Iterable) -> dict[int, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _evidence(row: SubmittedEvidence) -> data.EvidenceRow:
    verdict = getattr(row, "verdict", None)
    return data.EvidenceRow(
        item_no=row.item_no, title=row.title, doc_no=row.doc_no, issuer=row.issuer, formed_on=row.formed_on,
        pages=row.pages, kind=row.kind, file_name=row.version.name, content_type=row.version.file.content_type,
        size=row.version.file.size, sha256=row.version.file.sha256, verdict=verdict.verdict if verdict else "",
        verdict_reason=verdict.reason if verdict else "",
    )


def targets_of(task: AnnualTask, reported: Sequence[tuple[str, list[dict]]]) -> tuple[data.TargetRow, ...]:
    """`reported`: (unit, values as handed in) of each unit that answers for the task."""
    by_target = [(unit, {value["target"]: value for value in values}) for unit, values in reported]
    return tuple(
        data.TargetRow(
            name=target.name, requirement=target.text or _requirement(target),
            baseline="" if target.baseline is None else format_number(target.baseline, target.unit_of_measure),
            actuals=tuple(
                data.Actual(unit, _actual(values.get(target.pk), target.unit_of_measure)) for unit, values in by_target
            ),
        )
        for target in task.targets.all()
    )


def _requirement(target) -> str:
    if target.target is None:
        return target.get_comparator_display()
    wanted = format_number(target.target, target.unit_of_measure)
    if target.comparator == Comparator.BETWEEN and target.upper is not None:
        return f"{format_number(target.target)}—{format_number(target.upper, target.unit_of_measure)}"
    return _SIGNS.get(target.comparator, "") + wanted


def _actual(value: dict | None, unit_of_measure: str) -> str:
    if not value:
        return ""
    if value.get("actual") is None:
        return value.get("text") or ""
    return format_number(Decimal(str(value["actual"])), unit_of_measure)


def threshold_of(indicator) -> str:
    if indicator.threshold_text:
        return indicator.threshold_text
    parts = indicator.parts.all()
    if parts:
        return "；".join(f"{part.name}{part.threshold_text}" for part in parts)
    if indicator.threshold is None:
        return indicator.get_comparator_display()
    return _SIGNS.get(indicator.comparator, "") + format_number(indicator.threshold, indicator.unit_of_measure)


def _domain_of(task: AnnualTask):
    return task.domain or (task.indicator.domain if task.indicator else None)


def domain_name(task: AnnualTask) -> str:
    domain = _domain_of(task)
    return (domain.parent or domain).name if domain else NO_DOMAIN


def group_name(task: AnnualTask) -> str:
    domain = _domain_of(task)
    return f"{domain.label}{domain.name}" if domain and domain.parent_id else ""

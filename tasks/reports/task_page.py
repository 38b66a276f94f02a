"""What the page of one task shows to one person: read only, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from eco_demo.lib import clock
from eco_demo.lib.numbers import format_number

from .. import access
from ..choices import LEDGER_EDITABLE, LedgerStatus, Receipt
from ..deadlines import Openness
from ..lamps import Lamp, lamp_of
from ..measure import is_met
from ..models import EvidenceVersion, Ledger, LedgerValue, ReturnReason, Submission, TaskUnit
from ..reported import RequiredEvidence, checklist, requirement_text, shown_value

MET = {True: Lamp("ok", "达标"), False: Lamp("bad", "未达标"), None: None}


@dataclass(frozen=True)
class ValueLine:
    """One target: what it was, what it should be, what the unit reports."""

    name: str
    baseline: str
    requirement: str
    actual: str
    met: Lamp | None


@dataclass(frozen=True)
class EvidenceLine:
    """One file in a ledger, as it is (`use`) or as it was handed in."""

    item_no: int
    entry: object  # Evidence or SubmittedEvidence: both carry the catalogue fields
    version: EvidenceVersion
    evidence_id: int
    use_id: int | None = None
    twins: Sequence = ()
    reasons: Sequence[ReturnReason] = ()

    @property
    def has_thumbnail(self) -> bool:
        return self.version.file.has_preview


@dataclass(frozen=True)
class Content:
    """What a ledger says, from the working copy or from a round that was handed in."""

    self_score: Decimal | None
    narrative: str
    problems: str
    next_steps: str
    values: Sequence[ValueLine]
    override_reason: str = ""

    @property
    def texts(self):
        return (("自查说明", self.narrative), ("存在问题", self.problems), ("下一步打算", self.next_steps))


@dataclass(frozen=True)
class TaskPage:
    part: TaskUnit
    lamp: Lamp
    opening: Openness
    values: Sequence[LedgerValue]
    participations: Sequence[TaskUnit]
    submissions: Sequence[Submission]
    reasons: dict[str, list[ReturnReason]] = field(default_factory=dict)
    is_own: bool = False
    is_editable: bool = False
    can_sign: bool = False
    can_submit: bool = False
    can_recall: bool = False

    @property
    def ledger(self) -> Ledger:
        return self.part.ledger

    @property
    def targets(self) -> list[ValueLine]:
        return [_line_of(row) for row in self.values]

    @property
    def leads(self) -> list[TaskUnit]:
        return [part for part in self.participations if part.is_lead]

    @property
    def supports(self) -> list[TaskUnit]:
        return [part for part in self.participations if not part.is_lead]

    @property
    def submission(self) -> Submission | None:
        """The round that counts now, else the last one that came to the office."""
        handed_in = [round_ for round_ in self.submissions if round_.recalled_at is None]
        return handed_in[0] if handed_in else None

    @property
    def waits_for_head(self) -> bool:
        return self.ledger.status == LedgerStatus.AWAITING_HEAD

    @property
    def steps(self) -> list[dict]:
        return _steps(self)


def collect_task_page(part: TaskUnit, user, opening: Openness) -> TaskPage:
    """`part` with task, plan, unit and ledger loaded; `opening` from services.opening."""
    ledger, is_own = part.ledger, access.can_fill(user, part)
    submissions = list(ledger.submissions.select_related("submitted_by"))
    is_signed = part.receipt == Receipt.SIGNED
    return TaskPage(
        part=part, lamp=lamp_of(part, clock.today()), opening=opening, submissions=submissions, is_own=is_own,
        values=list(ledger.values.select_related("target")),
        participations=list(part.task.participations.select_related("unit").order_by("unit__position", "id")),
        reasons=open_reasons(ledger, submissions),
        is_editable=is_own and is_signed and opening.may_fill and ledger.status in LEDGER_EDITABLE,
        can_sign=access.can_sign(user, part),
        can_submit=access.can_hand_in(user, part),
        can_recall=access.can_recall(user, ledger) and _is_recallable(submissions) and opening.may_submit,
    )


def open_reasons(ledger: Ledger, submissions: Sequence[Submission]) -> dict[str, list[ReturnReason]]:
    """{line: what the office wants mended}, of the last round it decided on, until the unit hands in again."""
    if ledger.status not in LEDGER_EDITABLE:
        return {}
    decided = [round_ for round_ in submissions if round_.recalled_at is None]
    if not decided:
        return {}
    by_line = defaultdict(list)
    for reason in decided[0].return_reasons.select_related("evidence"):
        by_line[reason.line].append(reason)
    return dict(by_line)


def content_of_ledger(ledger: Ledger, values: Sequence[LedgerValue]) -> Content:
    return Content(ledger.self_score, ledger.narrative, ledger.problems, ledger.next_steps,
                   [_line_of(row) for row in values])


def content_of_submission(submission: Submission, values: Sequence[LedgerValue]) -> Content:
    """The frozen round; baselines come from the task's targets, which do not change after publication."""
    baselines = {row.target_id: _baseline(row.target) for row in values}
    lines = [
        ValueLine(
            entry["name"], baselines.get(entry["target"], ""), entry["requirement"],
            shown_value(Decimal(entry["actual"]) if entry["actual"] else None, entry["text"], entry["unit"]),
            MET[entry["met"]],
        )
        for entry in submission.values
    ]
    return Content(submission.self_score, submission.narrative, submission.problems, submission.next_steps, lines,
                   submission.override_reason)


def evidence_of_ledger(ledger: Ledger, same_files, reasons=()) -> list[EvidenceLine]:
    """`same_files`: services.evidence.same_file_elsewhere for the reader; `reasons`: those about single files."""
    uses = list(ledger.evidence_uses.select_related("evidence__current__file", "evidence__unit"))
    twins = same_files((use.evidence_id, use.evidence.current.file_id) for use in uses) if uses else {}
    by_evidence = defaultdict(list)
    for reason in reasons:
        if reason.evidence:
            by_evidence[reason.evidence.evidence_id].append(reason)
    return [
        EvidenceLine(
            use.item_no, use.evidence, use.evidence.current, use.evidence_id, use.pk,
            twins.get(use.evidence_id, ()), by_evidence[use.evidence_id],
        )
        for use in uses
    ]


def evidence_of_submission(submission: Submission, same_files) -> list[EvidenceLine]:
    rows = list(submission.evidence.select_related("version__file", "evidence"))
    twins = same_files((row.evidence_id, row.version.file_id) for row in rows) if rows else {}
    return [
        EvidenceLine(row.item_no, row, row.version, row.evidence_id, None, twins.get(row.evidence_id, ()))
        for row in rows
    ]


def required_of(part: TaskUnit, lines: Sequence[EvidenceLine]) -> list[RequiredEvidence]:
    indicator = part.task.indicator
    return checklist(indicator.required_evidence, (line.entry.kind for line in lines)) if indicator else []


def missing_of(part: TaskUnit, lines: Sequence[EvidenceLine]) -> int:
    """How many pieces of evidence the indicator asks for and the lead unit has not attached."""
    return sum(not item.is_present for item in required_of(part, lines)) if part.is_lead else 0


def shown_lines(form) -> list[tuple[ValueLine, object]]:
    """(target line, bound field) for the form's table."""
    return [(_line_of(row), bound) for row, bound in form.lines]




def _line_of(row: LedgerValue) -> ValueLine:
    target = row.target
    met = is_met(target.comparator, row.actual, target=target.target, upper=target.upper, baseline=target.baseline)
    return ValueLine(target.name, _baseline(target), requirement_text(target),
                     shown_value(row.actual, row.text, target.unit_of_measure), MET[met])


def _baseline(target) -> str:
    return "" if target.baseline is None else format_number(target.baseline, target.unit_of_measure)


def _is_recallable(submissions: Sequence[Submission]) -> bool:
    return any(round_.is_current and round_.review_started_at is None for round_ in submissions)


def _steps(page: TaskPage) -> list[dict]:
    """业务流转, oldest first."""
    part, plan = page.part, page.part.task.plan
    steps = [{"title": "任务下达", "by": plan.office.label, "at": _moment(plan.published_at)}]
    if part.receipt == Receipt.WAITING:
        return [*steps, {"title": "待单位签收", "by": part.unit.label, "state": "current"}]
    word = "单位签收" if part.receipt == Receipt.SIGNED else "单位退回分工"
    steps.append({"title": word, "by": str(part.receipt_by or part.unit.label), "at": _moment(part.receipt_at),
                  "note": part.return_reason, "state": "done" if part.receipt == Receipt.SIGNED else "bad"})
    for round_ in reversed(page.submissions):
        steps += _round_steps(round_, plan.office.label)
    last = _next_step(page)
    return [*steps, last] if last else steps


def _round_steps(round_: Submission, office: str) -> list[dict]:
    """A decision is the office's; who took it is named on the office's own pages only."""
    steps = [{"title": f"第{round_.round}次提交", "by": str(round_.submitted_by), "at": _moment(round_.submitted_at)}]
    if round_.recalled_at:
        steps.append({"title": "单位撤回", "at": _moment(round_.recalled_at)})
    elif round_.decided_at:
        is_current = round_.is_current and round_.ledger.status == LedgerStatus.ACCEPTED
        steps.append({
            "title": "审核通过" if is_current else "退回补正", "by": office,
            "at": _moment(round_.decided_at), "state": "done" if is_current else "bad",
        })
    return steps


def _next_step(page: TaskPage) -> dict | None:
    titles = {
        LedgerStatus.NOT_STARTED: "待填报", LedgerStatus.DRAFT: "填报中",
        LedgerStatus.AWAITING_HEAD: "待单位负责人提交", LedgerStatus.SUBMITTED: "待环委办审核",
        LedgerStatus.RETURNED: "待单位补正",
    }
    title = titles.get(page.ledger.status)
    if title is None or page.part.receipt != Receipt.SIGNED or not page.part.applies:
        return None
    note = f"最后保存 {_moment(page.ledger.updated_at)}" if page.is_own and page.ledger.updated_at else ""
    return {"title": title, "state": "current", "note": note}


def _moment(at) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""

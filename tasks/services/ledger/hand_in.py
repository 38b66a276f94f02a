"""From the staff to the unit's head, from the head to the office, and back again before the review."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.services import audit
from eco_demo.lib import clock

from ... import access
from ...choices import LedgerStatus, PlanStatus
from ...errors import LedgerIncomplete, LedgerLocked, ReviewBegun, SelfCheckClosed, StaleLedger
from ...measure import is_met
from ...models import Evidence, EvidenceVersion, Ledger, LedgerValue, Submission, SubmittedEvidence
from ...reported import checklist, missing_lines, requirement_text
from ...rule_facts import asked_in, missing_facts, only_asked
from ..opening import openness_of, require_submittable
from .door import lock, move, require_editable, require_open_state
from .draft import TEXTS

_CATALOGUE = ("title", "doc_no", "issuer", "formed_on", "pages", "kind")


@transaction.atomic
def send_to_head(ledger: Ledger, by) -> Ledger:
    """The staff are done; the unit's head looks at it and hands it in."""
    ledger = lock(ledger)
    require_editable(ledger, by)
    if ledger.status == LedgerStatus.AWAITING_HEAD:
        return ledger
    if missing := _missing(ledger):
        raise LedgerIncomplete(missing)
    move(ledger, LedgerStatus.AWAITING_HEAD, by)
    audit.record("ledger.send_to_head", ledger, by=by, version=ledger.version)
    return ledger


@transaction.atomic
def send_back_to_staff(ledger: Ledger, reason: str, by) -> Ledger:
    ledger = lock(ledger)
    if not access.can_submit(by, ledger.task_unit):
        raise PermissionDenied("只有单位负责人可以退回填报员修改。")
    plan = ledger.task_unit.task.plan
    if plan.status == PlanStatus.CLOSED:
        raise SelfCheckClosed(f"{plan.year}年度已归档，材料只能查看。")
    if ledger.status != LedgerStatus.AWAITING_HEAD:
        return ledger
    move(ledger, LedgerStatus.DRAFT, by)
    audit.record("ledger.send_back", ledger, by=by, reason=reason)
    return ledger


@transaction.atomic
def submit_ledger(ledger: Ledger, by, override_reason: str = "", *, version: int | None = None) -> Submission:
    """Hand the ledger to the office: a frozen copy is made, and the unit can no longer edit it.

    `override_reason` explains evidence that is missing; `version` is the one the head has read. A second press
    returns the submission that the first one made.
    """
    ledger = lock(ledger)
    _require_submitter(ledger, by)
    if ledger.status == LedgerStatus.SUBMITTED:
        return ledger.submissions.get(is_current=True)
    require_open_state(ledger)
    require_submittable(ledger.task_unit)
    if version is not None and version != ledger.version:
        raise StaleLedger(ledger)
    missing, gaps = _missing(ledger), missing_evidence(ledger)
    override_reason = override_reason.strip()
    if missing or (gaps and not override_reason):
        raise LedgerIncomplete(missing, gaps)
    submission = _freeze(ledger, by, override_reason if gaps else "")
    move(ledger, LedgerStatus.SUBMITTED, by, "round")
    audit.record("ledger.submit", ledger, by=by, round=ledger.round, files=submission.evidence.count(),
                 self_score=ledger.self_score, override_reason=submission.override_reason)
    return submission


@transaction.atomic
def recall(ledger: Ledger, by) -> Ledger:
    """Take a hand-in back before the office has begun with it, while there is time to hand in again."""
    ledger = lock(ledger)
    if not access.scope_of(by).covers(ledger.task_unit, access.Power.SIGN):
        raise PermissionDenied("只有单位负责人可以撤回已提交的台账。")
    if ledger.status == LedgerStatus.DRAFT:
        return ledger
    if ledger.status != LedgerStatus.SUBMITTED:
        raise LedgerLocked(f"台账{ledger.get_status_display()}，不能撤回。")
    submission = ledger.submissions.select_for_update().get(is_current=True)
    if submission.review_started_at:
        raise ReviewBegun("环委办已开始审核，不能撤回。如需修改，请联系环委办退回。")
    if not openness_of(ledger.task_unit).may_submit:
        raise SelfCheckClosed("自查填报已截止，撤回后将无法再提交，因此不能撤回。")
    submission.is_current, submission.recalled_at = False, clock.now()
    submission.save(update_fields=["is_current", "recalled_at"])
    move(ledger, LedgerStatus.DRAFT, by)
    audit.record("ledger.recall", ledger, by=by, round=submission.round)
    return ledger


def missing_evidence(ledger: Ledger) -> list[str]:
    """Evidence that the indicator asks of its lead unit and that is not attached yet, in words."""
    task_unit = ledger.task_unit
    if not task_unit.is_lead or task_unit.task.indicator is None:
        return []
    kinds = ledger.evidence_uses.values_list("evidence__kind", flat=True)
    return [str(item) for item in checklist(task_unit.task.indicator.required_evidence, kinds) if not item.is_present]


def _require_submitter(ledger: Ledger, by) -> None:
    if ledger.task_unit.task.plan.head_submits:
        if not access.can_submit(by, ledger.task_unit):
            raise PermissionDenied("台账须由单位负责人提交，请先送负责人。")
    elif not access.can_fill(by, ledger.task_unit):
        raise PermissionDenied("您不能提交这个单位的台账。")


def _missing(ledger: Ledger) -> list[str]:
    task_unit = ledger.task_unit
    return missing_lines(
        ledger, ledger.values.all(), is_lead=task_unit.is_lead, full_marks=task_unit.task.full_marks,
        facts=missing_facts(asked_in(task_unit), ledger.rule_facts),
    )


def _freeze(ledger: Ledger, by, override_reason: str) -> Submission:
    """The next round: texts, values and the current version of every attached file, as they stand now."""
    ledger.submissions.filter(is_current=True).update(is_current=False)
    ledger.round += 1
    submission = Submission.objects.create(
        ledger=ledger, round=ledger.round, submitted_by=by, submitted_at=clock.now(), self_score=ledger.self_score,
        override_reason=override_reason, values=[_frozen_value(row) for row in ledger.values.select_related("target")],
        rule_facts=only_asked(asked_in(ledger.task_unit), ledger.rule_facts),
        **{name: getattr(ledger, name) for name in TEXTS},
    )
    uses = list(ledger.evidence_uses.select_related("evidence"))
    SubmittedEvidence.objects.bulk_create(
        SubmittedEvidence(
            submission=submission, evidence=use.evidence, version_id=use.evidence.current_id, item_no=number,
            **{name: getattr(use.evidence, name) for name in _CATALOGUE},
        )
        for number, use in enumerate(uses, 1)
    )
    Evidence.objects.filter(pk__in=[use.evidence_id for use in uses]).update(was_submitted=True)
    EvidenceVersion.objects.filter(pk__in=[use.evidence.current_id for use in uses]).update(was_submitted=True)
    return submission


def _frozen_value(row: LedgerValue) -> dict:
    target = row.target
    met = is_met(target.comparator, row.actual, target=target.target, upper=target.upper, baseline=target.baseline)
    return {
        "target": target.pk, "name": target.name, "unit": target.unit_of_measure,
        "requirement": requirement_text(target), "text": row.text, "met": met,
        "actual": None if row.actual is None else f"{row.actual.normalize():f}",
    }

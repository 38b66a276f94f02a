"""The certifying unit's word (数据认定) on a number that a lead unit has handed in."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.services import audit
from eco_demo.lib import clock

from .. import access
from ..choices import Certified, LedgerStatus, PlanStatus
from ..errors import CertificationRefused
from ..models import Certification, Submission, TaskTarget
from ..reported import is_numeric, reported_of, shown_value
from .ledger import lock

_WORD = ("verdict", "actual", "text", "reason")
_ACTIONS = {Certified.CONFIRMED: "certification.confirm", Certified.CORRECTED: "certification.correct"}


@transaction.atomic
def certify(submission: Submission, target: TaskTarget, by, verdict: str, actual: Decimal | None = None, text: str = "",
            reason: str = "") -> Certification:
    """Confirm the number as reported, or correct it to `actual` (words: `text`) with a reason.

    Until the office has decided on the round the word may be changed; saying the same again changes nothing.
    """
    target = TaskTarget.objects.select_related("certifier").get(pk=target.pk)
    if not access.can_certify(by, target):
        raise PermissionDenied("这个数据不由本单位认定。")
    submission = _open_round(submission, target)
    reported = reported_of(submission, target.pk)
    if verdict == Certified.CONFIRMED:
        word = _confirmed(reported)
    else:
        word = _corrected(target, reported, actual, text.strip(), reason.strip())
    return _keep(submission, target, word, by)


def _open_round(submission: Submission, target: TaskTarget) -> Submission:
    """The round as it is now, its ledger locked as by the unit's recall and the office's decision."""
    ledger = lock(submission.ledger)
    part = ledger.task_unit
    submission = Submission.objects.get(pk=submission.pk)
    if target.task_id != part.task_id or not part.is_lead:
        raise CertificationRefused("只认定牵头单位填报的本任务数据。")
    if part.task.plan.status == PlanStatus.CLOSED:
        raise CertificationRefused(f"{part.task.plan.year}年度已归档，数据认定只能查看。")
    if not part.applies:
        raise CertificationRefused(f"环委办已批准这项任务对{part.unit_name}不适用，不用认定。")
    if not submission.is_current:
        raise CertificationRefused("单位已撤回或重新提交，请按最新的填报值认定。")
    if ledger.status != LedgerStatus.SUBMITTED:
        raise CertificationRefused("环委办对这次提交已有结论，认定不能再改。确需更正，请联系环委办重新审核。")
    return submission


def _confirmed(reported: tuple[Decimal | None, str]) -> tuple:
    actual, text = reported
    if actual is None and not text:
        raise CertificationRefused("单位没有填报这个数据，请选“更正”并填写认定值。")
    return Certified.CONFIRMED, actual, text, ""


def _corrected(target: TaskTarget, reported: tuple, actual: Decimal | None, text: str, reason: str) -> tuple:
    value = (actual, "") if is_numeric(target) else (None, text)
    if value == (None, ""):
        raise CertificationRefused("请填写认定值。")
    if value == reported:
        raise CertificationRefused("认定值与填报值相同，请选“属实”。")
    if not reason:
        raise CertificationRefused("更正数据须写明理由。")
    return Certified.CORRECTED, *value, reason


def _keep(submission: Submission, target: TaskTarget, word: tuple, by) -> Certification:
    found = Certification.objects.filter(submission=submission, target=target).first()
    if found and tuple(getattr(found, name) for name in _WORD) == word:
        return found
    before = _in_words(found) if found else ""
    certification = found or Certification(submission=submission, target=target)
    for name, value in zip(_WORD, word, strict=True):
        setattr(certification, name, value)
    certification.certifier, certification.by, certification.at = target.certifier, by, clock.now()
    certification.save()
    audit.record(_ACTIONS[certification.verdict], certification, by=by, round=submission.round,
                 ledger=str(submission.ledger), certified=_in_words(certification), before=before,
                 reason=certification.reason)
    return certification


def _in_words(certification: Certification) -> str:
    value = shown_value(certification.actual, certification.text, certification.target.unit_of_measure)
    return f"{certification.get_verdict_display()} {value}"

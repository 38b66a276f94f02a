"""Appeals (申诉): a unit objects to the score of one line, somebody who did not give that score answers.

Locked in this order: plan (against a freeze at the same moment), ledger, review, appeal.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from eco_demo.lib.numbers import format_number
from tasks.choices import PlanStatus
from tasks.errors import EvidenceRefused, Refused
from tasks.models import Evidence, Plan
from tasks.services.evidence import hand_over
from tasks.services.ledger import lock

from .. import access
from ..appeal_rules import Outcome, line_refusal, outcome_of, status_refusal, window_refusal
from ..choices import AppealStatus, ChangeCause, Origin
from ..models import Appeal, AppealEvidence, Deduction, LineReview, ScoreChange

MAX_FILES = 20
_REASON_LENGTH = Deduction._meta.get_field("reason").max_length
_CHANGE_LENGTH = ScoreChange._meta.get_field("reason").max_length


class AppealRefused(Refused):
    """A step that the window, the line or the appeal does not allow now."""


class StaleAppeal(AppealRefused):
    """Somebody changed the line or the appeal meanwhile: `now` says how it stands, `yours` what was to be written."""

    def __init__(self, now: str, yours: str):
        self.now, self.yours = now, yours
        super().__init__(f"这条申诉刚有变化，您的复核没有写入。现在：{now}。您的操作：{yours}。")


@transaction.atomic
def file_appeal(review: LineReview, by: User, claim: str, wanted: Decimal | None = None,
                evidence: Iterable[Evidence] = ()) -> Appeal:
    """Object to the score of a line, with files of the unit's own catalogue. A double click is one appeal."""
    review = _locked(review)
    part, claim = review.submission.ledger.task_unit, claim.strip()
    if not access.can_appeal(by, part):
        raise PermissionDenied("申诉由被考核单位的负责人提出。")
    found = review.appeals.open().first()
    if found and (found.filed_by_id, found.claim, found.wanted) == (by.pk, claim, wanted):
        return found
    _refuse(window_refusal(part.task.plan, clock.today()) or line_refusal(review, part, list(review.appeals.all())))
    _refuse(_claim_refusal(review, claim, wanted))
    appeal = Appeal.objects.create(
        review=review, claim=claim, wanted=wanted, score_before=review.score, filed_by=by, filed_at=clock.now(),
    )
    files = _attach(appeal, part, list(evidence))
    audit.record("appeal.file", appeal, by=by, claim=claim, wanted=wanted, score_before=review.score, files=files)
    return appeal


@transaction.atomic
def withdraw_appeal(appeal: Appeal, by: User) -> Appeal:
    """The unit takes its appeal back while nobody has answered it; repeating changes nothing."""
    appeal = _locked_appeal(appeal)
    part = appeal.review.submission.ledger.task_unit
    if not access.can_appeal(by, part):
        raise PermissionDenied("申诉由被考核单位的负责人撤回。")
    if appeal.status == AppealStatus.WITHDRAWN:
        return appeal
    _refuse(_closed_year(part.task.plan))
    if appeal.status != AppealStatus.FILED:
        raise AppealRefused("这条申诉已经办结，不能撤回。")
    _close(appeal, AppealStatus.WITHDRAWN, by)
    audit.record("appeal.withdraw", appeal, by=by)
    return appeal


@transaction.atomic
def decide_appeal(appeal: Appeal, by: User, version: int, status: str, kept: Mapping[int, Decimal],
                  answer: str) -> Appeal:
    """Answer an appeal. `kept`: by deduction, the points that stay (0 lifts it); one that is not named stays whole.

    The lifted rows stay visible and count no more; old and new score are kept in the appeal and as a change.
    """
    appeal, answer = _locked_appeal(appeal), answer.strip()
    review = appeal.review
    _require_rechecker(by, appeal)
    if (appeal.status, appeal.decided_by_id, appeal.answer) == (status, by.pk, answer):
        return appeal
    outcome = outcome_of(review, review.deductions.in_force(), kept)
    if appeal.version != version:
        conclusion = dict(AppealStatus.choices).get(status, "复核")
        raise StaleAppeal(standing(appeal), f"{conclusion}，复核得分{outcome.score}分")
    _refuse(_decision_refusal(appeal, outcome, status, answer))
    before, lifted = review.score, _write_deductions(appeal, outcome, by)
    _close(appeal, status, by, answer=answer, score_after=outcome.score)
    if outcome.score != before:
        _change_score(appeal, outcome.score, by)
    audit.record("appeal.decide", appeal, by=by, status=status, answer=answer, lifted=lifted, score_before=before,
                 score_after=outcome.score)
    return appeal


def standing(appeal: Appeal) -> str:
    """How the appeal stands, in words for the one who comes second."""
    if appeal.status == AppealStatus.FILED:
        return f"待复核，原得分{appeal.score_before}分"
    who = f"由{appeal.decided_by}" if appeal.decided_by else ""
    result = "" if appeal.score_after is None else f"，复核得分{appeal.score_after}分"
    return f"已{who}办结为“{appeal.get_status_display()}”{result}"


def _locked(review: LineReview) -> LineReview:
    plan = review.submission.ledger.task_unit.task.plan_id
    Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan)
    ledger = lock(review.submission.ledger)
    fresh = LineReview.objects.select_for_update(of=("self",)).select_related("submission").get(pk=review.pk)
    fresh.submission.ledger = ledger
    return fresh


def _locked_appeal(appeal: Appeal) -> Appeal:
    review = _locked(appeal.review)
    fresh = Appeal.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=appeal.pk)
    fresh.review = review
    return fresh


def _refuse(sentence: str) -> None:
    if sentence:
        raise AppealRefused(sentence)


def _closed_year(plan: Plan) -> str:
    return f"{plan.year}年度已归档，申诉只能查看。" if plan.status == PlanStatus.CLOSED else ""


def _claim_refusal(review: LineReview, claim: str, wanted: Decimal | None) -> str:
    if not claim:
        return "请写明申诉理由：哪一处扣分不当，依据是什么。"
    most = review.full_marks + review.bonus
    if wanted is not None and not review.score < wanted <= most:
        return f"认为应得的分应高于现得分{review.score}分，不超过{most}分。"
    return ""


def _attach(appeal: Appeal, part, evidence: list[Evidence]) -> list[str]:
    if len(evidence) > MAX_FILES:
        raise AppealRefused(f"一条申诉最多附{MAX_FILES}份材料，请选最能说明问题的。")
    try:
        versions = hand_over(evidence, part.unit, part.year)
    except EvidenceRefused as refusal:
        raise AppealRefused(str(refusal)) from refusal
    AppealEvidence.objects.bulk_create(
        AppealEvidence(appeal=appeal, version=version, title=version.evidence.title) for version in versions
    )
    return [version.evidence.title for version in versions]


def _require_rechecker(by: User, appeal: Appeal) -> None:
    if access.can_recheck(by, appeal):
        return
    if access.gave_score(by, appeal.review):
        raise PermissionDenied("您参加过这一项的评分，申诉应由其他审核员复核。")
    raise PermissionDenied("您不能复核这条申诉：不在您的审核范围内，或者您是被考核单位人员，应当回避。")


def _decision_refusal(appeal: Appeal, outcome: Outcome, status: str, answer: str) -> str:
    closed = _closed_year(appeal.review.submission.ledger.task_unit.task.plan)
    if closed:
        return closed
    if appeal.status != AppealStatus.FILED:
        return f"这条申诉{standing(appeal)}，不能再改。"
    if appeal.review.score is None or not appeal.review.submission.is_current:
        return "这一项正在重新审核，审核通过后再复核申诉。"
    if outcome.problem:
        return outcome.problem
    return status_refusal(status, outcome) or ("" if answer else "请写明复核意见，单位会看到。")


def _write_deductions(appeal: Appeal, outcome: Outcome, by: User) -> list[str]:
    """Lift what is given back; where a part stays, a smaller row takes its place. What was lifted, in words."""
    now, lifted = clock.now(), []
    for row in outcome.given_back:
        old, left = row.deduction, row.kept
        old.lifted_by = appeal
        old.save(update_fields=["lifted_by"])
        lifted.append(f"{old}" + (f"，改扣{left}分" if left else ""))
        if left:
            Deduction.objects.create(
                review=appeal.review, points=left, code=old.code, origin=Origin.RECHECK, rule_text=old.rule_text,
                evidence_id=old.evidence_id, by=by, at=now,
                reason=_lessened(old, left),
            )
    return lifted


def _lessened(old: Deduction, left: Decimal) -> str:
    words = f"（申诉复核：由扣{format_number(old.points)}分改为扣{format_number(left)}分）"
    return old.reason[:_REASON_LENGTH - len(words)] + words


def _change_score(appeal: Appeal, score: Decimal, by: User) -> None:
    review = appeal.review
    ScoreChange.objects.create(
        review=review, cause=ChangeCause.APPEAL, appeal=appeal, score_before=review.score, score_after=score,
        rule_before=review.rule, rule_after=review.rule, explanation_before=review.explanation,
        reason=appeal.answer[:_CHANGE_LENGTH], by=by, at=clock.now(),
    )
    review.score, review.version = score, review.version + 1
    review.save(update_fields=["score", "version"])


def _close(appeal: Appeal, status: str, by: User, **changes) -> None:
    for name, value in changes.items():
        setattr(appeal, name, value)
    appeal.status, appeal.decided_by, appeal.decided_at = status, by, clock.now()
    appeal.version += 1
    appeal.save(update_fields=["status", "decided_by", "decided_at", "version", *changes])

"""Deductions, the verdict on each file, and whether the target is met: all before the line is decided."""

from decimal import Decimal

from django.db import transaction

from assessments.choices import Met, Origin, ReasonCode, Verdict
from assessments.models import Deduction, FileVerdict, LineReview
from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.models import SubmittedEvidence

from .desk import ReviewRefused, check_undecided, check_version, locked, open_review, save
from .stages import check_single

_NEEDS_REASON = (Verdict.INVALID, Verdict.NEEDS_MORE)


@transaction.atomic
def deduct(review: LineReview, by: User, points: Decimal, reason: str, rule_text: str,
           evidence: SubmittedEvidence | None = None, *, version: int, code: str = ReasonCode.OTHER) -> Deduction:
    """Take points off, with the reason, the rule and, where there is one, the file. A double click counts once."""
    review = locked(review, by)
    repeated = _just_written(review, by, points, reason, version)
    if repeated:
        return repeated
    check_version(review, version, f"扣{points}分（{reason}）")
    check_undecided(review, by)
    check_single(review)
    _check(review, points, reason, evidence)
    deduction = Deduction.objects.create(
        review=review, points=points, code=code, reason=reason, rule_text=rule_text, evidence=evidence, by=by,
    )
    save(review)
    audit.record("review.deduct", review, by=by, points=points, code=ReasonCode(code).label, reason=reason,
                 rule=rule_text)
    return deduction


@transaction.atomic
def change_deduction(deduction: Deduction, by: User, points: Decimal, reason: str, rule_text: str,
                     evidence: SubmittedEvidence | None = None, *, version: int, code: str | None = None) -> Deduction:
    """Rewrite a deduction; from then on it is the reviewer's own, wherever it came from."""
    review = locked(deduction.review, by)
    check_version(review, version, f"把扣分改为{points}分（{reason}）")
    check_undecided(review, by)
    check_single(review)
    _check(review, points, reason, evidence)
    deduction = _of(review, deduction)
    before = {"points": deduction.points, "reason": deduction.reason}
    deduction.points, deduction.reason, deduction.rule_text = points, reason, rule_text
    deduction.evidence, deduction.by, deduction.origin = evidence, by, Origin.HAND
    deduction.code = code or deduction.code
    deduction.save(update_fields=["points", "reason", "rule_text", "evidence", "by", "origin", "code"])
    save(review)
    audit.record("review.deduction_change", review, by=by, before=before, points=points, reason=reason)
    return deduction


@transaction.atomic
def remove_deduction(deduction: Deduction, by: User, *, version: int) -> None:
    review = locked(deduction.review, by)
    check_version(review, version, f"删去扣{deduction.points}分（{deduction.reason}）")
    check_undecided(review, by)
    check_single(review)
    deduction = _of(review, deduction)
    points, reason = deduction.points, deduction.reason
    deduction.delete()
    save(review)
    audit.record("review.deduction_remove", review, by=by, points=points, reason=reason)


@transaction.atomic
def judge_file(submitted: SubmittedEvidence, verdict: str, reason: str, by: User, *,
               version: int | None = None) -> FileVerdict:
    """有效, 无效 or 需补充; the last two say why. Judging the same again changes nothing."""
    review = locked(open_review(submitted.submission, by), by)
    found = FileVerdict.objects.filter(submitted=submitted).first()
    if found and (found.verdict, found.reason) == (verdict, reason):
        return found
    check_version(review, version, f"把《{submitted.title}》评为{Verdict(verdict).label}")
    check_undecided(review, by)
    if verdict in _NEEDS_REASON and not reason.strip():
        raise ReviewRefused(f"评为“{Verdict(verdict).label}”要写明理由。")
    judged, _ = FileVerdict.objects.update_or_create(
        submitted=submitted, defaults={"verdict": verdict, "reason": reason, "by": by, "at": clock.now()},
    )
    save(review)
    audit.record("review.judge_file", review, by=by, file=submitted.title, verdict=verdict, reason=reason,
                 before=found.verdict if found else None)
    return judged


@transaction.atomic
def judge_met(review: LineReview, met: str, by: User, *, version: int | None = None) -> LineReview:
    """Whether the office holds the target to be met; the suggestion from the numbers stays beside it."""
    review = locked(review, by)
    if review.met == met:
        return review
    check_version(review, version, f"认定为{Met(met).label}")
    check_undecided(review, by)
    before, review.met = review.met, met
    save(review, "met")
    audit.record("review.judge_met", review, by=by, before=before, met=met)
    return review


def _check(review: LineReview, points: Decimal, reason: str, evidence: SubmittedEvidence | None) -> None:
    if points <= 0 or points > review.full_marks:
        raise ReviewRefused(f"扣分要大于0，且不超过本项分值{review.full_marks}分。")
    if not reason.strip():
        raise ReviewRefused("请写明扣分原因。")
    if evidence is not None and evidence.submission_id != review.submission_id:
        raise ReviewRefused("所选佐证不属于这次提交，请重新选择。")


def _of(review: LineReview, deduction: Deduction) -> Deduction:
    found = review.deductions.filter(pk=deduction.pk).first()
    if found is None:
        raise ReviewRefused("这条扣分已被删去，请刷新页面。")
    if found.lifted_by_id:
        raise ReviewRefused("这条扣分已由申诉复核撤销，留作记录，不能再改。")
    return found


def _just_written(review: LineReview, by: User, points: Decimal, reason: str, version: int) -> Deduction | None:
    """The very deduction that the first of two clicks has written."""
    if review.version != version + 1:
        return None
    last = review.deductions.order_by("-id").first()
    same = last is not None and (last.by_id, last.points, last.reason) == (by.pk, points, reason)
    return last if same else None

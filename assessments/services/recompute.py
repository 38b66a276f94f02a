"""Scores given by an older rule version, computed again by the one in force: only as shown, only when confirmed."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.errors import Refused
from tasks.models import Ledger, Plan

from .. import access
from ..choices import ChangeCause, Origin
from ..models import Deduction, LineReview, ScoreChange
from ..reading.recompute import REPLACED, Differences, Line, differences_of

_REASON = ScoreChange._meta.get_field("reason").max_length
_TEXT = Deduction._meta.get_field("reason").max_length
_RULE_TEXT = Deduction._meta.get_field("rule_text").max_length
_OVERRIDE = LineReview._meta.get_field("override_reason").max_length


class RecomputeRefused(Refused):
    """Nothing was changed; the sentence says why."""


class ListChanged(RecomputeRefused):
    """The list is no longer the one that was confirmed; `now` is what it has become."""

    def __init__(self, now: Differences):
        self.now = now
        super().__init__("您查看期间，得分、扣分或规则又有变动，下面是最新的清单。还没有改动任何得分，请核对后再确认。")


def refusal_for(plan: Plan) -> str:
    """Why nothing of this plan can be recomputed now; empty when it can."""
    return "得分已经公布，不能再按新规则重算。" if plan.scores_published_at else ""


@transaction.atomic
def recompute(plan: Plan, by: User, *, digest: str, ticked: Collection[int], reason: str) -> list[ScoreChange]:
    """Give every line of the list with this `digest` its new score; those left alone only if `ticked`.

    Sent a second time it changes nothing.
    """
    plan, reason = _locked(plan), reason.strip()
    if not access.can_direct(by, plan):
        raise PermissionDenied("按新规则重算由环委办主任办理，已归档的年度不能再改。")
    if refusal_for(plan):
        raise RecomputeRefused(refusal_for(plan))
    if not reason or len(reason) > _REASON:
        raise RecomputeRefused(f"请写明重算的理由，最多{_REASON}字。")
    found = differences_of(plan, by)
    if found.digest != digest:
        done = _done_before(plan, by, reason) if not found.usual else []
        if done:
            return done
        raise ListChanged(found)
    chosen = found.chosen(ticked)
    if not chosen:
        raise RecomputeRefused("没有要重算的项目。")
    changes = [_rescore(line, reason, by) for line in chosen]
    audit.record("score.recompute", plan, by=by, reason=reason, differences=[_told(line) for line in chosen])
    return changes


def _locked(plan: Plan) -> Plan:
    """The plan against a freeze or a publication at the same moment, then its ledgers and reviews, in that order."""
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    ledgers = Ledger.objects.filter(task_unit__task__plan=plan)
    reviews = LineReview.objects.accepted().filter(submission__ledger__task_unit__task__plan=plan)
    for rows in (ledgers, reviews):
        list(rows.select_for_update(of=("self",)).only("id").order_by("id"))
    return plan


def _rescore(line: Line, reason: str, by: User) -> ScoreChange:
    review, suggestion, now = line.review, line.suggestion, clock.now()
    change = ScoreChange.objects.create(
        review=review, cause=ChangeCause.RECOMPUTE, score_before=review.score, score_after=line.score,
        rule_before=review.rule, rule_after=line.rule, explanation_before=review.explanation, reason=reason, by=by,
        at=now,
    )
    review.deductions.in_force().filter(origin__in=REPLACED).delete()
    Deduction.objects.bulk_create(
        Deduction(review=review, points=loss.points, reason=loss.text[:_TEXT], rule_text=loss.rule_line[:_RULE_TEXT],
                  code=loss.code, origin=Origin.RULE, by=by, at=now)
        for loss in suggestion.losses
    )
    review.score, review.bonus, review.rule = line.score, suggestion.bonus, line.rule
    review.suggested, review.explanation = suggestion.score, suggestion.explanation
    review.override_reason = "" if line.is_by_rule else (review.override_reason or _kept_words(line))[:_OVERRIDE]
    review.version += 1
    review.save(update_fields=["score", "bonus", "rule", "suggested", "explanation", "override_reason", "version"])
    return change


def _kept_words(line: Line) -> str:
    return f"按新规则重算时保留审核人的扣分：{'；'.join(row.reason for row in line.kept)}"


def _told(line: Line) -> str:
    """For the trail: the line, both versions, both scores."""
    before = f"第{line.review.rule.number}版" if line.review.rule_id else "无规则"
    return f"{line.part.unit.label}第{line.part.task.number}项：{before}→第{line.rule.number}版，得{line.score}分"


def _done_before(plan: Plan, by: User, reason: str) -> list[ScoreChange]:
    """The changes that the first of two clicks has written."""
    changes = ScoreChange.objects.filter(
        review__submission__ledger__task_unit__task__plan=plan, cause=ChangeCause.RECOMPUTE, by=by, reason=reason
    ).order_by("id")
    return list(changes)

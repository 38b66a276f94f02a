"""The scoring rule on the reviewer's desk: what the office answers for it, and its score taken over."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from assessments.choices import Origin
from assessments.models import Deduction, LineReview
from assessments.suggestion import rule_of, suggestion_of
from departments.models import User
from departments.services import audit
from indicators.rules import read_answer
from tasks.scoring import Suggestion, asked_of_office, correctable

from .desk import ReviewRefused, check_undecided, check_version, locked, save
from .stages import check_single

# Deductions that speak for a whole score; a reviewer's own rows stay beside the rule's.
_REPLACED = (Origin.RULE, Origin.PANEL, Origin.RECHECK)
_REASON = Deduction._meta.get_field("reason").max_length
_RULE_TEXT = Deduction._meta.get_field("rule_text").max_length


@transaction.atomic
def answer_facts(review: LineReview, facts: Mapping[str, object], by: User, version: int) -> LineReview:
    """Keep what the office says for the rule: {input path: as typed}; a blank answer takes the earlier one back.

    Raises RuleError with the field for an answer that cannot be read; answers the rule does not ask are left out.
    """
    review = locked(review, by)
    rule = _rule(review)
    asked = {one.path: one for one in (*asked_of_office(rule), *correctable(rule))}
    read = {path: read_answer(asked[path], typed) for path, typed in facts.items() if path in asked}
    answers = {path: value for path, value in (review.office_facts | read).items() if value is not None}
    if answers == review.office_facts:
        return review
    check_version(review, version, "填写环委办评定的数据")
    check_undecided(review, by)
    before, review.office_facts = review.office_facts, answers
    save(review, "office_facts")
    changed = [path for path in {**before, **answers} if before.get(path) != answers.get(path)]
    audit.record("review.answer", review, by=by, rule_version=rule.number,
                 before={asked[path].full_label: before.get(path) for path in changed if path in asked},
                 answers={asked[path].full_label: answers.get(path) for path in changed if path in asked})
    return review


@transaction.atomic
def use_rule(review: LineReview, by: User, version: int) -> LineReview:
    """The rule's losses in place of those it gave before; what reviewers took off by hand stays beside them."""
    review = locked(review, by)
    rule, suggestion = _rule(review), suggestion_of(review.submission, review)
    if not suggestion.is_ready:
        why = suggestion.problem or f"还缺{'、'.join(suggestion.missing)}"
        raise ReviewRefused(f"规则得分还没有算出：{why}。")
    if _is_used(review, suggestion):
        return review
    check_version(review, version, f"采用规则得分{suggestion.score}分")
    check_undecided(review, by)
    check_single(review)
    review.deductions.in_force().filter(origin__in=_REPLACED).delete()
    Deduction.objects.bulk_create(
        Deduction(review=review, points=points, reason=reason, rule_text=text, code=loss.code, origin=Origin.RULE,
                  by=by)
        for loss, (points, reason, text) in zip(suggestion.losses, _rows(suggestion), strict=True)
    )
    review.bonus = suggestion.bonus
    save(review, "bonus")
    audit.record("review.use_rule", review, by=by, rule_version=rule.number, suggested=suggestion.score,
                 deducted=sum((loss.points for loss in suggestion.losses), Decimal(0)), bonus=suggestion.bonus)
    return review


def _rule(review: LineReview):
    rule = rule_of(review.submission)
    if rule is None:
        raise ReviewRefused("这一项没有评分规则，请按评分标准记扣分。")
    return rule


def _rows(suggestion: Suggestion) -> list[tuple[Decimal, str, str]]:
    return [(loss.points, loss.text[:_REASON], loss.rule_line[:_RULE_TEXT]) for loss in suggestion.losses]


def _is_used(review: LineReview, suggestion: Suggestion) -> bool:
    """The second of two clicks, or a rule whose answer has not changed since."""
    standing = review.deductions.in_force().filter(origin__in=_REPLACED).order_by("id")
    rows = list(standing.values_list("points", "reason", "rule_text"))
    return review.bonus == suggestion.bonus and rows == _rows(suggestion)

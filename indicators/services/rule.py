"""The scoring rule of an indicator: every save is a new version, and a version never changes."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.services import audit

from .. import access
from ..choices import SetStatus
from ..models import Indicator, IndicatorSet, ScoringRule
from ..rule_sources import check_bindings
from ..rule_versions import content_of, version_of
from ..rules import read_rule
from .indicator_set import SetRefused


class RuleChanged(SetRefused):
    """Somebody saved another version in the meantime; `current` is it, None when the rule was taken away."""

    def __init__(self, current: ScoringRule | None):
        self.current = current
        now = f"现在是第{current.number}版：{current.sentence}" if current else "现在没有评分规则"
        super().__init__(f"评分规则刚刚被别人改过，您的还没有保存。{now}。")


class ReasonMissing(SetRefused):
    def __init__(self):
        super().__init__("指标体系已经发布，修订评分规则须写明理由。")


@transaction.atomic
def save_rule(indicator: Indicator, by, *, version: int, kind: str, parameters: dict, bindings: dict,
              reason: str = "") -> ScoringRule:
    """The next version, if number `version` is still the current one (0 where there was none).

    The same content again is no new version. A published set asks for a reason. Raises RuleError, SetRefused.
    """
    indicator = _lock_own(indicator, by)
    if indicator.parent_id:
        raise SetRefused("分项的评分写在所属指标的规则里。")
    rule = read_rule({"kind": kind, "full_marks": str(indicator.full_marks), "parameters": parameters})
    bindings = check_bindings(rule, bindings)
    found = indicator.rules.current().first()
    made = version_of(indicator, rule, bindings, reason=reason.strip(), created_by=by)
    if found and content_of(found) == content_of(made):
        return found
    _check_version(found, version)
    _check_reason(indicator.indicator_set, reason)
    made.number = _next_number(indicator)
    indicator.rules.current().update(is_current=False)
    made.save()
    audit.record("indicator.rule", indicator, by=by, number=made.number, kind=rule.kind.label, sentence=made.sentence,
                 reason=made.reason)
    return made


@transaction.atomic
def retire_rule(indicator: Indicator, by, *, version: int, reason: str = "") -> None:
    """From now on the line is scored by deductions alone; the versions stay for the scores given by them."""
    indicator = _lock_own(indicator, by)
    found = indicator.rules.current().first()
    if found is None:
        return
    _check_version(found, version)
    _check_reason(indicator.indicator_set, reason)
    found.is_current = False
    found.save(update_fields=["is_current"])
    audit.record("indicator.rule_retire", indicator, by=by, number=found.number, sentence=found.sentence,
                 reason=reason.strip())


def _lock_own(indicator: Indicator, by) -> Indicator:
    owner = IndicatorSet.objects.select_for_update(of=("self",)).get(pk=indicator.indicator_set_id)
    if not access.may_own_set(by, owner):
        raise PermissionDenied("评分规则由编制单位的环委办主任设定。")
    fresh = Indicator.objects.get(pk=indicator.pk)
    fresh.indicator_set = owner
    return fresh


def _check_version(found: ScoringRule | None, version: int) -> None:
    if (found.number if found else 0) != version:
        raise RuleChanged(found)


def _check_reason(indicator_set: IndicatorSet, reason: str) -> None:
    if indicator_set.status == SetStatus.PUBLISHED and not reason.strip():
        raise ReasonMissing


def _next_number(indicator: Indicator) -> int:
    last = indicator.rules.order_by("-number").first()
    return last.number + 1 if last else 1

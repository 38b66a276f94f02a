"""The office's settings of how a plan is scored: the scheme, the stages of review, and last year's taken over."""

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assessments import access
from assessments.models import GradeBand, ModuleWeight, ReviewStage, Scheme, SpecialItem
from assessments.reading import scheme as reading
from assessments.scheme_terms import (
    StageTerms,
    Terms,
    TermsError,
    WeightTerms,
    check_stages,
    check_terms,
    described,
    described_stages,
    differences,
)
from departments.models import User
from departments.services import audit
from tasks.choices import PlanStatus
from tasks.errors import Refused
from tasks.models import Plan


class SchemeRefused(Refused):
    """The settings cannot be changed that way; `at` names the field or row, where there is one."""

    def __init__(self, message: str, at: str = ""):
        self.at = at
        super().__init__(message)


class SchemeChanged(SchemeRefused):
    """Somebody saved meanwhile: `current` is what stands there now, under `version`."""

    def __init__(self, current, version: int = 0):
        self.current, self.version = current, version
        super().__init__("评分办法刚刚被别人修改过，请核对后再保存。")


@dataclass(frozen=True)
class TakenOver:
    """What came from which plan, and the domains whose weight found no place."""

    source: Plan
    unmatched: tuple[str, ...] = ()


def refusal_for(plan: Plan) -> str:
    """Why the settings of the plan stand as they are; empty while they may be changed."""
    if plan.status == PlanStatus.CLOSED:
        return f"{plan.year}年度已归档，评分办法只能查看。"
    if plan.feedback_at or plan.scores_published_at:
        return "得分已经反馈或公布，评分办法不能再改。"
    return ""


@transaction.atomic
def change_scheme(plan: Plan, by: User, version: int, terms: Terms) -> Scheme:
    """The plan's scheme is `terms`, if it still is the `version` the person looked at (0: there was none)."""
    plan = _locked(plan, by)
    before, current = reading.scheme_of(plan)
    if terms == before and current:
        return plan.scheme
    if current != version:
        raise SchemeChanged(before, current)
    _check(plan, terms)
    scheme = _write(plan, terms, current + 1)
    old, new = differences(described(before), described(terms))
    audit.record("scheme.change", scheme, by=by, before=old, after=new)
    return scheme


@transaction.atomic
def set_stages(plan: Plan, by: User, stages: tuple[StageTerms, ...], seen: str | None = None
               ) -> tuple[StageTerms, ...]:
    """The steps of the plan's review, in order; none means one step. `seen` is `described_stages` of what was shown."""
    plan, stages = _locked(plan, by), tuple(stages)
    # A mark that is being written holds its stage; we wait for it before we look for marks.
    list(ReviewStage.objects.select_for_update(of=("self",)).filter(plan=plan).order_by("position"))
    before = reading.stages_of(plan)
    if stages == before:
        return before
    if seen is not None and seen != described_stages(before):
        raise SchemeChanged(before)
    if reading.has_marks(plan):
        raise SchemeRefused("已经有项目按原来的环节评过分，审核环节不能再改。")
    try:
        check_stages(stages)
    except TermsError as error:
        raise SchemeRefused(error.message, error.at) from error
    _write_stages(plan, stages)
    audit.record("scheme.stages", plan, by=by, before=described_stages(before), after=described_stages(stages))
    return stages


@transaction.atomic
def take_over(plan: Plan, by: User) -> TakenOver | None:
    """Last year's scheme, stages and special items for a plan that has none yet; None when it has some already."""
    plan = _locked(plan, by)
    if reading.has_settings(plan):
        return None
    source = reading.source_for(plan)
    if source is None:
        raise SchemeRefused("以前的年度没有设定过评分办法，请直接设定。")
    (terms, version), stages = reading.scheme_of(source), reading.stages_of(source)
    weights, unmatched = _matched(terms.weights, plan)
    if version:
        _write(plan, replace(terms, weights=weights), 1)
    _write_stages(plan, stages)
    items = _copy_items(source, plan)
    audit.record("scheme.take_over", plan, by=by, year=source.year, stages=described_stages(stages), item=items)
    return TakenOver(source, unmatched)


def _locked(plan: Plan, by: User) -> Plan:
    plan = Plan.objects.select_for_update(of=("self",)).select_related("indicator_set").get(pk=plan.pk)
    if not access.can_set_scheme(by, plan):
        raise PermissionDenied("评分办法由环委办主任设定，您可以查看。")
    refusal = refusal_for(plan)
    if refusal:
        raise SchemeRefused(refusal)
    return plan


def _check(plan: Plan, terms: Terms) -> None:
    try:
        Scheme(plan=plan, **terms.plain).clean_fields(exclude=["plan"])
        check_terms(terms)
    except TermsError as error:
        raise SchemeRefused(error.message, error.at) from error
    except ValidationError as error:
        raise SchemeRefused("".join(error.messages), next(iter(error.message_dict))) from error
    _check_modules(plan, terms)
    for item in SpecialItem.objects.filter(plan=plan).exclude(grade=""):
        if item.grade not in terms.grades:
            raise SchemeRefused(
                f"等次“{item.grade}”用在{item.get_kind_display()}事项“{item.name}”中，不能去掉或改名；请先修改那个事项。",
                "bands",
            )


def _check_modules(plan: Plan, terms: Terms) -> None:
    if not terms.weights:
        return
    modules = {domain.pk: domain for domain in reading.modules_of(plan)}
    weighed = {weight.domain_id for weight in terms.weights}
    if weighed - set(modules):
        raise SchemeRefused("权重只能分给本计划指标体系的领域，请刷新页面后重填。", "weights")
    left_out = [domain.name for pk, domain in modules.items() if domain.has_tasks and pk not in weighed]
    if left_out:
        raise SchemeRefused(f"还没有给{'、'.join(left_out)}分配权重：计划中有这些领域的任务。", "weights")


def _write(plan: Plan, terms: Terms, version: int) -> Scheme:
    scheme, _ = Scheme.objects.update_or_create(plan=plan, defaults={**terms.plain, "version": version})
    scheme.bands.all().delete()
    scheme.modules.all().delete()
    GradeBand.objects.bulk_create(
        GradeBand(scheme=scheme, name=band.name, at_least=band.at_least, quota_percent=band.quota_percent)
        for band in terms.bands
    )
    ModuleWeight.objects.bulk_create(
        ModuleWeight(scheme=scheme, domain_id=weight.domain_id, weight=weight.weight) for weight in terms.weights
    )
    return scheme


def _write_stages(plan: Plan, stages: tuple[StageTerms, ...]) -> None:
    ReviewStage.objects.filter(plan=plan).delete()
    ReviewStage.objects.bulk_create(
        ReviewStage(plan=plan, position=place, name=stage.name, by_chief=stage.by_chief, scorers=stage.scorers,
                    joining=stage.joining)
        for place, stage in enumerate(stages, 1)
    )


def _matched(weights: tuple[WeightTerms, ...], plan: Plan) -> tuple[tuple[WeightTerms, ...], tuple[str, ...]]:
    """The weights on the new set's domains of the same names, or none at all: a part would not add up to 100."""
    modules = reading.modules_of(plan)
    by_name = {domain.name: domain for domain in modules}
    names = {weight.name for weight in weights}
    unmatched = tuple(weight.name for weight in weights if weight.name not in by_name) + tuple(
        domain.name for domain in modules if weights and domain.has_tasks and domain.name not in names
    )
    if unmatched:
        return (), unmatched
    return tuple(replace(weight, domain_id=by_name[weight.name].pk) for weight in weights), ()


def _copy_items(source: Plan, plan: Plan) -> list[str]:
    items = list(SpecialItem.objects.filter(plan=source).order_by("position", "id"))
    for item in items:
        item.pk, item.plan, item._state.adding = None, plan, True
    SpecialItem.objects.bulk_create(items)
    return [f"{item.get_kind_display()}：{item.name}" for item in items]

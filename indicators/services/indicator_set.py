"""Editions of indicator systems: written as drafts, published once, copied for the next edition."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.models import Unit
from departments.services import audit
from eco_demo.lib import clock

from .. import access
from ..choices import SetLevel, SetStatus
from ..models import Domain, Indicator, IndicatorSet, ScoringRule
from ..rule_sources import check_bindings, default_bindings
from ..rule_versions import version_of
from ..rules import RuleError, read_rule
from ..set_problems import problems
from ..targets import targets_of


class SetRefused(Exception):
    """The set cannot be changed that way; the message says why, in the office's words."""


class SetIsPublished(SetRefused):
    def __init__(self, indicator_set: IndicatorSet):
        super().__init__(f"“{indicator_set}”已发布，不能再改动。需要调整时，请复制为新版本。")


_COPIED_FIELDS = (
    "number", "name", "value_type", "unit_of_measure", "direction", "comparator", "threshold", "threshold_upper",
    "threshold_text", "attribute", "full_marks", "explanation", "data_source", "scoring_standard",
    "required_evidence", "to_confirm", "note", "position",
)
_COPIED_RULE_FIELDS = ("kind", "full_marks", "parameters", "bindings", "sentence")


@transaction.atomic
def create_set(by, code: str, name: str, edition: str, level: str, owner: Unit, source: str = "",
               total_marks: Decimal = Decimal(100)) -> IndicatorSet:
    """An empty draft owned by the office `owner`. `by` is None only in set-up commands."""
    if by is not None and not _may_own(by, owner):
        raise PermissionDenied("只有环委办主任可以为本单位建立指标体系。")
    created = _new_set(owner, code=code, name=name, edition=edition, level=level, source=source,
                       total_marks=total_marks)
    audit.record("indicator_set.create", created, by=by)
    return created


@transaction.atomic
def change_set(indicator_set: IndicatorSet, by, **fields) -> IndicatorSet:
    """New name, edition, level, source or total of a draft."""
    indicator_set = lock_draft(indicator_set, by)
    before = {name: getattr(indicator_set, name) for name in fields}
    for name, value in fields.items():
        setattr(indicator_set, name, value)
    _check_edition_is_new(indicator_set)
    indicator_set.save(update_fields=list(fields))
    audit.record("indicator_set.change", indicator_set, by=by, before=before, after=fields)
    return indicator_set


@transaction.atomic
def load_set(data: dict, *, by, owner: Unit | None, code: str) -> IndicatorSet:
    """A draft from a file of the shape of `fixtures/indicators/*.json`. `by` is None only in set-up commands."""
    if by is not None and not _may_own(by, owner):
        raise PermissionDenied("只有环委办主任可以为本单位载入指标体系。")
    created = _new_set(owner, code=code, name=data["name"], edition=data["edition"],
                       level=data.get("level", SetLevel.COUNTY), source=data.get("source", ""),
                       total_marks=Decimal(data.get("total_marks", "100")))
    rows, parts, rules = [], [], []
    for domain_position, domain_data in enumerate(data["domains"], 1):
        domain = Domain.objects.create(indicator_set=created, name=domain_data["name"], position=domain_position)
        for group_position, group_data in enumerate(domain_data["groups"], 1):
            group = Domain.objects.create(indicator_set=created, parent=domain, label=group_data.get("label", ""),
                                          name=group_data["name"], position=group_position)
            for item in group_data["indicators"]:
                rows.append(_indicator_from(item, created, group, len(rows) + 1))
                parts.append(item.get("sub", []))
                rules.append(item.get("rule"))
    Indicator.objects.bulk_create(rows)
    below = [
        [_indicator_from(item, created, parent.domain, position, parent) for position, item in enumerate(items, 1)]
        for parent, items in zip(rows, parts, strict=True)
    ]
    Indicator.objects.bulk_create([part for own in below for part in own])
    ScoringRule.objects.bulk_create([
        _rule_from(data, row, own, by) for row, own, data in zip(rows, below, rules, strict=True) if data
    ])
    audit.record("indicator_set.load", created, by=by, indicators=len(rows))
    return created


@transaction.atomic
def publish_set(indicator_set: IndicatorSet, by) -> IndicatorSet:
    """Make the edition final; publishing a published edition again changes nothing."""
    locked = IndicatorSet.objects.select_for_update(of=("self",)).get(pk=indicator_set.pk)
    if by is not None and not access.may_own_set(by, locked):
        raise PermissionDenied("只有编制单位的环委办主任可以发布指标体系。")
    if locked.status == SetStatus.PUBLISHED:
        return locked
    found = problems(locked)
    if found:
        raise SetRefused("还不能发布：" + "；".join(found) + "。")
    locked.status, locked.published_at = SetStatus.PUBLISHED, clock.now()
    locked.save(update_fields=["status", "published_at"])
    audit.record("indicator_set.publish", locked, by=by, indicators=locked.indicators.top_level().count())
    return locked


@transaction.atomic
def copy_set(indicator_set: IndicatorSet, by, edition: str, owner: Unit | None = None) -> IndicatorSet:
    """A draft of the next edition with everything in it; `owner` defaults to the office of the original."""
    owner = owner or indicator_set.owner
    if not _may_own(by, owner):
        raise PermissionDenied("只有环委办主任可以为本单位复制指标体系。")
    if not IndicatorSet.objects.visible_to(by).filter(pk=indicator_set.pk).exists():
        raise PermissionDenied("您不能复制这套指标体系。")
    created = _new_set(owner, code=free_code(indicator_set.code), name=indicator_set.name, edition=edition,
                       level=indicator_set.level, source=indicator_set.source, based_on=indicator_set,
                       total_marks=indicator_set.total_marks)
    domains = _copy_domains(indicator_set, created)
    _copy_rules(indicator_set, _copy_indicators(indicator_set, created, domains), by)
    audit.record("indicator_set.copy", created, by=by, copied_from=str(indicator_set))
    return created


@transaction.atomic
def remove_set(indicator_set: IndicatorSet, by) -> None:
    """Throw a draft away."""
    indicator_set = lock_draft(indicator_set, by)
    audit.record("indicator_set.remove", indicator_set, by=by)
    # Indicators protect their domains, so they go first.
    indicator_set.indicators.all().delete()
    indicator_set.delete()


def lock_draft(indicator_set: IndicatorSet, by) -> IndicatorSet:
    """The draft, locked for a change by `by`; every change of an indicator or domain goes through here."""
    locked = IndicatorSet.objects.select_for_update(of=("self",)).get(pk=indicator_set.pk)
    if not access.may_own_set(by, locked):
        raise PermissionDenied("只有编制单位的环委办主任可以修改指标体系。")
    if locked.status != SetStatus.DRAFT:
        raise SetIsPublished(locked)
    return locked


def free_code(stem: str, first: int = 2) -> str:
    """The first of stem-2, stem-3 … that no set has."""
    taken = set(IndicatorSet.objects.filter(code__startswith=stem[:50]).values_list("code", flat=True))
    return next(code for n in range(first, first + len(taken) + 1) if (code := f"{stem[:50]}-{n}") not in taken)


def _may_own(by, owner: Unit | None) -> bool:
    return owner is not None and access.may_write_sets_of(by, owner)


def _new_set(owner: Unit | None, **fields) -> IndicatorSet:
    created = IndicatorSet(
        owner=owner, province_id=owner and owner.province_id, city_id=owner and owner.city_id,
        district_id=owner and owner.district_id, **fields,
    )
    if IndicatorSet.objects.filter(code=created.code).exists():
        raise SetRefused(f"编码“{created.code}”已被别的指标体系使用，请换一个。")
    _check_edition_is_new(created)
    created.save()
    return created


def _check_edition_is_new(indicator_set: IndicatorSet) -> None:
    same = IndicatorSet.objects.filter(
        owner=indicator_set.owner, name=indicator_set.name, edition=indicator_set.edition
    ).exclude(pk=indicator_set.pk)
    if same.exists():
        raise SetRefused(f"“{indicator_set}”已经存在，请换一个版本名称。")


def _copy_domains(source: IndicatorSet, target: IndicatorSet) -> dict[int, Domain]:
    rows = list(source.domains.all())
    copies = {
        row.pk: Domain(indicator_set=target, label=row.label, name=row.name, position=row.position) for row in rows
    }
    for is_group in (False, True):
        level = [row for row in rows if bool(row.parent_id) == is_group]
        for row in level:
            copies[row.pk].parent = copies.get(row.parent_id)
        Domain.objects.bulk_create([copies[row.pk] for row in level])
    return copies


def _copy_indicators(source: IndicatorSet, target: IndicatorSet, domains: dict[int, Domain]) -> dict[int, Indicator]:
    rows = list(source.indicators.order_by("position", "id"))
    copies = {
        row.pk: Indicator(indicator_set=target, domain=domains[row.domain_id],
                          **{name: getattr(row, name) for name in _COPIED_FIELDS})
        for row in rows
    }
    for is_part in (False, True):
        level = [row for row in rows if bool(row.parent_id) == is_part]
        for row in level:
            copies[row.pk].parent = copies.get(row.parent_id)
        Indicator.objects.bulk_create([copies[row.pk] for row in level])
    return copies


def _copy_rules(source: IndicatorSet, copies: dict[int, Indicator], by) -> None:
    """The rules in force, each as the first version of the copy."""
    rules = ScoringRule.objects.current().filter(indicator__indicator_set=source)
    ScoringRule.objects.bulk_create([
        ScoringRule(indicator=copies[row.indicator_id], number=1, created_by=by, created_at=clock.now(),
                    **{name: getattr(row, name) for name in _COPIED_RULE_FIELDS})
        for row in rules
    ])


def _rule_from(data: dict, indicator: Indicator, parts: list[Indicator], by) -> ScoringRule:
    """The first version from a file. Raises SetRefused with the indicator and the field that is wrong."""
    try:
        rule = read_rule({"kind": data.get("kind"), "full_marks": str(indicator.full_marks),
                          "parameters": data.get("parameters")})
        bindings = check_bindings(rule, data.get("bindings") or default_bindings(rule, targets_of(indicator, parts)))
    except RuleError as error:
        which = f"第{indicator.number}项“{indicator.name}”"
        raise SetRefused(f"{which}的评分规则有误（{error.field}）：{error.message}") from error
    return version_of(indicator, rule, bindings, created_by=by)


def _indicator_from(item: dict, indicator_set: IndicatorSet, domain: Domain, position: int,
                    parent: Indicator | None = None) -> Indicator:
    number = lambda key: None if item.get(key) is None else Decimal(item[key])  # noqa: E731
    words = ("value_type", "direction", "comparator", "threshold_text", "attribute", "explanation", "data_source",
             "scoring_standard", "required_evidence", "to_confirm", "note")
    inherited = {"attribute": parent.attribute} if parent else {}
    return Indicator(
        indicator_set=indicator_set, domain=domain, parent=parent, position=position, name=item["name"],
        number=item.get("number", ""), unit_of_measure=item.get("unit", ""), threshold=number("threshold"),
        threshold_upper=number("threshold_upper"), full_marks=number("full_marks") or Decimal(0),
        **(inherited | {key: item[key] for key in words if key in item}),
    )

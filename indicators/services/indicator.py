"""Domains, groups and indicators of a draft set: added, changed, moved, removed."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from departments.services import audit

from ..models import Domain, Indicator, IndicatorSet
from .indicator_set import SetRefused, lock_draft

_STEPS = {"up": -1, "down": 1}


class IndicatorChanged(SetRefused):
    """Somebody saved the indicator in the meantime; `current` is what stands there now."""

    def __init__(self, current: Indicator):
        self.current = current
        super().__init__(f"“{current}”刚刚被别人修改过，请核对后再保存。")


class MarksChanged(SetRefused):
    """Some indicators were saved in the meantime; `rows` are these as they stand now."""

    def __init__(self, rows: list[Indicator]):
        self.rows = rows
        super().__init__(f"{'、'.join(map(str, rows[:3]))}等{len(rows)}项刚刚被别人修改过，请核对后再保存。")


@transaction.atomic
def create_domain(indicator_set: IndicatorSet, by, *, name: str, label: str = "",
                  parent: Domain | None = None) -> Domain:
    """A domain (领域) at the end of the set, or a group (任务) at the end of its domain."""
    indicator_set = lock_draft(indicator_set, by)
    if parent and (parent.indicator_set_id != indicator_set.pk or parent.parent_id):
        raise SetRefused("任务分组只能设在本套指标体系的领域下面。")
    _check_name_is_free(indicator_set, parent, name)
    position = indicator_set.domains.filter(parent=parent).count() + 1
    domain = Domain.objects.create(indicator_set=indicator_set, parent=parent, name=name, label=label,
                                   position=position)
    audit.record("domain.create", domain, by=by)
    return domain


@transaction.atomic
def change_domain(domain: Domain, by, *, name: str, label: str = "") -> Domain:
    indicator_set = lock_draft(domain.indicator_set, by)
    domain = Domain.objects.get(pk=domain.pk)
    _check_name_is_free(indicator_set, domain.parent, name, except_pk=domain.pk)
    before = {"name": domain.name, "label": domain.label}
    domain.name, domain.label = name, label
    domain.save(update_fields=["name", "label"])
    audit.record("domain.change", domain, by=by, before=before, after={"name": name, "label": label})
    return domain


@transaction.atomic
def remove_domain(domain: Domain, by) -> None:
    """Only an empty one: no groups and no indicators."""
    lock_draft(domain.indicator_set, by)
    if domain.indicators.exists() or domain.groups.exists():
        raise SetRefused(f"“{domain}”下面还有内容，请先移走或删除。")
    audit.record("domain.remove", domain, by=by)
    domain.delete()


@transaction.atomic
def move_domain(domain: Domain, by, direction: str) -> Domain:
    """One place `up` or `down` among its neighbours."""
    lock_draft(domain.indicator_set, by)
    neighbours = Domain.objects.filter(indicator_set=domain.indicator_set, parent=domain.parent)
    if _swap(list(neighbours.order_by("position", "id")), domain, direction):
        audit.record("domain.move", domain, by=by, direction=direction)
    return domain


@transaction.atomic
def create_indicator(indicator_set: IndicatorSet, by, *, domain: Domain, parent: Indicator | None = None,
                     **fields) -> Indicator:
    """An indicator at the end of the set, or one of the targets `parent` is made of."""
    indicator_set = lock_draft(indicator_set, by)
    last = indicator_set.indicators.filter(parent=parent).order_by("-position").first()
    indicator = Indicator(indicator_set=indicator_set, domain=parent.domain if parent else domain, parent=parent,
                          position=last.position + 1 if last else 1, **fields)
    _check(indicator)
    indicator.save()
    audit.record("indicator.create", indicator, by=by)
    return indicator


@transaction.atomic
def change_indicator(indicator: Indicator, by, version: int, **fields) -> Indicator:
    """New content of an indicator, if it is still the `version` the person looked at."""
    lock_draft(indicator.indicator_set, by)
    indicator = Indicator.objects.select_related("indicator_set", "domain").get(pk=indicator.pk)
    if indicator.version != version:
        raise IndicatorChanged(indicator)
    before = {name: getattr(indicator, name) for name in fields}
    for name, value in fields.items():
        setattr(indicator, name, value)
    changed = {name: value for name, value in fields.items() if value != before[name]}
    if not changed:
        return indicator
    _check(indicator)
    indicator.version += 1
    indicator.save(update_fields=[*changed, "version"])
    if "domain" in changed:
        indicator.parts.update(domain=indicator.domain)
    audit.record("indicator.change", indicator, by=by, before={name: before[name] for name in changed}, after=changed)
    return indicator


@transaction.atomic
def change_marks(indicator_set: IndicatorSet, by, marks: dict[int, tuple[int, Decimal]]) -> int:
    """Full marks of several indicators at once, {pk: (version looked at, marks)}; how many changed."""
    indicator_set = lock_draft(indicator_set, by)
    rows = [row for row in indicator_set.indicators.filter(pk__in=marks) if row.full_marks != marks[row.pk][1]]
    stale = [row for row in rows if row.version != marks[row.pk][0]]
    if stale:
        raise MarksChanged(stale)
    before = {str(row): row.full_marks for row in rows}
    for row in rows:
        row.full_marks, row.version = marks[row.pk][1], row.version + 1
        _check(row)
    Indicator.objects.bulk_update(rows, ["full_marks", "version"])
    if rows:
        audit.record("indicator_set.marks", indicator_set, by=by, before=before,
                     after={str(row): row.full_marks for row in rows})
    return len(rows)


@transaction.atomic
def remove_indicator(indicator: Indicator, by) -> None:
    """With its sub-indicators; the others keep their numbers."""
    lock_draft(indicator.indicator_set, by)
    audit.record("indicator.remove", indicator, by=by)
    indicator.delete()


@transaction.atomic
def move_indicator(indicator: Indicator, by, direction: str) -> Indicator:
    """One place `up` or `down` among the indicators of its group, or the parts of its parent."""
    lock_draft(indicator.indicator_set, by)
    neighbours = Indicator.objects.filter(
        indicator_set=indicator.indicator_set, domain=indicator.domain, parent=indicator.parent
    )
    if _swap(list(neighbours.order_by("position", "id")), indicator, direction):
        audit.record("indicator.move", indicator, by=by, direction=direction)
    return indicator


def _swap(rows: list, row, direction: str) -> bool:
    """Exchange the places of two neighbours; False at either end."""
    here = next(n for n, each in enumerate(rows) if each.pk == row.pk)
    there = here + _STEPS[direction]
    if not 0 <= there < len(rows):
        return False
    places = [each.position for each in rows]
    if len(set(places)) < len(places):
        places = list(range(1, len(rows) + 1))
    rows[here], rows[there] = rows[there], rows[here]
    for each, place in zip(rows, places, strict=True):
        each.position = place
    type(row).objects.bulk_update(rows, ["position"])
    return True


def _check_name_is_free(indicator_set: IndicatorSet, parent: Domain | None, name: str, except_pk=None) -> None:
    if indicator_set.domains.filter(parent=parent, name=name).exclude(pk=except_pk).exists():
        raise SetRefused(f"已经有名为“{name}”的{'任务分组' if parent else '领域'}。")


def _check(indicator: Indicator) -> None:
    """What holds for an indicator whoever writes it: own set, free number, limits in order."""
    if indicator.domain.indicator_set_id != indicator.indicator_set_id:
        raise SetRefused("所选领域不属于这套指标体系。")
    same = Indicator.objects.filter(indicator_set=indicator.indicator_set, parent=None, number=indicator.number)
    if indicator.parent_id is None and same.exclude(pk=indicator.pk).exists():
        raise SetRefused(f"序号“{indicator.number}”已经用过，请换一个。")
    check_content(indicator)


def check_content(indicator: Indicator) -> None:
    """What holds for its own fields: limits in order, every value as its column takes it."""
    upper, lower = indicator.threshold_upper, indicator.threshold
    if upper is not None and (lower is None or upper < lower):
        raise SetRefused("指标值上限应不小于指标值。")
    try:
        indicator.clean_fields(exclude=["indicator_set", "domain", "parent"])
    except ValidationError as error:
        raise SetRefused("；".join(error.messages)) from error

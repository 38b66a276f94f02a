"""Sets made of the rows of a plan document: a new one, a new edition with further indicators, and both taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, ProtectedError, Sum

from departments.models import Unit
from departments.services import audit

from .. import access, set_rows
from ..choices import SetLevel, SetStatus
from ..models import Domain, Indicator, IndicatorSet, ScoringRule
from ..set_rows import SetRow, SetTarget, shortened
from .indicator import check_content
from .indicator_set import SetRefused, change_set, copy_set, create_set, free_code, publish_set

_TOTAL = Decimal(100)
_MOST_MARKS = Decimal("999999.99")
_MOST_GROUPS = 99


@dataclass(frozen=True)
class MadeSet:
    """A published set, and the indicators that the rows became, in their order."""

    indicator_set: IndicatorSet
    indicators: list[Indicator]


@transaction.atomic
def make_set(by, owner: Unit, name: str, edition: str, source: str, rows: Sequence[SetRow]) -> MadeSet:
    """A published set of one indicator for each row."""
    if not rows:
        raise SetRefused("没有可以建立指标的行。")
    marks = set_rows.marks_of(rows, _TOTAL)
    _check_total(sum(marks, Decimal(0)))
    created = create_set(
        by, free_code(owner.code, first=1), shortened(name, 120), edition,
        SetLevel.COUNTY if owner.district_id else SetLevel.CITY, owner, source, sum(marks, Decimal(0)),
    )
    indicators = _write(created, rows, marks)
    return MadeSet(publish_set(created, by), indicators)


@transaction.atomic
def extend_set(by, owner: Unit, indicator_set: IndicatorSet, edition: str, rows: Sequence[SetRow]) -> MadeSet:
    """A published edition with everything of `indicator_set` and the rows behind it; a row without marks has none."""
    if indicator_set.status != SetStatus.PUBLISHED:
        raise SetRefused(f"“{indicator_set}”还没有发布，不能在它上面出新版。")
    created = copy_set(indicator_set, by, edition, owner)
    indicators = _write(created, rows, [row.full_marks or Decimal(0) for row in rows])
    total = created.indicators.top_level().aggregate(total=Sum("full_marks"))["total"]
    _check_total(total)
    if total != created.total_marks:
        created = change_set(created, by, total_marks=total)
    return MadeSet(publish_set(created, by), indicators)


@transaction.atomic
def take_back_set(by, indicator_set: IndicatorSet) -> bool:
    """Remove a published set that nothing uses; False when plans, copies, scores or a revised rule hold it."""
    locked = IndicatorSet.objects.select_for_update(of=("self",), no_key=True).get(pk=indicator_set.pk)
    if not access.may_own_set(by, locked):
        raise PermissionDenied("只有编制单位的环委办主任可以撤回指标体系。")
    audit.hold_chain()  # from here on nobody revises a rule of it
    rules = ScoringRule.objects.filter(indicator__indicator_set=locked)
    if rules.filter(created_at__gt=F("indicator__indicator_set__published_at")).exists():
        return False
    try:
        with transaction.atomic():
            audit.record("indicator_set.take_back", locked, by=by)
            # Indicators protect their domains, so they go first.
            locked.indicators.all().delete()
            locked.delete()
    except ProtectedError:
        return False
    return True


def free_edition(owner: Unit, name: str, edition: str) -> str:
    """`edition`, or the first of edition（2）, edition（3） … that this office has not used for that name."""
    used = set(IndicatorSet.objects.filter(owner=owner, name=shortened(name, 120)).values_list("edition", flat=True))
    numbered = (f"{edition[:30]}（{n}）" for n in range(2, len(used) + 3))
    return next(each for each in (edition[:40], *numbered) if each not in used)


def _write(indicator_set: IndicatorSet, rows: Sequence[SetRow], marks: Sequence[Decimal]) -> list[Indicator]:
    """The rows as indicators at the end of the draft, with a part for each of several targets."""
    groups = _groups(indicator_set, [_domain_name(row) for row in rows])
    present = indicator_set.indicators.top_level()
    last = present.order_by("-position").values_list("position", flat=True).first() or 0
    numbers = set_rows.free_numbers(rows, set(present.values_list("number", flat=True)))
    tops = [
        _indicator(indicator_set, groups[_domain_name(row)], row, number=number, full_marks=full_marks, position=place)
        for place, (row, number, full_marks) in enumerate(zip(rows, numbers, marks, strict=True), last + 1)
    ]
    parts = [part for top, row in zip(tops, rows, strict=True) if len(row.targets) > 1 for part in _parts(top, row)]
    for indicator in [*tops, *parts]:
        _check(indicator)
    Indicator.objects.bulk_create(tops)
    Indicator.objects.bulk_create(parts)
    return tops


def _indicator(indicator_set: IndicatorSet, group: Domain, row: SetRow, **fields) -> Indicator:
    first = row.targets[0] if row.targets else SetTarget(text=set_rows.AS_REQUIRED)
    indicator = Indicator(
        indicator_set=indicator_set, domain=group, name=shortened(row.name, 120), explanation=row.explanation,
        attribute=set_rows.attribute(row.attribute), **_measured(first), **fields,
    )
    if len(row.targets) > 1:
        indicator.threshold = indicator.threshold_upper = None  # its parts have them
        indicator.threshold_text = shortened("；".join(target.text for target in row.targets if target.text), 200)
    return indicator


def _parts(top: Indicator, row: SetRow) -> list[Indicator]:
    return [
        Indicator(indicator_set=top.indicator_set, domain=top.domain, parent=top, attribute=top.attribute,
                  name=shortened(target.name or row.name, 120), position=place, **_measured(target))
        for place, target in enumerate(row.targets, 1)
    ]


def _measured(target: SetTarget) -> dict:
    return {
        "value_type": set_rows.value_type(target.comparator, target.unit),
        "direction": set_rows.direction(target.comparator), "comparator": target.comparator,
        "threshold": target.threshold, "threshold_upper": target.upper, "unit_of_measure": shortened(target.unit, 30),
        "threshold_text": shortened(target.text, 200),
    }


def _check_total(total: Decimal) -> None:
    if total > _MOST_MARKS:
        raise SetRefused(f"各项分值合计超过{_MOST_MARKS}分，请核对分值。")


def _check(indicator: Indicator) -> None:
    try:
        check_content(indicator)
    except SetRefused as error:
        raise SetRefused(f"“{indicator.name}”不能作为指标：{error}") from error


def _groups(indicator_set: IndicatorSet, names: Iterable[str]) -> dict[str, Domain]:
    """By name: the group of that name, else the last one of the domain of that name, else a new one in a new domain."""
    present = list(indicator_set.domains.order_by("position", "id"))
    tops = {row.name: row for row in present if row.parent_id is None}
    groups = [row for row in present if row.parent_id]
    by_domain = {row.parent_id: row for row in groups}
    found = {name: by_domain[row.pk] for name, row in tops.items() if row.pk in by_domain}
    found |= {row.name: row for row in reversed(groups)}
    missing = [name for name in dict.fromkeys(names) if name not in found]
    if len(groups) + len(missing) > _MOST_GROUPS:
        raise SetRefused(f"领域超过{_MOST_GROUPS}个，请合并后再建立指标体系。")
    new_tops = [
        Domain(indicator_set=indicator_set, name=name, position=place)
        for place, name in enumerate((name for name in missing if name not in tops), len(tops) + 1)
    ]
    tops |= {row.name: row for row in Domain.objects.bulk_create(new_tops)}
    return found | {row.name: row for row in Domain.objects.bulk_create([
        Domain(indicator_set=indicator_set, parent=tops[name], name=name, label=set_rows.group_label(place), position=1)
        for place, name in enumerate(missing, len(groups) + 1)
    ])}


def _domain_name(row: SetRow) -> str:
    return shortened(row.domain.strip(), 60) or set_rows.WITHOUT_DOMAIN

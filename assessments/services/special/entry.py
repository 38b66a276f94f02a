"""That an item happened to a unit: entered by the office, revoked by its chief, never deleted."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments import access
from assessments.models import SpecialEntry, SpecialItem
from assessments.reading.special import effect_of, units_of
from departments.models import Unit, User
from departments.services import audit
from eco_demo.lib import clock
from eco_demo.lib.numbers import format_number
from tasks.models import Plan

from .refusals import POINTED, AlreadyEntered, SpecialRefused, entry_refusal_for, locked


@transaction.atomic
def enter(item: SpecialItem, unit: Unit, by: User, *, reason: str, points: Decimal | None = None, proof: str = ""
          ) -> SpecialEntry:
    """That the item happened to the unit. Raises AlreadyEntered for the same once more."""
    plan = locked(item.plan)
    if not access.can_enter_special(by, unit):
        raise PermissionDenied("加分、扣分和否决由环委办登记，本人所在单位的应当回避。")
    if entry_refusal_for(plan):
        raise SpecialRefused(entry_refusal_for(plan))
    item = SpecialItem.objects.get(pk=item.pk)
    entry = SpecialEntry(item=item, unit=unit, points=points, reason=reason.strip(), proof=proof.strip(), by=by,
                         at=clock.now())
    _check_entry(entry, plan)
    same = SpecialEntry.objects.in_force().filter(
        item=item, unit=unit, points=points, reason=entry.reason, proof=entry.proof
    ).first()
    if same:
        raise AlreadyEntered(same)
    entry.save()
    audit.record("special.enter", entry, by=by, unit=unit.name, item=str(item), points=points, reason=entry.reason,
                 effect=effect_of(item, points))
    return entry


@transaction.atomic
def revoke(entry: SpecialEntry, by: User, reason: str) -> SpecialEntry:
    """The entry stays, and counts no more; revoking it again changes nothing."""
    locked(entry.item.plan)
    entry = SpecialEntry.objects.select_for_update(of=("self",)).select_related("item", "unit").get(pk=entry.pk)
    if not access.can_revoke_special(by, entry.unit):
        raise PermissionDenied("登记由环委办主任撤销，本人所在单位的应当回避。")
    if entry.revoked_at:
        return entry
    if not reason.strip():
        raise SpecialRefused("请写明撤销的理由。", "reason")
    entry.revoked_by, entry.revoked_at, entry.revoke_reason = by, clock.now(), reason.strip()
    entry.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    audit.record("special.revoke", entry, by=by, unit=entry.unit.name, item=str(entry.item), points=entry.points,
                 reason=entry.revoke_reason)
    return entry


def _check_entry(entry: SpecialEntry, plan: Plan) -> None:
    if not units_of(plan).filter(pk=entry.unit_id).exists():
        raise SpecialRefused(f"{entry.unit}不参加{plan.year}年度考核，不能登记。", "unit")
    if not entry.reason:
        raise SpecialRefused("请写明事由。", "reason")
    if entry.item.kind in POINTED:
        _check_points(entry)
    elif entry.points is not None:
        raise SpecialRefused("一票否决和评优条件只影响等次，不填分数。", "points")


def _check_points(entry: SpecialEntry) -> None:
    most, verb = entry.item.max_points, entry.item.get_kind_display()
    if entry.points is None or entry.points <= 0:
        raise SpecialRefused(f"请填写{verb}的分数，应大于0。", "points")
    if most is not None and entry.points > most:
        raise SpecialRefused(f"“{entry.item}”每次最多{verb}{format_number(most)}分。", "points")

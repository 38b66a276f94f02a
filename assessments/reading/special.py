"""Bonus, penalty, veto and gate entries for the list, and what each of them does in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from assessments import access
from assessments.choices import SpecialKind
from assessments.models import SpecialEntry, SpecialItem
from assessments.special_presets import PRESETS, Preset
from departments.models import Unit
from eco_demo.lib.numbers import format_number
from tasks.models import Plan, TaskUnit

from .scheme import items_of

ORDER = ("-id",)
IN_FORCE, REVOKED = "in_force", "revoked"


@dataclass(frozen=True)
class ItemRow:
    """An item with its effect; `item.used` counts its entries."""

    item: SpecialItem
    effect: str


@dataclass(frozen=True)
class EntryRow:
    """An entry with its effect, and whether this person may revoke it."""

    entry: SpecialEntry
    effect: str
    can_revoke: bool


def effect_of(item: SpecialItem, points: Decimal | None = None) -> str:
    """What an entry of the item does to a unit's result."""
    shown = f"{format_number(points)}分" if points is not None else _most(item)
    match item.kind:
        case SpecialKind.BONUS:
            return f"总分加{shown}"
        case SpecialKind.PENALTY:
            return f"总分扣{shown}"
        case SpecialKind.VETO:
            return f"一票否决：定为{item.grade}，原始得分保留"
    return f"不符合评优条件：最高评为{item.grade}，原始得分保留"


def entries_of(plan: Plan, user, filters: dict) -> QuerySet[SpecialEntry]:
    """Entries of the plan this person may read that fit the filters: unit, kind, state."""
    rows = SpecialEntry.objects.visible_to(user).filter(item__plan=plan)
    if filters.get("unit"):
        rows = rows.filter(unit=filters["unit"])
    if filters.get("kind"):
        rows = rows.filter(item__kind=filters["kind"])
    if filters.get("state"):
        rows = rows.filter(revoked_at__isnull=filters["state"] == IN_FORCE)
    return rows.select_related("item", "unit", "by", "revoked_by")


def entry_row(entry: SpecialEntry, user, *, is_open: bool) -> EntryRow:
    can_revoke = is_open and entry.revoked_at is None and access.can_revoke_special(user, entry.unit)
    return EntryRow(entry, effect_of(entry.item, entry.points), can_revoke)


def grouped_items(plan: Plan) -> list[tuple[str, list[ItemRow]]]:
    """The plan's items by kind, kinds without any left out. One query."""
    rows = [ItemRow(item, effect_of(item)) for item in items_of(plan)]
    groups = [(kind, [row for row in rows if row.item.kind == kind]) for kind in SpecialKind]
    return [(kind.label, found) for kind, found in groups if found]


def units_of(plan: Plan) -> QuerySet[Unit]:
    """Units that take part in the plan, in official order."""
    parts = TaskUnit.objects.filter(task__plan=plan)
    return Unit.objects.filter(pk__in=parts.values("unit")).order_by("position", "id")


def presets_left(plan: Plan) -> list[Preset]:
    """Those the plan does not have yet."""
    taken = set(SpecialItem.objects.filter(plan=plan).values_list("kind", "name"))
    return [preset for preset in PRESETS if (preset.kind, preset.name) not in taken]


def _most(item: SpecialItem) -> str:
    return "相应的分数" if item.max_points is None else f"分，每次最多{format_number(item.max_points)}分"

"""Why a person can see what they see: membership → unit×role group → guardian grant → scope, in words."""

from dataclasses import dataclass

from eco_demo.lib import clock

from ..choices import Power
from ..models import Membership, Unit, UnitGroupGrant


@dataclass(frozen=True)
class GrantPath:
    role: str
    unit: str
    powers: tuple[str, ...]
    granted_on: str
    # "辖区内全部单位", "本单位", or the names a membership is limited to.
    reach: str


def grant_paths(user) -> list[GrantPath]:
    """One line per membership in force and unit that its group is granted on; three queries."""
    memberships = list(
        Membership.objects.in_force(clock.today()).filter(user=user)
        .select_related("unit", "role_group").prefetch_related("limited_to").order_by("id")
    )
    grants: dict[int, dict[Unit, list[str]]] = {}
    rows = UnitGroupGrant.objects.filter(group__in={m.role_group.group_id for m in memberships})
    for grant in rows.select_related("permission", "content_object").order_by("content_object__position", "id"):
        powers = grants.setdefault(grant.group_id, {}).setdefault(grant.content_object, [])
        powers.append(Power(grant.permission.codename).label)
    return [
        GrantPath(
            role=membership.get_role_display(), unit=membership.unit.name, powers=tuple(powers),
            granted_on=unit.name, reach=_reach(membership, unit),
        )
        for membership in memberships for unit, powers in grants.get(membership.role_group.group_id, {}).items()
    ]


def _reach(membership: Membership, unit: Unit) -> str:
    if membership.is_limited:
        return "只限" + "、".join(limit.name for limit in membership.limited_to.all())
    return f"{unit.name}及所辖全部单位" if unit.is_territory else f"只限{unit.name}"

"""Who may see rows (as `Q`) and who may do what, from memberships and guardian grants on units.

A request costs two queries: the memberships in force, and the guardian grants of their unit×role groups.
Grants resolve to (scope column, ids), never to a list of every unit below, so a province reads one index.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Q

from eco_demo.lib import clock

from .choices import LIAISON_ROLES, TERRITORIES, Level, Power, Role

NOTHING = Q(pk__in=[])
_COLUMN_OF_LEVEL = {Level.PROVINCE: "province", Level.CITY: "city", Level.DISTRICT: "district"}


def column_of(level: str) -> str:
    """The scope column that holds units of this level: a territory's own, otherwise `unit`."""
    return _COLUMN_OF_LEVEL.get(level, "unit")


@dataclass(frozen=True)
class Scope:
    """What one person may do where: {power: {scope column: ids}}, and the roles in force."""

    roles: frozenset[str] = frozenset()
    places: Mapping[str, Mapping[str, frozenset[int]]] = field(default_factory=dict)
    # Territories the person's own units lie in: plans of the district are readable to its units.
    homes: Mapping[str, frozenset[int]] = field(default_factory=dict)
    unit_ids: frozenset[int] = frozenset()

    def where(self, *powers: str, prefix: str = "", unit_field: str = "unit") -> Q:
        """Rows whose scope columns lie under any grant of any of `powers`; none without a grant."""
        merged: dict[str, set[int]] = {}
        for power in powers:
            for column, ids in self.places.get(power, {}).items():
                merged.setdefault(column, set()).update(ids)
        rows = Q()
        for column, ids in sorted(merged.items()):
            name = unit_field if column == "unit" else column
            rows |= Q(**{f"{prefix}{name}_id__in" if name != "id" else f"{prefix}id__in": sorted(ids)})
        return rows if merged else NOTHING

    def covers(self, row, *powers: str, unit_field: str = "unit") -> bool:
        """Whether `row` (anything with scope columns) lies under a grant of any of `powers`."""
        for power in powers:
            for column, ids in self.places.get(power, {}).items():
                name = unit_field if column == "unit" else column
                if getattr(row, "pk" if name == "id" else f"{name}_id", None) in ids:
                    return True
        return False

    def covers_unit(self, unit, *powers: str) -> bool:
        return self.covers(unit, *powers, unit_field="id")

    def has(self, *powers: str) -> bool:
        return any(self.places.get(power) for power in powers)

    def has_role(self, *roles: str) -> bool:
        return bool(self.roles.intersection(roles))


EMPTY = Scope()


def scope_of(user) -> Scope:
    """The person's scope today, read once per request (it rides on the user object)."""
    if not getattr(user, "is_active", False) or user.pk is None:
        return EMPTY
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user)
    return user._scope


def forget_scope(user) -> None:
    """After a membership or grant changed under a user object that lives on (tests, long jobs)."""
    user.__dict__.pop("_scope", None)


def _read_scope(user) -> Scope:
    memberships = list(
        apps.get_model("departments", "Membership").objects.in_force(clock.today())
        .filter(user=user).select_related("unit", "role_group")
    )
    if not memberships:
        return EMPTY
    grants = _grants_of({m.role_group.group_id for m in memberships})
    limited = [m for m in memberships if m.is_limited]
    limits = _limits_of(limited) if limited else {}
    places: dict[str, dict[str, set[int]]] = {}
    homes: dict[str, set[int]] = {}
    for membership in memberships:
        for power, unit_id, column in grants.get(membership.role_group.group_id, ()):
            targets = limits.get(membership.pk, ()) if membership.is_limited else ((column, unit_id),)
            for target_column, target_id in targets:
                places.setdefault(power, {}).setdefault(target_column, set()).add(target_id)
        for column in ("province", "city", "district"):
            home = getattr(membership.unit, f"{column}_id")
            if home:
                homes.setdefault(column, set()).add(home)
    return Scope(
        roles=frozenset(m.role for m in memberships),
        places={power: _frozen(columns) for power, columns in places.items()},
        homes=_frozen(homes),
        unit_ids=frozenset(m.unit_id for m in memberships),
    )


def _frozen(columns: Mapping[str, Iterable[int]]) -> dict[str, frozenset[int]]:
    return {column: frozenset(ids) for column, ids in columns.items()}


def _grants_of(group_ids: set[int]) -> dict[int, list[tuple[str, int, str]]]:
    rows = (
        apps.get_model("departments", "UnitGroupGrant").objects.filter(group_id__in=group_ids)
        .values_list("group_id", "permission__codename", "content_object_id", "content_object__level")
    )
    grants: dict[int, list[tuple[str, int, str]]] = {}
    for group_id, power, unit_id, level in rows:
        grants.setdefault(group_id, []).append((power, unit_id, column_of(level)))
    return grants


def _limits_of(memberships) -> dict[int, list[tuple[str, int]]]:
    rows = memberships[0].limited_to.through.objects.filter(
        membership_id__in=[m.pk for m in memberships]
    ).values_list("membership_id", "unit_id", "unit__level")
    limits: dict[int, list[tuple[str, int]]] = {}
    for membership_id, unit_id, level in rows:
        limits.setdefault(membership_id, []).append((column_of(level), unit_id))
    return limits


# --- rows ------------------------------------------------------------------------------------------------------

def units_visible(user) -> Q:
    """Own units, and everything under a territory the person reads; administrators see the whole tree."""
    scope = scope_of(user)
    if scope.has_role(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        return Q()
    granted = scope.where(*Power.values, unit_field="id")
    return granted | Q(pk__in=scope.unit_ids) if scope.unit_ids else granted


def people_visible(user) -> Q:
    """Accounts: all for system and security administrators, own unit's for a unit administrator, oneself always."""
    scope = scope_of(user)
    if scope.has_role(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        return Q()
    own = Q(pk=user.pk) if user.pk else NOTHING
    managed = scope.where(Power.MANAGE)
    if managed == NOTHING:
        return own
    return own | Q(memberships__in=apps.get_model("departments", "Membership").objects.filter(managed))


def trail_visible(user) -> Q:
    """Only the auditor reads the activity trail."""
    return Q() if scope_of(user).has_role(Role.AUDITOR) else NOTHING


def jobs_visible(user) -> Q:
    """One's own jobs, and all jobs of a territory one directs; the system administrator watches the whole queue."""
    if not user.pk:
        return NOTHING
    scope = scope_of(user)
    if scope.has_role(Role.SYSTEM_ADMIN):
        return Q()
    own = Q(requested_by=user)
    directed = scope.where(Power.DIRECT)
    return own if directed == NOTHING else own | directed


# --- acts ------------------------------------------------------------------------------------------------------

def can_create_accounts(user) -> bool:
    return scope_of(user).has_role(Role.SYSTEM_ADMIN)


def can_manage_member(user, unit) -> bool:
    """Create, reset or end liaison accounts: the system administrator, or the unit's own administrator."""
    scope = scope_of(user)
    return scope.has_role(Role.SYSTEM_ADMIN) or scope.covers_unit(unit, Power.MANAGE)


def can_manage_account(user, account) -> bool:
    """Reset, disable, unlock: never one's own account, and only where its whole standing is managed."""
    if user.pk == account.pk:
        return False
    if can_create_accounts(user):
        return True
    serving = account.memberships.in_force(clock.today()).select_related("unit")
    units = [membership.unit for membership in serving]
    return bool(units) and all(can_manage_member(user, unit) for unit in units)


def can_see_people(user) -> bool:
    scope = scope_of(user)
    return scope.has(Power.MANAGE) or scope.has_role(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def can_open_account(user) -> bool:
    """The system administrator anywhere; a unit's administrator inside the unit."""
    return scope_of(user).has(Power.MANAGE) or can_create_accounts(user)


def can_serve_in(user, unit, role) -> bool:
    """Open or end a membership: any role for the security administrator, the unit's own staff for its administrator."""
    if can_grant(user):
        return True
    return role in LIAISON_ROLES and scope_of(user).covers_unit(unit, Power.MANAGE)


def roles_to_give(user) -> tuple[str, ...]:
    if can_grant(user):
        return tuple(Role)
    return LIAISON_ROLES if scope_of(user).has(Power.MANAGE) else ()


def can_steer_job(user, job) -> bool:
    """Cancel or retry, and read the title: who asked for it, or who directs the territory."""
    return job.requested_by_id == user.pk or scope_of(user).covers(job, Power.DIRECT)


def can_grant(user) -> bool:
    """Roles and grants are the security administrator's; the one who grants does not create accounts."""
    return scope_of(user).has_role(Role.SECURITY_ADMIN)


def can_edit_units(user) -> bool:
    return scope_of(user).has_role(Role.SYSTEM_ADMIN)


def can_open_units_of(user, territory) -> bool:
    """Open the departments and townships a plan names: whoever directs the territory, or keeps the tree anyway.

    The chief of a city's office directs plans of that office only, not the city; its departments are at home there.
    """
    scope = scope_of(user)
    directs_at_home = scope.has(Power.DIRECT) and scope.has_role(Role.OFFICE_CHIEF) and territory.level == Level.CITY
    return (
        can_edit_units(user) or scope.covers_unit(territory, Power.DIRECT)
        or (directs_at_home and not scope.homes.get("district") and territory.pk in scope.homes.get("city", ()))
    )


def can_read_trail(user) -> bool:
    return scope_of(user).has_role(Role.AUDITOR)


def is_territory(level: str) -> bool:
    return level in TERRITORIES

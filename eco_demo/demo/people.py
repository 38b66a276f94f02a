"""Units, groups and accounts of the demonstration district. Accounts are named by unit and role, never by person."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from departments.choices import Level, Role
from departments.models import Unit, User
from departments.services.membership import open_membership
from departments.services.unit import open_unit, set_group

from .content import read


@dataclass
class District:
    """The units by code and the accounts by user name."""

    units: dict[str, Unit]
    people: dict[str, User] = field(default_factory=dict)

    def staff(self, unit: Unit) -> User:
        return self.people[f"{_stem(unit)}-tb"]

    def head(self, unit: Unit) -> User:
        return self.people[f"{_stem(unit)}-fz"]


# user name, unit code, role: the accounts of the office, the leaders, the city and the three administrators
OFFICE_ACCOUNTS = (
    ("hwb-sh", "zy-office", Role.OFFICE_REVIEWER),
    ("hwb-zr", "zy-office", Role.OFFICE_CHIEF),
    ("qld", "zy", Role.DISTRICT_LEADER),
    ("xy-hwb", "xy-office", Role.CITY_OFFICE),
    ("xtgly", "zy-office", Role.SYSTEM_ADMIN),
    ("aqgly", "zy-office", Role.SECURITY_ADMIN),
    ("sjy", "zy-office", Role.AUDITOR),
)
SHOWN = ("slj-tb", "slj-fz", "hwb-sh", "hwb-zr", "qld", "xy-hwb", "slj-gl", "xtgly", "aqgly", "sjy",
         "qs-zr", "hp-zr", "jz-zr", "slq-zr")


def _stem(unit: Unit) -> str:
    return unit.code.removeprefix("zy-")


def set_up_district() -> District:
    data = read("demo/units")
    units: dict[str, Unit] = {}
    for row in data["units"]:
        fields = {name: row[name] for name in ("short_name", "initials", "unit_class", "position")}
        units[row["code"]] = open_unit(
            by=None, code=row["code"], name=row["name"], level=row["level"], parent=units.get(row["parent"]),
            aliases=row["aliases"], **fields,
        )
    for group in data["groups"]:
        set_group(by=None, district=units[group["district"]], code=group["code"], name=group["name"],
                  other_names=group["aliases"], members=[units[code] for code in group["members"]])
    district = District(units)
    _open_accounts(district)
    return district


def load_district() -> District:
    """The district as an earlier set-up left it."""
    return District(
        {unit.code: unit for unit in Unit.objects.all()}, {user.username: user for user in User.objects.all()}
    )


def _open_accounts(district: District) -> None:
    hashed = make_password(password())  # one hash for all: a hundred of them would take half a minute
    for unit in district.units.values():
        if unit.level in (Level.DEPARTMENT, Level.TOWNSHIP) and unit.unit_class:
            open_account(district, f"{_stem(unit)}-tb", unit, Role.UNIT_STAFF, hashed)
            open_account(district, f"{_stem(unit)}-fz", unit, Role.UNIT_HEAD, hashed)
    open_account(district, "slj-gl", district.units["zy-slj"], Role.UNIT_ADMIN, hashed)
    for username, code, role in OFFICE_ACCOUNTS:
        open_account(district, username, district.units[code], role, hashed)


def open_account(district: District, username: str, unit: Unit, role: str, hashed: str) -> None:
    """An account named by its role, with a password hashed beforehand."""
    label = Role(role).label
    speaks_for_itself = role in (Role.OFFICE_CHIEF, Role.DISTRICT_LEADER, Role.CITY_OFFICE)
    user = User(
        username=username, display_name=label if speaks_for_itself else f"{unit.label}{label}", password=hashed,
        must_change_password=False,
    )
    user.full_clean()
    user.save(force_insert=True)
    open_membership(user, unit, role, by=None)
    district.people[username] = user


def password() -> str:
    """This installation's demonstration password: from the environment, else made once and kept beside the data."""
    given = os.environ.get("ECO_DEMO_PASSWORD")
    if given:
        return given
    path = Path(settings.VAR_DIR) / "demo_password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"Zy{secrets.randbelow(10**8):08d}")
    return path.read_text().strip()


def account_lines() -> list[str]:
    """What the set-up prints: which account shows which side of the work."""
    lines = []
    for user in User.objects.filter(username__in=SHOWN).prefetch_related("memberships__unit"):
        membership = user.memberships.first()
        text = f"  {user.username:<8} {membership.unit.name} · {membership.get_role_display()}"
        lines.append((SHOWN.index(user.username), text))
    return [f"演示账号（口令均为 {password()}）：", *(line for _, line in sorted(lines)),
            "  其他单位：单位首字母-tb（填报员）、-fz（负责人），见“单位”页。"]

"""Units, people, rights, jobs, trail, login."""

from datetime import timedelta

from django.utils import timezone

from departments.choices import JobStatus, Role
from departments.models import AuditEvent, Job, User
from departments.services import audit
from eco_demo.lib import clock
from tests.access import Row, Seed, only
from tests.world import PASSWORD

PEOPLE_PAGES = only("sysadmin", "secadmin", "water_admin")
OWN_UNIT = only("water_staff", "water_head", "water_admin", "reviewer", "chief", "leader", "city_receiver", "sysadmin",
                "secadmin")
TREE = only("sysadmin", "secadmin")


def water(seed: Seed) -> dict:
    return {"pk": seed.world.water.pk}


def water_staff(seed: Seed) -> dict:
    return {"pk": seed.person("water_staff").pk}


def disabled(seed: Seed) -> dict:
    User.objects.filter(pk=seed.person("water_staff").pk).update(is_active=False)
    return water_staff(seed)


def their_membership(seed: Seed) -> dict:
    return {"pk": seed.person("water_staff").memberships.get().pk}


def chiefs_membership(seed: Seed) -> dict:
    return {"pk": seed.person("chief").memberships.get().pk}


def water_group(seed: Seed) -> dict:
    return {"pk": seed.world.water.role_groups.get(role=Role.UNIT_STAFF).pk}


def job_of_head(seed: Seed) -> dict:
    """A unit's head asked for the unit's report."""
    unit = seed.world.water
    job = Job.objects.create(
        kind="unit_report", key="k", title="考核报告", requested_by=seed.person("water_head"), queued_at=timezone.now(),
        province_id=unit.province_id, city_id=unit.city_id, district_id=unit.district_id, unit=unit,
    )
    return {"pk": job.pk}


def failed_job(seed: Seed) -> dict:
    kwargs = job_of_head(seed)
    Job.objects.filter(**kwargs).update(status=JobStatus.FAILED, queued_at=timezone.now() - timedelta(minutes=1))
    return kwargs


def last_entry(seed: Seed) -> dict:
    audit.record("unit.change", seed.world.water)
    return {"pk": AuditEvent.objects.first().pk}


def account_at_water(seed: Seed) -> dict:
    return {"unit": "区水利局", "role": Role.UNIT_STAFF, "username": "water.second", "display_name": "水利局第二填报员"}


def role_at_water(seed: Seed) -> dict:
    return {"unit": "区水利局", "role": Role.UNIT_HEAD, "valid_to": clock.today() + timedelta(days=30)}


UNIT = {"name": "新单位", "code": "d-new", "level": "department", "position": 9}
GROUP = {"name": "各街道", "members": []}
NEW_PASSWORD = {"old_password": PASSWORD, "new_password1": "Lvshui-2022-ok", "new_password2": "Lvshui-2022-ok"}


def street_group(seed: Seed) -> dict:
    return GROUP | {"members": [seed.world.street.pk]}


ROWS = [
    Row("login", allowed={"anonymous": 200}, default=302),
    Row("login", method="POST", allowed={"anonymous": 200}, default=302, data={"username": "x", "password": "y"}),
    Row("logout", method="POST", default=302),
    Row("password_change", default=200),
    Row("password_change", method="POST", default=302, data=NEW_PASSWORD),
    Row("my_account", default=200),
    # Everybody sees a tree: an empty one, the own unit, or the territory.
    Row("unit_list", default=200),
    Row("unit_options", default=200),
    Row("unit_detail", water, OWN_UNIT, default=404),
    Row("unit_detail", lambda seed: {"pk": seed.world.stranger.pk}, TREE | only("stranger_staff", "city_receiver"),
        default=404, note="foreign unit"),
    Row("unit_new", lambda seed: {"under": seed.world.district.pk}, only("sysadmin")),
    Row("unit_new", lambda seed: {"under": seed.world.district.pk}, only("sysadmin", status=302), UNIT, "POST"),
    Row("unit_edit", water, only("sysadmin")),
    Row("unit_edit", water, only("sysadmin", status=302), {"name": "区水务局", "position": 2}, "POST"),
    Row("unit_group_list", default=200),
    Row("unit_group_new", lambda seed: {"district": seed.world.district.pk}, only("sysadmin")),
    Row("unit_group_new", lambda seed: {"district": seed.world.district.pk}, only("sysadmin", status=302),
        street_group, "POST"),
    Row("unit_group_edit", lambda seed: {"pk": seed.world.towns.pk}, only("sysadmin")),
    Row("unit_group_edit", lambda seed: {"pk": seed.world.towns.pk}, only("sysadmin", status=302), street_group,
        "POST"),
    Row("people_list", allowed=PEOPLE_PAGES),
    Row("person_open", allowed=only("sysadmin", "water_admin")),
    Row("person_open", allowed=only("sysadmin", "water_admin"), data=account_at_water, method="POST"),
    Row("person_detail", water_staff, PEOPLE_PAGES | only("water_staff"), default=404),
    Row("person_detail", lambda seed: {"pk": seed.person("chief").pk}, only("sysadmin", "secadmin", "chief"),
        default=404, note="another unit"),
    Row("person_reset", water_staff, only("sysadmin", "water_admin") | only("secadmin", "water_staff", status=403),
        method="POST", default=404),
    Row("person_disable", water_staff, only("sysadmin", "water_admin", status=302)
        | only("secadmin", "water_staff", status=403), method="POST", default=404),
    # A disabled account is logged out: it meets the login page.
    Row("person_enable", disabled, only("sysadmin", "water_admin", "water_staff", status=302)
        | only("secadmin", status=403), method="POST", default=404),
    Row("person_unlock", water_staff, only("sysadmin", "water_admin", status=302)
        | only("secadmin", "water_staff", status=403), method="POST", default=404),
    Row("membership_open", water_staff, only("secadmin", "water_admin")),
    Row("membership_open", water_staff, only("secadmin", "water_admin", status=302), role_at_water, "POST"),
    Row("membership_end", their_membership, only("secadmin", "water_admin", status=302)
        | only("sysadmin", "water_staff", status=403), method="POST", default=404),
    Row("membership_end", chiefs_membership, only("secadmin", status=302) | only("sysadmin", "chief", status=403),
        method="POST", default=404, note="office"),
    Row("grant_list", allowed=only("secadmin")),
    Row("grant_detail", water_group, only("secadmin")),
    Row("grant_detail", water_group, only("secadmin", status=302), {"unit": "区水利局", "powers": ["fill_work"]},
        "POST"),
    Row("job_list", default=200),
    Row("job_detail", job_of_head, only("water_head", "chief", "sysadmin"), default=404),
    Row("job_cancel", job_of_head, only("water_head", "chief", status=302) | only("sysadmin", status=403),
        method="POST", default=404),
    Row("job_retry", failed_job, only("water_head", "chief", status=302) | only("sysadmin", status=403),
        method="POST", default=404),
    Row("trail_list", allowed=only("auditor")),
    Row("trail_export", allowed=only("auditor")),
    Row("trail_detail", last_entry, only("auditor")),
]

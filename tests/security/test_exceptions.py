"""One participation opened to one person: the task, what was handed in and its files can be read, nothing changed."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from departments.choices import Role
from departments.services.membership import open_membership
from eco_demo.lib import clock
from tasks.models import EvidenceVersion, TaskUnitException
from tasks.services.evidence import add_file
from tests.lib.samples import pdf
from tests.security.test_leaks import SECRET, hand_in, write
from tests.world import part_of


@pytest.fixture
def part(world, plan):
    """Handed in with one file; another file lies in the library."""
    part = part_of(plan, world.water)
    write(world, part)
    own = {"unit": world.water, "year": plan.year, "by": world.water_staff}
    add_file(BytesIO(pdf(2)), "监测报告.pdf", ledger=part.ledger, **own)
    add_file(BytesIO(pdf(3)), f"{SECRET}.pdf", **own)
    hand_in(world, part)
    return part


def opened(world, part, *, days=7):
    return TaskUnitException.objects.create(
        content_object=part, user=world.housing_staff, reason="联合检查", until=clock.today() + timedelta(days=days),
        granted_by=world.secadmin, permission=Permission.objects.get(codename="read_taskunit"),
    )


def addresses(part) -> list[str]:
    version = EvidenceVersion.objects.get(name="监测报告.pdf")
    return [
        reverse("task_detail", args=[part.pk]), reverse("ledger_print", args=[part.ledger.pk]),
        reverse("ledger_history", args=[part.ledger.pk]), reverse("evidence_detail", args=[version.evidence_id]),
        reverse("evidence_download", args=[version.pk]), reverse("evidence_preview", args=[version.pk]),
    ]


@pytest.mark.parametrize(("days", "status"), [(7, 200), (0, 200), (-1, 404)])
def test_everything_of_the_line_opens_and_shuts_together(days, status, world, part, as_user):
    opened(world, part, days=days)
    client = as_user(world.housing_staff)
    assert {client.get(address).status_code for address in addresses(part)} == {status}


def test_without_it_nothing_opens(world, part, as_user):
    client = as_user(world.housing_staff)
    assert {client.get(address).status_code for address in addresses(part)} == {404}


@pytest.mark.parametrize("reads_more", ["an exception", "a second role"])
def test_the_first_page_counts_own_work_alone(reads_more, world, part, as_user):
    if reads_more == "an exception":
        opened(world, part)
    else:
        open_membership(world.housing_staff, world.office, Role.OFFICE_REVIEWER, by=None)
    home = as_user(world.housing_staff).get("/").context["home"]
    assert (home.counts["all"], {row.part.unit for row in home.rows}) == (3, {world.housing})


def test_what_was_not_handed_in_stays_shut_and_nothing_can_be_changed(world, part, as_user):
    opened(world, part)
    client, unused = as_user(world.housing_staff), EvidenceVersion.objects.get(name=f"{SECRET}.pdf")
    assert client.get(reverse("evidence_download", args=[unused.pk])).status_code == 404
    for step in ("ledger_save", "ledger_submit", "ledger_recall"):
        assert client.post(reverse(step, args=[part.ledger.pk]), {"version": 1}).status_code == 404
    assert client.post(reverse("task_sign", args=[part.pk])).status_code == 403

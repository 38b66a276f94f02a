"""Every address that changes something, from the access table: one trail entry each, none in an archived year."""

import pytest
from django.conf import settings
from django.urls import reverse

from departments.models import AuditEvent
from tasks.choices import PlanStatus
from tasks.models import Plan
from tests.access import ANONYMOUS, EVERYONE, Row
from tests.test_access_table import ROWS, browser, seed, sessions, undone  # noqa: F401

pytestmark = pytest.mark.django_db


POSTS = [row for row in ROWS if row.method == "POST" and set(row.allowed) - {ANONYMOUS}]
# What goes on when a year is archived: people, units and indicator sets, copies of what is frozen, the city's own act,
# documents of the years to come.
GOES_ON = ("account.", "domain.", "grant.", "indicator", "job.", "membership.", "package.accepted", "package.returned",
           "plan_import.discard", "plan_import.start", "unit", "upload.")


def _person(row: Row, *, may: bool) -> str | None:
    """Somebody who may, or may not, post this."""
    people = (name for name in EVERYONE if (row.expected(name) not in (403, 404)) == may)
    return next(people, None)


def _entries(row: Row, seed, sessions, person: str, between=lambda: None) -> list[str]:  # noqa: F811
    """Actions that one post has written to the trail."""
    with undone():
        path, data = reverse(row.name, kwargs=row.kwargs(seed)), row.posted(seed)
        between()
        last = AuditEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        browser.cookies.clear()
        browser.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
        browser.post(path, data)
        return list(AuditEvent.objects.filter(seq__gt=last).order_by("seq").values_list("action", flat=True))


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_post_writes_each_kind_once_and_a_refused_one_only_the_refusal(row: Row, seed, sessions):  # noqa: F811
    if (able := _person(row, may=True)) and row.name != "report_build":  # one entry for each report asked for
        found = _entries(row, seed, sessions, able)
        assert sorted(found) == sorted(set(found)) and "access.refused" not in found
    if unable := _person(row, may=False):
        assert _entries(row, seed, sessions, unable) == ["access.refused"]


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_an_archived_year_is_not_written_in(row: Row, seed, sessions):  # noqa: F811
    def archive():
        Plan.objects.update(status=PlanStatus.CLOSED)

    if able := _person(row, may=True):
        found = _entries(row, seed, sessions, able, archive)
        assert [action for action in found if action != "access.refused" and not action.startswith(GOES_ON)] == []

"""Every address × every person → status. An address without a row fails, and so does a row without an address."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from departments.models import User
from tests.access import ANONYMOUS, EVERYONE, Row, Seed, all_furniture, all_rows
from tests.conftest import QUICK_HASHERS
from tests.world import load_world, make_plan

# Also what makes pytest-django lay down a test database at all; the whole table then shares the module's transaction.
pytestmark = pytest.mark.django_db

ROWS = all_rows()
# Address names that need no row, each with its reason.
ALLOWED_WITHOUT_ROW: dict[str, str] = {}


def url_names() -> set[str]:
    return {pattern.name or f"unnamed: {pattern.pattern}" for pattern in _patterns(get_resolver())}


def _patterns(resolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _patterns(entry)


@pytest.fixture(scope="module")
def seed(django_db_setup, django_db_blocker, tmp_path_factory):
    """One district, one plan and one session per person for the whole table, rolled back at its end."""
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    quick = override_settings(
        PASSWORD_HASHERS=QUICK_HASHERS, STORAGES=plain, MEDIA_ROOT=tmp_path_factory.mktemp("media")
    )
    with quick, django_db_blocker.unblock(), transaction.atomic():
        world = load_world()
        yield Seed(world, make_plan(world))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(seed) -> dict[str, str]:
    """{person: session key}."""
    keys = {}
    for name in EVERYONE:
        client = Client()
        client.force_login(seed.person(name), backend="django.contrib.auth.backends.ModelBackend")
        keys[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_person_gets_the_answer_of_the_table(row: Row, seed, sessions):
    with undone():
        url, data = reverse(row.name, kwargs=row.kwargs(seed)), row.posted(seed)
        answers = {name: answer(row.method, url, data, sessions.get(name)) for name in (*EVERYONE, ANONYMOUS)}
    assert answers == {name: row.expected(name) for name in (*EVERYONE, ANONYMOUS)}


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST"], ids=str)
def test_an_address_that_changes_something_is_posted_to(row: Row, seed, sessions):
    """A POST-only address refuses GET; one that also shows a form has a GET row of its own."""
    if any(other.name == row.name and other.method == "GET" for other in ROWS):
        return
    person = next((name for name in row.allowed if name != ANONYMOUS), EVERYONE[0])
    with undone():
        assert answer("GET", reverse(row.name, kwargs=row.kwargs(seed)), {}, sessions[person]) == 405


def test_every_address_has_a_row():
    without = url_names() - {row.name for row in ROWS} - set(ALLOWED_WITHOUT_ROW)
    assert not without, f"add rows in tests/access_rows for: {sorted(without)}"


def test_every_row_has_an_address():
    assert {row.name for row in ROWS} | set(ALLOWED_WITHOUT_ROW) <= url_names()


VISIBLE_MODELS = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]


@pytest.fixture(scope="module")
def disagreements(seed) -> dict[str, list[str]]:
    """{model: what is wrong}, over everything that the rows of all areas make."""
    with undone():
        furnish(seed)
        return {model._meta.label: list(_disagreements(model, seed)) for model in VISIBLE_MODELS}


@pytest.mark.parametrize("model", VISIBLE_MODELS, ids=lambda model: model._meta.label)
def test_list_and_single_object_agree(model, disagreements):
    """What a list shows can be opened, what it does not show cannot; nothing is shown twice."""
    assert disagreements[model._meta.label] == []


def furnish(seed) -> None:
    """Let every row make its objects; one that cannot stand beside another's is left out."""
    for make in all_furniture():
        with suppress(Exception), transaction.atomic():
            make(seed)


def _disagreements(model, seed) -> Iterator[str]:
    everything = list(model.objects.order_by("pk").values_list("pk", flat=True)[:20])
    if not everything:
        yield "no row of the access table makes one"
    for name in EVERYONE:
        person = User.objects.get(username=name)
        listed = list(model.objects.visible_to(person).order_by("pk").values_list("pk", flat=True))
        opened = [pk for pk in everything if model.objects.visible_to(person).filter(pk=pk).exists()]
        if len(listed) != len(set(listed)):
            yield f"{name} sees rows twice"
        if opened != [pk for pk in listed if pk in everything]:
            yield f"{name} lists {listed} and opens {opened}"


@contextmanager
def undone():
    """A savepoint that is always rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# One handler for all: a browser of its own for each request would set up the middleware a thousand times.
browser = Client(raise_request_exception=False)


def answer(method: str, url: str, data, session: str | None) -> int:
    browser.cookies.clear()
    if session:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    send = {"GET": browser.get, "POST": browser.post}.get(method)
    with undone():
        response = send(url, data) if send else browser.generic(method, url)
        if response.streaming:
            b"".join(response.streaming_content)  # closes the file; a second close would drop PostgreSQL's connection
        return response.status_code

import os

import pytest
from django.test import Client, override_settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # sync Playwright runs an event loop of its own


QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The small district is laid down once; every test rolls back to it."""
    from tests.world import build_world

    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        build_world()


@pytest.fixture(autouse=True)
def quick_and_private(settings, tmp_path):
    """Cheap password hashes, a media folder of the test's own, unhashed static names."""
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = settings.MEDIA_ROOT / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)
    settings.STORAGES = {
        **settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def broker_not_given_up(monkeypatch):
    """A broker that failed in one test is asked again in the next."""
    from departments.services import job

    monkeypatch.setattr(job, "_broker", job._Broker())


@pytest.fixture
def world(db):
    from tests.world import load_world

    return load_world()


@pytest.fixture
def plan(world):
    """A published plan of this year with three tasks, self-check open."""
    from tests.world import make_plan

    return make_plan(world)


@pytest.fixture
def as_user():
    """`as_user(world.water_staff)` is a browser that person is logged in with."""

    def login(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return login

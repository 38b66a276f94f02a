"""`python -m tests.faults.office lay_out | ask [UNIT]`: a district in a database of its own, and its office asking.

A process of its own, as the web server is; what it found goes to standard output as JSON.
"""

import json
import sys
import time

import django

django.setup()

from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from assessments.models import Snapshot  # noqa: E402
from assessments.services.snapshot import freeze  # noqa: E402
from departments.models import Unit, User  # noqa: E402
from tests.conftest import QUICK_HASHERS  # noqa: E402
from tests.world import build_world, make_plan  # noqa: E402


def lay_out() -> dict:
    """Four units with two tasks each, frozen as they stand."""
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        world = build_world()
    snapshot = freeze(make_plan(world, tasks=2), by=world.chief, allow_open=True, reason="演练")
    return {"snapshot": snapshot.pk}


def ask(unit: str = "") -> dict:
    """The chief presses the button for all reports, or for one unit's; how long the answer took."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="chief"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("report_build", args=[Snapshot.objects.get().pk])
    data = {"unit": Unit.objects.get(code=unit).pk} if unit else {}
    started = time.monotonic()
    status = client.post(address, data).status_code
    return {"status": status, "seconds": time.monotonic() - started}


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    print(json.dumps({"lay_out": lay_out, "ask": ask}[command](*arguments)))

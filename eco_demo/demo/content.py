"""The demonstration content as it lies in `fixtures/`."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@cache
def read(name: str) -> dict:
    """`fixtures/<name>.json`."""
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def plan_dates(data: dict) -> dict[str, date]:
    return {name: date.fromisoformat(day) for name, day in data["dates"].items()}

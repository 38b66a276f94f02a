"""Whatever is typed, no address answers with a fault of the program: hostile ids, fields and queries, row by row."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse

from tests.access import ANONYMOUS, EVERYONE, Row
from tests.test_access_table import ROWS, browser, seed, sessions, undone  # noqa: F401

pytestmark = pytest.mark.django_db

TOO_BIG = 10**20
# Each goes into every field at once; the mixed row turns, so that neighbours differ.
MIXED = ("９" * 30, "-0", "NaN", "1e400", "2199-13-45", "长" * 3000)
VALUES = ("\x00", "9" * 5000, MIXED)
_NAME = re.compile(r"""(?:name="|get\(\s*"|POST\["|getlist\(")([a-z_]{1,30})""")


def _names() -> set[str]:
    """Every name that a page or a view speaks of, and those of form fields."""
    root = settings.BASE_DIR
    sources = [*root.glob("templates/**/*.html"), *root.glob("*/views/*.py")]
    found = {name for source in sources for name in _NAME.findall(source.read_text())}
    fields = re.compile(r"^    ([a-z_]+) = (?:forms\.)?\w*Field\(", re.M)
    forms: list[Path] = list(root.glob("*/forms/*.py"))
    return found | {name for source in forms for name in fields.findall(source.read_text())}


NAMES = sorted(_names() - {"csrfmiddlewaretoken"})


def _asked(row: Row, sessions, path: str, query: str = "", data=None) -> int:  # noqa: F811
    person = next((name for name in row.allowed if name != ANONYMOUS), EVERYONE[0])
    browser.cookies.clear()
    browser.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
    with undone():
        if row.method == "POST":
            return browser.post(f"{path}?{query}", data).status_code
        return browser.generic(row.method, path, QUERY_STRING=query).status_code


ONCE = list({(row.name, row.method): row for row in ROWS if row.method in ("GET", "POST")}.values())
WITH_ID = [row for row in ONCE if row.kwargs is not Row("").kwargs]


def _filled(names, value) -> dict[str, str]:
    turn = value if isinstance(value, tuple) else (value,)
    return {name: turn[at % len(turn)] for at, name in enumerate(names)}


@pytest.mark.parametrize("row", ONCE, ids=str)
def test_hostile_fields_are_answered(row: Row, seed, sessions):  # noqa: F811
    with undone():
        path, known = reverse(row.name, kwargs=row.kwargs(seed)), dict(row.posted(seed))
        answers = []
        for value in VALUES:
            query = urlencode({name: text[:600] for name, text in _filled(NAMES, value).items()})
            answers.append(_asked(row, sessions, path, query, _filled(sorted({*NAMES, *known}), value)))
    assert max(answers) < 500


@pytest.mark.parametrize("row", WITH_ID, ids=str)
def test_an_id_beyond_every_column_is_missing(row: Row, seed, sessions):  # noqa: F811
    with undone():
        kwargs = row.kwargs(seed)
        huge = {name: TOO_BIG if isinstance(value, int) else value for name, value in kwargs.items()}
        data = row.posted(seed)
        status = _asked(row, sessions, reverse(row.name, kwargs=huge), data=data) if huge != kwargs else 404
    assert status in (403, 404)

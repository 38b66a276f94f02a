"""Every action that the code records has its words, in its own app's choices."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("departments", "indicators", "tasks", "assessments")


def recorded_actions(app: str) -> Iterator[str]:
    """The texts given as first argument to `audit.record` anywhere in the app."""
    for file in Path(settings.BASE_DIR, app).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                yield from (
                    part.value for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value.strip(".")
                )


@pytest.mark.parametrize("app", APPS)
def test_every_recorded_action_has_words(app):
    labels = import_module(f"{app}.choices").AUDIT_LABELS
    assert sorted(set(recorded_actions(app)) - set(labels)) == []


def test_no_two_apps_name_the_same_action():
    labels = [label for app in APPS for label in import_module(f"{app}.choices").AUDIT_LABELS]
    assert len(labels) == len(set(labels))

"""The lock files: complete, hashed, and free of any one machine's addresses."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def wanted(name):
    lines = (ROOT / name).read_text().splitlines()
    return {re.split(r"[<>=\[]", line)[0].lower() for line in lines if re.match(r"[A-Za-z]", line)}


def pinned(name):
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_is_pinned_with_hashes(name):
    text = (ROOT / f"{name}.lock").read_text()

    assert wanted(f"{name}.txt") <= pinned(f"{name}.lock").keys()
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_no_address_or_path_of_a_machine_is_in_the_lock(name):
    assert not re.search(r"index-url|find-links|file:|/|#", (ROOT / f"{name}.lock").read_text())


def test_tests_run_with_the_versions_that_are_served():
    assert pinned("requirements.lock").items() <= pinned("requirements-dev.lock").items()

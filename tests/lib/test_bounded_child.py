import signal
import subprocess
import sys

import pytest

from eco_demo.lib import bounded_child
from eco_demo.lib.bounded_child import LIB, ChildDied, run_bounded


def in_child(code):
    preamble = "import lib.bounded_child as child; child.CPU_SECONDS = 1; child.limit_this_process()\n"
    return subprocess.run([sys.executable, "-c", preamble + code], cwd=LIB.parent, capture_output=True, timeout=20)


def test_the_child_gets_no_more_memory_than_it_is_given():
    assert b"MemoryError" in in_child("bytearray(800 << 20)").stderr


def test_the_child_gets_no_more_time_than_it_is_given():
    assert in_child("while True: pass").returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_the_child_writes_no_file(tmp_path):
    in_child(f"open({str(tmp_path / 'x')!r}, 'w').write('x')")
    assert not (tmp_path / "x").read_bytes()


def test_the_child_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("ECO_SECRET_KEY", "secret")
    seen = {}

    def run(_command, *, env, **_options):
        seen.update(env)
        return subprocess.CompletedProcess([], 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    run_bounded("thumbnails")
    assert set(seen) == {"LANG", "PYTHONIOENCODING"}


@pytest.mark.parametrize("module", ["no_such_module", "thumbnails"])
def test_a_child_that_fails_is_said_to_have_died(module):
    with pytest.raises(ChildDied, match=module):
        run_bounded(module, "/no/such/file")


def test_a_child_that_stalls_is_ended(monkeypatch):
    monkeypatch.setattr(bounded_child, "WALL_SECONDS", 0.01)
    with pytest.raises(ChildDied, match="no answer"):
        run_bounded("thumbnails", "x")

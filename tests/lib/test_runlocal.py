"""The one-machine server starts two processes, and neither outlives the other."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def server(tmp_path):
    environ = {**os.environ, "PORT": str(free_port()), "ECO_VAR_DIR": str(tmp_path)}
    for name in ("DATABASE_URL", "REDIS_URL"):
        environ.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runlocal"],
        cwd=settings.BASE_DIR,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        for line in process.stdout:
            if "系统已启动" in line:
                break
        process.address = f"http://127.0.0.1:{environ['PORT']}"
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=40)


def test_it_serves_pages_and_stops_with_all_its_children(server):
    family = children_of(server.pid)
    with urllib.request.urlopen(f"{server.address}/healthz", timeout=10) as answer:
        assert (answer.status, answer.headers["Server"]) == (200, None)

    server.send_signal(signal.SIGTERM)

    assert server.wait(40) == 0
    assert (len(family), [pid for pid in family if alive(pid)]) == (2, [])


def test_it_stops_when_the_worker_dies(server):
    web, worker = children_of(server.pid)
    pool = children_of(worker)
    os.kill(worker, signal.SIGKILL)

    assert server.wait(40) == 1
    time.sleep(0.2)
    assert [pid for pid in [web, worker, *pool] if alive(pid)] == []


def test_nobody_outlives_a_killed_parent(server):
    family = children_of(server.pid)
    server.kill()
    server.wait(5)
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in family) and time.monotonic() < deadline:
        time.sleep(0.2)

    assert [pid for pid in family if alive(pid)] == []

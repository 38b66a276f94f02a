"""A whole installation for fault tests: its own database, files and queue, with worker and beat as real processes."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from eco_demo.management.commands.runlocal import worker_command

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable


class Process:
    """Started in a group of its own, so that a kill takes its children too, as a power cut would."""

    def __init__(self, command: list[str], log: Path, **options):
        with log.open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True, **options)

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


class Installation:
    """SQLite and a folder as the queue."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.running: list[Process] = []
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "DJANGO_SETTINGS_MODULE": "eco_demo.settings", "ECO_VAR_DIR": str(folder), "PYTHONPATH": str(ROOT),
        }

    def lay_out(self) -> None:
        self.run("manage.py", "migrate", "--verbosity=0", "--skip-checks")
        self.office("lay_out")

    def office(self, *arguments: str) -> dict:
        return json.loads(self.run("-m", "tests.faults.office", *arguments).splitlines()[-1])

    def run(self, *arguments: str) -> str:
        done = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, command: list[str]) -> Process:
        process = Process(command, self.folder / "processes.log", cwd=ROOT, env=self.env)
        self.running.append(process)
        return process

    def start_worker(self) -> Process:
        command = worker_command()
        return self.start([part if not part.startswith("--schedule=") else f"--schedule={self.folder / 'beat'}"
                           for part in command])

    def lose_queue(self) -> None:
        for message in (self.folder / "queue").glob("*.msg"):
            message.unlink(missing_ok=True)

    def query(self, sql: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self.folder / "eco.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    def jobs(self) -> dict[int, tuple[str, int]]:
        """Status and attempts by id."""
        rows = self.query("SELECT id, status, attempt FROM departments_job")
        return {number: (status, attempt) for number, status, attempt in rows}

    def statuses(self) -> set[str]:
        return {status for status, _ in self.jobs().values()}

    def log(self) -> str:
        return (self.folder / "processes.log").read_text(errors="replace")[-4000:]

    def wait_until(self, is_so: Callable[[], bool], seconds: float) -> float:
        """How long it took."""
        started = time.monotonic()
        while not is_so():
            assert time.monotonic() - started < seconds, f"{self.jobs()}\n{self.log()}"
            time.sleep(0.05)
        return time.monotonic() - started

    def close(self) -> None:
        for process in self.running:
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class ServerInstallation(Installation):
    """PostgreSQL, a Redis of its own that may be killed, worker and beat apart, as deployed."""

    def __init__(self, folder: Path, server: str):
        super().__init__(folder)
        self._server, self._name = server, f"faults_{os.getpid()}"
        self._administer(f"CREATE DATABASE {self._name}")
        self.redis_port = free_port()
        self.env |= {
            "DATABASE_URL": urlsplit(server)._replace(path=f"/{self._name}").geturl(),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
        }
        self.redis: Process | None = None

    def start_redis(self) -> None:
        self.redis = self.start(["redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "",
                                 "--appendonly", "no", "--dir", str(self.folder)])
        self.wait_until(lambda: _answers(self.redis_port), 10)

    def start_worker(self) -> Process:
        self.start([PYTHON, "-m", "celery", "-A", "eco_demo", "beat", f"--schedule={self.folder / 'beat'}",
                    "--pidfile=", "--loglevel=WARNING"])
        return self.start([PYTHON, "-m", "celery", "-A", "eco_demo", "worker", "--pool=prefork", "--concurrency=2",
                           "--without-gossip", "--without-mingle", "--loglevel=WARNING"])

    def lose_queue(self) -> None:
        self.redis.kill()
        self.start_redis()

    def query(self, sql: str) -> list[tuple]:
        with contextlib.closing(psycopg2.connect(self.env["DATABASE_URL"])) as database, database.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def close(self) -> None:
        super().close()
        self._administer(f"DROP DATABASE {self._name} WITH (FORCE)")

    def _administer(self, sql: str) -> None:
        with contextlib.closing(psycopg2.connect(self._server)) as database:
            database.autocommit = True
            with database.cursor() as cursor:
                cursor.execute(sql)


@contextlib.contextmanager
def mute_listener(port: int):
    """Takes every connection and never says a word."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)):
            return False
        probe.sendall(b"PING\r\n")
        return probe.recv(7) == b"+PONG\r\n"

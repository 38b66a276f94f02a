"""The product as it is run: web server, worker and beat as real processes on a database and a folder of their own."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from eco_demo.management.commands.runlocal import settle
from tests.faults.installation import PYTHON, ROOT, Process, free_port

START_SECONDS = 60
STATIC = ["collectstatic", "--noinput", "--verbosity=0", "--ignore=fonts/*", "--ignore=report.css"]


class Ground:
    """Databases with a district laid out in them, made once per run and copied for each product: SQLite files."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self.environ |= {"DJANGO_SETTINGS_MODULE": "eco_demo.settings", "ECO_STATIC_ROOT": str(folder / "static")}
        self.laid_out: set[str] = set()
        self.run(self.environ | {"ECO_VAR_DIR": str(folder / "static-var")}, "manage.py", *STATIC)

    def product(self, scene: str) -> "Product":
        """A stopped product in its own copy of the scene."""
        if scene not in self.laid_out:
            self.prepare(scene)
            self.laid_out.add(scene)
        home = self.folder / f"product-{scene}-{free_port()}"
        shutil.copytree(self.folder / scene, home)
        return self.copy(scene, home)

    def prepare(self, scene: str) -> None:
        environ = self.environ_of(scene, self.folder / scene)
        self.run(environ, "manage.py", "migrate", "--verbosity=0", "--skip-checks")
        self.run(environ, "-m", "tests.journeys.scenes", scene)

    def environ_of(self, database: str, home: Path) -> dict:
        return self.environ | {"ECO_VAR_DIR": str(home)}

    def copy(self, scene: str, home: Path) -> "Product":
        return Product(home, self.environ_of(scene, home))

    def run(self, environ: dict, *arguments: str) -> None:
        done = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def close(self) -> None:
        pass


class ServerGround(Ground):
    """The same as databases on a PostgreSQL server, each product with a Redis database of its own."""

    def __init__(self, folder: Path, postgres: str, redis: str):
        super().__init__(folder)
        self._postgres, self._redis = urlsplit(postgres), urlsplit(redis)
        self._made: list[str] = []

    def environ_of(self, database: str, home: Path) -> dict:
        number = 1 + len(self._made) % 15
        return super().environ_of(database, home) | {
            "DATABASE_URL": self._postgres._replace(path=f"/{self._name(database)}").geturl(),
            "REDIS_URL": self._redis._replace(path=f"/{number}").geturl(),
        }

    def prepare(self, scene: str) -> None:
        self._create(self._name(scene))
        super().prepare(scene)

    def copy(self, scene: str, home: Path) -> "Product":
        database = f"{scene}_{len(self._made)}"
        self._create(self._name(database), f" TEMPLATE {self._name(scene)}")
        return ServerProduct(home, self.environ_of(database, home))

    def close(self) -> None:
        for name in self._made:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _name(self, database: str) -> str:
        return f"journey_{os.getpid()}_{database}"

    def _create(self, name: str, template: str = "") -> None:
        self._administer(f"CREATE DATABASE {name}{template}")
        self._made.append(name)

    def _administer(self, sql: str) -> None:
        with contextlib.closing(psycopg2.connect(self._postgres.geturl())) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                cursor.execute(sql)


class Product:
    """The one-machine product: `manage.py runlocal`."""

    def __init__(self, home: Path, environ: dict):
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = environ | {"PORT": str(self.port)}
        self.running: list[Process] = []

    @property
    def log(self) -> Path:
        return self.home / "processes.log"

    def commands(self) -> list[list[str]]:
        return [[PYTHON, "manage.py", "runlocal"]]

    def start(self) -> "Product":
        options = {"cwd": ROOT, "env": self.environ, "preexec_fn": lambda: settle(0)}
        self.running = [Process(command, self.log, **options) for command in self.commands()]
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def crash(self) -> None:
        """As a power cut: nobody is told, nothing is finished."""
        family = [pid for process in self.running for pid in descendants(process.pid)]
        for process in self.running:
            process.kill()
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.running = []

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-8000:] if self.log.exists() else ""


class ServerProduct(Product):
    """The product on PostgreSQL and Redis: gunicorn with the container's settings, worker and beat apart."""

    def commands(self) -> list[list[str]]:
        celery = [PYTHON, "-m", "celery", "--quiet", "-A", "eco_demo"]
        return [
            [PYTHON, "-m", "gunicorn", "--config", "docker/gunicorn.conf.py", "--workers=2",
             "--access-logfile=/dev/null", f"--bind=127.0.0.1:{self.port}", "eco_demo.wsgi:application"],
            [*celery, "worker", "--pool=prefork", "--concurrency=1", "--without-gossip", "--without-mingle",
             "--loglevel=WARNING"],
            [*celery, "beat", f"--schedule={self.home / 'beat'}", "--pidfile=", "--loglevel=WARNING"],
        ]


def descendants(pid: int) -> list[int]:
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [each for child in children for each in [child, *descendants(child)]]

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"
STOP_SECONDS = 30
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "在本机启动网页服务和后台任务，按 Ctrl+C 停止（端口由 PORT 指定，默认 8000）。"
    requires_system_checks = []

    def handle(self, *args, **options):
        port = int(os.environ.get("PORT", "8000"))
        if is_listening(port):
            raise CommandError(f"端口 {port} 已被占用，请换一个端口，例如：PORT={port + 1} bash scripts/run.sh")
        stop = StopRequest()
        children = [start(web_command(port)), start(worker_command(), nice=5)]
        try:
            self.announce(port, children, stop)
            while not stop.requested and all(child.poll() is None for child in children):
                time.sleep(0.2)
        finally:
            ended = [child.args for child in children if child.poll() is not None]
            stop_all(children)
        if ended and not stop.requested:
            raise CommandError(f"进程意外退出，系统已停止：{' '.join(ended[0][:4])} …")

    def announce(self, port, children, stop):
        while not is_listening(port):
            if stop.requested or any(child.poll() is not None for child in children):
                return
            time.sleep(0.1)
        self.stdout.write(f"系统已启动：http://{HOST}:{port}/ （按 Ctrl+C 停止）")
        self.stdout.flush()


class StopRequest:
    """True once somebody asked us to stop; a second Ctrl+C is not lost on the children either."""

    def __init__(self):
        self.requested = False
        signal.signal(signal.SIGTERM, self.note)
        signal.signal(signal.SIGINT, self.note)

    def note(self, number, frame):
        self.requested = True


def web_command(port: int) -> list[str]:
    # Waitress takes a slow upload in whole before a thread is spent on it; gunicorn would need nginx for that.
    return [
        sys.executable, "-m", "waitress",
        f"--listen={HOST}:{port}",
        "--threads=8",
        "--connection-limit=500",
        f"--max-request-body-size={2 * 1024**3}",
        "--clear-untrusted-proxy-headers",
        "--ident=",
        "eco_demo.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    # Processes, because two PDFs in two threads cost twice the CPU of two in two processes.
    return [
        sys.executable, "-W", "ignore:You're running the worker with superuser",
        "-m", "celery", "--quiet", "-A", "eco_demo", "worker",
        "--beat", f"--schedule={settings.VAR_DIR / 'beat-schedule'}",
        "--pool=prefork", f"--concurrency={min(2, os.cpu_count() or 1)}",
        "--without-gossip", "--without-mingle",
        "--loglevel=WARNING",
    ]  # fmt: skip


def start(command: list[str], nice: int = 0) -> subprocess.Popen:
    return subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True, preexec_fn=lambda: settle(nice))


def settle(nice: int) -> None:
    """In the child: pages go before reports, and nobody outlives a killed parent."""
    os.nice(nice)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop_all(children: list[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # Whoever is left of the family: one that would not stop, or the pool of a worker that was killed.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0

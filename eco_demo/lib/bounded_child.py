"""Bytes from outside are parsed in a child process that may use little memory and time and knows no secrets."""

import resource
import subprocess
import sys
from pathlib import Path

LIB = Path(__file__).resolve().parent
MEMORY = 700 * 1024 * 1024
CPU_SECONDS, WALL_SECONDS = 10, 20


class ChildDied(Exception):
    """The child was killed, crashed or took too long: the bytes are not what they should be."""


def run_bounded(module: str, *arguments: str) -> bytes:
    """What `python -m lib.<module> ARGUMENTS` wrote to its standard output. Raises ChildDied.

    The child starts in this package's parent folder, as the package `lib`: importing `eco_demo` would start Celery
    and Django, which takes longer than the work. Its environment is empty but for what Python needs.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", f"{LIB.name}.{module}", *arguments],
            cwd=LIB.parent,
            env={"LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildDied(f"{module}: no answer after {WALL_SECONDS} s") from error
    if done.returncode != 0:
        raise ChildDied(f"{module}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout


def limit_this_process() -> None:
    """First thing in the child, before a byte is read: memory, time, no core file, nothing written to disk."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

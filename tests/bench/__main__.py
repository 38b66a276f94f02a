"""`python -m tests.bench [name …]`: every function `bench_<name>` in `tests/bench/bench_*.py` is a benchmark.

It takes no arguments, makes its own data in the configured database and returns a `Measurement`.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django


def benchmarks() -> dict[str, Callable]:
    found = {}
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        module = importlib.import_module(f"tests.bench.{file.stem}")
        for name, function in vars(module).items():
            if name.startswith("bench_") and callable(function) and function.__module__ == module.__name__:
                found[name.removeprefix("bench_")] = function
    return found


def report(name: str, benchmark: Callable) -> str:
    result = benchmark()
    line = {"name": name, "ours": round(result.ours, 3), "reference": round(result.reference, 3)}
    line |= {"ratio": round(result.ratio, 3), "unit": result.unit, "n": result.n, "setup": result.setup, **result.extra}
    return json.dumps(line, ensure_ascii=False)


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eco_demo.settings")
    django.setup()
    known = benchmarks()
    if unknown := [name for name in names if name not in known]:
        print(f"没有这个基准：{'、'.join(unknown)}。现有：{'、'.join(known)}", file=sys.stderr)
        return 2
    for name in names or known:
        print(report(name, known[name]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

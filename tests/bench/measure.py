"""What a benchmark hands back, and a fair way to time two things."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """`ours` and `reference` in `unit`, each the median of `n` runs; `setup` says in words what was measured."""

    ours: float
    reference: float
    unit: str
    n: int
    setup: str

    @property
    def ratio(self) -> float:
        return self.ours / self.reference


def compare_ms(ours: Callable, reference: Callable, *, n: int, setup: str) -> Measurement:
    """Medians in milliseconds, taken in turns so that a busy machine slows both; one run of each to warm up."""
    times: dict[Callable, list[float]] = {ours: [], reference: []}
    ours()
    reference()
    for _ in range(n):
        for function, taken in times.items():
            started = time.perf_counter()
            function()
            taken.append((time.perf_counter() - started) * 1000)
    return Measurement(statistics.median(times[ours]), statistics.median(times[reference]), "ms", n, setup)

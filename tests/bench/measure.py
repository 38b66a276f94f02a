"""What a benchmark hands back, and a fair way to time two things."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Measurement:
    """`ours` and `reference` in `unit`, each the median of `n` runs; `setup` says in words what was measured."""

    ours: float
    reference: float
    unit: str
    n: int
    setup: str
    # Further figures for the same line.
    extra: dict = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.ours / self.reference


def compare_ms(
    ours: Callable, reference: Callable, *, n: int, setup: str, timer: Callable[[], float] = time.perf_counter
) -> Measurement:
    """Medians in milliseconds, taken in turns so that a busy machine slows both; one run of each to warm up.

    `timer=time.process_time` counts this process's work alone, for long runs beside other work.
    """
    times: dict[Callable, list[float]] = {ours: [], reference: []}
    ours()
    reference()
    for _ in range(n):
        for function, taken in times.items():
            started = timer()
            function()
            taken.append((timer() - started) * 1000)
    return Measurement(statistics.median(times[ours]), statistics.median(times[reference]), "ms", n, setup)

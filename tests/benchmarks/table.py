"""The rows of the benchmark's table, and how their samples are taken."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Sample(NamedTuple):
    """Seconds that one run took, and seconds of CPU time of it; ``None`` where only the first tells something."""

    wall: float
    cpu: float | None = None


class Times:
    """The samples of one thing, one of each turn."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.wall = [sample.wall for sample in samples]
        self.cpu = [sample.cpu for sample in samples if sample.cpu is not None]

    @property
    def p50(self) -> float:
        return statistics.median(self.wall)

    @property
    def p95(self) -> float:
        return sorted(self.wall)[min(len(self.wall) - 1, round(0.95 * len(self.wall)))]

    @property
    def cpu_p50(self) -> float | None:
        return statistics.median(self.cpu) if self.cpu else None


class Row(NamedTuple):
    """One line of the table.

    Attributes:
        what: is measured.
        measured: in seconds, bytes, or shares of a core; the median of several.
        budget: of the ratio, or where there is nothing to compare with, of the value itself; ``None`` for none.
        against: what it is compared with.
        p95: of the same samples.
        cpu: CPU time of one run.
        turns: how many times as long it took, as the median of the turns; ``None`` where it was not taken in turns.
        cpu_ratio: the same of the CPU time.
        unit: to print it in.
        of_p95: whether the budget is that of the 95th percentile.
    """

    what: str
    measured: float
    budget: float | None = None
    against: float | None = None
    p95: float | None = None
    cpu: float | None = None
    turns: float | None = None
    cpu_ratio: float | None = None
    unit: str = "ms"
    of_p95: bool = False

    @property
    def ratio(self) -> float:
        return self.turns or (self.measured / self.against if self.against else self.measured)

    @property
    def over(self) -> bool:
        """Whether it is more than it may be. Where the machine is busy beside, the CPU time tells."""
        if self.budget is None:
            return False
        if self.of_p95:
            return (self.p95 or self.measured) > self.budget
        return min(self.ratio, self.cpu_ratio or self.ratio) > self.budget

    def __str__(self) -> str:
        cells = (
            self._shown(self.measured),
            self._shown(self.p95),
            self._shown(self.cpu),
            self._shown(self.against),
            f"{self.ratio:.2f}" if self.against else "",
            f"{self.cpu_ratio:.2f}" if self.cpu_ratio else "",
            "" if self.budget is None else f"{self.budget:g}" if self.against else self._shown(self.budget),
        )
        line = f"{self.what:<54}" + "".join(f"{cell:>11}" for cell in cells)
        return f"{line}  OVER" if self.over else line

    def _shown(self, value: float | None) -> str:
        scale = {"ms": 1e3, "MB": 1e-6, "%": 1e2}[self.unit]
        return "" if value is None else f"{value * scale:.1f} {self.unit}"


HEAD = f"{'':<54}" + "".join(
    f"{title:>11}" for title in ("p50", "p95", "CPU", "against", "ratio", "CPU ratio", "budget")
)


def compared(what: str, ours: Times, theirs: Times, budget: float | None = None) -> Row:
    """A row of one against the other, turn by turn: the machine is not equally fast from one turn to the next."""
    wall, cpu = _ratio(ours.wall, theirs.wall), _ratio(ours.cpu, theirs.cpu)
    return Row(what, ours.p50, budget, theirs.p50, ours.p95, ours.cpu_p50, wall, cpu)


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """Give the median of the turns' ratios; ``None`` where one of both was not measured in each."""
    pairs = list(zip(ours, theirs, strict=False))
    return statistics.median(mine / other for mine, other in pairs) if len(pairs) == len(ours) and pairs else None


def timed(runs: int, *samples: Callable[[], Sample]) -> list[Times]:
    """Take the samples in turns, so that what else the machine does falls on all alike; the first warms the caches."""
    taken: list[list[Sample]] = [[] for _ in samples]
    for _ in range(runs + 1):
        for times, sample in zip(taken, samples, strict=True):
            times.append(sample())
    return [Times(times[1:]) for times in taken]


def process(command: Sequence[str], env: Mapping[str, str]) -> Sample:
    """Run a whole process.

    Raises:
        RuntimeError: it failed.
    """
    began = time.perf_counter()
    child = subprocess.Popen(command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    taken = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} exited with {child.returncode}")
    return Sample(taken, used.ru_utime + used.ru_stime)

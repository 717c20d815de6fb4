"""Measure the budgets of the design and print them as a table, with the machine they were taken on."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import accounts, homes, screen, script
from tests.benchmarks.terminal import Terminal

BARE = [sys.executable, "-I", "-c", "pass"]
EMPTY = [sys.executable, str(Path(__file__).with_name("empty_app.py"))]
SSOTUI = [str(Path(sys.executable).with_name("ssotui"))]
Sample = Callable[[], float]


def main() -> int:
    """Take every measure; 1 if one is over its budget."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=11, help="of each process, interleaved")
    options.add_argument(
        "--accounts", type=int, default=665, help="to list from a portal that throttles; fewer, faster"
    )
    parsed = options.parse_args()
    runs: int = parsed.runs
    with tempfile.TemporaryDirectory() as folder:
        small, large = (homes.build(Path(folder) / str(count), count) for count in (200, 10_000))
        rows = [*_starts(small, large, runs), *_commands(small, runs)]
        rows += _credential_process(Path(folder) / "script", small, runs)
        rows += [*_typing(large), *_idle(large), *_memory(Path(folder) / "online", large)]
        rows += _quitting(Path(folder) / "quitting")
        rows += _accounts(Path(folder) / "accounts", parsed.accounts)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {runs} runs each\n")
    print(f"{'what':<52}{'measured':>12}{'against':>12}{'ratio':>8}{'least':>8}{'budget':>11}")
    for row in rows:
        print(row)
    print("\nleast: the ratio of the shortest runs; where it is far below the other one, the machine is busy beside.")
    return any(row.over for row in rows)


class Times(NamedTuple):
    """Of runs that took turns with those they are compared with."""

    median: float
    least: float


class Row(NamedTuple):
    """One line of the table.

    Attributes:
        what: is measured.
        measured: in seconds, bytes, or shares of a core.
        budget: of the ratio, or where there is nothing to compare with, of the value itself.
        against: what it is compared with.
        least: the ratio of the shortest runs.
        unit: to print it in.
    """

    what: str
    measured: float
    budget: float
    against: float | None = None
    least: float | None = None
    unit: str = "ms"

    @property
    def over(self) -> bool:
        """Whether it is more than it may be."""
        return (self.measured / self.against if self.against else self.measured) > self.budget

    def __str__(self) -> str:
        ratio = f"{self.measured / self.against:.2f}" if self.against else ""
        least = f"{self.least:.2f}" if self.least else ""
        budget = f"{self.budget:g}" if self.against else self._shown(self.budget)
        against = self._shown(self.against) if self.against else ""
        line = f"{self.what:<52}{self._shown(self.measured):>12}{against:>12}{ratio:>8}{least:>8}{budget:>11}"
        return f"{line}  OVER" if self.over else line

    def _shown(self, value: float) -> str:
        return f"{value * {'ms': 1e3, 'MB': 1e-6, '%': 1e2}[self.unit]:.1f} {self.unit}"


def _compared(what: str, ours: Times, theirs: Times, budget: float) -> Row:
    return Row(what, ours.median, budget, theirs.median, ours.least / theirs.least)


def _starts(small: Mapping[str, str], large: Mapping[str, str], runs: int) -> list[Row]:
    """From the start of the process to the first frame with rows in it."""
    marker = homes.profile_name(0).encode()
    empty, few, many = _timed(
        runs,
        lambda: _first_frame(EMPTY, small, b"Quit"),
        lambda: _first_frame(SSOTUI, small, marker),
        lambda: _first_frame(SSOTUI, large, marker),
    )
    return [
        _compared("first frame, 200 profiles / empty app", few, empty, 1.15),
        _compared("first frame, 10,000 profiles", many, empty, 1.6),
    ]


def _commands(env: Mapping[str, str], runs: int) -> list[Row]:
    """Whole processes against the bare interpreter."""
    bare, listed, status, creds = _timed(
        runs * 2,
        lambda: _process(BARE, env),
        lambda: _process([*SSOTUI, "list"], env),
        lambda: _process([*SSOTUI, "status"], env),
        lambda: _process([*SSOTUI, "creds", homes.profile_name(0)], env),
    )
    return [
        _compared("list, 200 profiles / bare Python", listed, bare, 5),
        _compared("status, 200 profiles", status, bare, 5),
        _compared("creds, keys cached, 200 profiles", creds, bare, 6),
    ]


def _credential_process(root: Path, env: Mapping[str, str], runs: int) -> list[Row]:
    """What SDKs run again and again, with the keys cached, against Python itself and against the usual script."""
    with script.surroundings(root, env) as theirs:
        bare, ours, usual = _timed(
            runs * 2,
            lambda: _process(BARE, env),
            lambda: _process([*SSOTUI, "credential-process", homes.profile_name(0)], env),
            lambda: _process(script.COMMAND, theirs),
        )
    return [
        _compared("credential-process, keys cached / bare Python", ours, bare, 3.5),
        _compared("credential-process / five lines on boto3", ours, usual, 1),
    ]


def _typing(env: Mapping[str, str]) -> list[Row]:
    """Key press to frame while the filter narrows and widens 10,000 rows."""
    times, cpu = screen.typing(SSOTUI, env)
    return [
        Row("key press to frame, filtering 10,000 rows, p95", statistics.quantiles(times, n=20)[-1], 0.016),
        Row("  the median of it", statistics.median(times), 0.016),
        Row("  the least of it", min(times), 0.016),
        # The design has no budget for it. It is that of two frames: the second draws the panel and the scrollbar.
        Row("  CPU time of a key press, all that follows included", cpu, 0.032),
    ]


def _idle(env: Mapping[str, str]) -> list[Row]:
    """Share of a core that 10,000 rows with running clocks take."""
    return [Row("idle with 10,000 rows, of a core", screen.idle(SSOTUI, env), 0.01, unit="%")]


def _memory(root: Path, env: Mapping[str, str]) -> list[Row]:
    """Resident memory with 10,000 profiles, before any AWS call and after, against the empty app."""
    empty = screen.memory(EMPTY, env, b"Quit")
    before, after = screen.memory(SSOTUI, env), screen.memory_after_calls(SSOTUI, root, 10_000)
    return [
        Row("memory, 10,000 profiles / empty app", before, 1.5, empty, unit="MB"),
        Row("the same after AWS calls", after, 2.5, empty, unit="MB"),
    ]


def _quitting(root: Path) -> list[Row]:
    """From the key to the end, with a call under way that nobody answers."""
    return [Row("quit during a hanging network call", screen.quitting(SSOTUI, root), 0.5)]


def _accounts(root: Path, count: int) -> list[Row]:
    """Every account and role from a portal that throttles, from the start of the process."""
    listing = accounts.measure(SSOTUI, root, count)
    return [
        Row(
            f"{count} accounts at {accounts.RATE:.0f} requests a second / the limit", listing.whole, 1.2, listing.limit
        ),
        Row("first rows of them", listing.first_row, 1),
    ]


def _first_frame(command: list[str], env: Mapping[str, str], marker: bytes) -> float:
    with Terminal(command, env) as terminal:
        return terminal.until(marker) - terminal.started


def _process(command: list[str], env: Mapping[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=dict(env), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def _timed(runs: int, *samples: Sample) -> list[Times]:
    """Interleaved, so that what else the machine does falls on all alike; the first round warms the caches."""
    taken: list[list[float]] = [[] for _ in samples]
    for _ in range(runs + 1):
        for times, sample in zip(taken, samples, strict=True):
            times.append(sample())
    return [Times(statistics.median(times[1:]), min(times[1:])) for times in taken]


if __name__ == "__main__":
    sys.exit(main())

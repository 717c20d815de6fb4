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

import psutil

from tests.benchmarks import accounts, homes, script
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
        rows = [*_starts(small, large, runs), *_commands(small, runs), *_filter(large), *_idle(large), *_memory(large)]
        rows += _credential_process(Path(folder) / "script", small, runs)
        rows += _accounts(Path(folder) / "accounts", parsed.accounts)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {runs} runs each\n")
    print(f"{'what':<52}{'measured':>12}{'against':>12}{'ratio':>8}{'budget':>9}")
    for name, measured, against, budget in rows:
        value = measured / against if against else measured
        verdict = "" if value <= budget else "  OVER"
        shown = f"{against * 1000:9.1f} ms" if against else " " * 12
        print(f"{name:<52}{measured * 1000:9.1f} ms{shown}{value if against else 0:8.2f}{budget:>9.3f}{verdict}")
    return any((row[1] / row[2] if row[2] else row[1]) > row[3] for row in rows)


Row = tuple[str, float, float, float]
"""What, measured, what it is measured against (0 for none), budget of the ratio or of the value itself."""


def _starts(small: Mapping[str, str], large: Mapping[str, str], runs: int) -> list[Row]:
    """From the start of the process to the first frame with rows in it."""
    marker = homes.profile_name(0).encode()
    empty, few, many = _medians(
        runs,
        lambda: _first_frame(EMPTY, small, b"Quit"),
        lambda: _first_frame(SSOTUI, small, marker),
        lambda: _first_frame(SSOTUI, large, marker),
    )
    return [
        ("first frame, 200 profiles / empty app", few, empty, 1.15),
        ("first frame, 10,000 profiles", many, empty, 1.6),
    ]


def _commands(env: Mapping[str, str], runs: int) -> list[Row]:
    """Whole processes against the bare interpreter."""
    bare, listed, status, creds = _medians(
        runs * 2,
        lambda: _process(BARE, env),
        lambda: _process([*SSOTUI, "list"], env),
        lambda: _process([*SSOTUI, "status"], env),
        lambda: _process([*SSOTUI, "creds", homes.profile_name(0)], env),
    )
    return [
        ("list, 200 profiles / bare Python", listed, bare, 5),
        ("status, 200 profiles", status, bare, 5),
        ("creds, keys cached, 200 profiles", creds, bare, 6),
    ]


def _credential_process(root: Path, env: Mapping[str, str], runs: int) -> list[Row]:
    """What SDKs run again and again, with the keys cached, against Python itself and against the usual script."""
    with script.surroundings(root, env) as theirs:
        bare, ours, usual = _medians(
            runs * 2,
            lambda: _process(BARE, env),
            lambda: _process([*SSOTUI, "credential-process", homes.profile_name(0)], env),
            lambda: _process(script.COMMAND, theirs),
        )
    return [
        ("credential-process, keys cached / bare Python", ours, bare, 3.5),
        ("credential-process / five lines on boto3", ours, usual, 1),
    ]


def _filter(env: Mapping[str, str]) -> list[Row]:
    """Key press to frame while the filter narrows and widens 10,000 rows."""
    times = []
    with Terminal(SSOTUI, env) as terminal:
        terminal.until(homes.profile_name(0).encode())
        terminal.drain(1)
        terminal.press(b"/")
        terminal.drain(0.3)
        for _ in range(12):
            for key in (b"4", b"2", b"7", b"\x7f", b"\x7f", b"\x7f"):
                pressed = terminal.press(key)
                times.append(terminal.until(b"/10000") - pressed)
                terminal.drain(0.05)
    return [("key press to frame, filtering 10,000 rows, p95", statistics.quantiles(times, n=20)[-1], 0, 0.016)]


def _idle(env: Mapping[str, str], seconds: float = 10) -> list[Row]:
    """Share of a core that 10,000 rows with running clocks take."""
    with Terminal(SSOTUI, env) as terminal:
        terminal.until(homes.profile_name(0).encode())
        terminal.drain(2)
        process = psutil.Process(terminal.pid)
        before = sum(process.cpu_times()[:2])
        terminal.drain(seconds)
        used = sum(process.cpu_times()[:2]) - before
    return [("idle with 10,000 rows, of a core (as ms a second)", used / seconds, 0, 0.010)]


def _memory(env: Mapping[str, str]) -> list[Row]:
    """Resident memory with 10,000 profiles, before any AWS call, against the empty app (as MB, not ms)."""

    def resident(command: list[str], marker: bytes) -> float:
        with Terminal(command, env) as terminal:
            terminal.until(marker)
            terminal.drain(1)
            return float(psutil.Process(terminal.pid).memory_info().rss) / 1e9

    ours, empty = resident(SSOTUI, homes.profile_name(0).encode()), resident(EMPTY, b"Quit")
    return [("memory, 10,000 profiles / empty app (MB)", ours, empty, 1.5)]


def _accounts(root: Path, count: int) -> list[Row]:
    """Every account and role from a portal that throttles, from the start of the process."""
    listing = accounts.measure(SSOTUI, root, count)
    return [
        (f"{count} accounts at {accounts.RATE:.0f} requests a second / the limit", listing.whole, listing.limit, 1.2),
        ("first rows of them", listing.first_row, 0, 1),
    ]


def _first_frame(command: list[str], env: Mapping[str, str], marker: bytes) -> float:
    with Terminal(command, env) as terminal:
        return terminal.until(marker) - terminal.started


def _process(command: list[str], env: Mapping[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=dict(env), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def _medians(runs: int, *samples: Sample) -> list[float]:
    """Interleaved, so that what else the machine does falls on all alike; the first round warms the caches."""
    taken: list[list[float]] = [[] for _ in samples]
    for _ in range(runs + 1):
        for times, sample in zip(taken, samples, strict=True):
            times.append(sample())
    return [statistics.median(times[1:]) for times in taken]


if __name__ == "__main__":
    sys.exit(main())

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


def _typing(env: Mapping[str, str]) -> list[Row]:
    """Key press to frame while the filter narrows and widens 10,000 rows."""
    median, p95, cpu = screen.typing(SSOTUI, env)
    return [
        ("key press to frame, filtering 10,000 rows, p95", p95, 0, 0.016),
        ("  median of it", median, 0, 0.016),
        ("  CPU time of a key press, all that follows included", cpu, 0, 0.016),
    ]


def _idle(env: Mapping[str, str]) -> list[Row]:
    """Share of a core that 10,000 rows with running clocks take."""
    return [("idle with 10,000 rows, of a core (as ms a second)", screen.idle(SSOTUI, env), 0, 0.010)]


def _memory(root: Path, env: Mapping[str, str]) -> list[Row]:
    """Resident memory with 10,000 profiles, before any AWS call and after, against the empty app (as MB, not ms)."""
    empty = screen.memory(EMPTY, env, b"Quit") / 1e9
    before, after = screen.memory(SSOTUI, env) / 1e9, screen.memory_after_calls(SSOTUI, root, 10_000) / 1e9
    return [
        ("memory, 10,000 profiles / empty app (MB)", before, empty, 1.5),
        ("the same after AWS calls (MB)", after, empty, 2.5),
    ]


def _quitting(root: Path) -> list[Row]:
    """From the key to the end, with a call under way that nobody answers."""
    return [("quit during a hanging network call", screen.quitting(SSOTUI, root), 0, 0.5)]


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

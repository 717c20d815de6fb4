"""Measure the budgets of the design and print them as a table, with the machine they were taken on."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from tests.benchmarks import accounts, commands, homes, keys, screen, serving, starts
from tests.benchmarks.table import HEAD, Row
from tests.support.limiters import KINDS

SSOTUI = [str(Path(sys.executable).with_name("ssotui"))]


def main() -> int:
    """Take every measure; 1 if one is over its budget."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="in under a minute: fewer runs, fewer accounts")
    options.add_argument("--runs", type=int, help="of each process, in turns (default: 11; 3 with --quick)")
    options.add_argument("--accounts", type=int, help="to list from a portal that throttles (default: 665; 60)")
    parsed = options.parse_args()
    quick: bool = parsed.quick
    runs = parsed.runs or (3 if quick else 11)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, ", end="")
    print(f"Python {platform.python_version()}, {runs} runs each\n\n{HEAD}")
    over = False
    with tempfile.TemporaryDirectory() as folder:
        for row in _rows(Path(folder), runs, parsed.accounts or (60 if quick else 665), quick=quick):
            print(row, flush=True)
            over |= row.over
    print("\nOVER: wall time and CPU time are both over the budget, in the median.")
    return over


def _rows(root: Path, runs: int, count: int, *, quick: bool) -> Iterator[Row]:
    small, large = (homes.build(root / str(profiles), profiles) for profiles in (200, 10_000))
    yield from starts.rows(SSOTUI, small, large, runs)
    yield from commands.rows(SSOTUI, small, runs * 2)
    yield from commands.script_rows(SSOTUI, root / "script", small, runs)
    yield from commands.peer_rows(SSOTUI, small, runs)
    yield from keys.rows(SSOTUI, large, rounds=4 if quick else 30)
    yield from _serving(small, requests=100 if quick else 1_000)
    yield from _idle(root / "ending", large, seconds=3 if quick else 20)
    yield from _memory(root / "online", large)
    yield Row("quit during a hanging network call", screen.quitting(SSOTUI, root / "quitting"), 0.3)
    yield from _accounts(root / "accounts", count, quick=quick)


def _serving(env: Mapping[str, str], requests: int) -> Iterator[Row]:
    """One request to a credential server, keys in memory."""
    answers = serving.measure(SSOTUI, env, requests)
    yield Row("serve: one request, keys in memory, p95", answers.p95, 0.005)
    yield Row("  the median of it", answers.median)


def _idle(root: Path, env: Mapping[str, str], *, seconds: float) -> Iterator[Row]:
    """The share of a core that 10,000 rows take whose clocks say minutes, and whose clocks say seconds."""
    yield Row("idle with 10,000 rows, of a core", screen.idle(SSOTUI, env, seconds), 0.005, unit="%")
    ending = homes.build(root, 10_000, token_ends=timedelta(minutes=8))
    yield Row("  each of them counting the seconds", screen.idle(SSOTUI, ending, seconds), 0.005, unit="%")


def _memory(root: Path, env: Mapping[str, str]) -> Iterator[Row]:
    """Resident memory with 10,000 profiles, before any AWS call and after, against the empty app."""
    empty = screen.memory(starts.EMPTY, env, starts.KEYS)
    yield Row("memory, 10,000 profiles / empty app", screen.memory(SSOTUI, env), 1.35, empty, unit="MB")
    yield Row("  with a filter that was typed", screen.memory_filtered(SSOTUI, env), 1.35, empty, unit="MB")
    after, filtered = screen.memory_after_calls(SSOTUI, root, 10_000)
    yield Row("the same after AWS calls", after, 2.0, empty, unit="MB")
    yield Row("  with a filter that was typed", filtered, 2.0, empty, unit="MB")


def _accounts(root: Path, count: int, *, quick: bool) -> Iterator[Row]:
    """Every account and role from a portal that throttles, from the start of the process, by kind of limiter."""
    cases = [(kind, 20.0, 0.0, 1) for kind in (list(KINDS)[:1] if quick else KINDS)]
    if not quick:
        cases += [("sliding window", 10.0, 0.0, 1), ("sliding window", 40.0, 0.2, 1), ("sliding window", 20.0, 0.0, 2)]
    for kind, rate, latency, processes in cases:
        found = accounts.measure(SSOTUI, root, count, kind, rate, latency=latency, processes=processes)
        budget = 1.2 if (rate, latency, processes) == (20.0, 0.0, 1) else 1.3
        details = f"{f', {latency * 1e3:.0f} ms' if latency else ''}{', two at once' if processes > 1 else ''}"
        yield Row(f"{count} accounts, {kind} of {rate:.0f}/s{details}", found.whole, budget, found.limit)
        yield Row("  first rows of them", found.first_row, 1 if processes == 1 else None)


if __name__ == "__main__":
    sys.exit(main())

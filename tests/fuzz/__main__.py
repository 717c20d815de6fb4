"""Fuzz the real program for so many seconds; the first failure is shrunk and shown, and can be done again.

A failing plan is one line of JSON: ``python -m tests.fuzz --replay FILE`` carries out each line of a file.
"""

from __future__ import annotations

import argparse
import secrets
import time
from pathlib import Path

from tests.fuzz.session import Failure, run
from tests.fuzz.shrink import shrink
from tests.fuzz.steps import Plan, plan
from tests.support.signals import heard


def main() -> int:
    """Fuzz, or do plans again; 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long to go on starting new sessions")
    parser.add_argument("--seed", help="of the steps; another one each time if left out")
    parser.add_argument("--steps", type=int, default=40, help="in one session")
    parser.add_argument("--shrink", type=float, default=120, help="seconds to look for a shorter way to a failure")
    parser.add_argument("--go-on", action="store_true", help="after a failure too")
    parser.add_argument("--replay", type=Path, help="a file of failing plans to carry out instead")
    options = parser.parse_args()
    if options.replay:
        plans = [Plan.from_json(line) for line in options.replay.read_text().splitlines() if line.strip()]
        failed = [each for each in plans if _told(each)]
        return int(bool(failed))
    seed = options.seed or secrets.token_hex(4)
    print(f"seed {seed}", flush=True)
    deadline = time.monotonic() + options.seconds
    number = failures = 0
    while time.monotonic() < deadline and (options.go_on or not failures):
        each = plan(f"{seed}-{number}", options.steps)
        failure = _told(each)
        if failure:
            failures += 1
            _show(shrink(each, failure, options.shrink), failure)
        number += 1
    print(f"seed {seed}: {number} sessions, {failures} failed", flush=True)
    return int(failures > 0)


def _told(plan: Plan) -> Failure | None:
    began = time.monotonic()
    failure = run(plan)
    verdict = f"FAILED at step {failure.steps}: {failure.kind}: {failure.detail}" if failure else "held"
    took = time.monotonic() - began
    print(f"{plan.seed:<14}{plan.world:<9}{len(plan.steps):>3} steps {took:5.1f} s  {verdict}", flush=True)
    return failure


def _show(shortest: Plan | None, failure: Failure) -> None:
    if failure.screen.strip():
        print(failure.screen)
    if shortest is None:
        print("It did not fail again.", flush=True)
        return
    print(f"The shortest way to it, {len(shortest.steps)} steps, ended by {shortest.end}:")
    for step in shortest.steps:
        print(f"  {step.kind:<8}{step.value!r}, then {step.pause:g} s")
    print(f"{shortest.to_json()}", flush=True)


if __name__ == "__main__":
    with heard():
        status = main()
    raise SystemExit(status)

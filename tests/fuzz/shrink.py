"""Find the shortest way to a failure: the shortest beginning of the steps that fails again, then fewer of those."""

from __future__ import annotations

import time
from dataclasses import replace

from tests.fuzz.session import Failure, run
from tests.fuzz.steps import Plan, Step

TRIES = 3
"""A real program is never quite the same twice."""


def shrink(plan: Plan, failure: Failure, seconds: float) -> Plan | None:
    """The shortest plan found within so many seconds that fails in the same way; ``None`` if none fails again."""
    deadline = time.monotonic() + seconds
    steps = plan.steps[: failure.steps]
    if not any(_fails(replace(plan, steps=steps), failure) for _ in range(TRIES)):
        return None
    size = len(steps)
    while size and time.monotonic() < deadline:
        shorter = None
        for found in _shorter(steps, size):
            if time.monotonic() < deadline and _fails(replace(plan, steps=found), failure):
                shorter = found
                break
        if shorter is None:
            size //= 2
        else:
            steps = shorter
            size = min(size, len(steps))
    return replace(plan, steps=steps)


def _shorter(steps: tuple[Step, ...], size: int) -> list[tuple[Step, ...]]:
    """The steps without so many of them, the last ones first: what is left is a beginning then."""
    starts = range(len(steps) - size, -1, -size) if size else ()
    return [steps[:start] + steps[start + size :] for start in starts]


def _fails(plan: Plan, failure: Failure) -> bool:
    again = run(plan)
    return again is not None and again.kind == failure.kind

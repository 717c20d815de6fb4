"""Print how long a load of 665 accounts takes under each kind of limiter, on a virtual clock; 1 if over a budget."""

from __future__ import annotations

import sys
from itertools import product

from tests.support.limiter_simulation import Outcome, budget, simulate
from tests.support.limiters import KINDS

LIMITS = (10, 20, 40)
CASES = {
    "alone": {},
    "200 ms": {"latency": 0.2},
    "5 % fail": {"failures": 0.05},
    "both": {"latency": 0.2, "failures": 0.05},
}
SHARING = ("one", "two at once", "two machines")
SEEDS = range(1, 6)


def worst(
    kind: str, limit: float, sharing: str = "one", *, latency: float = 0.0, failures: float = 0.0
) -> Outcome:  # fmt: skip
    """The worst of each figure in a few runs that differ in their jitter and their failures."""
    processes, machines = 1 if sharing == "one" else 2, sharing == "two machines"
    runs = [
        simulate(kind, limit, latency=latency, failures=failures, processes=processes, seed=seed, machines=machines)
        for seed in SEEDS
    ]
    ratios, first_rows, refused, complete = zip(*runs, strict=True)
    return Outcome(max(ratios), max(first_rows), max(refused), all(complete))


def main() -> int:
    """Print the table; 1 if a figure is over its budget, or an account was lost."""
    print("Time until all is listed, in times of what the limit itself takes for the requests that it let through: the")
    print(
        f"worst of {len(SEEDS)} runs, and in brackets the share of the requests that it refused. ! is over the budget,"
    )
    print("which is for the processes of one machine: 1.2 for 20 a second where answers come at once, else 1.3.\n")
    print(f"{'':<31}" + "".join(f"{sharing:^48}" for sharing in SHARING))
    print(f"{'limiter, requests a second':<31}" + "".join(f"{case:>12}" for case in CASES) * len(SHARING))
    over = False
    for kind, limit in product(KINDS, LIMITS):
        cells = []
        for sharing, case in product(SHARING, CASES.values()):
            found = worst(kind, limit, sharing, **case)
            late = sharing != "two machines" and found.ratio > budget(limit, case.get("latency", 0.0))
            cells.append(f"{found.ratio:.2f} ({found.refused:.0%}){'!' * late}" if found.is_complete else "LOST")
            over |= late or not found.is_complete
        print(f"{kind:<28}{limit:>3}" + "".join(f"{cell:>12}" for cell in cells), flush=True)
    return over


if __name__ == "__main__":
    sys.exit(main())

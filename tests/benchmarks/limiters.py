"""Print how long a load of 665 accounts takes under each kind of limiter, on a virtual clock."""

from __future__ import annotations

from tests.support.limiter_simulation import Outcome, simulate
from tests.support.limiters import KINDS

LIMITS = (10, 20, 40)
CASES = {
    "alone": {},
    "200 ms": {"latency": 0.2},
    "5 % fail": {"failures": 0.05},
    "both": {"latency": 0.2, "failures": 0.05},
}
SEEDS = range(1, 4)


def worst(
    kind: str,
    limit: float,
    *,
    processes: int = 1,
    latency: float = 0.0,
    failures: float = 0.0,
    machines: bool = False,
) -> Outcome:
    """The worst of each figure in a few runs that differ in their jitter."""
    runs = [
        simulate(kind, limit, latency=latency, failures=failures, processes=processes, seed=seed, machines=machines)
        for seed in SEEDS
    ]
    ratios, first_rows, refused, complete = zip(*runs, strict=True)
    return Outcome(max(ratios), max(first_rows), max(refused), all(complete))


def main() -> None:
    """Print the table."""
    columns = [(limit, name) for limit in LIMITS for name in (*CASES, "two at once", "two machines")]
    print("Time until all is listed, in times of the limit's own; in brackets the share of refused requests.\n")
    print(f"{'requests a second':<28}" + "".join(f"{limit:>14}" for limit, _ in columns))
    print(f"{'limiter':<28}" + "".join(f"{name:>14}" for _, name in columns))
    for kind in KINDS:
        cells = []
        for limit, name in columns:
            apart = name == "two machines"
            found = worst(kind, limit, processes=1 if name in CASES else 2, machines=apart, **CASES.get(name, {}))
            cells.append(f"{found.ratio:.2f} ({found.refused:.0%})" if found.is_complete else "LOST")
        print(f"{kind:<28}" + "".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    main()

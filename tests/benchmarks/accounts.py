"""How long whole runs of `ssotui accounts` take against a portal that throttles."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from ssotui.aws.services.portal import PAGE
from tests.benchmarks import homes


class Listing(NamedTuple):
    """Seconds: to the first row, to the end of the last process, and what the limit alone would take."""

    first_row: float
    whole: float
    limit: float


def measure(
    command: Sequence[str], root: Path, accounts: int, limiter: str, rate: float, *, latency: float, processes: int
) -> Listing:
    """List that many accounts of three roles each, in new processes at once.

    Args:
        command: ours.
        root: where the home is made.
        accounts: how many each process lists.
        limiter: the portal's, one of :data:`tests.support.limiters.KINDS`.
        rate: requests a second that it bears.
        latency: seconds that an answer takes.
        processes: how many share the limit.

    Raises:
        RuntimeError: a role is missing, or there twice.
    """
    with homes.online(root, 0, accounts) as (env, portal):
        portal.switches.throttle, portal.switches.limiter, portal.switches.latency = rate, limiter, latency
        with ThreadPoolExecutor(processes) as pool:
            runs = list(pool.map(lambda _: _list(command, env, accounts), range(processes)))
    requests = processes * (accounts + -(-accounts // PAGE))
    return Listing(max(first for first, _ in runs), max(whole for _, whole in runs), requests / rate)


def _list(command: Sequence[str], env: Mapping[str, str], accounts: int) -> tuple[float, float]:
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "accounts", "--refresh", "--format", "jsonl"],
        env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdout
        lines = [process.stdout.readline()]
        first_row = time.perf_counter() - began
        lines += process.stdout
    whole = time.perf_counter() - began
    rows = [(row["account_id"], row["role_name"]) for row in map(json.loads, lines)]
    if sorted(rows) != sorted((f"{n:012}", role) for n in range(accounts) for role in homes.ROLES):
        raise RuntimeError(f"{len(rows)} rows, {len(set(rows))} of them different, of {accounts * len(homes.ROLES)}")
    return first_row, whole

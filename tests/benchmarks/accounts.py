"""How long a whole `ssotui accounts` takes against a portal that throttles."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ssotui.aws.services.portal import PAGE
from tests.benchmarks import homes

RATE = 20.0


class Listing(NamedTuple):
    """Seconds: to the first row, to the end of the process, and what the limit alone would take."""

    first_row: float
    whole: float
    limit: float


def measure(command: Sequence[str], root: Path, accounts: int) -> Listing:
    """List that many accounts of three roles each, at :data:`RATE` requests a second, in a new process.

    Raises:
        RuntimeError: a role is missing, or there twice.
    """
    with homes.online(root, 0, accounts) as (env, portal):
        portal.switches.throttle = RATE
        began = time.perf_counter()
        with subprocess.Popen(
            [*command, "accounts", "--refresh", "--format", "jsonl"],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            assert process.stdout
            lines = [process.stdout.readline()]
            first_row = time.perf_counter() - began
            lines += process.stdout
        whole = time.perf_counter() - began
    rows = [(row["account_id"], row["role_name"]) for row in map(json.loads, lines)]
    if sorted(rows) != sorted((f"{n:012}", role) for n in range(accounts) for role in homes.ROLES):
        raise RuntimeError(f"{len(rows)} rows, {len(set(rows))} of them different, of {accounts * len(homes.ROLES)}")
    return Listing(first_row, whole, (accounts + -(-accounts // PAGE)) / RATE)

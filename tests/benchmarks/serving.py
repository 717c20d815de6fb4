"""How long a credential server takes for one request, keys in memory, from the connection to its end."""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.benchmarks.homes import profile_name
from tests.support.serving import ask


class Answers(NamedTuple):
    """Seconds: the median of the requests, and the 95th of a hundred."""

    median: float
    p95: float


def measure(command: Sequence[str], env: Mapping[str, str], requests: int) -> Answers:
    """Ask a server of its own process so many times, one after the other."""
    with subprocess.Popen(
        [*command, "serve", profile_name(0), "--format", "json"],
        env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        text = ""
        while not text.endswith("}\n}\n"):
            line = process.stdout.readline()
            assert line, "the server has ended"
            text += line
        (found,) = json.loads(text).values()
        port, _, path = found["AWS_CONTAINER_CREDENTIALS_FULL_URI"].removeprefix("http://127.0.0.1:").partition("/")
        times = []
        for _ in range(requests + 1):
            began = time.perf_counter()
            reply = ask(int(port), f"/{path}", found["AWS_CONTAINER_AUTHORIZATION_TOKEN"])
            times.append(time.perf_counter() - began)
            assert reply.status == 200, reply
        process.kill()
    return Answers(statistics.median(times[1:]), statistics.quantiles(times[1:], n=20)[-1])  # the first one is fetched

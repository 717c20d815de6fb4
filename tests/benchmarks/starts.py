"""From the start of the process to what is on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from tests.benchmarks import homes
from tests.benchmarks.table import Row, Sample, compared, timed
from tests.benchmarks.terminal import Terminal

EMPTY = [sys.executable, str(Path(__file__).with_name("empty_app.py"))]
COLUMN, KEYS = b"PROFILE", b"Quit"
"""What the empty app's complete frame shows: its column's header, and the key in its footer."""

LAST_ROW = b"\x1b[F"
"""The key ``end``, which goes to the last row, which no frame before has."""


def rows(command: Sequence[str], small: Mapping[str, str], large: Mapping[str, str], runs: int) -> list[Row]:
    """Measure the first rows, and when the screen takes keys, against the empty app's complete frame."""
    empty, *ours = timed(
        runs,
        lambda: _shown(EMPTY, small, COLUMN, KEYS),
        lambda: _shown(command, small, homes.profile_name(0).encode()),
        lambda: _shown(command, large, homes.profile_name(0).encode()),
        lambda: _shown(command, small, homes.profile_name(199).encode(), typing=LAST_ROW),
        lambda: _shown(command, large, homes.profile_name(9_999).encode(), typing=LAST_ROW),
    )
    first_small, first_large, keys_small, keys_large = ours
    return [
        compared("start to first rows, 200 profiles / empty app", first_small, empty, 0.25),
        compared("the same, 10,000 profiles", first_large, empty, 0.55),
        compared("start to the screen takes keys, 200 profiles", keys_small, empty, 1.10),
        compared("the same, 10,000 profiles", keys_large, empty, 1.45),
    ]


def _shown(command: Sequence[str], env: Mapping[str, str], *markers: bytes, typing: bytes = b"") -> Sample:
    """Run the program until all the markers are drawn, while a key is typed again and again, if one is given."""
    with Terminal(command, env) as terminal:
        wall = terminal.until(*markers, typing=typing) - terminal.started
        used = psutil.Process(terminal.pid).cpu_times()
    return Sample(wall, used.user + used.system)

"""The screen while it runs: keys, clocks, memory, and how quickly it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.benchmarks import homes
from tests.benchmarks.terminal import Terminal
from tests.support.failures import Failure

SETTLED = 1.0
"""Seconds after which everything is done that follows on the first frame."""

TYPED = (b"4", b"2", b"7", b"\x7f", b"\x7f", b"\x7f")
"""Each of them leaves other rows, and so another count of them."""

COUNT = b"/10000"
"""Ends the count, which is drawn in one frame with the rows, and written in one piece."""


class Typing(NamedTuple):
    """Seconds from each key to the frame with what it leaves, and the mean CPU time of one, all that follows included.

    The first tell what a person feels, on this machine with all that it does beside; the other what the app does.
    """

    times: list[float]
    cpu: float


def typing(command: Sequence[str], env: Mapping[str, str], rounds: int = 30) -> Typing:
    """Narrow and widen the filter of 10,000 rows, a key at a time."""
    times = []
    with Terminal(command, env) as terminal:
        _opened(terminal)
        terminal.press(b"/")
        terminal.drain(0.3)
        before = _cpu(terminal)
        for key in TYPED * rounds:
            pressed = terminal.press(key)
            times.append(terminal.until(COUNT) - pressed)
            terminal.drain(0.05)
        used = _cpu(terminal) - before
    return Typing(times, used / len(times))


def idle(command: Sequence[str], env: Mapping[str, str], seconds: float = 10) -> float:
    """The share of a core that rows with running clocks take."""
    with Terminal(command, env) as terminal:
        _opened(terminal)
        before = _cpu(terminal)
        terminal.drain(seconds)
        return (_cpu(terminal) - before) / seconds


def memory(command: Sequence[str], env: Mapping[str, str], marker: bytes | None = None) -> float:
    """Resident bytes before anybody has asked AWS for anything."""
    with Terminal(command, env) as terminal:
        _opened(terminal, marker)
        return resident(terminal)


def memory_filtered(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Resident bytes while a filter stands that somebody has typed, corrected and typed again."""
    with Terminal(command, env) as terminal:
        _opened(terminal)
        _filter(terminal)
        return resident(terminal)


def memory_after_calls(command: Sequence[str], root: Path, profiles: int) -> tuple[float, float]:
    """Resident bytes after the portal has told of its accounts and their roles, and with a filter on top of that."""
    with homes.online(root, profiles, 3) as (env, portal), Terminal(command, env) as terminal:
        _opened(terminal)
        terminal.press(b"3")
        terminal.until(b"Account 2")
        portal.requests.wait_for("ListAccountRoles", times=3)
        terminal.drain(SETTLED)
        called = resident(terminal)
        terminal.press(b"1")
        terminal.drain(SETTLED)
        _filter(terminal)
        return called, resident(terminal)


def quitting(command: Sequence[str], root: Path) -> float:
    """Seconds from ``q`` to the end of the process, while it waits for an answer that never comes."""
    with homes.online(root, 200, 3) as (env, portal), Terminal(command, env) as terminal:
        portal.switches.fail(Failure.SILENCE)
        _opened(terminal)
        terminal.press(b"3")
        portal.requests.wait_for("ListAccounts")
        terminal.drain(SETTLED)
        pressed = terminal.press(b"q")
        return terminal.until_end() - pressed


def _opened(terminal: Terminal, marker: bytes | None = None) -> None:
    terminal.until(marker or homes.profile_name(0).encode())
    terminal.drain(SETTLED)


def _filter(terminal: Terminal) -> None:
    """Type into the filter of 10,000 rows."""
    terminal.press(b"/")
    terminal.drain(SETTLED)
    for key in TYPED * 3:
        terminal.press(key)
        terminal.until(COUNT)
    terminal.drain(SETTLED)


def _cpu(terminal: Terminal) -> float:
    used = psutil.Process(terminal.pid).cpu_times()
    return float(used.user + used.system)


def resident(terminal: Terminal) -> float:
    return float(psutil.Process(terminal.pid).memory_info().rss)

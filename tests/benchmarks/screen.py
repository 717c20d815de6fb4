"""The screen while it runs: clocks, memory, and how quickly it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from tests.benchmarks import homes
from tests.benchmarks.terminal import Terminal
from tests.support.failures import Failure

SETTLED = 1.0
"""Seconds after which everything is done that follows on the first frame."""

TYPED = (b"4", b"2", b"7", b"\x7f", b"\x7f", b"\x7f")
"""Letters of a filter, and their going away again: each of them leaves other rows, and so another count of them."""

COUNT = b"/10000"
"""Ends the count."""


def idle(command: Sequence[str], env: Mapping[str, str], seconds: float = 10) -> float:
    """The share of a core that rows with running clocks take."""
    with Terminal(command, env) as terminal:
        _opened(terminal)
        terminal.drain(SETTLED)
        before = terminal.cpu
        terminal.drain(seconds)
        return (terminal.cpu - before) / seconds


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


def resident(terminal: Terminal) -> float:
    return float(psutil.Process(terminal.pid).memory_info().rss)

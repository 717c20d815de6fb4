"""The signals that end the app, and the end that they insist on."""

from __future__ import annotations

import signal
from asyncio import get_running_loop
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_before: dict[int, Any] = {}
"""Who handled each signal before the app did."""
PATIENCE = 1.2
"""Seconds until an app that was told to end, and is busy with something else, is ended from outside of it."""


def end_on_signals(app: App[Any]) -> None:
    """End the app in good order at each of the signals, with the exit status that shells give.

    A signal that is ignored from the start (``nohup``) stays ignored.
    """
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is signal.SIG_IGN:
            continue
        _before[number] = signal.getsignal(number) or signal.SIG_DFL
        with suppress(NotImplementedError, RuntimeError, ValueError):  # not on Windows, not off the main thread
            get_running_loop().add_signal_handler(number, app.exit, None, 128 + number)
            # The loop hears of a signal when it comes round; this is called at once, whatever the loop is busy with.
            signal.signal(number, partial(_insist, app))


def ended() -> None:
    """Insist no longer, and leave the signals to whoever handled them before: the app has ended."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    while _before:
        signal.signal(*_before.popitem())


def _insist(app: App[Any], number: int, _frame: FrameType | None) -> None:
    """Leave, after a while, from wherever the app is."""

    def leave(*_: object) -> None:
        abandon = getattr(app._driver, "abandon", None)  # noqa: SLF001 - no public name leads to it
        if abandon:
            abandon()
        raise SystemExit(128 + number)

    signal.signal(signal.SIGALRM, leave)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, PATIENCE)

"""Stopping and going on again (Ctrl+Z, ``fg``), as the system means it."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType


def resume_only_what_was_stopped() -> None:
    """Have Textual's driver take the terminal again only after it has given it away. It has to be there by now.

    A terminal that goes away sends SIGCONT behind its SIGHUP. Textual would start a second writer then, on a terminal
    that takes nothing any more, and wait for that one for ever at its end.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return
    stop, go_on = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)
    if not (callable(stop) and callable(go_on)):  # in tests there is no terminal
        return
    stopped = False

    def stopping(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            stop(number, frame)

    def going_on(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        if stopped:
            stopped = False
            go_on(number, frame)

    signal.signal(signal.SIGTSTP, stopping)
    signal.signal(signal.SIGCONT, going_on)

"""Whoever starts the tests may ignore signals, as ``nohup`` or a background job does: children inherit that."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGTSTP")


@contextmanager
def heard() -> Iterator[None]:
    """Let each child that is started meanwhile meet these signals as at a terminal."""
    ignored = [
        number
        for name in ENDING
        if (number := getattr(signal, name, None)) and signal.getsignal(number) is signal.SIG_IGN
    ]
    for number in ignored:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)

"""Read what is typed on the terminal, and wait for it however long that takes."""

from __future__ import annotations

import os
import select
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

from textual import constants
from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from textual.message import Message

ESCAPE_SECONDS = constants.ESCAPE_DELAY + 0.01
"""An escape that nothing has followed for so long is the key of that name, and no other key's first byte."""


class Ending(Event):
    """An event that wakes whoever waits for a file: ``select`` takes it for one."""

    def __init__(self) -> None:
        super().__init__()
        self._woken, self._waking = os.pipe()
        os.set_blocking(self._woken, False)

    def fileno(self) -> int:
        """Give the file that can be read from while the event is set."""
        return self._woken

    def set(self) -> None:
        """Tell everybody that waits for it."""
        super().set()
        os.write(self._waking, b"\0")

    def clear(self) -> None:
        """Take back what was told."""
        super().clear()
        with suppress(BlockingIOError):
            os.read(self._woken, 4096)


def read_typed(terminal: int, ending: Ending, take: Callable[[Message], object]) -> None:
    """Read keys, pastes, the mouse and the terminal's answers until told to end, or until there is nobody to type.

    A byte that is no UTF-8 becomes a replacement: in a terminal of another encoding, one such byte may be typed.

    Args:
        terminal: its file.
        ending: set when it shall end.
        take: takes what was read, in order.

    Raises:
        OSError: the terminal has gone away.
    """
    parser, decode = XTermParser(), getincrementaldecoder("utf-8")(errors="replace").decode
    sources: list[int | Ending] = [terminal, ending]
    patience = None
    while not ending.is_set():
        typed = terminal in select.select(sources, [], [], patience)[0]
        if typed:
            data = os.read(terminal, 4096)
            if not data:
                return
            if text := decode(data):  # an empty one would end the parser
                for message in parser.feed(text):
                    take(message)
        for message in parser.tick():
            take(message)
        patience = ESCAPE_SECONDS if typed else None

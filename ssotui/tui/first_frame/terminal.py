"""Hold the terminal from the first moment of the start until Textual has it."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any, NoReturn, Self

OUT = 2
"""Textual draws on stderr, which leads to the terminal as stdout does by then."""

ENTER = "\x1b[?1049h"
HIDE_CURSOR = "\x1b[?25l"
AT_ONCE = "\x1b[?2026h", "\x1b[?2026l"
"""Around a frame, for a terminal that can show it as a whole."""
LEAVE = "\x1b[0m\x1b[?25h\x1b[?1049l"
LEAST = 20, 6
"""A smaller terminal shows nothing before Textual draws it."""

STUCK_SECONDS = 0.25
"""How long a terminal may take nothing before the program ends without putting its screen back."""

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class HeldTerminal:
    """A terminal without echo: keys wait for the app, in order; ``ctrl+c`` ends the program as before.

    Whatever ends the block before Textual has the terminal gives it back as it was: an error, a signal, the end.

    Attributes:
        attributes: the terminal's own, which whoever takes it over gives back; ``None`` where nothing is held.
        size: columns and lines.
        drawn: whether a frame is on it.
    """

    def __init__(self) -> None:
        self.attributes: list[Any] | None = None
        self.size = (0, 0)
        self.drawn = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if sys.platform != "win32" and os.isatty(0) and os.isatty(OUT) and _draws(os.environ.get("TERM", "")):
            self._hold()
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def show(self, lines: Sequence[str]) -> None:
        """Show the frame, on the terminal's other screen."""
        rows = (f"\x1b[{at};1H{line}" for at, line in enumerate(lines, 1))
        self.drawn = True
        _write(f"{ENTER}{HIDE_CURSOR}{AT_ONCE[0]}{''.join(rows)}{AT_ONCE[1]}")

    def hand_over(self) -> None:
        """Leave the terminal to Textual, which gives it back from now on."""
        self.attributes = None
        self.drawn = False
        self._release()

    def give_back(self) -> None:
        """Leave the terminal as it was, unless it has gone away or takes nothing any more."""
        if self.attributes:
            import termios

            attributes, self.attributes = self.attributes, None
            with suppress(termios.error):
                termios.tcsetattr(0, termios.TCSANOW, attributes)
        if self.drawn:
            import select

            self.drawn = False
            with suppress(OSError):
                if select.select([], [OUT], [], STUCK_SECONDS)[1]:
                    _write(LEAVE)
        self._release()

    def _hold(self) -> None:
        import termios

        try:
            attributes = termios.tcgetattr(0)
        except termios.error:
            return
        for name in SIGNALS:
            number = getattr(signal, name)
            # One that is ignored stays so, and one that is handled, but for the interrupt, which always is.
            handler = signal.getsignal(number)
            interrupts = number == signal.SIGINT and handler not in {signal.SIG_IGN, None}
            if handler is signal.SIG_DFL or interrupts:
                self._handlers[number] = signal.signal(number, self._ended_by)
        self.attributes = attributes
        self.size = _size()
        termios.tcsetattr(0, termios.TCSANOW, _without_echo(attributes))

    def _release(self) -> None:
        for number, before in self._handlers.items():
            if signal.getsignal(number) == self._ended_by:
                signal.signal(number, before)
        self._handlers.clear()

    def _ended_by(self, number: int, _: FrameType | None) -> NoReturn:
        for each in self._handlers:
            signal.signal(each, signal.SIG_IGN)  # a second one shall not cut this short
        self.give_back()
        raise SystemExit(128 + number)


def _draws(kind: str) -> bool:
    width, height = _size()
    return kind not in {"", "dumb", "unknown"} and width >= LEAST[0] and height >= LEAST[1]


def _size() -> tuple[int, int]:
    """Give columns and lines as Textual is going to take them: the environment's, else the terminal's."""
    told = []
    for name in ("COLUMNS", "LINES"):
        text = os.environ.get(name, "")
        told.append(int(text) if text.isdecimal() else 0)
    try:
        real = os.get_terminal_size(1)
    except OSError:
        real = os.terminal_size((0, 0))
    return told[0] or real.columns, told[1] or real.lines


def _without_echo(attributes: list[Any]) -> list[Any]:
    """Give attributes by which each key is handed out as it is, but for ``ctrl+c``."""
    import termios

    iflag, oflag, cflag, lflag, ispeed, ospeed, keys = attributes
    iflag &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    lflag &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    keys = list(keys)
    nothing = bytes([os.fpathconf(0, "PC_VDISABLE")])
    keys[termios.VSUSP] = keys[termios.VQUIT] = nothing
    keys[termios.VMIN], keys[termios.VTIME] = 1, 0
    return [iflag, oflag, cflag, lflag, ispeed, ospeed, keys]


def _write(text: str) -> None:
    data = text.encode()
    while data:
        data = data[os.write(OUT, data) :]

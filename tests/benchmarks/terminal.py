"""A program in a terminal of its own, timed from outside."""

from __future__ import annotations

import os
import select
import signal
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from ptyprocess import PtyProcess

SIZE = (36, 120)
PATIENCE = 30.0
TYPING_SECONDS = 0.01


class Terminal:
    """A pty of 120x36 with the program in it; ended when the block is left."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self._pty = PtyProcess.spawn(list(command), env=dict(env), dimensions=SIZE)
        self.pid: int = self._pty.pid
        self.read: list[tuple[float, bytes]] = []
        """All that was drawn, with the time of each piece (``perf_counter``)."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pty.isalive():
            os.kill(self.pid, signal.SIGKILL)
        self._pty.close(force=True)

    @property
    def cpu(self) -> float:
        """Seconds of CPU time that all threads of the program have taken until now, to the nanosecond."""
        # Linux's number for that clock of another process; psutil would give hundredths of a second.
        return time.clock_gettime((~self.pid << 3) | 2)

    def until(self, *markers: bytes, typing: bytes = b"") -> float:
        """Read until all the markers were drawn; the time at that instant (``perf_counter``).

        Args:
            markers: what is waited for.
            typing: keys to type again and again meanwhile, once the program has turned the terminal's echo off.
        """
        seen = b""
        deadline = time.perf_counter() + PATIENCE
        while missing := [marker for marker in markers if marker not in seen]:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{missing!r} was not drawn within {PATIENCE:.0f} s")
            if data := self._read(TYPING_SECONDS):
                seen += data
            elif typing and not termios.tcgetattr(self._pty.fd)[3] & termios.ECHO:
                self.press(typing)
        return time.perf_counter()

    def press(self, keys: bytes) -> float:
        """Type; the time just before."""
        now = time.perf_counter()
        os.write(self._pty.fd, keys)
        return now

    def until_end(self) -> float:
        """Read until the program has ended; the time at that instant."""
        while True:
            try:
                os.read(self._pty.fd, 65536)
            except OSError:  # it has closed its side
                break
        self._pty.wait()
        return time.perf_counter()

    def drain(self, seconds: float) -> None:
        """Read what comes for so long."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self._read(left)

    def until_quiet(self, seconds: float) -> None:
        """Read until nothing has come for so long."""
        while self._read(seconds):
            pass

    def answer(self, quiet: float) -> None:
        """Read what the program answers, until nothing more has come for so many seconds."""
        if self._read(PATIENCE):
            self.until_quiet(quiet)

    def _read(self, seconds: float) -> bytes:
        """Read what comes within that time, if something does."""
        if not select.select([self._pty.fd], [], [], seconds)[0]:
            return b""
        data = os.read(self._pty.fd, 65536)
        self.read.append((time.perf_counter(), data))
        return data

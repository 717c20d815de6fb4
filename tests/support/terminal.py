"""A real terminal with a program in it: a pty, and pyte to tell what it shows."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import psutil
import pyte
import pytest
from ptyprocess import PtyProcess

PATIENCE = 30.0


class Terminal:
    """Runs the command in a terminal of so many columns and lines."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (120, 36)) -> None:
        columns, lines = size
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._pty = PtyProcess.spawn(list(command), env=dict(env), dimensions=(lines, columns))
        self.output = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pty.close(force=True)
        self._end_session()

    def _end_session(self) -> None:
        """End whatever still runs in this terminal's session, such as a job that is deaf to the hang-up."""
        for pid in psutil.pids():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                if os.getsid(pid) == self.pid:
                    os.kill(pid, signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Of the command."""
        return int(self._pty.pid)

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(self._screen.display)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._pty.fd, keys.encode())

    def hang_up(self) -> None:
        """Close the terminal's own end, as a closed window or a broken connection does."""
        self._pty.fileobj.close()
        self._pty.closed = True

    def wait_for(self, text: str) -> None:
        """Read until the terminal shows the text."""
        self._read_until(lambda: text in self.text, f"{text!r} was not shown")

    def wait_for_output(self, data: bytes) -> None:
        """Read until the program has written those bytes, shown or not."""
        self._read_until(lambda: data in self.output, f"{data!r} was not written")

    def exit_code(self, *, at_once: int = 65536) -> int:
        """Read to the end; the command's exit code. Somebody else may still have its terminal.

        Args:
            at_once: the most bytes to read at a time; few make a slow terminal, since each part is drawn too.
        """
        self._read_until(lambda: self._ended or not self._pty.isalive(), "the program did not end", at_once)
        while not self._ended and select.select([self._pty.fd], [], [], 0)[0]:
            self._read()
        return self.exit_code_unread()

    def exit_code_unread(self) -> int:
        """Wait for the end without reading what the program writes; the command's exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._pty.isalive():
            assert time.monotonic() < deadline, "the program did not end"
            time.sleep(0.02)
        return int(self._pty.exitstatus) if self._pty.exitstatus is not None else -int(self._pty.signalstatus)

    _ended = False

    def _read_until(self, done: object, complaint: str, at_once: int = 65536) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():  # type: ignore[operator]
            if self._ended or time.monotonic() > deadline:
                pytest.fail(f"{complaint}; the terminal shows:\n{self.text}")
            if select.select([self._pty.fd], [], [], 0.2)[0]:
                self._read(at_once)

    def _read(self, most: int = 65536) -> None:
        try:
            data = os.read(self._pty.fd, most)
        except OSError:  # how Linux says that the other end has closed
            data = b""
        self._ended = not data
        self.output += data
        self._stream.feed(data)

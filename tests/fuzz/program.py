"""The program in a terminal of its own, watched from outside; time is counted only while the machine let it run."""

from __future__ import annotations

import os
import re
import select
import signal
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import pyte
from ptyprocess import PtyProcess

READ = 65536
PATIENCE = 20
"""How many times as long anything may take at most while others keep the program from running."""
MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
ON_AT_THE_END = frozenset({7, 25})
"""Lines wrap and the cursor shows in a terminal that nobody has changed; every other mode is off."""


class Program:
    """Started in a new terminal; ended with its terminal when the block is left.

    Attributes:
        output: every byte that it has written.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int]) -> None:
        self.size = size
        self._pty = PtyProcess.spawn(list(command), env=dict(env), cwd=env["HOME"], dimensions=(size[1], size[0]))
        self.output = bytearray()
        self._closed = False
        self._terminal = termios.tcgetattr(self._pty.fd)[:4]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._pty.close(force=True)

    @property
    def pid(self) -> int:
        """Of the program, and of its session."""
        return int(self._pty.pid)

    @property
    def ended(self) -> bool:
        """Whether it has ended; nothing of its output is left to read then."""
        if self._pty.isalive():
            return False
        while self._read(0.05):
            pass
        return True

    @property
    def exit_status(self) -> int:
        """Of an ended program; minus the signal's number if one has killed it."""
        return int(self._pty.exitstatus) if self._pty.exitstatus is not None else -int(self._pty.signalstatus)

    @property
    def children(self) -> list[str]:
        """The names of the programs that it has started and that still run in its terminal."""
        found = []
        for process in psutil.process_iter(["pid"]):
            with suppress(psutil.Error, ProcessLookupError):
                if process.pid != self.pid and os.getsid(process.pid) == self.pid:
                    found.append(process.name())
        return found

    @property
    def is_stopped(self) -> bool:
        """Whether a signal has stopped it."""
        try:
            return bool(psutil.Process(self.pid).status() == psutil.STATUS_STOPPED)
        except psutil.Error:
            return False

    def cpu_seconds(self) -> float:
        """The processor time that it has used so far, all threads together."""
        try:
            times = psutil.Process(self.pid).cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)

    def send(self, data: bytes) -> bool:
        """Type; ``False`` if the program has not taken it all within 5 s in which it could run."""
        left = data

        def typed() -> bool:
            nonlocal left
            while left and not self._closed and select.select([], [self._pty.fd], [], 0)[1]:
                with suppress(OSError):
                    left = left[os.write(self._pty.fd, left[:512]) :]
            return not left or self._closed

        return self.until(typed, 5 + len(data) / 1000)

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal so large, which it is told."""
        self.size = (columns, lines)
        with suppress(OSError):
            self._pty.setwinsize(lines, columns)

    def signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal, as a terminal's window or a broken connection does."""
        self._pty.fileobj.close()
        self._pty.closed = self._closed = True

    def read_for(self, seconds: float) -> None:
        """Read what comes for so long, or to the end."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not self._read(left) and self._closed:
                break

    def until(self, done: Callable[[], bool], seconds: float) -> bool:
        """Read until it is done or so many seconds have passed in which the machine let both of us run.

        A thread's wait for a processor does not count, and all takes longer the more there is to do for each of them.
        """
        seconds *= max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        began, before, looking = time.monotonic(), _waits(self.pid), 0.0
        while True:
            looked = time.monotonic()
            if done():
                return True
            looking += time.monotonic() - looked  # to draw a large screen here takes longer than it took the program
            took = time.monotonic() - began
            left = seconds - (took - looking)
            if left <= 0 and took < seconds * PATIENCE:
                left += _waited(before, _waits(self.pid))
            if left <= 0:
                return False
            if not self._read(min(left, 0.05)) and self._closed:
                time.sleep(0.01)  # nothing more comes, and nothing tells of what is waited for
                if self._pty.exitstatus is not None or self._pty.signalstatus is not None:
                    return done()

    def modes_left_on(self) -> list[str]:
        """What the ended program has not put back: the modes it has set, and the terminal's own settings."""
        states = {25: True, 7: True}
        for numbers, state in MODE.findall(bytes(self.output)):
            states.update(dict.fromkeys(map(int, numbers.split(b";")), state == b"h"))
        wrong = [f"?{mode}" for mode, on in sorted(states.items()) if on is not (mode in ON_AT_THE_END)]
        if self.output.count(b"\x1b[>") - self.output.count(b"\x1b[>c") > len(re.findall(rb"\x1b\[<\d*u", self.output)):
            wrong.append("the keyboard protocol")
        with suppress(termios.error):
            if termios.tcgetattr(self._pty.fd)[:4] != self._terminal:
                wrong.append("echo or line mode")
        return wrong

    def shown(self) -> list[str]:
        """The lines that the terminal shows, from the last time that the screen was drawn whole."""
        screen = pyte.Screen(*self.size)
        stream = pyte.ByteStream(screen)
        with suppress(Exception):  # half a sequence at the beginning; pyte is strict about some
            stream.feed(bytes(self.output[-200_000:]))
        return [line.rstrip() for line in screen.display]

    def _read(self, seconds: float) -> bool:
        """Read once what has come; whether anything has."""
        if self._closed or not select.select([self._pty.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._pty.fd, READ)
        except OSError:  # how Linux says that the other end has closed
            data = b""
        if not data:
            self._closed = True
        self.output += data
        return bool(data)


def _waits(pid: int) -> dict[str, float]:
    """The seconds that each thread of the program, and this one, has waited for a processor."""
    waits = {}
    for path in (Path("/proc/thread-self"), *Path(f"/proc/{pid}/task").glob("*")):
        with suppress(OSError, IndexError):
            waits[str(path)] = int((path / "schedstat").read_text().split()[1]) / 1e9
    return waits


def _waited(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """The waits between the two, one after the other: a key goes from one thread to the next, and so to us."""
    return sum(after[name] - before.get(name, 0.0) for name in after)

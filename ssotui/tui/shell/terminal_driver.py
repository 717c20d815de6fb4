"""The terminal as the app draws on it: it may go away, stop reading, or be lent, and the app still ends when told."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
from contextlib import suppress
from io import TextIOBase
from queue import Full
from types import FrameType
from typing import TYPE_CHECKING, Any

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.drivers.linux_driver import LinuxDriver

from ssotui.tui.shell.terminal_input import Ending, read_typed

if TYPE_CHECKING:
    from textual.app import App

STUCK_SECONDS = 1.0
"""How long a terminal may take nothing before the app no longer waits for it."""

HANDING_SECONDS = 0.002
"""How long the app waits at most until the terminal has taken its frame."""

LEAVE = "\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
"""Puts back every mode that Textual's driver sets."""


class TerminalDriver(LinuxDriver):
    """Textual's driver, made to bear a terminal that goes away or takes nothing any more.

    Textual's own writes from a thread that dies of the first error, and waits for ever for a place in its queue then.
    """

    def __init__(self, app: App[Any], **settings: Any) -> None:
        super().__init__(app, **settings)
        self._terminal = sys.__stderr__.fileno() if sys.__stderr__ else 2
        self._output = _Terminal(self._terminal)
        self._file = self._output  # type: ignore[assignment]  # it is written to, and nothing else
        self.exit_event: Ending = Ending()
        self._in_use = False
        self._stopped = False
        self._stuck = False
        self._owed = ""
        self._frame = ""
        """The beginning of a frame that the terminal is to show all at once."""
        threading.Thread(target=_tell_of_hang_up, args=(self.fileno,), name="ssotui-terminal", daemon=True).start()

    def start_application_mode(self) -> None:
        """Take the terminal for the program."""
        self._in_use = True
        self._owed = ""
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        """Give the terminal back, and nothing on it: GNU screen and the console have no other screen to draw on."""
        self._in_use = False
        self.write(self._blank())
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Have the data written, unless nobody reads it: a terminal that is lent, gone or stuck.

        What a stuck terminal has missed is drawn anew once it reads again; what gives it back is kept for it.
        """
        writer = self._writer_thread
        if writer is None or not writer.is_alive():
            return
        if self._owed:
            self._owed += data
            return
        if data == SYNC_START or self._frame:
            self._frame += data
            if data != SYNC_END:
                return
            data, self._frame = self._frame, ""
        self._output.done.clear()
        try:
            writer._queue.put(data, block=not self._stuck, timeout=STUCK_SECONDS)  # noqa: SLF001 - its write waits for ever
        except Full:
            self._stuck = True
            if not self._in_use:
                self._owed = data
            return
        if self._stuck:
            self._stuck = False
            self.send_message(self.SignalResume())

    def flush(self) -> None:
        """Let the frame be written before the next is drawn: else its thread would wait up to 5 ms for this one."""
        if not self._stuck:
            self._output.done.wait(HANDING_SECONDS)

    def run_input_thread(self) -> None:
        """Read what is typed, until a terminal that has gone away refuses: SIGHUP tells the app of that.

        Textual's own looks ten times a second whether it shall end: a quarter of what the app may take while idle.
        """
        with suppress(OSError):
            read_typed(self.fileno, self.exit_event, self.process_message)

    def close(self) -> None:
        """End the writing, without waiting for a terminal that takes nothing."""
        writer = self._writer_thread
        if writer is not None and writer.is_alive():
            with suppress(Full):
                for item in (self._owed, None):  # None ends it
                    writer._queue.put(item, timeout=STUCK_SECONDS)  # noqa: SLF001 - as above
                written = -1
                while writer.is_alive() and written != self._output.written:  # a slow one gets all there is
                    written = self._output.written
                    writer.join(STUCK_SECONDS)

    def abandon(self) -> None:
        """Put the terminal back at once, past whatever else is about to be written. Safe in a signal's handler."""
        if self._writer_thread is None or not self._writer_thread.is_alive():
            return
        with suppress(termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError):
            self._output.number = None
            if select.select([], [self._terminal], [], STUCK_SECONDS / 4)[1]:
                os.write(self._terminal, (self._blank() + LEAVE).encode())

    def _blank(self) -> str:
        """Empty the screen line by line: what is cleared at once, GNU screen keeps in its scrollback."""
        return "\x1b[?2026l\x1b[H" + "\x1b[2K\x1b[B" * self._get_terminal_size()[1] + "\x1b[H"

    def _sigtstp_application(self, *_: int | FrameType | None) -> None:
        """Give the terminal away and stop. An app that is ending has given it away already, for good."""
        if not self._in_use:
            os.kill(os.getpid(), signal.SIGSTOP)
        elif not self._stopped:
            self._stopped = True
            super()._sigtstp_application()

    def _sigcont_application(self, *_: int | FrameType | None) -> None:
        """Take the terminal again only after it was given away: one that hangs up sends SIGCONT behind its SIGHUP."""
        if self._stopped:
            self._stopped = False
            super()._sigcont_application()


class _Terminal(TextIOBase):
    """Writes to the terminal itself, and keeps nothing back; one that has gone takes everything.

    Attributes:
        number: its file descriptor; ``None`` once nothing more shall be written.
        written: how many bytes it has taken.
        done: set when the terminal has taken what there was to write.
    """

    def __init__(self, number: int) -> None:
        self.number: int | None = number
        self.written = 0
        self.done = threading.Event()

    def write(self, text: str) -> int:
        data = text.encode(errors="replace")
        with suppress(OSError):
            while data and self.number is not None:
                try:
                    taken = os.write(self.number, data)
                except BlockingIOError:  # somebody else has made it so
                    select.select([], [self.number], [])
                    continue
                self.written += taken
                data = data[taken:]
        self.done.set()
        return len(text)

    def flush(self) -> None:
        pass


def _tell_of_hang_up(terminal: int) -> None:
    """Wait until the terminal hangs up, and tell the main thread by SIGHUP.

    The kernel tells the session's first process, which may be a shell that passes nothing on to its jobs. Where SIGHUP
    is ignored (``nohup``) it is SIGTERM: without its terminal the app is of no use.
    """
    waiting = select.poll()
    waiting.register(terminal, 0)
    happened = waiting.poll()
    if any(event & select.POLLHUP for _, event in happened):
        heard = signal.SIGTERM if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else signal.SIGHUP
        signal.pthread_kill(threading.main_thread().ident or 0, heard)

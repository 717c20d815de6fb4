"""Copy a secret: to the desktop's clipboard if there is one here, else to the terminal's; and have it cleared.

The desktop's clipboard is touched by a process of its own (`ssotui.export.clipboard_guard`), so that a hanging or
talkative clipboard program cannot disturb the screen, and the clearing outlives us. The secret goes there through
a pipe: no process argument ever holds it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from ssotui.export.terminal_clipboard import controlling_terminal, send, write_to_terminal
from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret

__all__ = ["CLEAR_AFTER", "Clipboard", "Delivery", "SystemClipboard", "controlling_terminal", "write_to_terminal"]

CLEAR_AFTER = 45.0
"""Seconds until the clipboard is cleared, if it still holds what we put there."""

COPY_SECONDS = 5.0
"""How long a clipboard program may take before we go on without it."""


class Delivery(StrEnum):
    """How far a copy got."""

    COPIED = "copied"
    """The clipboard was read back, and holds it."""
    SENT = "sent to the terminal"
    """The terminal was asked to take it (OSC 52); no terminal answers whether it did."""

    @property
    def done(self) -> str:
        """How a sentence about it begins."""
        return "Copied" if self is Delivery.COPIED else "Sent to the terminal's clipboard:"

    def told(self, what: str, clear_after: float) -> str:
        """What to say of it, and no more than is known.

        Args:
            what: was copied.
            clear_after: seconds; 0 for never.
        """
        if self is Delivery.COPIED:
            until = f"It is cleared in {clear_after:g} s" if clear_after else "It is not cleared"
            return f"{self.done} {what}. {until}."
        until = f" In {clear_after:g} s it is emptied, whatever it holds then." if clear_after else ""
        return f"{self.done} {what}. No terminal says whether it took it.{until}"


class Clipboard(Protocol):
    """Where the screen and the command line copy to; tests put their own in its place."""

    def copy(self, text: Secret, *, clear_after: float = CLEAR_AFTER) -> Delivery:
        """Put the text there, to be cleared after so many seconds (0: never). Blocks; call it off the screen's loop.

        Raises:
            ServiceFailure: there is no clipboard that takes it.
        """


class SystemClipboard:
    """The desktop's clipboard; over SSH, or where there is none, the terminal's.

    Args:
        write: writes an escape sequence to the terminal.
        terminal: the terminal's device, which the clearing is sent to; ``None`` if there is none.
    """

    def __init__(self, write: Callable[[str], None], terminal: str | None) -> None:
        self._write = write
        self._terminal = terminal
        self._guard: tuple[int, float] | None = None

    def copy(self, text: Secret, *, clear_after: float = CLEAR_AFTER) -> Delivery:
        """See :class:`Clipboard`."""
        self._dismiss_guard()
        if not _remote() and self._start_guard(text, clear_after, None):
            return Delivery.COPIED
        if self._terminal is None:
            raise ServiceFailure(
                "There is no clipboard here: no desktop's, and no terminal.",
                "Install xclip, xsel or wl-clipboard, or use --write.",
            )
        send(text, self._write)
        if clear_after:
            self._start_guard(Secret(""), clear_after, self._terminal)
        return Delivery.SENT

    def _start_guard(self, text: Secret, clear_after: float, terminal: str | None) -> bool:
        """Let the guard copy (unless a terminal has), and stay to clear. False if the copy did not arrive."""
        order = {"text": text.reveal(), "clear_after": clear_after, "terminal": terminal}
        try:
            done = subprocess.run(  # our own module, found without the current folder (-P)
                [sys.executable, "-P", "-m", "ssotui.export.clipboard_guard"],
                input=json.dumps(order).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                timeout=COPY_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        finally:
            order.clear()
        if done.returncode == 0 and clear_after and done.stdout.strip().isdigit():
            self._guard = (int(done.stdout), time.monotonic() + clear_after)
        return done.returncode == 0

    def _dismiss_guard(self) -> None:
        """A new copy replaces the old one, whose guard would clear it before its time."""
        if self._guard and time.monotonic() < self._guard[1]:
            with contextlib.suppress(OSError):
                os.kill(self._guard[0], signal.SIGTERM)
        self._guard = None


def _remote() -> bool:
    """Over SSH the desktop is elsewhere: only the terminal reaches it."""
    return any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))

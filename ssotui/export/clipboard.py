"""Copy a secret to the desktop's clipboard if there is one here, else to the terminal's, and have it cleared.

The desktop's clipboard is touched by a process of its own (`ssotui.export.clipboard_guard`), so that a hanging or
talkative clipboard program cannot disturb the screen, and the clearing outlives us. The secret goes there through
a pipe: no process argument ever holds it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from ssotui.export.terminal_clipboard import send, takes_text
from ssotui.model.errors import ServiceFailure
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret

if TYPE_CHECKING:
    from ssotui.export.clipboard_guard import Outcome

COPY_SECONDS = 8.0
"""How long the guard may take, which itself waits for no program as long, before we go on without it."""


class Delivery(StrEnum):
    """The place that a copy has reached."""

    COPIED = "copied"
    """The clipboard was read back, and holds it."""
    SENT = "sent to the terminal"
    """The terminal was asked to take it (OSC 52). None answers whether it did, also one that has no clipboard."""
    UNSURE = "given to the clipboard"
    """The clipboard was given it, and could not be read back."""

    @property
    def done(self) -> str:
        """The first words of a sentence about the copy."""
        if self is Delivery.SENT:
            return "Sent to the terminal's clipboard:"
        return "Copied" if self is Delivery.COPIED else "Sent to the clipboard, which cannot confirm it:"

    def told(self, what: str, clear_after: float) -> str:
        """Say what is known of the copy, and no more.

        Args:
            what: was copied.
            clear_after: seconds; 0 for never.
        """
        said = [f"{self.done} {what}."]
        if self is Delivery.SENT:
            said.append("Terminals cannot confirm it.")
        if clear_after:
            said.append(f"The clipboard is cleared in {clear_after:g} s.")
        elif self is Delivery.COPIED:
            said.append("The clipboard is not cleared.")
        return " ".join(said)


class Clipboard:
    """Copies to the desktop's clipboard; over SSH, or where there is none, to the terminal's.

    Args:
        write: writes an escape sequence to the terminal.
        terminal: the terminal's device, which the clearing is sent to; ``None`` if there is none.
    """

    def __init__(self, write: Callable[[str], None], terminal: str | None) -> None:
        self._write = write
        self._terminal = terminal
        self._guards: list[_Guard] = []

    def copy(self, text: Secret, *, clear_after: float) -> Delivery:
        """Put the text there, to be cleared after so many seconds (0: never). Blocks; call it off the screen's loop.

        Raises:
            ServiceFailure: there is no clipboard that takes it.
        """
        from ssotui.export.clipboard_guard import Outcome  # late, as below: the screen is there before

        # Over SSH the desktop is elsewhere: only the terminal reaches it.
        remote = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
        if not remote and (guard := self._start_guard(text, clear_after, None)):
            if guard.outcome is Outcome.COPIED:
                self._dismiss_others(guard)
                return Delivery.COPIED
            if guard.outcome is Outcome.UNSURE:
                return Delivery.UNSURE
        if self._terminal is None or not takes_text(os.environ):
            raise ServiceFailure(
                "No clipboard was found: neither the desktop's nor the terminal's.",
                "Install xclip, xsel or wl-clipboard, or use --write.",
                on_screen="{keys.write} writes the keys to a file, {keys.reveal} shows them. Or install xclip, xsel or "
                "wl-clipboard.",
            )
        guard = self._start_guard(Secret(""), clear_after, self._terminal) if clear_after else None
        if clear_after and not guard:
            raise ServiceFailure(
                "Nothing was copied: no process can be started to clear the clipboard later.",
                "Use --write.",
                on_screen="{keys.write} writes the keys to a file.",
            )
        try:
            send(text, self._write)
        except BaseException:
            if guard:
                guard.dismiss()
            raise
        self._dismiss_others(guard, self._terminal)
        return Delivery.SENT

    def _start_guard(self, text: Secret, clear_after: float, terminal: str | None) -> _Guard | None:
        """Let the guard leave one to clear, then copy (unless a terminal shall). ``None`` if nothing was copied."""
        from json import dumps

        from ssotui.export.clipboard_guard import Outcome, begin

        order = {"text": text.reveal(), "clear_after": clear_after, "terminal": terminal}
        try:
            process = begin(subprocess.PIPE)
        except OSError:
            return None
        with process:
            try:
                answer, _ = process.communicate(dumps(order).encode() + b"\n", timeout=COPY_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                answer, _ = process.communicate()
            finally:
                order.clear()
        keeper, *outcomes = answer.decode().split() or [""]
        if not keeper.isdigit():
            return None
        outcome = Outcome(outcomes[0]) if outcomes else Outcome.UNSURE
        guard = _Guard(int(keeper), time.time() + clear_after, terminal, outcome)
        if guard.pid:
            self._guards.append(guard)
        return guard

    def _dismiss_others(self, new: _Guard | None, terminal: str | None = None) -> None:
        """End the guards of older copies there, which would clear the new copy before its time."""
        for guard in [each for each in self._guards if each is not new and each.terminal == terminal]:
            guard.dismiss()
            self._guards.remove(guard)


class _Guard(NamedTuple):
    """Who clears a copy.

    Attributes:
        pid: the process; 0 for none.
        until: when it ends, by the wall clock.
        terminal: whose clipboard it clears; ``None`` for the desktop's.
        outcome: what came of the copy.
    """

    pid: int
    until: float
    terminal: str | None
    outcome: Outcome

    def dismiss(self) -> None:
        """End it, if it is still there: another process may have its ID by then."""
        if self.pid and time.time() < self.until:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGTERM)

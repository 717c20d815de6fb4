"""The words of what is under way: what it waits for, for how long, which attempt it is on, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from textual.screen import Screen

from ssotui.aws.services.attempts import Retry
from ssotui.tui.drawing.cells import cell_len
from ssotui.tui.shell.context import context_of

AT_ONCE_SECONDS = 0.3
"""Nothing is said of what takes no longer."""


class Waiting:
    """Owns one wait of a screen.

    Args:
        screen: has the timer.
        show: draws the words anew, which may be none.
    """

    def __init__(self, screen: Screen[Any], show: Callable[[], None]) -> None:
        context = context_of(screen.app)
        self._screen = screen
        self._clock = context.clock
        self._stops = context.keymap.text("app.back")
        self._show = show
        self._what = ""
        self._since: datetime | None = None
        self._attempt: Retry | None = None
        self._shown = False
        self._began = 0.0

    def words(self, room: int) -> str:
        """Give the words to show now: none before 0.3 seconds, and the most important ones where there is no room."""
        if not (self._shown and self._what):
            return ""
        whole = f"{self._what}{self.rest}"
        return whole if cell_len(whole) <= room else self.rest.lstrip(":, ")

    @property
    def rest(self) -> str:
        """The words after what is under way: reason, attempt, seconds, the key that stops it."""
        if not self._shown or self._since is None:
            return ""
        seconds = int((self._clock() - self._since).total_seconds())
        tried = (self._attempt.reason, f"attempt {self._attempt.number}") if self._attempt else ()
        told = ", ".join((*tried, *((f"{seconds} s",) if seconds else ())))
        return f"{': ' if tried else ', ' if told else ''}{told}  {self._stops} stops"

    def begin(self, what: str) -> None:
        """Wait for this from now on, or for nothing any more."""
        if what and what == self._what:
            return
        self._what, self._attempt, self._shown = what, None, False
        self._since = self._clock() if what else None
        if what:
            self._began = monotonic()
            self._screen.set_timer(AT_ONCE_SECONDS, self.tick)
        self._show()

    def heard(self, attempt: Retry) -> None:
        """Take an attempt, on any thread."""
        self._attempt = attempt
        self._screen.call_later(self.tick)

    def tick(self) -> None:
        """Show the seconds, from 0.3 of them on. Called then, and once a second."""
        if self._what and monotonic() - self._began >= AT_ONCE_SECONDS - 0.05:
            self._shown = True
            self._show()

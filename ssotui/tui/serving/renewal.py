"""New keys in the place of written ones that end soon, while the screen is open and the settings say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from textual.message import Message

from ssotui.actions.background import start
from ssotui.tui.list.list_view import Mark
from ssotui.tui.shell.context import AppContext

SHOWN = timedelta(seconds=10)
"""For so long a row bears the mark of its renewal."""

RENEWED = Mark("renewed", "quiet")


class WrittenRenewal:
    """Looks after the written keys on a thread, and owns the marks of the rows whose keys it has renewed.

    Args:
        context: the edges of the app.
        post: posts a message to the screen, from any thread; the screen hands it back to :meth:`take`.
    """

    @dataclass
    class Renewed(Message):
        """Keys were written anew, to sections or for profiles of these names."""

        names: tuple[str, ...]

    def __init__(self, context: AppContext, post: Callable[[Message], object]) -> None:
        self.marks: Mapping[str, Mark] = {}
        self._context = context
        self._post = post
        self._stopped = Event()
        self._until: datetime | None = None

    def start(self) -> None:
        """Begin to look after them, if the settings say so."""
        if self._context.settings.refresh_written:
            start(self._run, "ssotui-written")

    def stop(self) -> None:
        """Stop looking after written keys."""
        self._stopped.set()

    def take(self, renewed: Renewed) -> None:
        """Mark the rows for a while."""
        self.marks = {**self.marks, **dict.fromkeys(renewed.names, RENEWED)}
        self._until = self._context.clock() + SHOWN

    def over(self) -> bool:
        """Take the marks away when they have stood long enough. Gives whether they were."""
        if self._until is None or self._context.clock() < self._until:
            return False
        self.marks, self._until = {}, None
        return True

    def _run(self) -> None:
        from ssotui.actions.keys.confirmation import guarded
        from ssotui.actions.serving import written

        while not self._stopped.is_set():
            renewed = written.renew(self._context.clock, lambda target: guarded(target) is None)
            names = tuple(each.place.section or each.place.name for each in renewed if each.ends)
            if names:
                self._post(self.Renewed(names))
            self._context.wait(self._stopped, written.CHECK_SECONDS)

"""New keys in the place of written ones that end soon, while the screen is open and the settings say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from threading import Event

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
        call_later: has a function called by the screen, from any thread.
        show: draws the marks anew.
    """

    def __init__(self, context: AppContext, call_later: Callable[..., object], show: Callable[[], None]) -> None:
        self.marks: Mapping[str, Mark] = {}
        self._context = context
        self._call_later = call_later
        self._show = show
        self._stopped = Event()
        self._until: datetime | None = None

    def start(self) -> None:
        """Begin to look after them, if the settings say so."""
        if self._context.settings.refresh_written:
            start(self._run, "ssotui-written")

    def stop(self) -> None:
        """Stop looking after written keys."""
        self._stopped.set()

    def tick(self) -> None:
        """Take the marks away when they have stood long enough. Called once a second."""
        if self._until and self._context.clock() >= self._until:
            self.marks, self._until = {}, None
            self._show()

    def _mark(self, names: Iterable[str]) -> None:
        """Mark the sections or profiles of these names for a while."""
        self.marks = {**self.marks, **dict.fromkeys(names, RENEWED)}
        self._until = self._context.clock() + SHOWN
        self._show()

    def _run(self) -> None:
        from ssotui.actions.keys.confirmation import guarded
        from ssotui.actions.serving import written

        while not self._stopped.is_set():
            renewed = written.renew(self._context.clock, lambda target: guarded(target) is None)
            names = tuple(each.place.section or each.place.name for each in renewed if each.ends)
            if names:
                self._call_later(self._mark, names)
            self._context.wait(self._stopped, written.CHECK_SECONDS)

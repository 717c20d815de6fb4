"""The top line is one widget; below it, lines come and go that say what is wrong with the files."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.reactive import reactive

from ssotui.model.clock import Clock
from ssotui.model.profile import Problem
from ssotui.model.sessions import CacheEntry
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.drawing.runs import Line, width_of
from ssotui.tui.shell.commands import Place
from ssotui.tui.widgets.buttons import Buttons
from ssotui.tui.widgets.clock_lines import ClockLines
from ssotui.tui.widgets.header_lines import clocks_in, served, top, trouble, views


class HeaderBar(ClockLines, Buttons):
    """One line, and some more while a file cannot be read."""

    place: reactive[Place] = reactive(Place.PROFILES)
    counts: reactive[dict[Place, int]] = reactive(dict[Place, int])
    sessions: reactive[Sequence[CacheEntry]] = reactive[Sequence[CacheEntry]](())
    problems: reactive[Sequence[Problem]] = reactive[Sequence[Problem]]((), layout=True)
    serving: reactive[str] = reactive("", layout=True)

    def __init__(self, clock: Clock, glyphs: Glyphs) -> None:
        super().__init__()
        self._clock = clock
        self._glyphs = glyphs

    def tick(self) -> bool:
        """Tell whether clocks have other words than were drawn, which the next frame repaints."""
        return self.is_mounted and self.retell(self.lines())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """Take as many lines as there is to say."""
        return 1 + len(self._below(width))

    def lines(self) -> Sequence[Line]:
        """Draw the views on the left and the sessions' clocks on the right."""
        width, left = self.size.width, self._left()
        room = width - width_of(left) - 2  # one cell is free on either side
        clocks = clocks_in(room, self.sessions, self._clock(), self._glyphs)
        return [top(left, clocks, width), *self._below(width)]

    def _below(self, width: int) -> Sequence[Line]:
        """Draw what is wrong with the files, and what the credential server does while it runs."""
        return [*trouble(self.problems, width, self._glyphs), *served(self.serving, width, self._glyphs)]

    def _left(self) -> Line:
        return views(self.size.width, self.place, self.counts)

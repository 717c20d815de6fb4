"""The top line is one widget; below it, lines come and go that say what is wrong with the files."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from ssotui.model.clock import Clock
from ssotui.model.profile import Problem
from ssotui.model.sessions import CacheEntry
from ssotui.tui.drawing.content import content_of
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.drawing.runs import Line, width_of
from ssotui.tui.shell.commands import Place
from ssotui.tui.widgets.buttons import Buttons
from ssotui.tui.widgets.header_lines import clocks_in, served, top, trouble, views


class HeaderBar(Buttons):
    """One line, made anew each second only if its words have changed; and some more while a file cannot be read."""

    place: reactive[Place] = reactive(Place.PROFILES)
    counts: reactive[dict[Place, int]] = reactive(dict[Place, int])
    sessions: reactive[Sequence[CacheEntry]] = reactive[Sequence[CacheEntry]](())
    problems: reactive[Sequence[Problem]] = reactive[Sequence[Problem]]((), layout=True)
    serving: reactive[str] = reactive("", layout=True)

    def __init__(self, clock: Clock, glyphs: Glyphs) -> None:
        super().__init__()
        self._clock = clock
        self._glyphs = glyphs
        self._drawn: Line = ()

    def tick(self) -> None:
        """Repaint if a clock's words have changed."""
        if self.is_mounted and self._clocks() != self._drawn:
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """Take as many lines as there is to say."""
        return 1 + len(self._below(width))

    def render(self) -> Content:
        """Draw the views on the left and the sessions' clocks on the right."""
        width, self._drawn = self.size.width, self._clocks()
        first = top(self._left(), self._drawn, width)
        return content_of([first, *self._below(width)])

    def _below(self, width: int) -> Sequence[Line]:
        """Draw what is wrong with the files, and what the credential server does while it runs."""
        return [*trouble(self.problems, width, self._glyphs), *served(self.serving, width, self._glyphs)]

    def _left(self) -> Line:
        return views(self.size.width, self.place, self.counts)

    def _clocks(self) -> Line:
        """Draw the clocks into the cells that the views leave, with one free on either side."""
        room = self.size.width - width_of(self._left()) - 2
        return clocks_in(room, self.sessions, self._clock(), self._glyphs)

"""The panel beside the list is one widget, which follows the cursor and the clock."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.widget import Widget

from ssotui.aws.environment import active_profile
from ssotui.tui.browser.detail_lines import DetailLines, Said
from ssotui.tui.drawing.content import content_of
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.shell.row import Row


class DetailPanel(Widget):
    """Draws one row of any view, its clocks as bars with their local times."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._edges = context
        self._row: Row = None
        self._keys_expire_at: datetime | None = None
        self._drawn: list[Said] = []

    def show(self, row: Row, keys_expire_at: datetime | None = None) -> None:
        """Show another row in the panel.

        Args:
            row: the row.
            keys_expire_at: for a row that does not know that by itself.
        """
        if (row, keys_expire_at) == (self._row, self._keys_expire_at):
            return  # as when one more letter of the filter leaves the same row at the top
        self._row = row
        self._keys_expire_at = keys_expire_at
        self.refresh()

    def tick(self) -> None:
        """Repaint if a clock's words have changed: nothing else of a row changes by itself."""
        if self.display and list(self._drawing().clocks(self._row)) != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """Draw the lines of the row."""
        drawing = self._drawing()
        self._drawn = list(drawing.clocks(self._row))
        return content_of(drawing._replace(active=active_profile()).of(self._row))

    def _drawing(self) -> DetailLines:
        context, width = self._edges, self.content_size.width
        return DetailLines(
            width,
            context.clock(),
            context.glyphs,
            context.settings,
            context.conceal,
            self._keys_expire_at,
            lambda error: hint_of(error, context.keymap),
        )

"""The panel beside the list is one widget, which follows the cursor and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.geometry import Region, Size
from textual.strip import Strip

from ssotui.aws.environment import active_profile
from ssotui.tui.browser.detail_lines import DetailLines, Said
from ssotui.tui.drawing.runs import Line
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.shell.row import Row
from ssotui.tui.widgets.clock_lines import ClockLines

FRAMED = 3
"""Lines of the smallest panel with a frame around something."""


class DetailPanel(ClockLines):
    """Draws one row of any view, its clocks as bars with their local times."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._edges = context
        self._row: Row = None
        self._keys_expire_at: datetime | None = None
        self._clocks: list[Said] = []
        """The words of the clocks when they were drawn."""
        self._frame: tuple[Size, Sequence[Strip]] | None = None
        """The upper edge, the line between the sides and the lower edge, drawn for a panel of that size."""

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

    def tick(self) -> bool:
        """Tell whether clocks have other words than were drawn, which the next frame repaints.

        Nothing else of a row changes by itself.
        """
        if not self.display:
            return False
        drawing = self._drawing()
        before, self._clocks = self._clocks, list(drawing.clocks(self._row))
        if before == self._clocks or self.drawn is None:
            return False
        old, new, drawn = drawing.lines_of(before), drawing.lines_of(self._clocks), list(self.drawn)
        at = next((at for at in range(len(drawn)) if drawn[at : at + len(old)] == old), 0)
        return self.retell([*drawn[:at], *new, *drawn[at + len(old) :]])

    def lines(self) -> list[Line]:
        """Draw the lines of the row."""
        drawing = self._drawing()
        self._clocks = list(drawing.clocks(self._row))
        return drawing._replace(active=active_profile()).of(self._row) or [()]  # as no text has one line too

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of the region."""
        size, inner = self.outer_size, self.content_region.translate(-self.region.offset)
        if crop.column_span != (0, size.width) or size.height < FRAMED or self.text_selection:
            return super().render_lines(crop)
        top, side, bottom = self._framed(size)
        left, right = side.crop(0, inner.x), side.crop(inner.right, size.width)
        ys = range(max(crop.y, inner.y), min(crop.bottom, inner.bottom))
        strips = [Strip([*left, *strip, *right], size.width) for strip in self.inner_strips([y - inner.y for y in ys])]
        return [*([top] if crop.y == 0 else []), *strips, *([bottom] if crop.bottom == size.height else [])]

    def _framed(self, size: Size) -> Sequence[Strip]:
        """Draw the frame; all lines between its edges have the same sides."""
        if self._frame is None or self._frame[0] != size:
            edges = [
                super(DetailPanel, self).render_lines(Region(0, y, size.width, 1)) for y in (0, 1, size.height - 1)
            ]
            self._frame = size, [strip for (strip,) in edges]
        return self._frame[1]

    def notify_style_update(self) -> None:
        """Forget the frame too, as the theme or the sheet has changed."""
        super().notify_style_update()
        self._frame = None

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

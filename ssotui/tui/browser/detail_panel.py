"""The panel beside the list is one widget, which follows the cursor and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from ssotui.aws.environment import active_profile
from ssotui.tui.browser.detail_lines import DetailLines, Said
from ssotui.tui.drawing.content import content_of, filtered, strip_of, style_text, theme_filters
from ssotui.tui.drawing.runs import Line
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.shell.row import Row

FRAMED = 3
"""Lines of the smallest panel with a frame around something."""


class DetailPanel(Widget):
    """Draws one row of any view, its clocks as bars with their local times."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._edges = context
        self._row: Row = None
        self._keys_expire_at: datetime | None = None
        self._clocks: list[Said] = []
        """The words of the clocks when they were drawn."""
        self._lines: list[Line] | None = None
        """The lines of the row; ``None`` where they are to be drawn anew."""
        self._styles: dict[str, Style] = {}
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

    def tick(self) -> None:
        """Repaint the lines of the clocks whose words have changed: nothing else of a row changes by itself."""
        if not self.display or list(self._drawing().clocks(self._row)) == self._clocks:
            return
        before, after = self._lines, self._draw()
        if before is None or len(before) != len(after):
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.content_size.width, 1))

    def render(self) -> Content:
        """Give the text of the row, which a person may select."""
        return content_of(self._draw())

    def _draw(self) -> list[Line]:
        drawing = self._drawing()
        self._clocks = list(drawing.clocks(self._row))
        self._lines = drawing._replace(active=active_profile()).of(self._row) or [()]  # as no text has one line too
        return self._lines

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of the region, without what Textual does to each for the sake of a selection.

        Their colours are the theme's, so that Textual's first filter has nothing to translate.
        """
        size, inner = self.outer_size, self.content_region.translate(-self.region.offset)
        if crop.column_span != (0, size.width) or size.height < FRAMED or self.text_selection:
            return super().render_lines(crop)
        top, side, bottom = self._framed(size)
        lines, filters, background = self._lines or self._draw(), theme_filters(self.app), self.background_colors[1]
        left, right = side.crop(0, inner.x), side.crop(inner.right, size.width)
        rest = self.visual_style.background_style.rich_style
        strips = []
        for y in crop.line_range:
            if y in {0, size.height - 1}:
                strips.append(bottom if y else top)
                continue
            drawn = Strip.blank(inner.width, self._style(""))
            if y - inner.y < len(lines):
                drawn = strip_of(lines[y - inner.y], inner.width, self._style, rest)
            strip = filtered(drawn, filters, background)
            strips.append(Strip([*left, *strip, *right], size.width))
        return strips

    def _framed(self, size: Size) -> Sequence[Strip]:
        """Draw the frame; all lines between its edges have the same sides."""
        if self._frame is None or self._frame[0] != size:
            edges = [
                super(DetailPanel, self).render_lines(Region(0, y, size.width, 1)) for y in (0, 1, size.height - 1)
            ]
            self._frame = size, [strip for (strip,) in edges]
        return self._frame[1]

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            style = (self.visual_style + self.app.stylesheet.parse_style(style_text(name))).rich_style
            self._styles[name] = next((known for known in self._styles.values() if known == style), style)
        return self._styles[name]

    def notify_style_update(self) -> None:
        """Forget the styles and the frame, as the theme or the sheet has changed."""
        super().notify_style_update()
        self._styles.clear()
        self._frame = None

    def _set_dirty(self, *regions: Region) -> None:
        """Forget the lines when all of them are to be drawn."""
        if not regions:
            self._lines = None
        super()._set_dirty(*regions)

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

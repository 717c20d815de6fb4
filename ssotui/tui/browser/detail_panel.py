"""The panel beside the list is one widget, which follows the cursor and the clock."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from ssotui.aws.environment import active_profile
from ssotui.tui.browser.detail_lines import DetailLines, Said
from ssotui.tui.drawing.content import content_of, filtered, theme_filters
from ssotui.tui.drawing.runs import Line, width_of
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
        self._clocks: list[Said] = []
        """The words of the clocks when they were drawn."""
        self._lines: list[Line] = []
        self._changed: dict[int, Line] = {}
        """The lines that a tick has changed since the last frame, by number."""

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
        before, after, width = self._lines, self._draw(), self.content_size.width
        if len(before) != len(after) or any(width_of(line) > width for line in after):
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self._changed[y] = new
                self.refresh(Region(0, y, width, 1))

    def render(self) -> Content:
        """Draw the lines of the row."""
        return content_of(self._draw())

    def _draw(self) -> list[Line]:
        drawing = self._drawing()
        self._clocks = list(drawing.clocks(self._row))
        self._lines = drawing._replace(active=active_profile()).of(self._row)
        return self._lines

    def _render_content(self) -> None:
        """Draw the lines that a tick has changed, if nothing else is to be drawn: the others take 5 ms."""
        changed, self._changed = self._changed, {}
        lines = self._render_cache.lines
        if not changed or any(region.height > 1 for region in self._dirty_regions) or max(changed) >= len(lines):
            super()._render_content()
            return
        for y, line in changed.items():
            (strip,) = Visual.to_strips(self, content_of([line]), self.content_size.width, 1, self.visual_style)
            lines[y] = strip.apply_offsets(0, y)
        self._dirty_regions.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of the region. All have the same edges, which Textual would work out for each by itself.

        Their colours are the theme's, so that Textual's first filter has nothing to translate.
        """
        width, height = self.outer_size
        if crop.column_span != (0, width) or height < 3:
            return super().render_lines(crop)
        top, side, bottom = (
            super(DetailPanel, self).render_lines(Region(0, y, width, 1))[0] for y in (0, 1, height - 1)
        )
        inner = self.content_region.translate(-self.region.offset)
        left, right = side.crop(0, inner.x), side.crop(inner.right, width)
        background, blank = self.background_colors[1], next(iter(right)).style
        filters = theme_filters(self.app)
        strips = []
        for y in crop.line_range:
            if y in {0, height - 1}:
                strips.append(bottom if y else top)
                continue
            line = filtered(self.render_line(y - 1).adjust_cell_length(inner.width, blank), filters, background)
            strips.append(Strip([*left, *line, *right], width))
        return strips

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

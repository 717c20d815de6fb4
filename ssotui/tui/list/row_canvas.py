"""Draw the list with Textual: only the rows in sight, and each second only the clocks that changed.

(A ``DataTable`` takes over a second to be filled with 10,000 rows; this takes as long as one screenful.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ssotui.model.clock import Clock
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.drawing.runs import Line
from ssotui.tui.list.columns import MARGIN, share
from ssotui.tui.list.list_view import ListView, Mark
from ssotui.tui.list.row_lines import RowLines


class RowCanvas(ScrollView):
    """Draws the rows of a view in some order, with a cursor on one of them.

    :class:`ssotui.tui.list.row_list.RowList` decides which rows these are and where the cursor goes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--title",
        "rows--plain",
        "rows--good",
        "rows--soon",
        "rows--bad",
        "rows--quiet",
        "rows--match",
        "rows--selected",
        "rows--cursor",
        "rows--cursor-blurred",
    }

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """As in ``ScrollView``, but without laying out the whole screen anew each time that a letter changes it."""

    cursor: reactive[int] = reactive(0)
    """The position of the cursor among the rows that the filter leaves."""

    def __init__(
        self,
        clock: Clock,
        glyphs: Glyphs,
        conceal: Callable[[str], str] = str,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._lines = RowLines(glyphs, conceal)
        self._drawn_clocks: dict[int, tuple[str, ...]] = {}
        self._styles: dict[str, Style] = {}
        self._painted: dict[int, Strip] = {}
        """The lines as they were last drawn: the compositor asks for them too when a neighbour has changed."""
        self._painted_as: object = None

    def panel_width(self, terminal: int) -> int:
        """Give the cells that a terminal of so many columns leaves for the panel; 0 where there is none."""
        return share(self._lines.view.columns, self._lines.lengths, terminal).panel

    def mark(self, marks: Mapping[str, Mark]) -> None:
        """Show what is under way with the rows of these keys; no other row has a mark any more."""
        self._lines.marks = marks
        self.refresh()

    def tick(self) -> None:
        """Repaint the clocks in sight whose words have changed since they were drawn."""
        lines, top, now = self._lines, self.scroll_offset.y, self._clock()
        for y, drawn in tuple(self._drawn_clocks.items()):
            position = y + top - 1
            if position >= len(lines.order) or lines.clock_words(lines.order[position], now) == drawn:
                continue
            for index, start, width in lines.fitted:
                if lines.view.columns[index].clock:
                    self.refresh(Region(MARGIN + start, y, width, 1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of the region: the list has neither border nor padding, which would take a third of the time.

        Its colours are the theme's, so that Textual's first filter has nothing to translate.
        """
        state = self.size, self.scroll_offset.y, self.has_focus
        if state != self._painted_as:
            self._painted.clear()
            self._painted_as = state
        filters = [each for each in self.app.get_line_filters() if not isinstance(each, ANSIToTruecolor)]
        strips = [self._painted.get(y) or self._paint(y, filters) for y in crop.line_range]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _set_dirty(self, *regions: Region) -> None:
        """Forget how these regions, or the whole list, were last drawn."""
        if not regions:
            self._painted.clear()
        for region in regions:
            for y in region.line_range:
                self._painted.pop(y, None)
        super()._set_dirty(*regions)

    def _paint(self, y: int, filters: Sequence[LineFilter]) -> Strip:
        strip = self.render_line(y)
        for each in filters:
            strip = strip.apply_filter(each, self.background_colors[1])
        self._painted[y] = strip
        return strip

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen: the titles, a row, or nothing."""
        lines, width = self._lines, self.size.width
        lines.fit(width)
        if y == 0:
            return self._strip(lines.title(width), width)
        position = self.scroll_offset.y + y - 1
        if position >= len(lines.order):
            self._drawn_clocks.pop(y, None)
            return Strip.blank(width, self._style("base"))
        lines.cursor, lines.focused, now = self.cursor, self.has_focus, self._clock()
        self._drawn_clocks[y] = lines.clock_words(lines.order[position], now)
        return self._strip(lines.row(position, now), width)

    def notify_style_update(self) -> None:
        """Forget the styles, as the theme or the sheet has changed."""
        super().notify_style_update()
        self._styles.clear()
        self._painted.clear()

    def _take_view(self, view: ListView) -> None:
        self._lines.take_view(view)
        self._refit()

    def _refit(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._lines.order) + 1)
        self.refresh()

    def _strip(self, line: Line, width: int) -> Strip:
        # What Textual does with a line it does for each of its segments: neighbours that look the same are one.
        segments = Segment.simplify(Segment(text, self._style(style)) for text, style, _ in line)
        filling = line[0][1].partition(" ")[0] if line else "base"
        return Strip(segments).adjust_cell_length(width, self._style(filling))

    def _style(self, names: str) -> Style:
        """Give the style of these names; resolving them anew for each cell would be most of the work of drawing."""
        if names not in self._styles:
            base, *others = names.split() or ["base"]
            style = self._named_style(base)
            for name in others:
                # A row that is turned around shows no tone: it would make a patch of it.
                if not style.reverse or name == "match" or name.startswith("badge:"):
                    style += self._named_style(name)
            self._styles[names] = style
        return self._styles[names]

    def _named_style(self, name: str) -> Style:
        if name == "base":
            return self.rich_style
        if name.startswith("badge:"):
            if self.app.no_color:
                return Style(bold=True)  # on the cursor's row, which is turned around, it would leave a hole
            return Style.parse(environment_badge.paint_of(name.removeprefix("badge:")))
        whole = name in {"title", "cursor", "cursor-blurred"}
        return self.get_component_rich_style(f"rows--{name}", partial=not whole)

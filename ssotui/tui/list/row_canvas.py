"""Draw the list with Textual: only the rows in sight, and each second only the clocks that changed.

(A ``DataTable`` takes over a second to be filled with 10,000 rows; this takes as long as one screenful.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import Reactive, var
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from ssotui.model.records import NamedTuple
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.content import filtered, strip_of, theme_filters
from ssotui.tui.drawing.countdown import Reading
from ssotui.tui.drawing.runs import Line
from ssotui.tui.list.columns import MARGIN, Fitted, share
from ssotui.tui.list.list_view import ListView, Mark
from ssotui.tui.list.row_lines import RowLines
from ssotui.tui.list.slim_scrollbar import SlimScrollBar
from ssotui.tui.shell.context import AppContext


class Look(NamedTuple):
    """All lines of the list are drawn for the same moment and place; Textual takes its time to tell either.

    Attributes:
        width: of the list, in cells.
        drawn: cells before the scrollbar, which stands in the last one.
        top: the position of the first row in sight.
        now: the time.
    """

    width: int
    drawn: int
    top: int
    now: datetime


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

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """As in ``ScrollView``, but without laying out the whole screen anew each time that a letter changes it."""

    cursor: var[int] = var(0)
    """The position of the cursor among the rows that the filter leaves."""

    def __init__(self, view: ListView, context: AppContext) -> None:
        super().__init__(id="rows")
        self._clock = context.clock
        self._lines = RowLines(view, context.glyphs, context.conceal)
        self._read: dict[int, tuple[Reading, ...]] = {}
        """The clocks on each line in sight, as they were last drawn."""
        self._styles: dict[str, Style] = {}
        self._painted: dict[int, Strip] = {}
        """The lines as they were last drawn: the compositor asks for them too when a neighbour has changed."""
        self._painted_as: object = None
        self._ticked: dict[tuple[int, int], dict[int, Strip]] = {}
        """The clocks that the last tick changed: from which cell to which, and on which line."""

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar; made when it is first asked for, as Textual does it."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = SlimScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)  # noqa: SLF001 - as its own property does
        return self._vertical_scrollbar

    def panel_width(self, terminal: int) -> int:
        """Give the cells that a terminal of so many columns leaves for the panel; 0 where there is none."""
        return share(self._lines.view.columns, self._lines.lengths, terminal).panel

    def mark(self, marks: Mapping[str, Mark]) -> None:
        """Show what is under way with the rows of these keys; no other row has a mark any more."""
        self._lines.marks = marks
        self.refresh()

    def tick(self) -> bool:
        """Tell whether clocks in sight have changed since they were drawn; the next frame repaints these alone."""
        lines, now, top = self._lines, self._clock(), self.scroll_offset.y
        changed: dict[tuple[int, int], dict[int, Strip]] = {}
        drawn: dict[tuple[Fitted, Reading, str], Strip] = {}
        for y, before in self._read.items():
            position = top + y - 1
            after = lines.readings(lines.order[position], now)
            if after == before:
                continue
            self._read[y] = after
            self._painted.pop(y, None)
            base = lines.base(position)
            for place, old, new in zip(lines.clocks, before, after, strict=True):
                if old != new:
                    clock = place, new, base
                    if clock not in drawn:  # many rows have the same
                        drawn[clock] = self._clock_strip(*clock)
                    start = MARGIN + place.start
                    changed.setdefault((start, start + place.width), {})[y] = drawn[clock]
        for (start, end), clocks in changed.items():
            for y, height in _blocks(sorted(clocks)):
                super()._set_dirty(Region(start, y, end - start, height))
        self._ticked = changed
        return bool(changed)

    def _clock_strip(self, place: Fitted, reading: Reading, base: str) -> Strip:
        text, style, _ = self._lines.clock(place, reading, base)
        strip = Strip([Segment(text, self._style(style))]).crop(0, place.width)
        return filtered(strip, theme_filters(self.app), self.background_colors[1])

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of the region: the list has neither border nor padding, which would take a third of the time.

        Its colours are the theme's, so that Textual's first filter has nothing to translate.
        """
        look = self._look()
        state = self.size, look.drawn, look.top, self.has_focus
        if state != self._painted_as:
            self._forget_painted()
            self._painted_as = state
        clocks = self._ticked.get(crop.column_span)
        if clocks and all(y in clocks for y in crop.line_range):
            return [clocks[y] for y in crop.line_range]
        missing, filters = [y for y in crop.line_range if y not in self._painted], theme_filters(self.app)
        background = self.background_colors[1]
        for y in missing:
            self._painted[y] = filtered(self.render_line(y, look), filters, background)
        strips = [self._painted[y] for y in crop.line_range]
        if crop.x or crop.right < look.drawn:
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw other rows, and the scrollbar after them."""
        self.vertical_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self._refresh_rows()

    def _refresh_rows(self) -> None:
        """Draw all rows anew, but not the scrollbar."""
        self.refresh(Region(0, 0, self._drawn_width, self.size.height))

    def _look(self) -> Look:
        self._lines.cursor, self._lines.focused = self.cursor, self.has_focus
        return Look(self.size.width, self._drawn_width, self.scroll_offset.y, self._clock())

    @property
    def _drawn_width(self) -> int:
        return self.size.width - self.scrollbar_size_vertical

    def _set_dirty(self, *regions: Region) -> None:
        """Forget how these regions, or the whole list, were last drawn."""
        if not regions:
            self._forget_painted()
        for region in regions:
            for y in region.line_range:
                self._painted.pop(y, None)
                self._read.pop(y, None)
        self._ticked = {}
        super()._set_dirty(*regions)

    def _forget_painted(self) -> None:
        self._painted.clear()
        self._read.clear()
        self._ticked = {}

    def render_line(self, y: int, look: Look | None = None) -> Strip:
        """Draw one line of the screen: the titles, a row, or nothing."""
        lines, (width, drawn, top, now) = self._lines, look or self._look()
        lines.fit(width)
        if y == 0:
            return self._strip(lines.title(width), drawn)
        position = top + y - 1
        if position >= len(lines.order):
            return Strip.blank(drawn, self._style("base"))
        self._read[y] = lines.readings(lines.order[position], now)
        return self._strip(lines.row(position, now), drawn)

    def notify_style_update(self) -> None:
        """Forget the styles, as the theme or the sheet has changed."""
        super().notify_style_update()
        self._styles.clear()
        self._forget_painted()

    def _take_view(self, view: ListView) -> None:
        self._lines.take_view(view)
        self._refit()

    def _refit(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._lines.order) + 1)
        self.refresh()

    def _strip(self, line: Line, width: int) -> Strip:
        """Give the line as Textual draws it."""
        return strip_of(line, width, self._style, self._style(line[0][1].partition(" ")[0] if line else "base"))

    def _style(self, names: str) -> Style:
        """Give the style of these names; resolving them anew for each cell would be most of the work of drawing.

        Styles that look the same are the same object.
        """
        if names not in self._styles:
            base, *others = names.split() or ["base"]
            style = self._named_style(base)
            for name in others:
                # A row that is turned around shows no tone: it would make a patch of it.
                if not style.reverse or name == "match" or name.startswith("badge:"):
                    style += self._named_style(name)
            self._styles[names] = next((known for known in self._styles.values() if known == style), style)
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


def _blocks(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the first of each run of lines that follow on one another, and how many there are."""
    for _, run in groupby(enumerate(lines), lambda numbered: numbered[1] - numbered[0]):
        first, *others = (line for _, line in run)
        yield first, 1 + len(others)

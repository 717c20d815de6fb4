"""How the list is drawn: only the rows in sight, and each second only the clocks that changed.

(A ``DataTable`` takes over a second to be filled with 10,000 rows; this takes as long as one screenful.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ssotui.actions.listing.search import SEPARATOR, Highlighter
from ssotui.model.clock import Clock
from ssotui.tui.drawing.countdown import Reading
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.list_view import GAP, EmptyView, Fitted, ListView, Mark, fit, merge_middle, natural_widths

MARGIN = 3
"""Cells left of the first column: the cursor's mark, the row's sign, and a gap."""


class RowCanvas(ScrollView):
    """Draws the rows of a view in some order, with a cursor on one of them.

    Which rows, and where the cursor goes, is :class:`ssotui.tui.list.row_list.RowList`'s business.
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
        self._glyphs = glyphs
        self._conceal = conceal
        self._view: ListView = EmptyView()
        self._order: Sequence[int] = ()
        self._query = ""
        self._highlighter = Highlighter("")
        self._selected: frozenset[str] = frozenset()
        self._marks: Mapping[str, Mark] = {}
        self._natural: list[int] = []
        self._fitted: list[Fitted] = []
        self._with_note: list[Fitted] = []
        self._drawn_clocks: dict[int, tuple[str, ...]] = {}
        self._styles: dict[str, Style] = {}

    def _take_view(self, view: ListView) -> None:
        self._view = view
        self._natural = natural_widths(view.columns, list(map(view.parts, range(len(view)))))
        self._refit()

    def mark(self, marks: Mapping[str, Mark]) -> None:
        """Show what is under way with the rows of these keys; no other row has a mark any more."""
        self._marks = marks
        self.refresh()

    def tick(self) -> None:
        """Repaint the clocks in sight whose words have changed since they were drawn."""
        top = self.scroll_offset.y
        now = self._clock()
        for y, drawn in tuple(self._drawn_clocks.items()):
            position = y + top - 1
            if position >= len(self._order) or self._clock_words(self._order[position], now) == drawn:
                continue
            for index, start, width in self._fitted:
                if self._view.columns[index].clock:
                    self.refresh(Region(MARGIN + start, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the titles, a row, or nothing."""
        width = self.size.width
        if y == 0:
            return self._title_line(width)
        position = self.scroll_offset.y + y - 1
        if position >= len(self._order):
            self._drawn_clocks.pop(y, None)
            return Strip.blank(width, self._style("base"))
        return self._row_line(y, position, width)

    def notify_style_update(self) -> None:
        """The theme or the sheet has changed."""
        super().notify_style_update()
        self._styles.clear()

    def _refit(self) -> None:
        self._fitted = fit(self._view.columns, self._natural, self.size.width - MARGIN - 1)
        self._with_note = merge_middle(self._view.columns, self._fitted)
        self.virtual_size = Size(self.size.width, len(self._order) + 1)
        self.refresh()

    def _clock_words(self, index: int, now: datetime) -> tuple[str, ...]:
        return tuple(
            self._reading(index, column, now).text for column, _, _ in self._fitted if self._view.columns[column].clock
        )

    def _reading(self, index: int, column: int, now: datetime) -> Reading:
        """What a clock column says: the last one, what is under way with the row, if something is."""
        if column == len(self._view.columns) - 1 and (mark := self._mark(index)):
            return Reading(mark.word, mark.tone)
        return self._view.clock(index, column, now)

    def _mark(self, index: int) -> Mark | None:
        return self._marks.get(self._view.key(index)) if self._marks else None

    def _title_line(self, width: int) -> Strip:
        text = " " * MARGIN
        for index, _, column_width in self._fitted:
            text += set_cell_size(self._view.columns[index].title, column_width) + "  "
        return Strip([Segment(set_cell_size(text, width), self.get_component_rich_style("rows--title"))], width)

    def _row_line(self, y: int, position: int, width: int) -> Strip:
        index, now, view = self._order[position], self._clock(), self._view
        columns = view.columns
        base = self._row_style(position)
        mark = self._mark(index)
        tone = self._toned(base, "bad" if mark and mark.reason else view.tone(index))
        segments = self._margin(index, position, base)
        parts = view.parts(index)
        hits = self._hits(parts) if self._query else {}
        note = (mark and mark.reason) or view.note(index)
        words = []
        for column, _, cells in self._with_note if note else self._fitted:
            if columns[column].clock:
                reading = self._reading(index, column, now)
                words.append(reading.text)
                style = self._toned(base, reading.tone)
                segments.append(Segment(set_cell_size(reading.text, cells + GAP), style))
            elif note and column:
                segments += self._text_cell(note, cells, tone, (), tone)
            elif paint := view.paint(index, column):
                segments += self._text_cell(parts[column], cells, base + Style.parse(paint), hits.get(column, ()), base)
            else:
                segments += self._text_cell(parts[column], cells, tone, hits.get(column, ()), tone)
        self._drawn_clocks[y] = tuple(words)
        # What Textual does with a line it does for each of its segments: neighbours that look the same are one.
        return Strip(Segment.simplify(segments)).adjust_cell_length(width, base)

    def _hits(self, parts: Sequence[str]) -> dict[int, list[int]]:
        """Which letters of which parts the filter matched."""
        starts = _starts(parts)
        hits: dict[int, list[int]] = {}
        for at in sorted(self._highlighter.matched(SEPARATOR.join(parts))):
            part = bisect_right(starts, at) - 1
            hits.setdefault(part, []).append(at - starts[part])
        return hits

    def _margin(self, index: int, position: int, base: Style) -> list[Segment]:
        """The cursor's mark and the row's sign; that it is selected outweighs every other."""
        mark = self._glyphs.cursor if position == self.cursor else " "
        if self._selected and self._view.key(index) in self._selected:
            sign, tone = self._glyphs.selected, "selected"
        else:
            sign, tone = self._view.sign(index)
        return [Segment(mark, base), Segment(f"{sign} ", self._toned(base, tone))]

    def _row_style(self, position: int) -> Style:
        if position != self.cursor:
            return self._style("base")
        return self._style("cursor" if self.has_focus else "cursor-blurred")

    def _toned(self, base: Style, tone: str) -> Style:
        """The row's style in that tone; a row that is turned around would make a patch of it."""
        return base if base.reverse else base + self._style(tone)

    def _style(self, name: str) -> Style:
        """A style of the sheet; resolving them anew for each cell would be most of the work of drawing."""
        if name not in self._styles:
            whole = name in {"cursor", "cursor-blurred"}
            self._styles[name] = (
                self.rich_style if name == "base" else self.get_component_rich_style(f"rows--{name}", partial=not whole)
            )
        return self._styles[name]

    def _text_cell(self, text: str, width: int, style: Style, hits: Sequence[int], rest: Style) -> list[Segment]:
        """A cell and the gap behind it: the text, cut with an ellipsis, the matched letters marked, then blanks."""
        hidden = self._conceal(text)
        hits = [at for at in hits if hidden[at] == text[at]]  # a letter that is hidden is not marked either
        text = self._glyphs.cut(hidden, width)
        match = style + self._style("match") if hits else style
        segments, start = [], 0
        for at in hits:
            if at >= len(text):
                break
            if at > start:
                segments.append(Segment(text[start:at], style))
            segments.append(Segment(text[at], match))
            start = at + 1
        if start < len(text):
            segments.append(Segment(text[start:], style))
        segments.append(Segment(" " * (width + GAP - cell_len(text)), rest))
        return segments


def _starts(parts: Sequence[str]) -> list[int]:
    """Where each part begins in the row's searched text."""
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(part) + len(SEPARATOR)
    return starts

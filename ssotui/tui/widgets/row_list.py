"""The one list: it draws only the rows in sight, and each second only the clocks that changed.

(A ``DataTable`` takes over a second to be filled with 10,000 rows; this takes as long as one screenful.)
"""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ssotui.actions.search import SEPARATOR, Highlighter, SearchIndex
from ssotui.model.clock import Clock
from ssotui.tui.clocks import Reading
from ssotui.tui.commands import BY_ID
from ssotui.tui.glyphs import Glyphs
from ssotui.tui.keymap import Keymap, bind
from ssotui.tui.views.base import GAP, Empty, EmptyView, Fitted, ListView, Mark, fit, merge_middle, natural_widths

NOTHING_MATCHES = Empty("Nothing matches.", "", "app.back", "clear the filter")

MARGIN = 3
"""Cells left of the first column: the cursor's mark, the row's sign, and a gap."""


class Whereabouts(NamedTuple):
    """Where somebody is in a view, to come back to.

    Attributes:
        key: of the row under the cursor.
        above: how many rows stand above it on the screen.
        selected: the keys of the selected rows.
        query: the filter.
    """

    key: str | None = None
    above: int = 0
    selected: frozenset[str] = frozenset()
    query: str = ""


class RowList(ScrollView, can_focus=True):
    """A list of a view's rows, with a cursor, a filter and live clocks."""

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

    @dataclass
    class Moved(Message):
        """The cursor is on another row, or the row under it has changed. ``index`` is ``None`` on an empty list."""

        index: int | None

    @dataclass
    class Selected(Message):
        """Other rows are selected than before; ``keys`` are those of all that are."""

        keys: frozenset[str]

    @dataclass
    class Opened(Message):
        """A row was double-clicked."""

        index: int

    def __init__(
        self,
        clock: Clock,
        glyphs: Glyphs,
        keymap: Keymap,
        conceal: Callable[[str], str] = str,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        bind(self, keymap.moves())
        self._keymap = keymap
        self._clock = clock
        self._glyphs = glyphs
        self._conceal = conceal
        self._view: ListView = EmptyView()
        self._order: Sequence[int] = ()
        self._natural: list[int] = []
        self._fitted: list[Fitted] = []
        self._with_note: list[Fitted] = []
        self._query = ""
        self._index: SearchIndex | None = None
        self._highlighter = Highlighter("")
        self._selected: frozenset[str] = frozenset()
        self._marks: Mapping[str, Mark] = {}
        self._drawn_clocks: dict[int, tuple[str, ...]] = {}
        self._styles: dict[str, Style] = {}

    @property
    def shown(self) -> int:
        """How many rows the filter leaves."""
        return len(self._order)

    @property
    def selected(self) -> list[int]:
        """The indices, in the view, of the selected rows, as the filter has them in order; hidden ones come last."""
        if not self._selected:
            return []
        shown = dict.fromkeys(self._order)
        hidden = (index for index in range(len(self._view)) if index not in shown)
        return [index for index in (*shown, *hidden) if self._view.key(index) in self._selected]

    @property
    def in_sight(self) -> Sequence[int]:
        """The indices, in the view, of the rows on the screen."""
        top = self.scroll_offset.y
        return self._order[top : top + max(1, self.size.height - 1)]

    @property
    def current(self) -> int | None:
        """The index, in the view, of the row under the cursor."""
        return self._order[self.cursor] if self._order else None

    @property
    def current_key(self) -> str | None:
        """What stays the same of the row under the cursor when the files are read again."""
        return None if self.current is None else self._view.key(self.current)

    @property
    def whereabouts(self) -> Whereabouts:
        """Where somebody is now."""
        return Whereabouts(self.current_key, self.cursor - self.scroll_offset.y, self._selected, self._query)

    def show(self, view: ListView, keep: str | None) -> None:
        """Show the view read again: the cursor stays on the row of that key, and that where it is on the screen.

        If the row has gone, the cursor stays there.
        """
        cursor, top = self.cursor, self.scroll_offset.y
        self._take_view(view)
        self._apply_filter(keep, cursor)
        if top:  # at the top, what is new above shall be seen
            self.scroll_to(y=top + self.cursor - cursor, animate=False, immediate=True)

    def go_to(self, view: ListView, at: Whereabouts) -> None:
        """Show another view, as somebody left it."""
        self._select(at.selected)
        self._query = at.query
        self._highlighter = Highlighter(at.query)
        self._take_view(view)
        self._apply_filter(at.key)
        self.scroll_to(y=self.cursor - at.above, animate=False, immediate=True)

    def _take_view(self, view: ListView) -> None:
        self._view = view
        self._natural = natural_widths(view.columns, list(map(view.parts, range(len(view)))))
        self._index = None
        self._refit()

    def toggle(self) -> None:
        """Select the row under the cursor, or no longer, and go to the next one."""
        if key := self.current_key:
            self._select(self._selected ^ {key})
            self.cursor += 1

    def toggle_all(self) -> None:
        """Select all rows that the filter leaves; if they are all selected, none of them any more."""
        shown = frozenset(self._view.key(index) for index in self._order)
        self._select(self._selected - shown if shown <= self._selected else self._selected | shown)

    def select_only(self, keys: Iterable[str] = ()) -> None:
        """Select the rows of these keys and no others."""
        self._select(frozenset(keys))

    def mark(self, marks: Mapping[str, Mark]) -> None:
        """Show what is under way with the rows of these keys; no other row has a mark any more."""
        self._marks = marks
        self.refresh()

    def filter(self, query: str) -> None:
        """Leave only the rows that match; the best one comes first and under the cursor."""
        if query == self._query:
            return
        kept = self.current_key if not query else None
        self._query = query
        self._highlighter = Highlighter(query)
        self._apply_filter(kept)

    def expect_query(self) -> None:
        """Somebody is about to type one: with 10,000 rows the first letter would wait 15 ms for the index.

        Until then there is none: it takes 4 MB.
        """
        self._search_index()

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
        if not self._order:
            return self._empty_line(y, width)
        if y == 0:
            return self._title_line(width)
        position = self.scroll_offset.y + y - 1
        if position >= len(self._order):
            self._drawn_clocks.pop(y, None)
            return Strip.blank(width, self._style("base"))
        return self._row_line(y, position, width)

    def watch_virtual_size(self, size: Size) -> None:
        """Tell the scrollbar, after the rows are drawn: it takes a tenth of the time from a key to what it leaves."""
        self.call_after_refresh(self._scroll_update, size)

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows and keep the new one in sight."""
        for position in (old, new):
            self.refresh(Region(0, position + 1 - self.scroll_offset.y, self.size.width, 1))
        self._keep_in_sight()
        self.post_message(self.Moved(self.current))

    def validate_cursor(self, cursor: int) -> int:
        """Stay on the list."""
        return max(0, min(cursor, len(self._order) - 1))

    def action_move(self, by: int) -> None:
        """Move so many rows."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move so many screenfuls."""
        self.cursor += by * max(1, self.size.height - 2)

    def action_edge(self, by: int) -> None:
        """Go to the first row or the last."""
        self.cursor = 0 if by < 0 else len(self._order) - 1

    async def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click opens the row; where there is none, a click does what is said."""
        if not self._order:
            name = self._empty.command
            if name and event.chain == 1 and event.y == len(self._empty_lines(self.size.width)) - 1:
                await self.screen.run_action(BY_ID[name].action)
            return
        position = self.scroll_offset.y + event.y - 1
        if event.y == 0 or position >= len(self._order):
            return
        self.cursor = position
        if event.chain == 2:
            self.post_message(self.Opened(self._order[position]))

    def notify_style_update(self) -> None:
        """The theme or the sheet has changed."""
        super().notify_style_update()
        self._styles.clear()

    def on_resize(self) -> None:
        """Share the new width."""
        self._refit()
        self._keep_in_sight()

    def _select(self, keys: frozenset[str]) -> None:
        if keys != self._selected:
            self._selected = keys
            self.refresh()
            self.post_message(self.Selected(keys))

    def _apply_filter(self, keep: str | None, otherwise: int = 0) -> None:
        """Leave the rows that match; the cursor is on the row of the key ``keep``, else at position ``otherwise``."""
        self._order = self._search_index().search(self._query) if self._query else range(len(self._view))
        self.virtual_size = Size(self.size.width, len(self._order) + 1)
        self._drawn_clocks.clear()
        position = 0
        if keep is not None:
            position = next((at for at, index in enumerate(self._order) if self._view.key(index) == keep), otherwise)
        self.set_reactive(RowList.cursor, self.validate_cursor(position))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self.current))

    def _search_index(self) -> SearchIndex:
        if self._index is None:
            self._index = SearchIndex(map(SEPARATOR.join, map(self._view.parts, range(len(self._view)))))
        return self._index

    def _refit(self) -> None:
        self._fitted = fit(self._view.columns, self._natural, self.size.width - MARGIN - 1)
        self._with_note = merge_middle(self._view.columns, self._fitted)
        self.virtual_size = Size(self.size.width, len(self._order) + 1)
        self.refresh()

    def _keep_in_sight(self) -> None:
        room = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + room:
            self.scroll_to(y=self.cursor - room + 1, animate=False, immediate=True)

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

    @property
    def _empty(self) -> Empty:
        return NOTHING_MATCHES if self._query else self._view.empty()

    def _empty_lines(self, width: int) -> list[list[Segment]]:
        """What there is not, more of it, and what to do about it with one key or a click."""
        what, hint, name, does = self._empty
        plain, quiet, key = (self.get_component_rich_style(f"rows--{tone}") for tone in ("plain", "quiet", "selected"))
        lines = [[], [Segment(what, plain)]]
        if hint:
            lines += [[], *([Segment(line, quiet)] for line in textwrap.wrap(hint, max(width - 4, 1)))]
        if name:
            command = BY_ID[name] if self._view.place in BY_ID[name].places else BY_ID["keys.open"]
            lines += [[], [Segment(self._keymap.text(command), key), Segment(f"  {does}", plain)]]
        return lines

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = self._empty_lines(width)
        segments = lines[y] if y < len(lines) else []
        return Strip([Segment("  ", self._style("base")), *segments]).adjust_cell_length(width, self._style("base"))

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

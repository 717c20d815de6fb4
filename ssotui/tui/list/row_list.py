"""The one list: which of a view's rows are shown, where the cursor is, and what is selected."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from ssotui.actions.listing.search import SEPARATOR, Highlighter, SearchIndex
from ssotui.model.clock import Clock
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.list.list_view import Empty, ListView
from ssotui.tui.list.row_canvas import RowCanvas
from ssotui.tui.shell.commands import BY_ID
from ssotui.tui.shell.keymap import Keymap, bind

NOTHING_MATCHES = Empty("Nothing matches.", "", "app.back", "clear the filter")


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


class RowList(RowCanvas, can_focus=True):
    """A list of a view's rows, with a cursor, a filter and live clocks."""

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
        super().__init__(clock, glyphs, conceal, id=id)
        bind(self, keymap.moves())
        self._keymap = keymap
        self._index: SearchIndex | None = None

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
        self._index = None
        super()._take_view(view)

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

    def render_line(self, y: int) -> Strip:
        """One line of the screen; where there are no rows, of what is said instead."""
        return super().render_line(y) if self._order else self._empty_line(y, self.size.width)

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

    def _keep_in_sight(self) -> None:
        room = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + room:
            self.scroll_to(y=self.cursor - room + 1, animate=False, immediate=True)

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

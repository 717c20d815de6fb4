"""The one list decides which of a view's rows are shown, where the cursor is, and what is selected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from ssotui.actions.listing.search import SEPARATOR, Highlighter, SearchIndex
from ssotui.actions.spare_memory import give_back
from ssotui.model.records import NamedTuple
from ssotui.tui.drawing.runs import Line
from ssotui.tui.list.filter_words import order_words
from ssotui.tui.list.grouped_view import GroupedView, Head, lines_of
from ssotui.tui.list.list_view import Empty, ListView
from ssotui.tui.list.row_canvas import Look, RowCanvas
from ssotui.tui.list.row_lines import empty_lines
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.keymap import bind

NOT_GROUPED = "Nothing to fold: sort by group first."

NOTHING_MATCHES = Empty("Nothing matches.", "", "app.back", "clear the filter")


class ViewState(NamedTuple):
    """How a person has left a view, to come back to.

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
    """A list of a view's rows, with a cursor, a filter and live clocks.

    Args:
        view: without rows, to stand in before the first reading.
        context: the edges of the app.
    """

    class Moved(Message):
        """The cursor is on another row, or the row under it has changed."""

    class Selected(Message):
        """Other rows are selected than before."""

    class Opened(Message):
        """A row was double-clicked; it is the one under the cursor."""

    def __init__(self, view: ListView, context: AppContext) -> None:
        super().__init__(view, context)
        bind(self, context.keymap.moves())
        self._keymap = context.keymap
        self._glyphs = context.glyphs
        self._query = ""
        self._index: SearchIndex | None = None
        self._found: Sequence[int] = ()
        """The rows that the filter leaves, the best first."""
        self._folded: frozenset[str] = frozenset()
        """The keys of the groups that are folded."""

    @property
    def shown(self) -> int:
        """How many rows the filter leaves."""
        return len(self._found)

    @property
    def order_words(self) -> str:
        """The words for the order of the rows."""
        return order_words(self._lines.view.arranged, self._glyphs)

    @property
    def order(self) -> Sequence[int]:
        """The indices, in the view, of the lines of the list, from the top."""
        return self._lines.order

    @property
    def selected(self) -> list[int]:
        """The indices, in the view, of the selected rows, as the filter has them in order; hidden ones come last."""
        if not self._lines.selected:
            return []
        view, shown = self._lines.view, dict.fromkeys(self._lines.order)
        hidden = (index for index in range(len(view)) if index not in shown)
        return [index for index in (*shown, *hidden) if view.key(index) in self._lines.selected]

    @property
    def in_sight(self) -> Sequence[int]:
        """The indices, in the view, of the rows on the screen."""
        top = self.scroll_offset.y
        return self._lines.order[top : top + max(1, self.size.height - 1)]

    @property
    def current(self) -> int | None:
        """The index, in the view, of the row under the cursor."""
        order = self._lines.order
        return order[min(self.cursor, len(order) - 1)] if order else None

    @property
    def current_key(self) -> str | None:
        """The key of the row under the cursor, which stays the same when the files are read again."""
        return None if self.current is None else self._lines.view.key(self.current)

    @property
    def total(self) -> int:
        """How many rows the view has."""
        return len(self._lines.view)

    @property
    def state(self) -> ViewState:
        """How the view would be left now."""
        return ViewState(self.current_key, self.cursor - self.scroll_offset.y, self._lines.selected, self._query)

    def show(self, view: ListView, keep: str | None) -> None:
        """Show the view read again: the cursor stays on the row of that key, and that where it is on the screen.

        If the row has gone, the cursor stays there.
        """
        cursor, top = self.cursor, self.scroll_offset.y
        self._take_view(view)
        self._apply_filter(keep, cursor)
        if top:  # at the top, what is new above shall be seen
            self.scroll_to(y=top + self.cursor - cursor, animate=False, immediate=True)

    def go_to(self, view: ListView, at: ViewState) -> None:
        """Show another view, as somebody left it."""
        self._select(at.selected)
        self._query = at.query
        self._lines.highlighter = Highlighter(at.query) if at.query else None
        self._take_view(view)
        self._apply_filter(at.key)
        self.scroll_to(y=self.cursor - at.above, animate=False, immediate=True)

    def go_to_key(self, key: str) -> None:
        """Move the cursor to the row of that key, if the filter leaves it; folded groups open for it."""
        if self._folded and key not in map(self._lines.view.key, self._lines.order):
            self._fold(frozenset())
        keys = map(self._lines.view.key, self._lines.order)
        self.cursor = next((at for at, known in enumerate(keys) if known == key), self.cursor)

    def _take_view(self, view: ListView) -> None:
        self._index = None
        if isinstance(view, GroupedView):
            view.folded = self._folded
        super()._take_view(view)

    def toggle(self) -> None:
        """Select the row under the cursor, or no longer, and go to the next one; on a group's line, all its rows."""
        head = self._head
        if head:
            self._toggle(index for index in self._found if head.start <= index < head.end)
        elif key := self.current_key:
            self._select(self._lines.selected ^ {key})
            self.cursor += 1

    def toggle_all(self) -> None:
        """Select all rows that the filter leaves; if they are all selected, none of them any more."""
        self._toggle(self._found)

    def _toggle(self, indices: Iterable[int]) -> None:
        keys, selected = frozenset(map(self._lines.view.key, indices)), self._lines.selected
        self._select(selected - keys if keys <= selected else selected | keys)

    def select_only(self, keys: Iterable[str] = ()) -> None:
        """Select the rows of these keys and no others."""
        self._select(frozenset(keys))

    def filter(self, query: str) -> None:
        """Leave only the rows that match; the best one comes first and under the cursor."""
        if query == self._query:
            return
        kept = self.current_key if not query else None
        self._query = query
        self._lines.highlighter = Highlighter(query) if query else None
        self._apply_filter(kept)

    def expect_query(self) -> None:
        """Make the index before somebody types: with 10,000 rows the first letter would wait 50 ms for it.

        Nobody makes it earlier, because it takes 3 MB. A search that finds nothing loads what else a search needs.
        """
        self._search_index().search("\0")
        Highlighter("\0")

    def render_line(self, y: int, look: Look | None = None) -> Strip:
        """Draw one line of the screen; where there are no rows, a line of what is said instead."""
        return super().render_line(y, look) if self._lines.order else self._empty_line(y)

    def watch_virtual_size(self, size: Size) -> None:
        """Tell the scrollbar, but not before the rows are drawn: it takes a tenth of the time from a key to them."""
        self.call_next(self._scroll_update, size)

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows and keep the new one in sight."""
        for position in (old, new):
            self.refresh(Region(0, position + 1 - self.scroll_offset.y, self._drawn_width, 1))
        self._keep_in_sight()
        self._tell_moved()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on the list."""
        return max(0, min(cursor, len(self._lines.order) - 1))

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self.cursor += by

    def action_page(self, by: float) -> None:
        """Move the cursor by so many screenfuls."""
        self.cursor += int(by * max(2, self.size.height - 2))

    def action_edge(self, by: int) -> None:
        """Go to the first row or the last."""
        self.cursor = 0 if by < 0 else len(self._lines.order) - 1

    def action_fold(self, by: int) -> None:
        """Fold the group under the cursor, or unfold it; from a row, go to its group's line.

        Args:
            by: -1 to fold, 1 to unfold.
        """
        view, head = self._lines.view, self._head
        if not isinstance(view, GroupedView):
            self.notify(NOT_GROUPED, markup=False)
        elif self._query:
            clears = self._keymap.text("app.back")
            self.notify(f"The filter shows all groups open: {clears} clears it.", markup=False)
        elif head and by < 0 and head.row.key not in self._folded:
            self._fold(self._folded | {head.row.key})
        elif head and by > 0 and head.row.key in self._folded:
            self._fold(self._folded - {head.row.key})
        elif by < 0 and self.current is not None and (around := view.parent(self.current)) is not None:
            self.cursor = self._lines.order.index(around)
        elif by > 0 and head:
            self.cursor += 1
        else:
            self.notify("There is no group to fold here.", markup=False)

    def toggle_fold(self) -> None:
        """Fold the group under the cursor, or unfold it if it is folded."""
        head = self._head
        self.action_fold(1 if head and head.row.key in self._folded else -1)

    def _fold(self, folded: frozenset[str]) -> None:
        self._folded = folded
        self.show(self._lines.view, self.current_key)

    @property
    def _head(self) -> Head | None:
        """The group whose line is under the cursor."""
        view = self._lines.view
        return view.head(self.current) if isinstance(view, GroupedView) and self.current is not None else None

    async def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click opens the row. On a heading it sorts, on a group's line it folds.

        Where there is no row, a click does what is said.
        """
        if not self._lines.order:
            name = self._empty.command
            if name and event.chain == 1 and event.y == len(self._empty_lines(self.size.width)) - 1:
                await self.screen.run_action(f"offered({name!r})")
            return
        if event.y == 0:
            if (order := self._lines.order_at(event.x)) is not None:
                await self.screen.run_action(f"sort_by({order!r})")
            return
        position = self.scroll_offset.y + event.y - 1
        if position >= len(self._lines.order):
            return
        self.cursor = position
        if self._head:
            self.toggle_fold()
        elif event.chain == 2:
            self.post_message(self.Opened())

    def on_resize(self) -> None:
        """Share the new width among the columns."""
        self._refit()
        self._keep_in_sight()

    def _select(self, keys: frozenset[str]) -> None:
        if keys != self._lines.selected:
            self._lines.selected = keys
            self.refresh()
            self.post_message(self.Selected())

    def _apply_filter(self, keep: str | None, otherwise: int = 0) -> None:
        """Leave the rows that match; the cursor is on the row of the key ``keep``, else at position ``otherwise``."""
        view = self._lines.view
        found = self._search_index().search(self._query) if self._query else None
        self._found = range(len(view)) if found is None else found
        self._lines.order = order = lines_of(view, found)
        self.virtual_size = Size(self.size.width, len(order) + 1)
        position = 0
        if keep is not None:
            position = next((at for at, index in enumerate(order) if view.key(index) == keep), otherwise)
        elif found:
            position = order.index(found[0])
        self.set_reactive(RowList.cursor, self.validate_cursor(position))
        self._keep_in_sight()
        self._refresh_rows()
        self._tell_moved()

    def _tell_moved(self) -> None:
        """Tell the screen itself: the widgets between take their time to pass it on."""
        self.screen.post_message(self.Moved())

    def _search_index(self) -> SearchIndex:
        if self._index is None:
            view = self._lines.view.flat if isinstance(self._lines.view, GroupedView) else self._lines.view
            self._index = SearchIndex(map(SEPARATOR.join, map(view.parts, range(len(view)))))
            give_back()
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
        return NOTHING_MATCHES if self._query else self._lines.view.empty

    def _empty_lines(self, width: int) -> list[Line]:
        return empty_lines(self._empty, self._lines.view, self._keymap, width)

    def _empty_line(self, y: int) -> Strip:
        lines = self._empty_lines(self.size.width)
        return self._strip(lines[y] if y < len(lines) else (), self._drawn_width)

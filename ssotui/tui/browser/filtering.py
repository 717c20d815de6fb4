"""The line above the list: type, and the list shows what matches; ``enter`` opens the best row."""

from __future__ import annotations

from asyncio import Event
from typing import ClassVar, Generic

from textual.binding import Binding, BindingType
from textual.screen import ScreenResultType
from textual.widget import Widget

from ssotui.tui.browser.list_screen import ListScreen
from ssotui.tui.list.filter_line import FilterLine
from ssotui.tui.widgets.key_bar import KeyBar


class Filtering(ListScreen[ScreenResultType], Generic[ScreenResultType]):
    """A list with a filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit_filter", "open the best row", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.filter_line = FilterLine(self.services.keymap)
        self._has_rows = False
        self._submitted = False
        self.watch(self.filter_line, "text", self._filter, init=False)
        self.watch(self, "focused", self._tell_bar, init=False)

    def open_row(self) -> None:
        """Do what ``enter`` does on the list."""
        raise NotImplementedError

    async def action_filter(self) -> None:
        """Type into the filter. The keys typed after its own wait until it has the keyboard."""
        if box := await self.filter_line.ready_input():
            self.set_focus(box)
            self.call_after_refresh(self.rows.expect_query)

    async def action_submit_filter(self) -> None:
        """Open the best row, by all that was typed before; the keys typed after go to what opens.

        While there is no row yet, because the files are still being read, it is opened as soon as there is one.
        """
        box = self.filter_line.input
        self._submitted = box is not None and not self._has_rows
        if box is None or self._submitted:
            return
        typed = Event()
        box.call_later(typed.set)
        await typed.wait()
        self.rows.filter(box.value)
        self.show_count()
        self.set_focus(self.rows)
        self.open_row()

    def rows_are_there(self) -> None:
        """The files have been read."""
        self._has_rows = True
        if self._submitted:
            self.call_later(self.action_submit_filter)

    def take_submit_back(self) -> None:
        """Open nothing when the rows come."""
        self._submitted = False

    def action_list_move(self, by: int) -> None:
        """From the filter's line."""
        self.rows.action_move(by)

    def action_list_page(self, by: int) -> None:
        """From the filter's line."""
        self.rows.action_page(by)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter's line, its key is a letter like any other (start URLs have it too), and enter submits."""
        typing = self.focused is not None and self.focused is self.filter_line.input
        if parameters == ("list.filter",):
            return not typing
        return typing if action == "submit_filter" else super().check_action(action, parameters)

    def show_count(self) -> None:
        """How many rows the filter leaves, of how many."""
        self.filter_line.count = f"{self.rows.shown}/{len(self.view)}"

    def _tell_bar(self, focused: Widget | None) -> None:
        if bar := next(iter(self.query(KeyBar)), None):
            bar.typing = focused is not None and focused is self.filter_line.input

    def _filter(self, query: str) -> None:
        """Leave the rows that match what has been typed so far."""
        self.rows.filter(query)
        self.show_count()

"""The filter of the list: what is typed narrows the rows, ``enter`` opens the best one."""

from __future__ import annotations

from asyncio import Event
from typing import TYPE_CHECKING

from ssotui.tui.list.filter_line import FilterLine
from ssotui.tui.list.row_list import RowList

if TYPE_CHECKING:
    from ssotui.tui.list.filter_input import FilterInput


class Filter:
    """Owns whether an ``enter`` waits for the first rows.

    Args:
        line: where the filter is typed.
        rows: the list that it narrows.
    """

    def __init__(self, line: FilterLine, rows: RowList) -> None:
        self._line = line
        self._rows = rows
        self._has_rows = False
        self._submitted = False

    @property
    def input(self) -> FilterInput | None:
        """The input, once it is there."""
        return self._line.input

    @property
    def text(self) -> str:
        """The filter as it is typed by now."""
        return self._line.input.value if self._line.input else ""

    def put(self, text: str) -> None:
        """Have the line say the filter that a view was left with."""
        self._line.put(text)

    def apply(self, query: str) -> None:
        """Leave the rows that match."""
        self._rows.filter(query)
        self.show_count()

    def show_count(self) -> None:
        """Say how many rows the filter leaves, of how many, and how they are sorted."""
        self._line.count, self._line.order = f"{self._rows.shown}/{self._rows.total}", self._rows.order_words

    async def submit(self) -> bool:
        """Leave the rows that match all that was typed by now; whether the best one can be opened at once.

        While the files are still being read there is no row yet: the ``enter`` waits, and :meth:`rows_are_there` tells
        of it.
        """
        box = self._line.input
        self._submitted = box is not None and not self._has_rows
        if box is None or self._submitted:
            return False
        typed = Event()
        box.call_later(typed.set)
        await typed.wait()
        self.apply(box.value)
        return True

    def rows_are_there(self) -> bool:
        """The files have been read. Tells whether an ``enter`` has waited for that."""
        self._has_rows = True
        return self._submitted

    def take_submit_back(self) -> None:
        """Open nothing when the rows come."""
        self._submitted = False

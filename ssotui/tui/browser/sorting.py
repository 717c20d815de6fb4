"""Favourites, and in which order a list's rows stand; both are remembered between runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.screen import ScreenResultType

from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError
from ssotui.model.inventory import ProfileRow
from ssotui.model.usage import Usage
from ssotui.tui.accounts.view import RoleRow
from ssotui.tui.browser.list_screen import ListScreen
from ssotui.tui.browser.row_target import rankable
from ssotui.tui.shell.commands import Place

if TYPE_CHECKING:
    from ssotui.actions.listing.ranking import Order

ORDER_WORDS = {"file": "file", "name": "name", "account": "account", "time": "time left", "recent": "recent use"}

Row = TypeVar("Row", ProfileRow, RoleRow)


class Ordering(ListScreen[ScreenResultType], Generic[ScreenResultType]):
    """A list whose rows can be sorted, and be favourites."""

    def __init__(self) -> None:
        super().__init__()
        self.usage = Usage()
        self._orders: dict[Place, Order] = {}

    def recall_usage(self) -> None:
        """Take what is remembered of favourites, recents and orders."""
        from ssotui.actions.listing import ranking

        self.usage = ranking.recall()
        for place in (Place.PROFILES, Place.ACCOUNTS):
            self._orders[place] = ranking.sort_of(self.usage, place.value, self.services.settings.sort)

    def ordered(
        self, rows: tuple[Row, ...], place: Place, ends: Mapping[RoleRef, datetime] = MappingProxyType({})
    ) -> tuple[Row, ...]:
        """The rows in the list's order, favourites first; without either as the files have them.

        Args:
            rows: of the view.
            place: which view's.
            ends: until when the keys of accounts' roles last.
        """
        order = self._orders.get(place, "file")
        if order == "file" and not self.usage.favourites:
            return rows
        from ssotui.actions.listing import ranking

        found = ranking.ordered(
            [rankable(row, ends) for row in rows],
            ranking.Order(order),
            self.usage.favourites,
            self.usage.recents,
            self.services.clock(),
        )
        return tuple(rows[at] for at in found)

    def action_favourite(self) -> None:
        """Make the row a favourite, or no longer."""
        from ssotui.actions.listing import ranking

        subject = self.subject
        if not isinstance(subject, ProfileRow | RoleRow):
            return
        key = rankable(subject).key
        try:
            ranking.set_favourites([key], favourite=key not in self.usage.favourites)
        except SsotuiError as error:
            self.post_message(self.Failed(error))
        self.recall_usage()
        self.redraw()

    def action_sort(self) -> None:
        """Take the next order."""
        from ssotui.actions.listing import ranking

        self._orders[self.place] = ranking.next_order(self._orders[self.place])
        ranking.remember_sort(self.place.value, self._orders[self.place])
        self.redraw()
        self.notify(f"Sorted by {ORDER_WORDS[self._orders[self.place]]}.", markup=False)

"""Favourites, and the order of each view's rows. Both are remembered between runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from ssotui.model.clock import Clock
from ssotui.model.credentials import RoleRef
from ssotui.model.inventory import ProfileRow
from ssotui.model.usage import Usage, profile_key, role_key
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.row import RoleRow

if TYPE_CHECKING:
    from ssotui.actions.listing.ranking import Order, Rankable

ORDER_WORDS = {"file": "file", "name": "name", "account": "account", "time": "time left", "recent": "recent use"}

Sortable = TypeVar("Sortable", ProfileRow, RoleRow)


class Sorting:
    """Owns the favourites and the order of each view.

    Args:
        clock: tells the time.
        default: the order of the settings, for a view that nobody has sorted.
    """

    def __init__(self, clock: Clock, default: str) -> None:
        self.usage = Usage()
        self._clock = clock
        self._default = default
        self._orders: dict[Place, Order] = {}

    def recall(self) -> None:
        """Take what is remembered of favourites, recents and orders."""
        from ssotui.actions.listing import ranking

        self.usage = ranking.recall()
        for place in (Place.PROFILES, Place.ACCOUNTS):
            self._orders[place] = ranking.sort_of(self.usage, place.value, self._default)

    def sorted(
        self, rows: tuple[Sortable, ...], place: Place, ends: Mapping[RoleRef, datetime] = MappingProxyType({})
    ) -> tuple[Sortable, ...]:
        """Sort the rows by the view's order, favourites first; with neither they stay as the files have them.

        Args:
            rows: the rows of the view.
            place: the view.
            ends: when the keys of accounts' roles end.
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
            self._clock(),
        )
        return tuple(rows[at] for at in found)

    def toggle_favourite(self, row: ProfileRow | RoleRow) -> None:
        """Make the row a favourite, or an ordinary row again.

        Raises:
            SsotuiError: it cannot be remembered.
        """
        from ssotui.actions.listing import ranking

        key = rankable(row).key
        try:
            ranking.set_favourites([key], favourite=key not in self.usage.favourites)
        finally:
            self.recall()

    def next_order(self, place: Place) -> str:
        """Take the view's next order. Gives its name."""
        from ssotui.actions.listing import ranking

        order = self._orders[place] = ranking.next_order(self._orders[place])
        ranking.remember_sort(place.value, order)
        return ORDER_WORDS[order]


def rankable(row: ProfileRow | RoleRow, ends: Mapping[RoleRef, datetime] = MappingProxyType({})) -> Rankable:
    """Give what the row is sorted by; ``ends`` tells when the keys of roles end, which their rows do not know."""
    from ssotui.actions.listing.ranking import Rankable

    if isinstance(row, RoleRow):
        account = row.account
        name = account.name or account.account_id
        return Rankable(role_key(row.ref), name, name, ends.get(row.ref))
    profile = row.profile
    ends_at = row.keys_expire_at or (row.token.expires_at if row.token else None)
    return Rankable(profile_key(profile.name), profile.name, row.account_name or profile.account_id or "", ends_at)

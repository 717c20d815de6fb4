"""Favourites, and the order of each view's rows. Both are remembered between runs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ssotui.actions.listing import ranking
from ssotui.actions.listing.ranking import Arrangement, Order, Rankable
from ssotui.actions.settings.environments import environment_of, environment_of_row
from ssotui.model.inventory import ProfileRow
from ssotui.model.records import NamedTuple
from ssotui.model.usage import UNUSED, Usage, role_key
from ssotui.storage import state
from ssotui.tui.list.list_view import AS_FILED
from ssotui.tui.shell.commands import WITH_ROLES, Place
from ssotui.tui.shell.row import RoleRow

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime
    from typing import TypeVar

    from ssotui.model.credentials import RoleRef
    from ssotui.model.settings import Settings

    Sortable = TypeVar("Sortable", ProfileRow, RoleRow)

NO_KEYS: Mapping[RoleRef, datetime] = MappingProxyType({})


class Sorting:
    """Owns the favourites and the order of each view.

    Args:
        settings: name the order for a view that nobody has sorted.
    """

    def __init__(self, settings: Settings) -> None:
        self.usage = UNUSED
        self._settings = settings
        self._arranged: dict[Place, Arrangement] = {}

    def recall(self) -> None:
        """Take what is remembered of favourites, recents and orders."""
        self.usage = state.load().usage()
        for place in WITH_ROLES:
            self._arranged[place] = ranking.sort_of(self.usage, place.value, self._settings.sort)

    def of(self, place: Place) -> Arrangement:
        """Give the order of a view; that of Sessions is always the config's."""
        return self._arranged.get(place, AS_FILED)

    def toggle_favourite(self, row: ProfileRow | RoleRow) -> None:
        """Make the row a favourite, or an ordinary row again.

        Raises:
            SsotuiError: it cannot be remembered.
        """
        key = key_of(row)
        try:
            state.edit(lambda kept: kept.set_favourites([key], favourite=key not in self.usage.favourites))
        finally:
            self.recall()

    def sort_by(self, place: Place, order: str) -> None:
        """Sort the view by the order of that name; if it is so sorted already, turn it around."""
        arranged = Arrangement(Order(order))
        self.arrange(place, arranged.reversed if self.of(place) == arranged else arranged)

    def arrange(self, place: Place, arrangement: Arrangement) -> None:
        """Sort the view so from now on, and in the runs after this one."""
        self._arranged[place] = arrangement
        state.keep(lambda kept: kept.set_sort(place.value, str(arrangement)))


def in_order(
    rows: tuple[Sortable, ...],
    arrangement: Arrangement,
    usage: Usage,
    now: datetime,
    *,
    settings: Settings,
    ends: Mapping[RoleRef, datetime] = NO_KEYS,
) -> tuple[Sortable, ...]:
    """Sort the rows, favourites first; in the files' own order and without favourites they stay as they are."""
    if arrangement == AS_FILED and not usage.favourites:
        return rows
    ranked = [_rankable(row, arrangement.order, settings, ends) for row in rows]
    found = ranking.ordered(ranked, arrangement, usage.favourites, usage.recents, now)
    return tuple(rows[at] for at in found)


def key_of(row: ProfileRow | RoleRow) -> str:
    """Give the key by which the row is a favourite, and was used."""
    return role_key(row.ref) if isinstance(row, RoleRow) else row.profile.name


class _Facts(NamedTuple):
    """All that a row of either view can be sorted by, but for its label, which takes time to find."""

    key: str
    name: str
    account: str
    account_id: str
    role: str
    session: str
    region: str
    email: str
    token: datetime | None
    keys: datetime | None


TEXTS = {
    Order.ACCOUNT: "account", Order.ID: "account_id", Order.ROLE: "role", Order.SESSION: "session",
    Order.REGION: "region", Order.EMAIL: "email",
}  # fmt: skip
"""The fact that an order by a text goes by."""


def _facts(row: ProfileRow | RoleRow, ends: Mapping[RoleRef, datetime]) -> _Facts:
    if isinstance(row, RoleRow):
        account, role, ref = row.account, row.role_name, row.ref
        name, account_id, session = account.name or account.account_id, account.account_id, account.session.label
        return _Facts(role_key(ref), name, name, account_id, role, session, "", account.email, None, ends.get(ref))
    profile, token = row.profile, row.token.expires_at if row.token else None
    account_id, role = profile.account_id or "", profile.role_name or ""
    name, email, region = row.account_name or account_id, row.account_email or "", profile.region or ""
    session, key = profile.session.label if profile.session else "", profile.name
    return _Facts(key, profile.name, name, account_id, role, session, region, email, token, row.keys_expire_at)


def _rankable(
    row: ProfileRow | RoleRow, order: Order, settings: Settings, ends: Mapping[RoleRef, datetime]
) -> Rankable:
    """Give what the row is sorted by; ``ends`` tells when the keys of roles end, which their rows do not know."""
    facts = _facts(row, ends)
    if order in ranking.BY_TIME:
        until = {Order.TOKEN: (facts.token,), Order.KEYS: (facts.keys,)}.get(order, (facts.token, facts.keys))
        return Rankable(facts.key, facts.name, "", until)
    if order is Order.GROUPED:
        group = (facts.session, facts.account, facts.account_id) if facts.session else ()
        return Rankable(facts.key, facts.name, group=group)
    text = _label(row, settings) if order is Order.LABEL else getattr(facts, TEXTS[order]) if order in TEXTS else ""
    return Rankable(facts.key, facts.name, text)


def _label(row: ProfileRow | RoleRow, settings: Settings) -> str:
    if isinstance(row, RoleRow):
        found = environment_of(settings, row.account.name, row.account.account_id, row.role_name)
    else:
        found = environment_of_row(settings, row)
    return found.label if found else ""

"""In which order rows stand: by name, account, time left or recent use, favourites always first."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UnusableFile
from ssotui.model.records import NamedTuple
from ssotui.model.usage import Usage, Visits, frecency, profile_key, role_key
from ssotui.storage import state

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "Order", "Rankable", "Usage", "next_order", "ordered", "profile_key", "recall", "remember_sort", "remember_use",
    "role_key", "set_favourites", "sort_of",
]  # fmt: skip


class Order(StrEnum):
    """The orders, in the turn in which a person goes through them; their values are those of the setting ``sort``."""

    FILE = "file"
    NAME = "name"
    ACCOUNT = "account"
    TIME = "time"
    RECENT = "recent"


class Rankable(NamedTuple):
    """The values by which a row is ordered.

    Attributes:
        key: by which it is a favourite, and was used (:func:`profile_key`, :func:`role_key`).
        name: of the profile, or whatever stands first in the row.
        account: its account's name, or else ID; empty for none.
        ends_at: until when it can be used without doing anything: its keys, or else its token; ``None`` for neither.
    """

    key: str
    name: str
    account: str = ""
    ends_at: datetime | None = None


def ordered(
    rows: Sequence[Rankable],
    order: Order,
    favourites: Collection[str],
    recents: Mapping[str, Visits],
    now: datetime,
) -> list[int]:
    """The indices of the rows in that order.

    By file: as they stand. By account: those without one come last. By time: the one that lasts longest comes first,
    and what has ended or has no time last. By recent use: what was used most and last comes first
    (:func:`frecency`). What is equal stands by its name, in any case, and what has the same name as it stood.
    """
    names = [row.name.casefold() for row in rows]
    found = list(range(len(rows)))
    if order is not Order.FILE:
        found.sort(key=names.__getitem__)
    if order is Order.ACCOUNT:
        accounts = [(not row.account, row.account.casefold()) for row in rows]
        found.sort(key=accounts.__getitem__)
    elif order is Order.TIME:
        times = [max((row.ends_at - now).total_seconds(), 0.0) if row.ends_at else 0.0 for row in rows]
        found.sort(key=times.__getitem__, reverse=True)
    elif order is Order.RECENT and recents:
        scores = {key: frecency(visits, now) for key, visits in recents.items()}
        used = [scores.get(row.key, 0.0) for row in rows]
        found.sort(key=used.__getitem__, reverse=True)
    if favourites:
        found.sort(key=[row.key not in favourites for row in rows].__getitem__)
    return found


def next_order(order: Order) -> Order:
    """The one after it, and the first after the last."""
    orders = list(Order)
    return orders[(orders.index(order) + 1) % len(orders)]


def sort_of(usage: Usage, name: str, default: str) -> Order:
    """The order of the list of that name: as last chosen, else the setting's."""
    for chosen in (usage.sort.get(name), default):
        with contextlib.suppress(ValueError):
            return Order(chosen or "")
    return Order.FILE


def recall() -> Usage:
    """Read the favourites, recent uses and sort orders of earlier runs. Never raises."""
    return state.load().usage()


def set_favourites(keys: Collection[str], *, favourite: bool) -> None:
    """Make the keys favourites, or no longer.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    state.edit(lambda kept: kept.set_favourites(keys, favourite=favourite))


def remember_sort(name: str, order: Order) -> None:
    """Keep the order of the list of that name; a memory that cannot be written is no reason to complain."""
    with contextlib.suppress(UnusableFile):
        state.edit(lambda kept: kept.set_sort(name, order.value))


def remember_use(now: datetime, *, profile: str | None = None, role: RoleRef | None = None) -> None:
    """Count one use of the profile and of the role whose keys it gives. What was done is done, so this never fails."""
    keys = [profile_key(profile)] if profile else []
    keys += [role_key(role)] if role else []
    with contextlib.suppress(UnusableFile):
        if state.load().is_new_use(keys, now):
            state.edit(lambda kept: kept.count_use(keys, now))

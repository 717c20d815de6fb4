"""Put rows in order: by name, a column, time left, recent use, or in groups; favourites come first."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from ssotui.model.clock import datetime
from ssotui.model.credentials import RoleRef
from ssotui.model.records import NamedTuple
from ssotui.model.usage import Usage, Visits, frecency, role_key
from ssotui.storage import state


class Order(StrEnum):
    """The orders. The first ones are those of the setting ``sort``, in the turn in which a person goes through them.

    Those after :attr:`GROUPED` are a column's own: a click on its heading sorts by it.
    """

    FILE = "file"
    TIME = "time"
    NAME = "name"
    ACCOUNT = "account"
    RECENT = "recent"
    GROUPED = "grouped"
    LABEL = "label"
    ID = "id"
    ROLE = "role"
    REGION = "region"
    SESSION = "session"
    EMAIL = "e-mail"
    TOKEN = "token"  # noqa: S105 - an order, not a password
    KEYS = "keys"


TURN = tuple(Order)[: tuple(Order).index(Order.GROUPED) + 1]
"""The orders that follow one another as a person asks for the next one."""

BY_TIME = frozenset({Order.TIME, Order.TOKEN, Order.KEYS})

BACKWARDS = "-"
"""Stands before the name of an order that is reversed, where it is remembered."""


class Arrangement(NamedTuple):
    """An order, forwards or backwards."""

    order: Order = Order.FILE
    reverse: bool = False

    def __str__(self) -> str:
        return f"{BACKWARDS if self.reverse else ''}{self.order.value}"

    @property
    def next(self) -> Arrangement:
        """The next order in turn; the first one after the last, and after an order that is a column's own."""
        at = TURN.index(self.order) + 1 if self.order in TURN else 0
        return Arrangement(TURN[at % len(TURN)])

    @property
    def reversed(self) -> Arrangement:
        """The same order the other way round."""
        return self._replace(reverse=not self.reverse)


class Rankable(NamedTuple):
    """The values by which a row is ordered.

    Attributes:
        key: by which it is a favourite, and was used (a profile's name, :func:`role_key`).
        name: of the profile, or whatever stands first in the row.
        text: what it is ordered by in an order by some text; empty for none.
        ends: the moments until when its clocks run, as far as the order is about them.
        group: in a grouped order, the session and the account; rows without a session come last.
    """

    key: str
    name: str
    text: str = ""
    ends: tuple[datetime | None, ...] = ()
    group: tuple[str, ...] = ()


def ordered(
    rows: Sequence[Rankable],
    arrangement: Arrangement,
    favourites: Collection[str],
    recents: Mapping[str, Visits],
    now: datetime,
) -> list[int]:
    """Give the indices of the rows in that order.

    By file: as they stand. By time: what ends first comes first. By recent use: what was used most and last comes first
    (:func:`frecency`). Rows without what they are ordered by come last, forwards and backwards. What is equal stands by
    its name, in any case, and what has the same name as it stood. Favourites come first, in a grouped order of their
    group.
    """
    order, reverse = arrangement
    names = [row.name.casefold() for row in rows]
    found = list(range(len(rows)))
    if order is Order.FILE:
        found = found[::-1] if reverse else found
    else:
        found.sort(key=names.__getitem__, reverse=reverse and order is Order.NAME)
    lacks: list[bool] = []
    if order in BY_TIME:
        times = [_left(row, now) for row in rows]
        found.sort(key=times.__getitem__, reverse=reverse)
        lacks = [not left for left in times]
    elif order is Order.RECENT:
        scores = {key: frecency(visits, now) for key, visits in recents.items()}
        used = [scores.get(row.key, 0.0) for row in rows]
        found.sort(key=used.__getitem__, reverse=not reverse)
        lacks = [not score for score in used]
    elif order not in {Order.FILE, Order.NAME, Order.GROUPED}:
        texts = [row.text.casefold() for row in rows]
        found.sort(key=texts.__getitem__, reverse=reverse)
        lacks = [not text for text in texts]
    if lacks:
        found.sort(key=lacks.__getitem__)
    if favourites:
        found.sort(key=[row.key not in favourites for row in rows].__getitem__)
    if order is Order.GROUPED:
        groups = [tuple(map(str.casefold, row.group)) for row in rows]
        found.sort(key=groups.__getitem__, reverse=reverse)
        found.sort(key=[not row.group for row in rows].__getitem__)
    return found


def _left(row: Rankable, now: datetime) -> float:
    """Give the seconds until the first of the row's clocks that still run stops; 0 if none does."""
    return min((seconds for end in row.ends if end and (seconds := (end - now).total_seconds()) > 0), default=0.0)


def sort_of(usage: Usage, name: str, default: str) -> Arrangement:
    """Give the order of the list of that name: as last chosen, else the setting's."""
    for chosen in (usage.sort.get(name), default):
        with contextlib.suppress(ValueError):
            return Arrangement(Order((chosen or "").removeprefix(BACKWARDS)), (chosen or "").startswith(BACKWARDS))
    return Arrangement()


def remember_use(now: datetime, *, profile: str | None = None, role: RoleRef | None = None) -> None:
    """Count one use of the profile and of the role whose keys it gives. What was done is done, so this never fails."""
    keys = [profile] if profile else []
    keys += [role_key(role)] if role else []
    if state.load().is_new_use(keys, now):
        state.keep(lambda kept: kept.count_use(keys, now))

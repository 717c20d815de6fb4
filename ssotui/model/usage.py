"""A person's favourites and recent uses, by stable keys for profiles and for accounts' roles."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ssotui.model.clock import datetime, timedelta
from ssotui.model.credentials import RoleRef
from ssotui.model.records import NamedTuple

HALF_LIFE = timedelta(days=7)
"""A use counts half as much after a week, a quarter after two."""


class Visits(NamedTuple):
    """The frequency and the time of the last use of something.

    Attributes:
        weight: what all uses counted for together, at the moment of the last one; at least 1.
        at: that moment.
    """

    weight: float
    at: datetime


class Usage(NamedTuple):
    """All favourites, recent uses and sort orders that are remembered.

    Attributes:
        favourites: names of profiles, and keys of accounts' roles (:func:`role_key`).
        recents: by the same names and keys.
        sort: the order that was last chosen, by the list's name.
    """

    favourites: frozenset[str] = frozenset()
    recents: Mapping[str, Visits] = MappingProxyType({})
    sort: Mapping[str, str] = MappingProxyType({})


UNUSED = Usage()

ROLELESS = "\x1f"
"""How the key of an account ends that is named without a role (:func:`role_key`)."""


def role_key(role: RoleRef) -> str:
    """Make the key of an account's role, whatever profiles lead to it."""
    return f"{role.session.label}\x1f{role.account_id}\x1f{role.role_name}"


def frecency(visits: Visits, now: datetime) -> float:
    """Weigh the uses at ``now``: each for 1, and half of that after every :data:`HALF_LIFE`.

    One in the future, by a clock that went wrong, counts as one of now.
    """
    age = max((now - visits.at) / HALF_LIFE, 0.0)
    return float(visits.weight * 0.5**age)


def visited(visits: Visits | None, now: datetime) -> Visits:
    """Count one more use at ``now``."""
    return Visits((frecency(visits, now) if visits else 0.0) + 1.0, now)

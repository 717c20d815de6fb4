"""When to say that a session is about to end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from ssotui.model.sessions import CacheEntry, EntryKind

BEFORE = (timedelta(minutes=5), timedelta(minutes=15))
"""Before a token ends that cannot be renewed, the most urgent first."""


class Ending(NamedTuple):
    """A session that ends within this time."""

    entry: CacheEntry
    within: timedelta


def endings(entries: Iterable[CacheEntry], last: datetime, now: datetime) -> Iterator[Ending]:
    """The sessions that have come so near to their end since the ``last`` look: each one once, also after a sleep."""
    for entry in entries:
        ends = entry.life.expires_at
        if entry.kind is not EntryKind.TOKEN or ends is None or now >= ends or entry.life.renewable(ends):
            continue
        for within in BEFORE:
            if last < ends - within <= now:
                yield Ending(entry, within)
                break
